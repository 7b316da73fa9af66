"""How many cells a sheet's XML would make a reader hold: one cell typed in the far corner asks for billions."""

import re
from collections.abc import Iterator

# No pattern steps over a “<”, so that each byte is looked at a fixed number of times, whatever a file repeats.
_XLSX_TAG = re.compile(rb"<(?:[^\s<>/:]*:)?(row|c)(?=[\s/>])([^<]*)")
_ODS_TAG = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^<]*)")
_PLACED = re.compile(rb"(?<![\w:.-])r\s*=")
_PLACE = re.compile(rb"(?<![\w:.-])r\s*=\s*[\"']\s*\$?([A-Za-z]{0,9})\$?(\d{1,9})\s*[\"']")
_REPEATED = re.compile(rb"-repeated\s*=")
_TIMES = re.compile(rb"number-(?:rows|columns)-repeated\s*=\s*[\"']\s*(\d{1,9})\s*[\"']")
_FAR = 1 << 40
# Beyond every list that is read, blank cells and all: four times its rows and columns at most.
_MOST_TAGS = 2_000_000


class _Hidden(Exception):
    """The cells are written in a way that no spreadsheet writes them, so that they cannot be counted."""


def furthest_area(xml: bytes) -> int:
    """Return rows times columns up to the last cell in use; a size beyond all bounds if that is hidden."""
    if xml[:2] in (b"\xff\xfe", b"\xfe\xff") or ((xml[:1] == b"\0" or xml[1:2] == b"\0") and b"<\0" in xml[:200]):
        return _FAR  # in UTF-16 the cells cannot be counted, and no spreadsheet writes it
    try:
        # Either word can stand in a remark of the other kind of sheet, so that neither excuses from counting.
        return (_xlsx_area(xml) if b"sheetData" in xml else 0) + (_ods_area(xml) if b"<table:table-row" in xml else 0)
    except _Hidden:
        return _FAR


def _tags(pattern: re.Pattern[bytes], xml: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Return each tag's name with its attributes and what follows up to the next “<”. Raises _Hidden."""
    for count, tag in enumerate(pattern.finditer(xml)):
        name, rest = tag.groups()
        # A “<” between quotes would hide the rest of the tag.
        if b">" not in rest or count > _MOST_TAGS:
            raise _Hidden
        yield name, rest


def _xlsx_area(xml: bytes) -> int:
    rows = columns = row = column = 0
    for name, rest in _tags(_XLSX_TAG, xml):
        letters, number = _place(rest)
        if name == b"row":
            row, column = number or row + 1, 0
            continue
        row, column = number or row, _column_number(letters) or column + 1
        if not _is_empty(rest):
            rows, columns = max(rows, row), max(columns, column)
    return rows * columns


def _place(attributes: bytes) -> tuple[bytes, int]:
    """Return the letters and the number of where a row or cell says that it stands; nothing if it does not say."""
    places = _PLACE.findall(attributes)
    if not places and _PLACED.search(attributes):
        raise _Hidden
    letters, number = max(places, key=_column_and_row) if len(places) > 1 else places[0] if places else (b"", 0)
    return letters, int(number)


def _column_and_row(place: tuple[bytes, bytes]) -> int:
    return _column_number(place[0]) * int(place[1])


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _ods_area(xml: bytes) -> int:
    area = rows = used_rows = column = used_columns = 0
    for name, rest in _tags(_ODS_TAG, xml):
        if name == b"table":
            area, rows, used_rows, used_columns = area + used_rows * used_columns, 0, 0, 0
        elif name == b"table-row":
            rows, column = rows + _times(rest), 0
        else:
            column += _times(rest)
            if b"office:value" in rest or not _is_empty(rest):
                used_rows, used_columns = rows, max(used_columns, column)
    return area + used_rows * used_columns


def _times(attributes: bytes) -> int:
    found = _TIMES.search(attributes)
    if found is None and _REPEATED.search(attributes):
        raise _Hidden
    return int(found[1]) if found else 1


def _is_empty(rest: bytes) -> bool:
    """Return whether a tag ends itself. One with a “>” between its quotes counts as in use, to be safe."""
    return rest.count(b">") == 1 and rest.rstrip().endswith(b"/>")
