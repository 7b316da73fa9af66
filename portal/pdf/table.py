"""Rows of cells, drawn as they come: a register of any length costs the memory of one row."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from portal.pdf import style
from portal.pdf.flow import Flow
from portal.pdf.sheet import BODY_HEIGHT, LEFT, WIDTH
from portal.pdf.style import Style, Tone
from portal.pdf.typesetter import Line

ToneOf = Callable[[int, int, str], str | None]
Cell = tuple[tuple[Line, ...], Style]
_HEADER_AT_MOST = BODY_HEIGHT / 3  # a taller header is not said again on each page


@dataclass(frozen=True)
class Grid:
    """Where columns begin, how wide their text may be, and the space above and below it, in points."""

    lefts: tuple[float, ...]
    rooms: tuple[float, ...]
    padding: float

    @classmethod
    def of(cls, widths: Sequence[float], *, gutter: float, padding: float) -> "Grid":
        """Return columns that share the page's width as `widths` are to each other.

        Raises ValueError when there is no column or a width is not above nothing.
        """
        if not widths or min(widths) <= 0:
            raise ValueError(f"a table needs columns with widths above 0, not {list(widths)}")
        whole = sum(widths)
        rooms = [width / whole * WIDTH for width in widths]
        lefts = [LEFT + gutter + sum(rooms[:column]) for column in range(len(rooms))]
        return cls(tuple(lefts), tuple(max(4.0, room - 2 * gutter) for room in rooms), padding)


@dataclass(frozen=True)
class Row:
    """The cells of one row, their text already broken into lines."""

    cells: tuple[Cell, ...]

    @property
    def line_count(self) -> int:
        return max(1, *(len(lines) for lines, _ in self.cells)) if self.cells else 1

    @property
    def leading(self) -> float:
        return max(look.leading for _, look in self.cells)

    def height(self, grid: Grid) -> float:
        return self.line_count * self.leading + 2 * grid.padding


def set_row(flow: Flow, grid: Grid, texts: Sequence[str], looks: Sequence[Style]) -> Row:
    """Break each text into its column. Raises ValueError when there are not as many texts as columns."""
    if len(texts) != len(grid.rooms):
        raise ValueError(f"a row has {len(texts)} cells in a table of {len(grid.rooms)} columns")
    lines = flow.sheet.typesetter.lines
    return Row(
        tuple((lines(text, look, room), look) for text, look, room in zip(texts, looks, grid.rooms, strict=True))
    )


def draw_rows(flow: Flow, grid: Grid, rows: Iterable[Row], *, header: Row | None = None) -> int:
    """Draw rows with a hairline under each; say the header first and on every new page. Return how many there were."""
    again = header if header and header.height(grid) <= _HEADER_AT_MOST else None
    drawn = 0
    for row in _after_header(flow, grid, rows, header, again):
        drawn += 1
        height = row.height(grid)
        if height > flow.room:
            fresh = BODY_HEIGHT - (again.height(grid) if again else 0)
            if height <= fresh or flow.room < 2 * grid.padding + 3 * row.leading:
                _continue_on_next_page(flow, grid, again)
        _draw_split(flow, grid, row, again)
        flow.sheet.hairline(flow.y)
    return drawn


def _after_header(flow: Flow, grid: Grid, rows: Iterable[Row], header: Row | None, again: Row | None) -> Iterator[Row]:
    """Yield the rows; before the first, draw the header where the first lines of that row fit beneath it."""
    rows = iter(rows)
    first = next(rows, None)
    first_height = min(first.height(grid), 2 * grid.padding + 3 * first.leading) if first else 0
    flow.take((again.height(grid) if again else 0) + first_height)
    if header and again:
        _draw_header(flow, grid, header)
    elif header:
        _draw_split(flow, grid, header, None)
    if first:
        yield first
    yield from rows


def _continue_on_next_page(flow: Flow, grid: Grid, again: Row | None) -> None:
    flow.turn_page()
    if again:
        _draw_header(flow, grid, again)


def _draw_header(flow: Flow, grid: Grid, header: Row) -> None:
    height = header.height(grid)
    flow.sheet.fill(LEFT, flow.y - height, WIDTH, height, style.MIST)
    _draw_lines(flow, grid, header, 0, header.line_count)
    flow.sheet.hairline(flow.y, ink=style.SWALLOW)


def _draw_split(flow: Flow, grid: Grid, row: Row, again: Row | None) -> None:
    """Draw a row, over several pages if it is taller than what is left of this one."""
    start, count = 0, row.line_count
    while start < count:
        fitting = max(1, int((flow.room - 2 * grid.padding) / row.leading + 1e-6))
        end = min(count, start + fitting)
        _draw_lines(flow, grid, row, start, end)
        start = end
        if start < count:
            _continue_on_next_page(flow, grid, again)


def _draw_lines(flow: Flow, grid: Grid, row: Row, start: int, end: int) -> None:
    top = flow.y
    flow.y -= grid.padding
    for (lines, look), left in zip(row.cells, grid.lefts, strict=True):
        for offset, line in enumerate(lines[start:end]):
            flow.sheet.text(left, flow.baseline(look, offset), line, look)
    flow.y = top - (end - start) * row.leading - 2 * grid.padding


def tone_looks(tones: ToneOf | None, number: int, texts: Sequence[str]) -> list[Style]:
    """Return how each cell of a row looks. Raises ValueError for a tone that does not exist."""
    if tones is None:
        return [style.CELL] * len(texts)
    named = [tones(number, column, text) for column, text in enumerate(texts)]
    return [style.TONED_CELLS[Tone(name)] if name else style.CELL for name in named]
