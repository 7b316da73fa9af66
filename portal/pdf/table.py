"""Rows of cells, drawn as they come: a register of any length costs the memory of one row."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, zip_longest

from portal.pdf import style
from portal.pdf.flow import Flow
from portal.pdf.sheet import LEFT
from portal.pdf.structure import Element
from portal.pdf.style import Style, Tone
from portal.pdf.typesetter import REFERENCE, Line

ToneOf = Callable[[int, int, str], str | None]
Cell = tuple[tuple[Line, ...], Style]
_HEAD = "/A<</O/Table/Scope/"
# The widest reference, CW-WWWW-WWWW, takes 94 points in bold letters; set as narrow as this it reads like any other.
_ROOM_FOR_REFERENCE = 80.0
_HEADER_AT_MOST = 1 / 3  # of the page: a taller header is not said again on each page


@dataclass(frozen=True)
class Grid:
    """Where columns begin, how wide their text may be, and the space above and below it, in points."""

    lefts: tuple[float, ...]
    rooms: tuple[float, ...]
    padding: float

    @classmethod
    def of(
        cls, widths: Sequence[float], *, width: float, gutter: float, padding: float, like: Sequence[Sequence[str]] = ()
    ) -> "Grid":
        """Return columns that share ``width`` as `widths` are to each other.

        A column with a reference in one of the rows ``like`` has room for any reference, which others give. Raises ValueError when there is no column or a width is not above nothing.
        """
        if not widths or min(widths) <= 0:
            raise ValueError(f"a table needs columns with widths above 0, not {list(widths)}")
        whole = sum(widths)
        rooms = [share / whole * width for share in widths]
        for column, texts in enumerate(zip(*like, strict=False)):
            room = _ROOM_FOR_REFERENCE + 2 * gutter
            if rooms[column] < room < width and any(map(REFERENCE.search, texts)):
                left = (width - room) / (width - rooms[column])
                rooms = [room if each == column else other * left for each, other in enumerate(rooms)]
        lefts = [LEFT + gutter + sum(rooms[:column]) for column in range(len(rooms))]
        return cls(tuple(lefts), tuple(max(4.0, room - 2 * gutter) for room in rooms), padding)


@dataclass(frozen=True)
class Row:
    """The cells of one row, their text already broken into lines; ``heads`` of them, from the left, head the others."""

    cells: tuple[Cell, ...]
    heads: int = 0

    @cached_property
    def line_count(self) -> int:
        return max(1, *(len(lines) for lines, _ in self.cells)) if self.cells else 1

    @cached_property
    def leading(self) -> float:
        return max(look.leading for _, look in self.cells)

    def height(self, grid: Grid) -> float:
        return self.line_count * self.leading + 2 * grid.padding


def set_row(flow: Flow, grid: Grid, texts: Sequence[str], looks: Sequence[Style], *, heads: int = 0) -> Row:
    """Break each text into its column. Raises ValueError when there are not as many texts as columns."""
    if len(texts) != len(grid.rooms):
        raise ValueError(f"a row has {len(texts)} cells in a table of {len(grid.rooms)} columns")
    lines = flow.sheet.typesetter.lines
    cells = tuple((lines(text, look, room), look) for text, look, room in zip(texts, looks, grid.rooms, strict=True))
    return Row(cells, heads)


def draw_rows(flow: Flow, grid: Grid, rows: Iterable[Row], *, header: Row | None = None) -> bool:
    """Draw rows with a hairline under each; say the header first and on every new page. Return whether there were any."""
    rows, table = iter(rows), _Table(flow, grid, header)
    first = next(rows, None)
    if not first and not header:
        return False
    table.begin(first)
    for row in chain([first] if first else [], rows):
        table.draw(row)
    table.end()
    return first is not None


class _Table:
    """A table under way. Its header is drawn again on each page, where it is an artifact: it was read already."""

    def __init__(self, flow: Flow, grid: Grid, header: Row | None) -> None:
        self._flow, self._grid, self._header = flow, grid, header
        self._again = (
            header if header and header.height(grid) <= _HEADER_AT_MOST * flow.sheet.frame.body_height else None
        )

    def begin(self, first: Row | None) -> None:
        """Draw the header where the first lines of the first row fit beneath it."""
        flow, grid = self._flow, self._grid
        first_height = min(first.height(grid), 2 * grid.padding + 3 * first.leading) if first else 0
        flow.take((self._again.height(grid) if self._again else 0) + first_height)
        self._element = flow.sheet.structure.open("Table")
        if self._header:
            tags = self._open(self._header, f"{_HEAD}Column>>")
            if self._again:
                self._draw_header(self._again, tags)
                flow.sheet.structure.close(*tags)
            else:
                self._draw_split(self._header, tags)

    def draw(self, row: Row) -> None:
        flow, grid = self._flow, self._grid
        height = row.height(grid)
        if height > flow.room:
            fresh = flow.sheet.frame.body_height - (self._again.height(grid) if self._again else 0)
            if height <= fresh or flow.room < 2 * grid.padding + 3 * row.leading:
                self._continue_on_next_page()
        self._draw_split(row, self._open(row))
        flow.sheet.hairline(flow.y)

    def end(self) -> None:
        self._flow.sheet.structure.close(self._element)

    def _open(self, row: Row, head: str = "") -> list[Element]:
        structure = self._flow.sheet.structure
        line = structure.open("TR", self._element)
        heads = len(row.cells) if head else row.heads
        tags = [
            structure.open("TH", line, head or f"{_HEAD}Row>>") if column < heads else structure.open("TD", line)
            for column in range(len(row.cells))
        ]
        structure.close(line)
        return tags

    def _continue_on_next_page(self) -> None:
        self._flow.turn_page()
        if self._again:
            self._draw_header(self._again, ())

    def _draw_header(self, header: Row, tags: Sequence[Element]) -> None:
        flow = self._flow
        height = header.height(self._grid)
        flow.sheet.fill(LEFT, flow.y - height, flow.sheet.frame.width, height, style.MIST)
        self._draw_lines(header, 0, header.line_count, tags)
        flow.sheet.hairline(flow.y, ink=style.SWALLOW)

    def _draw_split(self, row: Row, tags: Sequence[Element]) -> None:
        """Draw a row, over several pages if it is taller than what is left of this one."""
        start, count = 0, row.line_count
        while start < count:
            fitting = max(1, int((self._flow.room - 2 * self._grid.padding) / row.leading + 1e-6))
            end = min(count, start + fitting)
            self._draw_lines(row, start, end, tags)
            start = end
            if start < count:
                self._continue_on_next_page()
        self._flow.sheet.structure.close(*tags)

    def _draw_lines(self, row: Row, start: int, end: int, tags: Sequence[Element]) -> None:
        flow = self._flow
        top = flow.y
        flow.y -= self._grid.padding
        for (lines, look), left, tag in zip_longest(row.cells, self._grid.lefts, tags):
            flow.sheet.text(left, flow.baseline(look), lines[start:end], look, tag)
        flow.y = top - (end - start) * row.leading - 2 * self._grid.padding


def tone_looks(tones: ToneOf | None, number: int, texts: Sequence[str]) -> list[Style]:
    """Return how each cell of a row looks. Raises ValueError for a tone that does not exist."""
    if tones is None:
        return [style.CELL] * len(texts)
    named = [tones(number, column, text) for column, text in enumerate(texts)]
    return [style.TONED_CELLS[Tone(name)] if name else style.CELL for name in named]
