"""Turning the bytes of a setting's own family list into tables. For files from people, in ``sandbox`` alone."""

import re
from collections.abc import Sequence
from dataclasses import replace

from portal.attachments.policy import Facts
from portal.imports.delimited import read_delimited
from portal.imports.faults import Fault, UnreadableFile
from portal.imports.headings import heading_score
from portal.imports.people import Detail
from portal.imports.sheet import LARGEST_FILE, LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Grid, Row, Sheet, to_json
from portal.imports.spellings import NAMES, take_apart
from portal.imports.workbook import ZIP_START, read_grids

_LINES_SEARCHED = 30
_ENOUGH_HEADINGS = 2
_LONGEST_EXAMPLE = 60  # characters
_GROUP_END = re.compile(r"\W+(?:details|info|information)\W*$", re.IGNORECASE)  # “Mother’s details” over “Name”
_FORMULA_STARTS = "=+-@0123456789"
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # a workbook with a password, whatever holds it
_LEFT_OUT = ("no_rows", "too_many_columns", "cell_too_long")


def open_list(data: bytes) -> tuple[Facts, list[bytes]]:
    """Read a list in a process of its own: the opener for ``attachments.worker``; ``importing`` reads the answer.

    The part is its sheets as ``sheet.to_json``. Why there are none is among the facts.
    """
    try:
        return {}, [to_json(read_workbook(data))]
    except UnreadableFile as unreadable:
        values = {name: value for name, value in unreadable.fault.values.items() if isinstance(value, str | int)}
        return {"unreadable": unreadable.fault.kind, **values}, []


