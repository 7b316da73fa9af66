"""The contents: where headings came to stand, listed with their page numbers, leaders and links."""

from dataclasses import dataclass, field
from itertools import pairwise

from portal.pdf import style
from portal.pdf.file import PdfFile, text_string
from portal.pdf.flow import Flow, Heading
from portal.pdf.sheet import BOTTOM, LEFT, TOP, WIDTH, Sheet
from portal.pdf.structure import Element
from portal.pdf.style import Style
from portal.pdf.typesetter import Line

_NUMBER_ROOM = 34.0
_INDENT = 14.0
_COLUMNS = 2
_GUTTER = 24.0
_COLUMN = (WIDTH - _GUTTER) / _COLUMNS
_LINES_AT_MOST = 3


@dataclass(frozen=True)
class Entry:
    """A heading that the contents list: `page` counts from 0 in the order of drawing; `target` is its place."""

    text: str
    level: int
    page: int
    target: str


@dataclass(frozen=True)
class Place:
    """Where the contents stand among the pages and among the elements of the document, and under which title."""

    title: str
    page: int
    element: int


class Outline:
    """Collects headings: as bookmarks of the file at once, and as entries of the contents at the end."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.entries: list[Entry] = []

    def add(self, text: str, level: int, y: float) -> None:
        """Mark the heading `text`, drawn on the current page with its top at `y`."""
        target = f"[{self._sheet.page} 0 R/XYZ 0 {y:.2f} 0]"
        self.entries.append(Entry(text, level, self._sheet.pages_done, target))

    def write(self) -> str:
        """Write the bookmarks, and return the catalog's entries for them."""
        if not self.entries:
            return ""
        file, depth = self._sheet.file, -1
        root = _Bookmark(file.reserve(), 0)
        above, bookmarks = [root], list[_Bookmark]()
        for entry in self.entries:
            depth = min(entry.level - 1, depth + 1)  # no bookmark can lie two levels under the one above it
            del above[depth + 1 :]
            mark = _Bookmark(file.reserve(), above[-1].number, f"/Title{text_string(entry.text)}/Dest{entry.target}")
            above[-1].kids.append(mark)
            above.append(mark)
            bookmarks.append(mark)
        for mark in (root, *bookmarks):
            mark.write(file)
        return f"/Outlines {root.number} 0 R/PageMode/UseOutlines"

    def draw(self, flow: Flow, place: Place) -> None:
        """Draw the contents after the last page, and let them be read at their place."""
        if not self.entries:
            return
        title = Heading(flow.sheet.typesetter.lines(place.title, style.HEADINGS[1], WIDTH), 1)
        columns = _shared_out([_item(flow.sheet, entry) for entry in self.entries], TOP - title.height)
        pages = -(-len(columns) // _COLUMNS)
        structure = flow.sheet.structure
        drawn = len(structure.document.kids)
        flow.wait(title)
        flow.settle()
        table = structure.open("TOC")
        top = flow.y
        for number, column in enumerate(columns):
            beside = number % _COLUMNS
            if number and not beside:
                flow.turn_page()
                top = flow.y
            flow.y = top
            for item in column:
                shift = pages if item.entry.page >= place.page else 0
                item.draw(flow, str(item.entry.page + 1 + shift), table, LEFT + beside * (_COLUMN + _GUTTER))
        flow.turn_page()
        structure.close(table)
        structure.move_last(len(structure.document.kids) - drawn, to=place.element)
        flow.sheet.move_last_pages(pages, to=place.page)


@dataclass
class _Bookmark:
    """An entry of the bookmarks, with those under it: the root has no text."""

    number: int
    above: int
    entries: str = ""
    kids: list["_Bookmark"] = field(default_factory=list)
    beside: str = ""

    def write(self, file: PdfFile) -> None:
        """Write the entry: the first level lies open, and what is below it closed."""
        for before, after in pairwise(self.kids):
            before.beside += f"/Next {after.number} 0 R"
            after.beside += f"/Prev {before.number} 0 R"
        parent = f"/Parent {self.above} 0 R" if self.above else "/Type/Outlines"
        kids = ""
        if self.kids:
            count = -len(self.kids) if self.above else len(self.kids)
            kids = f"/First {self.kids[0].number} 0 R/Last {self.kids[-1].number} 0 R/Count {count}"
        file.add(f"<<{self.entries}{parent}{self.beside}{kids}>>", self.number)


@dataclass(frozen=True)
class _Item:
    """An entry with its text broken into lines."""

    entry: Entry
    lines: tuple[Line, ...]
    look: Style

    @property
    def height(self) -> float:
        return self.look.before + len(self.lines) * self.look.leading

    def draw(self, flow: Flow, number: str, under: Element, left: float) -> None:
        """Draw the entry in the column that begins at ``left``."""
        right, left = left + _COLUMN, left + _INDENT * (self.entry.level - 1)
        look, sheet, structure = self.look, flow.sheet, flow.sheet.structure
        entry = structure.open("TOCI", under)
        reference = structure.open("Reference", entry)
        link = structure.open("Link", reference)
        flow.skip(look.before)
        top, first = flow.y, flow.baseline(look)
        sheet.text(left, first, self.lines, look, link)
        last = flow.baseline(look, len(self.lines) - 1)
        shown = sheet.typesetter.line(number, look, _NUMBER_ROOM)
        sheet.dots(left + self.lines[-1].width + 6, right - shown.width - 5, last + 0.6)
        sheet.text(right, last, (shown,), look, link, left=False)
        flow.y = top - len(self.lines) * look.leading
        sheet.link((left, flow.y, right, top), self.entry.target, f"{self.entry.text} {number}", link)
        structure.close(link, reference, entry)


def _item(sheet: Sheet, entry: Entry) -> _Item:
    look = style.CONTENTS[entry.level]
    room = _COLUMN - _INDENT * (entry.level - 1) - _NUMBER_ROOM - 6
    lines = sheet.typesetter.lines(entry.text, look, room)
    if len(lines) > _LINES_AT_MOST:
        lines = (sheet.typesetter.line(entry.text, look, room),)
    return _Item(entry, lines, look)


def _shared_out(items: list[_Item], first: float) -> list[list[_Item]]:
    """Return the entries column by column, those of the first page from ``first`` down.

    The number of pages they take shifts every page that follows.
    """
    columns: list[list[_Item]] = [[]]
    y = first
    for item in items:
        if y - item.height < BOTTOM:
            columns.append([])
            y = first if len(columns) <= _COLUMNS else TOP
        columns[-1].append(item)
        y -= item.height
    return columns
