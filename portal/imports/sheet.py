"""A list as it came out of a file, sheet by sheet."""

import json
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from portal.imports.faults import NOTED, Fault

LARGEST_FILE = 5 * 1024 * 1024  # bytes
LARGEST_UNPACKED = 50 * 1024 * 1024  # bytes
MOST_ROWS = 5_000  # of all sheets together
MOST_COLUMNS = 100
LONGEST_CELL = 2_000  # characters


@dataclass(frozen=True)
class Row:
    """One row; `number` counts from 1 as a spreadsheet shows it."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet before its headings are known: row numbers count from 1, columns from 0.

    `spans` are cells merged over several columns: the row, the first column and the last.
    """

    name: str
    rows: Sequence[Row]
    notes: tuple[Fault, ...] = ()
    spans: Sequence[tuple[int, int, int]] = ()
    hidden_rows: AbstractSet[int] = frozenset()
    hidden_columns: AbstractSet[int] = frozenset()
    doubtful_rows: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Sheet:
    """A table: its headings, its rows (each as long as the headings) and what was noticed.

    `name` is empty for a text file. `hidden_rows` are hidden or filtered out in the spreadsheet: no row of the list.
    `doubtful_rows` are the numbers of rows whose letters may have been read wrongly.
    """

    name: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[Fault, ...] = ()
    hidden_rows: tuple[Row, ...] = ()
    doubtful_rows: frozenset[int] = frozenset()


def to_json(sheets: Sequence[Sheet]) -> bytes:
    """Return the sheets of a file in a form that can be kept."""
    return json.dumps([_plain(sheet) for sheet in sheets], ensure_ascii=False).encode()


def _plain(sheet: Sheet) -> list[object]:
    rows, hidden = ([[row.number, *row.cells] for row in rows] for rows in (sheet.rows, sheet.hidden_rows))
    notes = [[note.kind, dict(note.values)] for note in sheet.notes]
    return [sheet.name, sheet.headings, rows, notes, hidden, sorted(sheet.doubtful_rows)]


def from_json(kept: bytes) -> tuple[Sheet, ...]:
    """Return the sheets that ``to_json`` wrote. Raises ValueError, TypeError or RecursionError for all else."""
    # What is of another type becomes text or number here, and so differs when it is written again.
    sheets = tuple(_made(*parts) for parts in json.loads(kept))
    fits = all(len(row.cells) == len(sheet.headings) for sheet in sheets for row in (*sheet.rows, *sheet.hidden_rows))
    if not sheets or not fits or to_json(sheets) != kept:
        raise ValueError("not the sheets of a list")
    return sheets


def _made(name: object, headings: Any, rows: Any, notes: Any, hidden: Any, doubtful: Any) -> Sheet:
    shown, unseen = (tuple(Row(int(n), tuple(map(str, cells))) for n, *cells in kind) for kind in (rows, hidden))
    noted = tuple(Fault(str(kind), values=dict(values)) for kind, values in notes)
    if not NOTED.issuperset(note.kind for note in noted):
        raise ValueError("not a note of ours")
    return Sheet(str(name), tuple(map(str, headings)), shown, noted, unseen, frozenset(map(int, doubtful)))
