"""Turning the bytes of a setting's own family list into a table. For files from people, in ``sandbox`` alone."""

from collections.abc import Sequence

from portal.attachments.policy import Facts
from portal.imports.columns import heading_score
from portal.imports.delimited import read_delimited
from portal.imports.sheet import (
    LARGEST_FILE,
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    Note,
    NoteKind,
    Row,
    Sheet,
    Unreadable,
    UnreadableFile,
)
from portal.imports.workbook import OLE_START, ZIP_START, Page, read_workbook

_LINES_SEARCHED = 30
_ENOUGH_HEADINGS = 2
_FORMULA_STARTS = "=+-@0123456789"


def open_list(data: bytes) -> tuple[Facts, list[bytes]]:
    """Read a list in a process of its own: the opener for ``attachments.worker``; ``importing`` reads the answer.

    The part is a sheet as JSON. Why there is none is among the facts.
    """
    try:
        return {}, [read_table(data).to_json()]
    except UnreadableFile as unreadable:
        return {"unreadable": unreadable.reason, **unreadable.values}, []


def read_table(data: bytes) -> Sheet:
    """Return the family list in a CSV, XLSX, XLS or ODS file (product.md, section 7).

    The content decides what the file is, never its name. Raises UnreadableFile.
    """
    if len(data) > LARGEST_FILE:
        raise UnreadableFile(Unreadable.FILE_TOO_LARGE, limit=LARGEST_FILE // 1024 // 1024)
    if not data.strip():
        raise UnreadableFile(Unreadable.EMPTY)
    if data.startswith((ZIP_START, OLE_START)):
        return _from_pages(read_workbook(data))
    rows, notes = read_delimited(data)
    return _as_sheet(rows, notes)


def _from_pages(pages: Sequence[Page]) -> Sheet:
    if not pages:
        raise UnreadableFile(Unreadable.EMPTY)
    best = max(pages, key=lambda page: (_best_heading(page.rows)[1], len(page.rows)))
    others = [page.name for page in pages if page is not best]
    note = Note(NoteKind.SHEET_CHOSEN, {"sheet": best.name, "others": ", ".join(others)})
    return _as_sheet(best.rows, (note,) if others else ())


def _best_heading(rows: Sequence[Row]) -> tuple[int, int]:
    """Return where the heading row is, and how many headings it holds; the first of equals wins."""
    scores = [heading_score(row.cells) for row in rows[:_LINES_SEARCHED]]
    best = max(range(len(scores)), key=lambda i: (scores[i], -i))
    return best, scores[best]


def _as_sheet(rows: Sequence[Row], notes: Sequence[Note]) -> Sheet:
    rows = [Row(row.number, tuple(_bare(cell) for cell in row.cells)) for row in rows]
    if not rows:
        raise UnreadableFile(Unreadable.EMPTY)
    notes = list(notes)
    at, score = _best_heading(rows)
    if score < _ENOUGH_HEADINGS:
        return _without_headings(rows, notes)
    headings, body = rows[at].cells, rows[at + 1 :]
    if at:
        notes.append(Note(NoteKind.LINES_ABOVE_SKIPPED, {"count": at}))
    kept = [row for row in body if _plain(row.cells) != _plain(headings)]
    if len(kept) < len(body):
        notes.append(Note(NoteKind.HEADINGS_REPEATED, {"count": len(body) - len(kept)}))
    return _measured(headings, kept, notes)


def _without_headings(rows: Sequence[Row], notes: Sequence[Note]) -> Sheet:
    """Keep every row: with no heading known, the first row may well be a child."""
    return _measured((), rows, [*notes, Note(NoteKind.NO_HEADINGS)])


def _measured(headings: Sequence[str], rows: Sequence[Row], notes: Sequence[Note]) -> Sheet:
    if not rows:
        raise UnreadableFile(Unreadable.NO_ROWS)
    if len(rows) > MOST_ROWS:
        raise UnreadableFile(Unreadable.TOO_MANY_ROWS, limit=MOST_ROWS)
    width = max(_used(cells) for cells in (headings, *(row.cells for row in rows)))
    if width > MOST_COLUMNS:
        raise UnreadableFile(Unreadable.TOO_MANY_COLUMNS, limit=MOST_COLUMNS)
    for row in rows:
        if any(len(cell) > LONGEST_CELL for cell in row.cells):
            raise UnreadableFile(Unreadable.CELL_TOO_LONG, row=row.number, limit=LONGEST_CELL)
    fitted = tuple(Row(row.number, _fitted(row.cells, width)) for row in rows)
    return Sheet(_fitted(headings, width), fitted, tuple(notes))


def _used(cells: Sequence[str]) -> int:
    return max((i for i, cell in enumerate(cells, 1) if cell.strip()), default=0)


def _fitted(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return tuple(cells[:width]) + ("",) * (width - len(cells))


def _plain(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(cell.strip().casefold() for cell in cells[: _used(cells)])


def _bare(cell: str) -> str:
    """Take off the apostrophe that tells a spreadsheet to leave a number or a formula alone."""
    trimmed = cell.strip()
    is_guarded = len(trimmed) > 1 and trimmed[0] == "'" and trimmed[1] in _FORMULA_STARTS
    return trimmed[1:] if is_guarded else trimmed
