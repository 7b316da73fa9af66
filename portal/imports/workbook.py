"""Reading XLSX workbooks, the one door to python-calamine, and what their XML says before it opens them."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from xml.parsers import expat  # a document type, and so every entity, is refused below

from portal.imports.faults import Fault, UnreadableFile
from portal.imports.sheet import LARGEST_UNPACKED, MOST_ROWS, Grid, Row

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

ZIP_START = b"PK\x03\x04"
_BOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_MOST_LINES = MOST_ROWS * 4  # blank rows count too
_LARGEST_AREA = 3_000_000  # cells: the reader makes room for every cell up to the last one used

_PLACE = re.compile(r"([A-Za-z]{0,3})([0-9]{1,7})")
_LAST_COLUMN = 16_384
# Beyond every list that is read, blank cells and all: four times its rows and columns at most.
_MOST_TAGS = 2_000_000
CellValue = int | float | str | bool | time | date | datetime | timedelta


def walk(xml: bytes, visit: Callable[[str, dict[str, str]], None]) -> None:
    """Call ``visit`` with the name, without its prefix, and the attributes of each element. Raises UnreadableFile.

    Only well-formed UTF-8 passes, so that no other parser can see other elements in it; a document type never does.
    """
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = lambda name, attributes: visit(name.rpartition(":")[2], attributes)
    parser.StartDoctypeDeclHandler = _refuse
    try:
        if "\0" in xml.decode():  # whatever it is told, expat reads UTF-16 where a file looks like it
            _refuse()
        parser.Parse(xml, True)
    except (UnicodeDecodeError, expat.ExpatError) as error:
        raise UnreadableFile("damaged") from error


def _refuse(*_: object) -> None:
    raise UnreadableFile("damaged")


@dataclass
class Extent:
    """What one sheet asks for, found by ``walk``. Rows count from 1, columns from 0. Raises UnreadableFile.

    A row or cell that does not say where it stands follows the one before, as the reader has it.
    """

    rows: int = 0
    columns: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    _row: int = 0
    _cell: tuple[int, int] = (0, 0)
    _is_hidden: bool = False
    _tags: int = 0

    @property
    def area(self) -> int:
        """How many cells there are up to the last one in use: one in the far corner asks for billions."""
        return self.rows * self.columns

    def visit(self, name: str, attributes: dict[str, str]) -> None:
        """Take in one element."""
        if name in ("v", "is", "f"):
            self.rows, self.columns = max(self.rows, self._cell[0]), max(self.columns, self._cell[1])
        elif name == "row":
            self._row = _place(attributes, (self._row + 1, 0))[0]
            self._cell = (self._row, 0)
            self._is_hidden = _is_hidden(attributes)
            self._found(self.hidden_rows, [self._row] * self._is_hidden)
        elif name == "c":
            self._cell = _place(attributes, (self._row, self._cell[1] + 1))
            self._found(self.hidden_rows, self._cell[:1] * self._is_hidden)
        elif name == "col" and _is_hidden(attributes):
            first, last = (_place({"r": attributes.get(end, "")}, (0, 0))[0] for end in ("min", "max"))
            self._found(self.hidden_columns, range(max(first, 1) - 1, min(last, _LAST_COLUMN)))

    def _found(self, hidden: set[int], numbers: Sequence[int]) -> None:
        hidden.update(numbers)
        self._tags += 1 + len(numbers)
        if self._tags > _MOST_TAGS:
            raise UnreadableFile("unpacks_too_large")


def _is_hidden(attributes: dict[str, str]) -> bool:
    return attributes.get("hidden", "").strip() in ("1", "true")


def _place(attributes: dict[str, str], following: tuple[int, int]) -> tuple[int, int]:
    """Return the row and the column, both from 1, that an element names, or those that follow."""
    if "r" not in attributes:
        return following
    found = _PLACE.fullmatch(attributes["r"])
    if found is None:
        raise UnreadableFile("damaged")
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def read_grids(data: bytes) -> list[Grid]:
    """Return the visible sheets that hold something. Raises UnreadableFile."""
    try:
        parts, package = _looked_into(data)
        return list(_grids(package, _extents(parts)))
    except UnreadableFile:
        raise
    except Exception as error:
        raise UnreadableFile("damaged") from error
    except BaseException as error:
        # A panic inside the reader arrives as a BaseException of no public class.
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableFile("damaged") from error


def _grids(data: io.BytesIO, extents: Mapping[str, Extent]) -> Iterator[Grid]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    with CalamineWorkbook.from_filelike(data) as workbook:
        sheets = [about for about in workbook.sheets_metadata if about.typ is SheetTypeEnum.WorkSheet]
        unseen = [about.name for about in sheets if about.visible is not SheetVisibleEnum.Visible]
        # A sheet without an extent was not looked into: KeyError, and the file counts as damaged.
        unread = ", ".join(name for name in unseen if extents[name].area)
        notes = (Fault("hidden_sheets", values={"sheets": unread}),) if unread else ()
        for name in (about.name for about in sheets if about.name not in unseen):
            if grid := _grid(workbook, name, extents[name], notes):
                yield grid


def _grid(workbook: "CalamineWorkbook", name: str, extent: Extent, notes: tuple[Fault, ...]) -> Grid | None:
    sheet = workbook.get_sheet_by_name(name)
    if sheet.total_height > _MOST_LINES:
        raise UnreadableFile("too_many_rows", limit=MOST_ROWS)
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


def _part(name: str) -> str:
    return name.replace("\\", "/").lower()


def _looked_into(data: bytes) -> tuple[dict[str, bytes], io.BytesIO]:
    """Return the parts of a package by their names, and a package of just these: a reader sees nothing else.

    Refuses one that is locked, damaged, or asks for too much.
    """
    parts: dict[str, bytes] = {}
    made = io.BytesIO()
    left = LARGEST_UNPACKED
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(made, "w") as checked:
        names = [_part(name) for name in package.namelist()]
        if _BOOK not in names:
            raise UnreadableFile("not_a_list")
        if len(set(names)) < len(names):  # which of two parts of one name is read is anybody's guess
            raise UnreadableFile("damaged")
        for member in package.infolist():
            if member.flag_bits & 1:
                raise UnreadableFile("password")
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise UnreadableFile("damaged")
            member.file_size = 2 * LARGEST_UNPACKED  # the size that the package states may be a lie: it is counted
            with package.open(member) as packed:
                content = parts[member.filename] = packed.read(left + 1)
            left -= len(content)
            if left < 0:
                raise UnreadableFile("unpacks_too_large")
            checked.writestr(member.filename, content)
    made.seek(0)
    return parts, made


def _extents(parts: Mapping[str, bytes]) -> dict[str, Extent]:
    """Return what each sheet holds, by its name."""
    sheets: list[tuple[str, str]] = []  # names, and the identifiers of their parts
    targets: dict[str, str] = {}
    extents: dict[str, Extent] = {}

    def collect(name: str, attributes: dict[str, str]) -> None:
        if name in ("sheet", "Relationship"):
            # The identifier is “r:id” in one and “Id” in the other, by whatever prefix the writer chose.
            about = {key.rpartition(":")[2].lower(): value for key, value in attributes.items()}
            sheets.extend([(about.get("name", ""), about.get("id", ""))] if name == "sheet" else [])
            targets[about.get("id", "")] = about.get("target", targets.get(about.get("id", ""), ""))

    for name, content in parts.items():
        if _part(name) in (_BOOK, _RELATIONS):
            walk(content, collect)
        elif b"sheetData" in content:
            extent = extents[_part(name)] = Extent()
            walk(content, extent.visit)
            if extent.area > _LARGEST_AREA:
                raise UnreadableFile("unpacks_too_large")
    if len(dict(sheets)) < len(sheets):
        raise UnreadableFile("damaged")
    places = {name: "xl/" + _part(targets[identifier]).removeprefix("/xl/") for name, identifier in sheets}
    return {name: extents[place] for name, place in places.items() if place in extents}
