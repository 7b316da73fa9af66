"""A list a page at a time: an address names the row where a page begins, or counts the rows that its reader may see."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar

from peewee import Field, ModelSelect

PAGE = 50
Row = TypeVar("Row")
Cursor = Callable[[Any], str]


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list, and the arguments of the addresses of the pages beside it, where there are any."""

    rows: tuple[Row, ...]
    previous: dict[str, str] | None = None
    following: dict[str, str] | None = None


def row_number(row: Any) -> str:
    """Return what names a row in an address unless its list has something better: its ``id``."""
    return str(row.id)


@dataclass(frozen=True)
class Gone:
    """How to find the place of a row that has left a list while somebody read the page that ends with it."""

    find: Callable[[str], Any]
    order: Callable[[Any], Any]


def page_of(
    rows: Sequence[Any],
    arguments: Mapping[str, str],
    *,
    cursor: Cursor = row_number,
    fitting: Callable[[Sequence[Any]], Sequence[Row]] = tuple,
    likely: Callable[[Sequence[Any]], Sequence[Any]] = tuple,
    gone: Gone | None = None,
    size: int = PAGE,
) -> Page[Row]:
    """Return the page that ``after`` or ``before`` in an address names, of a list that is at hand and in order.

    ``fitting`` returns what is shown of some of the rows, in their order; it is asked for as many as fill the page.
    ``likely`` leaves out some of which nothing is shown, quicker than ``fitting`` says so; it is asked once at most, when
    the first rows have not filled the page. A row that nobody finds leads to the first page.
    """
    before, after = (_place(rows, arguments.get(name), cursor, gone) for name in ("before", "after"))
    if before is not None:
        found = list(islice(_shown(rows[: before.start][::-1], fitting, likely, size), size + 1))
        if len(found) > size:
            shown = tuple(reversed(found[:size]))
            return Page(shown, {"before": cursor(shown[0])}, {"after": cursor(shown[-1])})
    start = after.stop if after is not None else 0
    found = list(islice(_shown(rows[start:], fitting, likely, size), size + 1))
    if not found and start:
        return page_of(rows, {}, cursor=cursor, fitting=fitting, likely=likely, size=size)
    shown = tuple(found[:size])
    following = {"after": cursor(shown[-1])} if len(found) > size else None
    return Page(shown, {"before": cursor(shown[0])} if start else None, following)


def _place(rows: Sequence[Any], named: str | None, cursor: Cursor, gone: Gone | None) -> slice | None:
    """Return where the row of this name is, or would be if it had not left."""
    if not named:
        return None
    for place, row in enumerate(rows):
        if cursor(row) == named:
            return slice(place, place + 1)
    row = gone.find(named) if gone else None
    if gone is None or row is None:
        return None
    place = bisect_right(rows, gone.order(row), key=gone.order)
    return slice(place, place)


def _shown(
    rows: Sequence[Any],
    fitting: Callable[[Sequence[Any]], Sequence[Row]],
    likely: Callable[[Sequence[Any]], Sequence[Any]],
    size: int,
) -> Iterator[Row]:
    # A page and a row, then twice as many each time: little work where much fits, few queries where little does.
    some = size + 1
    yield from fitting(rows[:some])
    rows = likely(rows[some:]) if rows[some:] else ()
    while rows:
        yield from fitting(rows[:some])
        rows, some = rows[some:], 2 * some


def newest_first(query: ModelSelect, arguments: Mapping[str, str], *, order: Field) -> Page[Any]:
    """Return a page of a query to which rows are only ever added, the largest ``order`` first.

    An address counts rows from the oldest, so that new rows move no page, and only those that the query holds: of what
    it leaves out no address tells anything, nor does any address try whether a row is there (product.md §8.3).
    """
    total = query.count()
    named = arguments.get("upto", "")
    upto = int(named) if named.isascii() and named.isdigit() and len(named) < 10 else total
    first = upto if 0 < upto <= total else total
    rows = tuple(query.order_by(order.desc()).offset(total - first).limit(PAGE))
    return Page(rows, following={"upto": str(first - PAGE)} if first > PAGE else None)
