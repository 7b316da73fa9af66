"""Short texts in columns, read downwards, each behind a sign of its own: lists for a wall."""

from collections.abc import Sequence

from portal.pdf.flow import Flow
from portal.pdf.sheet import LEFT, WIDTH
from portal.pdf.style import Style, Weight
from portal.pdf.typesetter import Line

ITEM = Style(12, 15)
SIGN = Style(12, 15, weight=Weight.BOLD)
_SIGN_ROOM = 16.0
_GUTTER = 8.0
_BETWEEN = 2.5  # points between two rows


def draw_columns(flow: Flow, items: Sequence[str], *, sign: str, columns: int) -> None:
    """Set items down the first column, then down the next; what a page cannot hold goes on over the next one alike.

    Raises ValueError unless there is a column.
    """
    if columns < 1:
        raise ValueError(f"a list needs a column, not {columns}")
    width = WIDTH / columns
    room = width - _SIGN_ROOM - _GUTTER
    waiting = [flow.sheet.typesetter.lines(item, ITEM, room) for item in items]
    mark = flow.sheet.typesetter.line(sign, SIGN, _SIGN_ROOM)
    while waiting:
        flow.take(_height(waiting[:1]))
        taken = _fitting(waiting, columns, flow.room)
        _draw_block(flow, waiting[:taken], mark, columns, width)
        waiting = waiting[taken:]
        if waiting:
            flow.turn_page()
    flow.skip(6)


def _fitting(waiting: Sequence[tuple[Line, ...]], columns: int, room: float) -> int:
    """Return how many items this page can hold: at least one."""
    count = len(waiting)
    while count > 1 and sum(map(_height, _rows(waiting[:count], columns))) > room + 1e-6:
        count -= 1
    return count


def _rows(items: Sequence[tuple[Line, ...]], columns: int) -> list[list[tuple[Line, ...]]]:
    down = -(-len(items) // columns)
    return [list(items[row::down]) for row in range(down)]


def _height(row: Sequence[tuple[Line, ...]]) -> float:
    return max(len(lines) for lines in row) * ITEM.leading + _BETWEEN


def _draw_block(flow: Flow, items: Sequence[tuple[Line, ...]], mark: Line, columns: int, width: float) -> None:
    for row in _rows(items, columns):
        for column, lines in enumerate(row):
            left = LEFT + column * width
            flow.mark(mark, SIGN, left=left)
            for offset, line in enumerate(lines):
                flow.sheet.text(left + _SIGN_ROOM, flow.baseline(ITEM, offset), line, ITEM)
        flow.y -= _height(row)
