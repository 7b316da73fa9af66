"""A document as a list of calls: headings, paragraphs, facts and tables, on pages that look like one house."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from typing import BinaryIO

from portal.pdf import style
from portal.pdf.characters import plain
from portal.pdf.chart import Bar, draw_chart
from portal.pdf.contents import Outline, Place
from portal.pdf.cover import draw_cover
from portal.pdf.flow import BAND_WIDTH, Flow, Heading, draw_band
from portal.pdf.form_fields import draw_question, draw_writing_lines
from portal.pdf.metadata import About, EmbeddedFile, catalog_entries, write_information
from portal.pdf.qr import draw_qr
from portal.pdf.sheet import LANDSCAPE, LEFT, PAGE_HEIGHT, WIDTH, Furniture, Sheet
from portal.pdf.style import MM, PARAGRAPHS, NoticeTone, TextStyle, Tone
from portal.pdf.table import Grid, draw_rows, set_row, tone_looks

_BULLET_INDENT = 13.0
_LABEL_SHARE = 0.4  # of the width: as far as the labels of facts may reach
_NOTICES = {NoticeTone.INFO: (style.SKY, style.MIST), NoticeTone.WARNING: (style.AMBER, style.SAND)}


class DocumentFinishedError(RuntimeError):
    """A document was saved twice."""


class Document:
    """An A4 document with the look of design.md: margins of 18 mm, header, footer with "Page x of y".

    Text is drawn as it is typed: nothing in it is markup. What no font has a letter for is drawn as a hollow square.
    `language` is given as in BCP 47; `files` travel inside the document. It keeps to PDF/A-2a, with files inside to
    PDF/A-3a, and to PDF/UA-1. Everything is drawn at once and in order; `save` adds page numbers and contents.
    """

    def __init__(
        self,
        furniture: Furniture,
        *,
        page_words: str = "Page %(page)d of %(pages)d",
        language: str = "en-GB",
        files: Sequence[EmbeddedFile] = (),
    ) -> None:
        words = (furniture.title, furniture.setting_name, furniture.reference, language)
        self._about = About(*map(plain, words))
        self._files = files
        self._sheet = Sheet(furniture, page_words=page_words)
        self._flow = Flow(self._sheet)
        self._lines = self._sheet.typesetter.lines
        self._outline = Outline(self._sheet)
        self._contents: Place | None = None
        self._saved = False

    @contextmanager
    def in_language(self, language: str) -> Iterator[None]:
        """Say that what is drawn is in another language, given as in BCP 47: "pl", "ur"."""
        structure = self._sheet.structure
        before, structure.language = structure.language, language
        try:
            yield
        finally:
            structure.language = before

    def cover(self, title: str, lines: Sequence[tuple[str, str]]) -> None:
        """Draw the head of a first page, and facts beneath it as (label, value)."""
        self.page_break()
        self._sheet.headed = False
        draw_cover(self._flow, title)
        self.facts(lines)

    @contextmanager
    def landscape(self) -> Iterator[None]:
        """Let what is drawn, a wide table, stand on pages of its own that lie on their side."""
        upright = self._sheet.frame
        self.page_break()
        self._flow.turn_to(LANDSCAPE)
        yield
        self.page_break()
        self._flow.turn_to(upright)

    def section(self, furniture: Furniture) -> None:
        """Begin a new page; from it on other furniture stands round the pages, and they are numbered from 1."""
        self.page_break()
        self._sheet.begin_section(furniture)

    def contents(self, title: str) -> None:
        """Let the contents stand here, on pages of their own. Raises ValueError the second time."""
        if self._contents:
            raise ValueError("a document has its contents once")
        self.page_break()
        self._contents = Place(title, self._sheet.pages_done, len(self._sheet.structure.document.kids))

    def heading(self, text: str, *, level: int = 1, in_contents: bool = False) -> None:
        """Set a heading of level 1 to 3, never parted from what follows; raises ValueError for another level.

        With `in_contents` it is listed in the contents and in the bookmarks of the file.
        """
        if level not in style.HEADINGS:
            raise ValueError(f"headings have levels 1 to 3, not {level}")
        drawn_at = partial(self._outline.add, plain(text), level) if in_contents else None
        lines = self._lines(text, style.HEADINGS[level], self._sheet.frame.width)
        self._flow.wait(Heading(lines, level, drawn_at, self._sheet.structure.language))

    def paragraph(self, text: str, *, style: TextStyle | str = TextStyle.BODY) -> None:
        """Set text, broken where it has newlines. Raises ValueError for a style that does not exist."""
        look = PARAGRAPHS[TextStyle(style)]
        lines = self._lines(text, look, self._sheet.frame.width)
        if lines:
            self._flow.put(lines, look)
            self._flow.skip(look.after)

    def bullets(self, items: Iterable[str]) -> None:
        look, flow, structure = style.BULLET, self._flow, self._sheet.structure
        dot = self._lines("\u2022", style.BULLET_MARK, WIDTH)
        flow.settle()
        whole = structure.open("L")
        for item in items:
            lines = self._lines(item, look, WIDTH - _BULLET_INDENT)
            flow.take(look.leading * (len(lines) if len(lines) <= 3 else 2))
            part = structure.open("LI", whole)
            label = structure.open("Lbl", part)
            self._sheet.text(LEFT + 2, flow.baseline(look), dot, style.BULLET_MARK, label)
            flow.put(lines, look, left=LEFT + _BULLET_INDENT, tag="LBody", under=part)
            structure.close(label, part)
            flow.skip(look.after)
        structure.close(whole)
        flow.skip(4)

    def facts(self, pairs: Sequence[tuple[str, str]]) -> None:
        """List values beside their labels, as (label, value)."""
        if not pairs:
            return
        lines = (line for label, _ in pairs for line in self._lines(label, style.FACT_LABEL, WIDTH))
        width = self._sheet.frame.width
        share = min(_LABEL_SHARE, (max((line.width for line in lines), default=0) + 12) / width)
        grid = Grid.of((share, 1 - share), width=width, gutter=0, padding=2)
        looks = (style.FACT_LABEL, style.FACT)
        draw_rows(self._flow, grid, (set_row(self._flow, grid, pair, looks, heads=1) for pair in pairs))
        self._flow.skip(6)

    def table(
        self,
        headings: Sequence[str],
        rows: Iterable[Sequence[str]],
        *,
        widths: Sequence[float] = (),
        tones: Callable[[int, int, str], str | None] | None = None,
        empty: str = "",
    ) -> None:
        """Draw rows as they come, the headings again on each page; a row taller than a page goes on over the next.

        The first cell of a row says what the others are about, and is tagged as their head.
        `widths` are shares of the page's width, equal if not given. `tones` names the Tone of a cell from its row and
        column, counted from 0, and its text. `empty` is the sentence said where there are no rows. Raises ValueError
        when a row has more or fewer cells than there are headings.
        """
        flow = self._flow
        rows = iter(rows)
        first = list(islice(rows, 1))
        shares, width = widths or [1] * len(headings), self._sheet.frame.width
        grid = Grid.of(shares, width=width, gutter=4, padding=style.CELL_PADDING, like=[headings, *first])
        header = set_row(flow, grid, headings, [style.HEADER_CELL] * len(headings))
        body = (
            set_row(flow, grid, texts, tone_looks(tones, number, texts), heads=len(headings) > 1)
            for number, texts in enumerate(chain(first, rows))
        )
        if not draw_rows(flow, grid, body, header=header) and empty:
            flow.skip(5)
            self.paragraph(empty, style=TextStyle.QUIET)
        flow.skip(12)

    def chart(self, key: Sequence[tuple[str, Tone]], bars: Sequence[Bar]) -> None:
        """Draw bars with the ``key`` of their parts, as (word, tone); the table with their numbers stands beneath."""
        draw_chart(self._flow, key, bars)

    def notice(self, text: str, *, tone: NoticeTone | str = NoticeTone.INFO) -> None:
        """Set a text apart on a coloured ground. Raises ValueError for a tone that does not exist."""
        bar, ground = _NOTICES[NoticeTone(tone)]
        draw_band(self._flow, self._lines(text, style.NOTICE, BAND_WIDTH), style.NOTICE, bar=bar, ground=ground)

    def qr(self, content: str, *, size_mm: float = 32, caption: str = "", typed: str = "") -> None:
        """Draw a QR code, its caption beside it, and in large letters under that a code to type.

        Raises ValueError when the content is longer than a QR code can hold.
        """
        draw_qr(self._flow, content, size=size_mm * MM, caption=caption, typed=typed)
        self._flow.skip(8)

    def question(self, asked: str, told: Sequence[str], choices: Sequence[str]) -> None:
        """Ask on paper: what is asked, what to know about it, and a box of 9 mm to tick for each choice."""
        draw_question(self._flow, asked, told, choices)

    def writing_lines(self, labels: Sequence[str]) -> None:
        """Draw a line to write on, 11 mm high, for each label. They stay on one page."""
        draw_writing_lines(self._flow, labels)

    def space(self, mm: float) -> None:
        self._flow.settle()
        self._flow.skip(mm * MM)

    def down_to(self, mm: float) -> None:
        """Go on at a height that is counted from the upper edge of the page, unless it is passed already."""
        self._flow.settle()
        self._flow.y = min(self._flow.y, PAGE_HEIGHT - mm * MM)

    def page_break(self) -> None:
        """Go on with a new page, unless nothing has been drawn on this one."""
        self._flow.settle()
        if not self._sheet.blank:
            self._flow.turn_page()

    @contextmanager
    def kept(self, *, mm: float) -> Iterator[None]:
        """Begin what follows only where `mm` millimetres are left, so that so much of it stays on one page."""
        self._flow.take(min(mm * MM, self._flow.tallest))
        yield

    def save(self, to: BinaryIO) -> int:
        """Write the PDF and return its number of pages. Raises DocumentFinishedError the second time."""
        if self._saved:
            raise DocumentFinishedError("a document can be saved once")
        self._saved = True
        self._flow.settle()
        if not self._sheet.blank or not self._sheet.pages_done:
            self._flow.turn_page()
        if self._contents:
            self._outline.draw(self._flow, self._contents)
        file = self._sheet.file
        entries = self._sheet.write() + self._outline.write() + catalog_entries(file, self._about, self._files)
        root = file.add(f"<</Type/Catalog{entries}>>")
        file.finish({"Root": root, "Info": write_information(file, self._about)}, to)
        return self._sheet.pages_done
