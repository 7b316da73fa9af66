"""The contents: where headings came to stand, listed with their page numbers, leaders and links."""

from dataclasses import dataclass

from portal.pdf import style
from portal.pdf.flow import Flow, Heading
from portal.pdf.sheet import BOTTOM, LEFT, RIGHT, TOP, WIDTH, Sheet
from portal.pdf.style import Style
from portal.pdf.typesetter import Line

_NUMBER_ROOM = 34.0
_INDENT = 14.0
_LINES_AT_MOST = 3


@dataclass(frozen=True)
class Entry:
    """A heading that the contents list: `page` counts from 0 in the order of drawing."""

    text: str
    level: int
    page: int
    key: str


@dataclass(frozen=True)
class Place:
    """Where the contents stand among the pages, and under which title."""

    title: str
    page: int


class Outline:
    """Collects headings: as bookmarks of the file at once, and as entries of the contents at the end."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._depth = -1
        self.entries: list[Entry] = []

    def add(self, text: str, level: int, y: float) -> None:
        """Mark the heading `text`, drawn on the current page with its top at `y`."""
        canvas, key = self._sheet.canvas, f"heading-{len(self.entries)}"
        canvas.bookmarkPage(key, fit="XYZ", left=0, top=y, zoom=0)
        # a bookmark cannot lie two levels under the one above it
        self._depth = min(level - 1, self._depth + 1)
        canvas.addOutlineEntry(text, key, self._depth, closed=self._depth > 0)
        canvas.showOutline()
        self.entries.append(Entry(text, level, self._sheet.pages_done, key))

    def draw(self, flow: Flow, place: Place) -> None:
        """Draw the contents after the last page, and let them be read at their place."""
        if not self.entries:
            return
        title = Heading(flow.sheet.typesetter.lines(place.title, style.HEADINGS[1], WIDTH), style.HEADINGS[1])
        pages = _shared_out([_item(flow.sheet, entry) for entry in self.entries], TOP - title.height)
        flow.wait(title)
        flow.settle()
        for page in pages:
            for item in page:
                shift = len(pages) if item.entry.page >= place.page else 0
                item.draw(flow, str(item.entry.page + 1 + shift))
            flow.turn_page()
        flow.sheet.move_last_pages(len(pages), to=place.page)


@dataclass(frozen=True)
class _Item:
    """An entry with its text broken into lines."""

    entry: Entry
    lines: tuple[Line, ...]
    look: Style

    @property
    def left(self) -> float:
        return LEFT + _INDENT * (self.entry.level - 1)

    @property
    def height(self) -> float:
        return self.look.before + len(self.lines) * self.look.leading

    def draw(self, flow: Flow, number: str) -> None:
        look, sheet = self.look, flow.sheet
        flow.skip(look.before)
        top = flow.y
        for offset, line in enumerate(self.lines):
            sheet.text(self.left, flow.baseline(look, offset), line, look)
        last = flow.baseline(look, len(self.lines) - 1)
        shown = sheet.typesetter.line(number, look, _NUMBER_ROOM)
        sheet.dots(self.left + self.lines[-1].width + 6, RIGHT - shown.width - 5, last + 0.6)
        sheet.text(RIGHT - shown.width, last, shown, look)
        flow.y = top - len(self.lines) * look.leading
        sheet.canvas.linkRect(self.entry.text, self.entry.key, (self.left, flow.y, RIGHT, top), Border="[0 0 0]")


def _item(sheet: Sheet, entry: Entry) -> _Item:
    look = style.CONTENTS[entry.level]
    room = WIDTH - _INDENT * (entry.level - 1) - _NUMBER_ROOM - 6
    lines = sheet.typesetter.lines(entry.text, look, room)
    if len(lines) > _LINES_AT_MOST:
        lines = (sheet.typesetter.line(entry.text, look, room),)
    return _Item(entry, lines, look)


def _shared_out(items: list[_Item], y: float) -> list[list[_Item]]:
    """Return the entries page by page, from `y` down on the first: their number shifts every page that follows."""
    pages: list[list[_Item]] = [[]]
    for item in items:
        if y - item.height < BOTTOM:
            pages.append([])
            y = TOP
        pages[-1].append(item)
        y -= item.height
    return pages
