"""One document's pages: where text may stand, the header and footer round it, and the page numbers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from portal.pdf import engine, style
from portal.pdf.file import PdfFile, text_string
from portal.pdf.structure import Element, Structure
from portal.pdf.style import MM, Style
from portal.pdf.typesetter import Line, Typesetter

LEFT = 18 * MM
BOTTOM = 20 * MM
_HEAD_BASELINE = 13.5 * MM  # from the upper edge
_HEAD_RULE = 16 * MM
_FOOT_RULE = 15 * MM
_FOOT_BASELINE = 10.5 * MM
_CONFIDENTIAL_BASELINE = 6 * MM
_NUMBER_ROOM = 45 * MM  # kept free for "Page x of y", in any language
_PAGINATION = "/Artifact<</Type/Pagination/Subtype/%s>>BDC"


@dataclass(frozen=True)
class Frame:
    """A page's size, and where text may stand on it, in points."""

    page_width: float
    page_height: float

    @property
    def right(self) -> float:
        return self.page_width - LEFT

    @property
    def width(self) -> float:
        return self.right - LEFT

    @property
    def top(self) -> float:
        return self.page_height - 23 * MM

    @property
    def body_height(self) -> float:
        return self.top - BOTTOM


UPRIGHT = Frame(*engine.A4)
LANDSCAPE = Frame(*reversed(engine.A4))
PAGE_WIDTH, PAGE_HEIGHT = engine.A4
RIGHT, WIDTH, TOP, BODY_HEIGHT = UPRIGHT.right, UPRIGHT.width, UPRIGHT.top, UPRIGHT.body_height


@dataclass(frozen=True)
class Furniture:
    """What stands round every page. `printed_at` and `confidential` are sentences or "", ready for people to read."""

    setting_name: str
    title: str
    reference: str = ""
    printed_at: str = ""
    confidential: str = ""


@dataclass
class Page:
    """A page by the number of its object: its furniture is drawn when the number of pages is known."""

    number: int
    frame: Frame = UPRIGHT
    section: int = 0
    headed: bool = True
    content: int = 0
    key: int = 0
    links: list[int] = field(default_factory=list)


