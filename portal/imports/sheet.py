"""A table as it came out of a file, and the reasons why a file cannot be read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto

LARGEST_FILE = 5 * 1024 * 1024  # bytes
LARGEST_UNPACKED = 50 * 1024 * 1024  # bytes
MOST_ROWS = 5_000
MOST_COLUMNS = 100
LONGEST_CELL = 2_000  # characters


class Unreadable(StrEnum):
    """Why no table could be read from a file."""

    EMPTY = auto()
    NO_ROWS = auto()
    NOT_A_LIST = auto()
    DAMAGED = auto()
    PASSWORD = auto()
    UNCLOSED_QUOTE = auto()
    FILE_TOO_LARGE = auto()
    UNPACKS_TOO_LARGE = auto()
    TOO_MANY_ROWS = auto()
    TOO_MANY_COLUMNS = auto()
    CELL_TOO_LONG = auto()
    TOO_MUCH_WORK = auto()
    BUSY = auto()


class UnreadableFile(Exception):
    """The file holds no table that can be read; `reason` says why, `values` fill its sentence."""

    def __init__(self, reason: Unreadable, **values: str | int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values: Mapping[str, str | int] = values


class NoteKind(StrEnum):
    """What was noticed, and put right, while reading a file."""

    WINDOWS_LETTERS = auto()
    LINES_ABOVE_SKIPPED = auto()
    HEADINGS_REPEATED = auto()
    NO_HEADINGS = auto()
    SHEET_CHOSEN = auto()


@dataclass(frozen=True)
class Note:
    """One thing noticed about the whole file."""

    kind: NoteKind
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One row; `number` counts from 1 as a spreadsheet shows it."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A table: its headings, its rows (each as long as the headings) and what was noticed."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[Note, ...] = ()

    def to_json(self) -> bytes:
        """Return the table in a form that can be kept."""
        rows = [[row.number, *row.cells] for row in self.rows]
        notes = [[note.kind, dict(note.values)] for note in self.notes]
        return json.dumps([self.headings, rows, notes], ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, kept: bytes) -> "Sheet":
        """Return the table that ``to_json`` wrote. Raises ValueError, TypeError or RecursionError for all else."""
        headings, rows, notes = json.loads(kept)
        return cls(
            tuple(map(str, headings)),
            tuple(Row(int(number), tuple(map(str, cells))) for number, *cells in rows),
            tuple(Note(NoteKind(kind), dict(values)) for kind, values in notes),
        )
