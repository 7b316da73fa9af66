"""How many cells a sheet's XML would make a reader hold: one cell typed in the far corner asks for billions."""

import re

_XLSX_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']\s*\$?([A-Za-z]{1,9})\$?(\d{1,9})[^>]*?(?<!/)>")
_XLSX_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br\s*=\s*[\"']\s*(\d{1,9})")
_XLSX_CELL_UNPLACED = re.compile(rb"<(?:\w+:)?c(?![^>]*?\br\s*=)[\s>][^>]*(?<!/)>")
_ODS_ROW = re.compile(
    rb"<table:table-row\b([^>]*)(?<!/)>(.*?)</table:table-row>|<table:table-row\b([^>]*)/>", re.DOTALL
)
_ODS_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b([^>]*)>")
_REPEATED = re.compile(rb"number-(?:rows|columns)-repeated\s*=\s*[\"'](\d{1,9})")
_FAR = 1 << 40


def furthest_area(xml: bytes) -> int:
    """Return rows times columns up to the last cell in use; a size beyond all bounds if that is hidden."""
    if xml[:2] in (b"\xff\xfe", b"\xfe\xff") or ((xml[:1] == b"\0" or xml[1:2] == b"\0") and b"<\0" in xml[:200]):
        return _FAR  # in UTF-16 the cells cannot be counted, and no spreadsheet writes it
    if b"<table:table-row" in xml:
        return _ods_area(xml)
    if b"sheetData" in xml:
        return _xlsx_area(xml)
    return 0


def _xlsx_area(xml: bytes) -> int:
    rows = columns = 0
    for letters, number in _XLSX_CELL.findall(xml):
        rows, columns = max(rows, int(number)), max(columns, _column_number(letters))
    if _XLSX_CELL_UNPLACED.search(xml):
        rows = max([rows, *(int(number) for number in _XLSX_ROW.findall(xml))])
        columns = max(columns, 1)
    return rows * columns


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _ods_area(xml: bytes) -> int:
    rows = used_rows = used_columns = 0
    for outer, inner, _ in _ODS_ROW.findall(xml):
        rows += _repeats(outer)
        if width := _used_width(inner):
            used_rows, used_columns = rows, max(used_columns, width)
    return used_rows * used_columns


def _used_width(row: bytes) -> int:
    width = used = 0
    for attributes in _ODS_CELL.findall(row):
        width += _repeats(attributes)
        if not attributes.rstrip().endswith(b"/") or b"office:value" in attributes:
            used = width
    return used


def _repeats(attributes: bytes) -> int:
    found = _REPEATED.search(attributes)
    return int(found[1]) if found else 1