class Sheet:
    """Draws on the current page. Points are measured from the bottom left corner (ISO 32000-1, 8.3.2).

    Whatever is drawn says what it is a part of: an element of the structure, else it is an artifact, which is never
    read out. Page numbers need the number of pages, which only the end knows: each page shows a small stream of its own
    that is written at the end, so nothing is laid out twice.
    """

    def __init__(self, furniture: Furniture, *, page_words: str) -> None:
        self.sections = [furniture]  # each with pages numbered from 1
        self.file = PdfFile()
        self.structure = Structure(self.file)
        self.typesetter = Typesetter(self.file.fonts)  # font subsets belong to the file
        self.pages: list[Page] = []  # in the order of reading
        self.frame = UPRIGHT  # of the current page and those after it
        self._page_words = page_words
        self._begin_page()

    @property
    def pages_done(self) -> int:
        return len(self.pages)

    @property
    def furniture(self) -> Furniture:
        """Return what stands round the current page."""
        return self.sections[-1]

    def begin_section(self, furniture: Furniture) -> None:
        """Let the pages from here on bear other furniture, and be numbered from 1. The page must be blank."""
        if self.pages and self.pages[-1].section == len(self.sections) - 1:
            self.sections.append(furniture)
        else:
            self.sections[-1] = furniture

    def text(
        self,
        x: float,
        y: float,
        lines: Sequence[Line],
        look: Style,
        within: Element | None = None,
        *,
        left: bool = True,
    ) -> None:
        """Show lines under each other, the baseline of the first at `y`; `x` is where they begin, or end."""
        if within and any(line.typed for line in lines):
            self._spans(x, y, lines, look, within)
            return
        down = f" 0 {-look.leading:.2f} Td "
        shown = down.join([line.code for line in lines])
        if shown.strip():
            ink = self._inked(look.ink)
            x = x if left else x - max(line.width for line in lines)
            self._draw(f"BT {ink}{x:.2f} {y:.2f} Td {shown} ET", within)

    def _spans(self, x: float, y: float, lines: Sequence[Line], look: Style, within: Element) -> None:
        """Show each line as a part of its own that says in which order it is read."""
        for down, line in enumerate(lines):
            entries = f"/ActualText{text_string(line.typed)}" if line.typed else ""
            span = self.structure.open("Span", within, entries)
            self.text(x, y - down * look.leading, (replace(line, typed=""),), look, span)
            self.structure.close(span)

    def fill(self, x: float, y: float, width: float, height: float, ink: str) -> None:
        """Fill a rectangle whose lower left corner is at `x`, `y`."""
        self.fill_all(f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re", ink)

    def fill_all(self, rectangles: str, ink: str, within: Element | None = None) -> None:
        """Fill one path of `re` operators."""
        self._draw(f"{self._inked(ink)}{rectangles} f", within)

    def outline(self, x: float, y: float, width: float, height: float, ink: str, within: Element) -> None:
        """Draw the border of a rectangle whose lower left corner is at `x`, `y`; nothing stands inside."""
        self._draw(f"q {ink} RG 1.1 w {x:.2f} {y:.2f} {width:.2f} {height:.2f} re S Q", within)

    def hairline(
        self,
        y: float,
        *,
        left: float = LEFT,
        right: float = 0,
        ink: str = style.HAIRLINE,
        within: Element | None = None,
    ) -> None:
        right = right or self.frame.right
        self._draw(f"q {ink} RG 0.6 w {left:.2f} {y:.2f} m {right:.2f} {y:.2f} l S Q", within)

    def dots(self, left: float, right: float, y: float) -> None:
        """Lead the eye along a dotted line, drawn and not typed, so that it is never read out."""
        if right > left:
            drawn = f"{left:.2f} {y:.2f} m {right:.2f} {y:.2f} l S"
            self._draw(f"q {style.SLATE} RG 0.8 w 1 J [0 4] 0 d {drawn} Q")

    def link(self, corners: tuple[float, float, float, float], target: str, words: str, within: Element) -> None:
        """Let a rectangle, given by two corners, lead to a place of the document. `words` say where it leads."""
        number = self.file.reserve()
        key = self.structure.annotate(within, number)
        rectangle = " ".join(f"{edge:.2f}" for edge in corners)
        self.file.add(
            f"<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect[{rectangle}]/Dest{target}"
            f"/Contents{text_string(words)}/StructParent {key}>>",
            number,
        )
        self._page.links.append(number)

    def end_page(self) -> None:
        """Finish the current page, and begin another."""
        page = self._page
        page.frame, page.section, page.headed = self.frame, len(self.sections) - 1, self.headed
        page.content, page.key = self._stream(), self.structure.end_page()
        self.pages.append(page)
        self._begin_page()

    def move_last_pages(self, count: int, *, to: int) -> None:
        """Let the last `count` pages be read from position `to` (0 is the first page)."""
        moved = self.pages[-count:]
        del self.pages[-count:]
        self.pages[to:to] = moved

    def write(self) -> str:
        """Write the pages with their furniture, and return the catalog's entries for them and their structure.

        The last page must have been ended.
        """
        structure = self.structure.write()
        tree = self._page.number  # of the page that was begun after the last one
        resources = self.file.add(f"<<{engine.fonts_entry(self.file.fonts)}>>")
        shared = f"/Type/Page/Parent {tree} 0 R/Resources {resources} 0 R/Tabs/S"
        of_section = Counter(page.section for page in self.pages)
        read, around = Counter[int](), dict[tuple[Frame, int, bool], int]()
        for page in self.pages:
            read[page.section] += 1
            self.frame = page.frame
            kind = page.frame, page.section, page.headed
            if kind not in around:
                around[kind] = self._draw_furniture(page.section, page.headed)
            number = self._draw_number(read[page.section], of_section[page.section])
            links = f"/Annots[{' '.join(f'{link} 0 R' for link in page.links)}]" if page.links else ""
            contents = f"/Contents[{page.content} 0 R {around[kind]} 0 R {number} 0 R]"
            box = f"/MediaBox[0 0 {page.frame.page_width} {page.frame.page_height}]"
            self.file.add(f"<<{shared}{box}{contents}/StructParents {page.key}{links}>>", page.number)
        kids = " ".join(f"{page.number} 0 R" for page in self.pages)
        self.file.add(f"<</Type/Pages/Count {len(self.pages)}/Kids[{kids}]>>", tree)
        return f"/Pages {tree} 0 R/StructTreeRoot {structure} 0 R"

    def _begin_page(self) -> None:
        self._page = Page(self.file.reserve())
        self.structure.begin_page(self._page.number)
        self._code: list[str] = []
        self._ink = ""
        self._artifact = "/Artifact BMC"
        self.headed = True  # whether the current page bears the header

    @property
    def blank(self) -> bool:
        return not self._code

    @property
    def page(self) -> int:
        """Return the object number of the current page."""
        return self._page.number

    def _draw(self, code: str, within: Element | None = None) -> None:
        begin = f"/{within.tag}<</MCID {self.structure.mark(within)}>>BDC" if within else self._artifact
        self._code.append(f"{begin} {code} EMC")

    def _stream(self, *, compressed: bool = True) -> int:
        code, self._code, self._ink = self._code, [], ""
        return self.file.add_stream("", "\n".join(code).encode("latin-1"), compressed=compressed)

    def _inked(self, ink: str) -> str:
        if ink == self._ink:
            return ""
        self._ink = ink
        return f"{ink} rg "

    def _draw_furniture(self, section: int, headed: bool) -> int:
        setter, words, frame = self.typesetter, self.sections[section], self.frame
        if headed:
            self._artifact = _PAGINATION % "Header"
            name = setter.line(words.setting_name, style.HEAD_SETTING, frame.width * 0.64)
            title = setter.line(words.title, style.FURNITURE, frame.width * 0.34)
            head = frame.page_height - _HEAD_BASELINE
            self.text(LEFT, head, (name,), style.HEAD_SETTING)
            self.text(frame.right, head, (title,), style.FURNITURE, left=False)
            self.hairline(frame.page_height - _HEAD_RULE)
        self._artifact = _PAGINATION % "Footer"
        left = "  \u00b7  ".join(filter(None, (words.reference, words.printed_at)))
        self.hairline(_FOOT_RULE)
        shown = setter.line(left, style.FURNITURE, frame.width - _NUMBER_ROOM)
        self.text(LEFT, _FOOT_BASELINE, (shown,), style.FURNITURE)
        warning = setter.line(words.confidential, style.CONFIDENTIAL, frame.width)
        self.text((frame.page_width - warning.width) / 2, _CONFIDENTIAL_BASELINE, (warning,), style.CONFIDENTIAL)
        return self._stream()

    def _draw_number(self, place: int, pages: int) -> int:
        words = self._page_words % {"page": place, "pages": pages}
        number = self.typesetter.line(words, style.FURNITURE, _NUMBER_ROOM)
        self.text(self.frame.right, _FOOT_BASELINE, (number,), style.FURNITURE, left=False)
        return self._stream(compressed=False)