def read_workbook(data: bytes) -> tuple[Sheet, ...]:
    """Return the sheets of an XLSX file that hold rows, or the one of a CSV or TSV file (product.md, section 7).

    The content decides what the file is, never its name. Sheets that cannot be used are named in a note of all others.
    Raises UnreadableFile.
    """
    if len(data) > LARGEST_FILE:
        raise UnreadableFile("file_too_large", limit=LARGEST_FILE // 1024 // 1024)
    if not data.strip():
        raise UnreadableFile("empty")
    if not data.startswith(ZIP_START) and _LOCKED in data:
        raise UnreadableFile("password")
    sheets, refused = _sheets(read_grids(data) if data.startswith(ZIP_START) else [read_delimited(data)])
    if not sheets:
        raise next(iter(refused.values()), UnreadableFile("empty"))
    if sum(len(sheet.rows) + len(sheet.hidden_rows) for sheet in sheets) > MOST_ROWS:
        raise UnreadableFile("too_many_rows", limit=MOST_ROWS)
    left_out = (Fault("sheets_left_out", values={"sheets": ", ".join(refused)}),) if refused else ()
    return tuple(replace(sheet, notes=(*sheet.notes, *left_out)) for sheet in sheets)


def _sheets(grids: Sequence[Grid]) -> tuple[list[Sheet], dict[str, UnreadableFile]]:
    sheets, refused = [], {}
    for grid in grids:
        try:
            sheets.append(_as_sheet(grid))
        except UnreadableFile as error:
            if error.fault.kind not in _LEFT_OUT:
                raise
            refused[grid.name] = error
    return sheets, refused


def _as_sheet(grid: Grid) -> Sheet:
    rows = [Row(row.number, tuple(_bare(cell) for cell in row.cells)) for row in grid.rows]
    if not rows:
        raise UnreadableFile("empty")
    shown = [row for row in rows if row.number not in grid.hidden_rows]
    first, last, headings = _headings(shown, grid)
    notes = [*grid.notes, *_heading_notes(shown[:first], headings, is_joined=first < last)]
    repeats = {_plain(row.cells) for row in shown[first : last + 1]} if headings else set()
    body = [row for row in shown[last + 1 :] if _plain(row.cells) not in repeats]
    if len(body) < len(shown) - last - 1:
        notes.append(Fault("headings_repeated", values={"count": len(shown) - last - 1 - len(body)}))
    hidden = [row for row in rows if row.number in grid.hidden_rows]
    return _measured(grid, headings, body, hidden, notes)


def _heading_notes(above: Sequence[Row], headings: Sequence[str], *, is_joined: bool) -> list[Fault]:
    if not headings:
        return [Fault("no_headings")]
    notes = []
    if above:
        example = " ".join(filter(None, above[0].cells))[:_LONGEST_EXAMPLE]
        notes.append(Fault("lines_above_skipped", values={"count": len(above), "example": example}))
    if is_joined:
        longest = max(headings, key=lambda heading: len(heading.split()))
        notes.append(Fault("headings_joined", values={"example": longest[:_LONGEST_EXAMPLE]}))
    return notes


def _headings(rows: Sequence[Row], grid: Grid) -> tuple[int, int, tuple[str, ...]]:
    """Return the first and the last row of the headings, and the headings; the first of equals wins.

    With no heading known there are none, and every row is kept: the first may well be a child.
    """
    found: tuple[int, int, int, tuple[str, ...]] = (0, 0, -1, ())
    for i, row in enumerate(rows[:_LINES_SEARCHED]):
        score = heading_score(row.cells)
        if score > found[0]:
            found = (score, i, i, row.cells)
        # Below the headings of a list “Mum” and “Dad” are answers.
        is_answer = found[2] >= 0 and found[1] < i - 1 and _is_whole(found[3])
        if i and score >= _ENOUGH_HEADINGS and not is_answer and (joined := _joined(rows[i - 1], row, grid)):
            above, both = heading_score(rows[i - 1].cells), heading_score(joined)
            # “Name” under “Mother” and under “GP” cannot be told apart alone: what it seems to say does not count.
            groups = {_GROUP_END.sub("", cell) for cell in rows[i - 1].cells if cell}
            names_people = len(groups) > 1 and any(take_apart(group).person for group in groups)
            best = both + len(joined) if names_people and both * 3 > score else both
            if both > above and best > max(score, found[0]):
                found = (best, i - 1, i, joined)
    return found[1:] if found[0] >= _ENOUGH_HEADINGS else (0, -1, ())


def _is_whole(headings: Sequence[str]) -> bool:
    details = {take_apart(heading).detail for heading in headings}
    return Detail.BORN_ON in details and not details.isdisjoint(NAMES)


def _joined(above: Row, below: Row, grid: Grid) -> tuple[str, ...]:
    """Return headings of both rows, “Mother” over “Name” as “Mother Name”; none when the row above holds no groups."""
    width = max(_used(above.cells), _used(below.cells))
    own, under = _fitted(above.cells, width), _fitted(below.cells, width)
    groups = list(own)
    spans = [
        (first, last) for row, first, last in grid.spans if row == above.number and own[first : first + 1] != ("",)
    ]
    for first, last in spans:
        groups[first : last + 1] = [own[first]] * len(groups[first : last + 1])
    for i in range(1, 0 if spans else width):
        # A heading that stands alone, over nothing or merged downwards, is no group.
        if not own[i] and under[i] and groups[i - 1] and under[i - 1] not in ("", groups[i - 1]):
            groups[i] = groups[i - 1]
    is_title = all(groups) and len(set(groups)) == 1
    if below.number != above.number + 1 or is_title:
        return ()
    return tuple(
        text if not group or group == text else f"{_GROUP_END.sub('', group)} {text}" if text else alone
        for group, text, alone in zip(groups, under, own, strict=True)
    )


def _measured(
    grid: Grid, headings: Sequence[str], rows: Sequence[Row], hidden: Sequence[Row], notes: list[Fault]
) -> Sheet:
    if not rows and not hidden:
        raise UnreadableFile("no_rows")
    width = max(_used(cells) for cells in (headings, *(row.cells for row in (*rows, *hidden))))
    if len(rows) + len(hidden) > MOST_ROWS:
        raise UnreadableFile("too_many_rows", limit=MOST_ROWS)
    if width > MOST_COLUMNS:
        raise UnreadableFile("too_many_columns", limit=MOST_COLUMNS)
    for row in (*rows, *hidden):
        if any(len(cell) > LONGEST_CELL for cell in row.cells):
            raise UnreadableFile("cell_too_long", row=row.number, limit=LONGEST_CELL)
    named = _fitted(headings, width)
    if unseen := [named[i] or str(i + 1) for i in range(width) if i in grid.hidden_columns]:
        notes.append(Fault("hidden_columns", values={"headings": ", ".join(unseen)}))
    fitted, unread = (tuple(Row(row.number, _fitted(row.cells, width)) for row in kind) for kind in (rows, hidden))
    return Sheet(grid.name, named, fitted, tuple(notes), unread, grid.doubtful_rows)


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
