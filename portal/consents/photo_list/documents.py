"""The sheet “who may be photographed” on paper: one A4 page in the largest type that fits, legible in black and white."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import BinaryIO

from flask_babel import gettext as _

from portal.consents.labels import STATE_HEADINGS, STATE_MARKS
from portal.consents.photo_list.layout import (
    LEAD,
    LEADING,
    OVER_WORD,
    RULE,
    SIGN_EMS,
    UNDER_WORD,
    WORD,
    Block,
    Layout,
    best_layout,
    block_height,
    name_positions,
)
from portal.consents.photo_list.service import PhotoList
from portal.consents.policy import RulingState
from portal.families.sessions import session_names
from portal.foundation import clock
from portal.issued.documents import seal_note
from portal.pdf import Document, Furniture
from portal.pdf.characters import plain
from portal.pdf.qr import draw_qr
from portal.pdf.sheet import BOTTOM, LEFT, RIGHT, WIDTH
from portal.pdf.style import HEADINGS, MM, PARAGRAPHS, SWALLOW, Style, TextStyle, Weight
from portal.pdf.typesetter import Line
from portal.settings import service as settings
from portal.web.dates import format_date, format_moment

_QR, _BESIDE_QR = 30 * MM, LEFT + 30 * MM + 12
_QUIET = replace(PARAGRAPHS[TextStyle.QUIET], ink=SWALLOW, after=3)
_SMALL = PARAGRAPHS[TextStyle.SMALL]
_TITLE = replace(HEADINGS[1], size=18, leading=22, before=0, after=3)
_STRONG = replace(_QUIET, weight=Weight.BOLD)
_UNDER_HEAD = 6.0


def write_list(listed: PhotoList, live_address: str, to: BinaryIO) -> int:
    """Write the sheet and return its number of pages; where it takes more than one, each heading says which it is.

    Without ``live_address`` it has no square to point a camera at.
    """
    paper = _Paper(listed, clock.now())
    layout, pages = best_layout(make_blocks(listed), paper.head_height)
    for number, blocks in enumerate(pages, start=1):
        paper.page_break()
        paper.draw_head(number, len(pages), live_address)
        for block in blocks:
            paper.draw_block(block, layout)
        if number == 1:
            paper.draw_note()
    return paper.save(to)


def make_blocks(listed: PhotoList) -> tuple[Block, ...]:
    """Return the three blocks of a sheet, those who may first.

    A mark, a word and a place of its own for each: the page has to hold on a grey copier.
    """
    blocks = zip(RulingState, (listed.may, listed.may_not, listed.not_answered), strict=True)
    return tuple(
        Block(STATE_MARKS[state], f"{STATE_HEADINGS[state]} ({len(names)})", tuple(map(plain, names)),
              is_may=state is RulingState.MAY)
        for state, names in blocks
    )  # fmt: skip


class _Paper(Document):
    """The sheet as a document: a head beside the code, and names in type of any size."""

    def __init__(self, listed: PhotoList, now: datetime) -> None:
        self._choice, self._now, self._note = listed.choice, format_moment(now), seal_note()
        title, warning = _("Who may be photographed"), _("For staff. Shred it at the end of the day.")
        super().__init__(Furniture(settings.current().name, title, printed_at=self._now, confidential=warning))

    def head_height(self, number: int, pages: int) -> float:
        """Return how many points the head of a page takes, and on the first the note about the seal at its foot."""
        return self._head_height(number, pages) + (self._note_height if number == 1 else 0)

    @property
    def _note_height(self) -> float:
        return len(self._lines(self._note, _SMALL, WIDTH)) * _SMALL.leading

    def _head_height(self, number: int, pages: int) -> float:
        text = sum(len(lines) * look.leading + look.after for lines, look in self._head(number, pages))
        return (text if number > 1 else max(text, _QR)) + _UNDER_HEAD

    def draw_head(self, number: int, pages: int, live_address: str) -> None:
        top, height = self._flow.y, self._head_height(number, pages)
        if number == 1 and live_address:
            draw_qr(self._flow, live_address, size=_QR, caption="")
            self._flow.y = top
        for place, (lines, look) in enumerate(self._head(number, pages)):
            left = _BESIDE_QR if number == 1 else LEFT
            self._flow.put(lines, look, left=left, tag="P" if place else "H1")
            self._flow.skip(look.after)
        self._flow.y = top - height

    def draw_note(self) -> None:
        self._flow.y = min(self._flow.y, BOTTOM + self._note_height)
        self._flow.put(self._lines(self._note, _SMALL, WIDTH), _SMALL)

    def draw_block(self, block: Block, layout: Layout) -> None:
        top, flow, height = self._flow.y, self._flow, block_height(block, layout)
        flow.sheet.fill(LEFT, top - RULE, WIDTH, RULE, SWALLOW)
        flow.y -= RULE + OVER_WORD
        word = _("%(heading)s, continued", heading=block.word) if block.is_continued else block.word
        flow.put((self._line(f"{block.sign} {word}", WORD),), WORD, tag="H2")
        flow.y -= UNDER_WORD
        self._draw_names(block, layout)
        if not block.names:
            flow.put((self._line(_("Nobody."), LEAD),), LEAD)
        flow.y = top - height

    def _draw_names(self, block: Block, layout: Layout) -> None:
        flow, size = self._flow, block.size(layout)
        look = Style(size, size * LEADING)
        bold = replace(look, weight=Weight.BOLD)
        sign = (self._line(block.sign, bold),)
        structure = flow.sheet.structure
        names = structure.open("L")
        for left, top, name in name_positions(block, layout):
            item = structure.open("LI", names)
            label, body = structure.open("Lbl", item), structure.open("LBody", item)
            flow.sheet.text(LEFT + left, flow.baseline(look, top), sign, bold, label)
            lines = [self._line(line, look) for line in name]
            flow.sheet.text(LEFT + left + SIGN_EMS * size, flow.baseline(look, top), lines, look, body)
            structure.close(label, body, item)
        structure.close(names)

    def _head(self, number: int, pages: int) -> list[tuple[tuple[Line, ...], Style]]:
        """Return the lines of a page’s head, with how they look."""
        room = RIGHT - _BESIDE_QR if number == 1 else WIDTH
        return [(self._lines(text, look, room), look) for text, look in self._sentences(number, pages)]

    def _sentences(self, number: int, pages: int) -> Iterator[tuple[str, Style]]:
        choice, day = self._choice, format_date(self._choice.day)
        several = _("Page %(page)s of %(pages)s: good for %(day)s only", page=number, pages=pages, day=day)
        yield several if pages > 1 else _("Good for %(day)s only", day=day), _TITLE
        session = session_names()[choice.session] if choice.session else _("Every child")
        yield _("%(session)s: %(use)s", session=session, use=choice.use.label), LEAD
        if number == 1:
            yield choice.use.sentence, _QUIET
            yield _("The answers as they stood on %(moment)s.", moment=self._now), _STRONG
            yield _("Answers can change within minutes. Scan this with the phone that you sign in with, and see the "
                    "list as it stands now."), _QUIET  # fmt: skip
        if pages > 1:
            yield _("A child who is not on this page is on another one. Keep all pages together."), _STRONG

    def _line(self, text: str, look: Style) -> Line:
        return self._sheet.typesetter.line(text, look, WIDTH)
