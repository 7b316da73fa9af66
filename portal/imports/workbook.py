"""Reading XLSX workbooks: the one door to python-calamine."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from portal.imports.extent import Extent, walk
from portal.imports.sheet import LARGEST_UNPACKED, MOST_ROWS, Grid, Note, NoteKind, Row, Unreadable, UnreadableFile

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

ZIP_START = b"PK\x03\x04"
_BOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_MOST_LINES = MOST_ROWS * 4  # blank rows count too
_LARGEST_AREA = 3_000_000  # cells: the reader makes room for every cell up to the last one used

CellValue = int | float | str | bool | time | date | datetime | timedelta


def read_grids(data: bytes) -> list[Grid]:
    """Return the visible sheets that hold something. Raises UnreadableFile."""
    try:
        return list(_grids(data, _extents(data)))
    except UnreadableFile:
        raise
    except Exception as error:
        raise UnreadableFile(Unreadable.DAMAGED) from error
    except BaseException as error:
        # A panic inside the reader arrives as a BaseException of no public class.
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableFile(Unreadable.DAMAGED) from error


def _grids(data: bytes, extents: Mapping[str, Extent]) -> Iterator[Grid]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        sheets = [about for about in workbook.sheets_metadata if about.typ is SheetTypeEnum.WorkSheet]
        unseen = [about.name for about in sheets if about.visible is not SheetVisibleEnum.Visible]
        # A sheet without an extent was not looked into: KeyError, and the file counts as damaged.
        unread = ", ".join(name for name in unseen if extents[name].area)
        notes = (Note(NoteKind.HIDDEN_SHEETS, {"sheets": unread}),) if unread else ()
        for name in (about.name for about in sheets if about.name not in unseen):
            if grid := _grid(workbook, name, extents[name], notes):
                yield grid


def _grid(workbook: "CalamineWorkbook", name: str, extent: Extent, notes: tuple[Note, ...]) -> Grid | None:
    sheet = workbook.get_sheet_by_name(name)
    if sheet.total_height > _MOST_LINES:
        raise UnreadableFile(Unreadable.TOO_MANY_ROWS, limit=MOST_ROWS)
    # With blank rows and columns before the first cell, so that rows keep the numbers that the spreadsheet shows.
    cells = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    spans = _merged(cells, sheet)
    rows = [Row(n, tuple(row)) for n, row in enumerate(cells, 1) if any(cell.strip() for cell in row)]
    return Grid(name, rows, notes, spans, extent.hidden_rows, extent.hidden_columns) if rows else None


def _merged(cells: list[list[str]], sheet: "CalamineSheet") -> list[tuple[int, int, int]]:
    """Write a cell merged downwards (a parent beside two siblings) into each of its rows; return the merged spans."""
    spans = []
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if left < right:
            spans.append((top + 1, left, right))
        elif bottom < len(cells) and left < len(cells[top]):
            for row in range(top + 1, bottom + 1):
                cells[row][left] = cells[row][left] or cells[top][left]
    return spans


def _text(cell: CellValue) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def _extents(data: bytes) -> dict[str, Extent]:
    """Return what each sheet holds, by its name. Refuses a package that is locked, damaged, or asks for too much."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        members = package.infolist()
    names = {_part(member.filename) for member in members}
    if _BOOK not in names:
        raise UnreadableFile(Unreadable.NOT_A_LIST)
    if len(names) < len(members):  # which of two parts of one name is read is anybody's guess
        raise UnreadableFile(Unreadable.DAMAGED)
    return _looked_into(data, members)


def _part(name: str) -> str:
    return name.replace("\\", "/").lower()


def _looked_into(data: bytes, members: Sequence[zipfile.ZipInfo]) -> dict[str, Extent]:
    sheets: list[tuple[str, str]] = []  # names, and the identifiers of their parts
    targets: dict[str, str] = {}
    extents: dict[str, Extent] = {}

    def collect(name: str, attributes: dict[str, str]) -> None:
        if name in ("sheet", "Relationship"):
            # The identifier is “r:id” in one and “Id” in the other, by whatever prefix the writer chose.
            about = {key.rpartition(":")[2].lower(): value for key, value in attributes.items()}
            sheets.extend([(about.get("name", ""), about.get("id", ""))] if name == "sheet" else [])
            targets[about.get("id", "")] = about.get("target", targets.get(about.get("id", ""), ""))

    left = LARGEST_UNPACKED
    for member in members:
        content = _unpacked(data, member, left)
        left -= len(content)
        name = _part(member.filename)
        if name in (_BOOK, _RELATIONS):
            walk(content, collect)
        elif b"sheetData" in content:
            extents[name] = Extent()
            walk(content, extents[name].visit)
            if extents[name].area > _LARGEST_AREA:
                raise UnreadableFile(Unreadable.UNPACKS_TOO_LARGE)
    if len(dict(sheets)) < len(sheets):
        raise UnreadableFile(Unreadable.DAMAGED)
    parts = {name: "xl/" + _part(targets[identifier]).removeprefix("/xl/") for name, identifier in sheets}
    return {name: extents[part] for name, part in parts.items() if part in extents}


def _unpacked(data: bytes, member: zipfile.ZipInfo, limit: int) -> bytes:
    """Unpack one member, counting what comes out: the size that the package states may be a lie."""
    if member.flag_bits & 1:
        raise UnreadableFile(Unreadable.PASSWORD)
    start = member.header_offset
    name, extra = (int.from_bytes(data[start + at : start + at + 2], "little") for at in (26, 28))
    start += 30 + name + extra
    packed = data[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        content = packed
    elif member.compress_type == zipfile.ZIP_DEFLATED:
        content = zlib.decompressobj(-15).decompress(packed, limit + 1)
    else:
        raise UnreadableFile(Unreadable.DAMAGED)
    if len(content) > limit:
        raise UnreadableFile(Unreadable.UNPACKS_TOO_LARGE)
    return content
