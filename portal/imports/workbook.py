"""Reading XLSX, XLS and ODS workbooks: the one door to python-calamine."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from portal.imports.extent import furthest_area
from portal.imports.sheet import LARGEST_UNPACKED, MOST_ROWS, Row, Unreadable, UnreadableFile

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

ZIP_START = b"PK\x03\x04"
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MOST_LINES = MOST_ROWS * 4  # blank rows count too
_LARGEST_AREA = 3_000_000  # cells: the reader makes room for every cell up to the last one used

CellValue = int | float | str | bool | time | date | datetime | timedelta


@dataclass(frozen=True)
class Page:
    """One visible sheet of a workbook that holds something."""

    name: str
    rows: list[Row]


def read_workbook(data: bytes) -> list[Page]:
    """Return the visible sheets that hold something. Raises UnreadableFile."""
    if data.startswith(ZIP_START):
        _check_package(data)
    elif _ENCRYPTED in data:
        raise UnreadableFile(Unreadable.PASSWORD)
    try:
        return list(_pages(data))
    except UnreadableFile:
        raise
    except Exception as error:
        raise _explained(error) from error
    except BaseException as error:
        # A panic inside the reader arrives as a BaseException of no public class.
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableFile(Unreadable.DAMAGED) from error


def _explained(error: Exception) -> UnreadableFile:
    is_locked = type(error).__name__ == "PasswordError"
    return UnreadableFile(Unreadable.PASSWORD if is_locked else Unreadable.DAMAGED)


def _pages(data: bytes) -> Iterator[Page]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        for about in workbook.sheets_metadata:
            is_shown = about.typ is SheetTypeEnum.WorkSheet and about.visible is SheetVisibleEnum.Visible
            if is_shown and (rows := _rows(workbook, about.name)):
                yield Page(about.name, rows)


def _rows(workbook: "CalamineWorkbook", name: str) -> list[Row]:
    sheet = workbook.get_sheet_by_name(name)
    if sheet.total_height > _MOST_LINES:
        raise UnreadableFile(Unreadable.TOO_MANY_ROWS, limit=MOST_ROWS)
    if sheet.total_height * sheet.total_width > _LARGEST_AREA:
        raise UnreadableFile(Unreadable.UNPACKS_TOO_LARGE)
    grid = [[_text(cell) for cell in cells] for cells in sheet.to_python(skip_empty_area=False)]
    _fill_merged(grid, sheet)
    return [Row(n, tuple(cells)) for n, cells in enumerate(grid, 1) if any(cell.strip() for cell in cells)]


def _fill_merged(grid: list[list[str]], sheet: "CalamineSheet") -> None:
    """Write a cell that was merged downwards (a parent beside two siblings) into each of its rows."""
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if left == right and bottom < len(grid) and left < len(grid[top]):
            for row in range(top + 1, bottom + 1):
                grid[row][left] = grid[row][left] or grid[top][left]


def _text(cell: CellValue) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def _check_package(data: bytes) -> None:
    """Refuse a package that is locked, damaged, too large once unpacked, or asks for too many cells."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, EOFError) as error:
        raise UnreadableFile(Unreadable.DAMAGED) from error
    _check_contents(data, members)


def _check_contents(data: bytes, members: Sequence[zipfile.ZipInfo]) -> None:
    left = LARGEST_UNPACKED
    names = {member.filename for member in members}
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"} and "[Content_Types].xml" not in names:
        raise UnreadableFile(Unreadable.NOT_A_LIST)
    for member in members:
        if member.flag_bits & 1:
            raise UnreadableFile(Unreadable.PASSWORD)
        content = _unpacked(data, member, left)
        left -= len(content)
        if member.filename == "META-INF/manifest.xml" and b"encryption-data" in content:
            raise UnreadableFile(Unreadable.PASSWORD)
        if furthest_area(content) > _LARGEST_AREA:
            raise UnreadableFile(Unreadable.UNPACKS_TOO_LARGE)


def _unpacked(data: bytes, member: zipfile.ZipInfo, limit: int) -> bytes:
    """Unpack one member, counting what comes out: the size that the package states may be a lie."""
    start = member.header_offset
    name, extra = (int.from_bytes(data[start + at : start + at + 2], "little") for at in (26, 28))
    start += 30 + name + extra
    packed = data[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        content = packed
    elif member.compress_type == zipfile.ZIP_DEFLATED:
        try:
            content = zlib.decompressobj(-15).decompress(packed, limit + 1)
        except zlib.error as error:
            raise UnreadableFile(Unreadable.DAMAGED) from error
    else:
        raise UnreadableFile(Unreadable.DAMAGED)
    if len(content) > limit:
        raise UnreadableFile(Unreadable.UNPACKS_TOO_LARGE)
    return content
