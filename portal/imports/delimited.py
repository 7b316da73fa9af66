"""Reading a delimited text file: its letters, its delimiter, its rows."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Sequence

from portal.imports.columns import heading_score
from portal.imports.sheet import MOST_ROWS, Note, NoteKind, Row, Unreadable, UnreadableFile

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_ROWS = 40
_MOST_LINES = MOST_ROWS * 10  # blank rows count too
_BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def read_delimited(data: bytes) -> tuple[list[Row], tuple[Note, ...]]:
    """Return every row that is not blank. Raises UnreadableFile."""
    if data.startswith(_BINARY):
        raise UnreadableFile(Unreadable.NOT_A_LIST)
    text, notes = _decoded(data)
    named, text = _named_delimiter(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise UnreadableFile(Unreadable.NOT_A_LIST)
    rows = _records(text, named or _best_delimiter(text))
    if text.count('"') % 2 and any("\n" in cell for row in rows for cell in row.cells):
        first = next(row.number for row in rows if any("\n" in cell for cell in row.cells))
        raise UnreadableFile(Unreadable.UNCLOSED_QUOTE, row=first)
    return rows, notes


def _decoded(data: bytes) -> tuple[str, tuple[Note, ...]]:
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), None) or _guessed_utf16(data) or "utf-8"
    try:
        return data.decode(encoding).removeprefix("\ufeff"), ()
    except UnicodeDecodeError:
        if encoding != "utf-8":
            raise UnreadableFile(Unreadable.DAMAGED) from None
    # Five bytes mean nothing in Windows-1252; shown as a question mark, the preview then warns.
    return data.decode("cp1252", errors="replace"), (Note(NoteKind.WINDOWS_LETTERS),)


def _guessed_utf16(data: bytes) -> str | None:
    """Some exports leave the byte-order mark out; Latin text then has a nought in every second place."""
    start = data[:400]
    if len(start) < 4 or len(start) % 2:
        start = start[:-1]
    for offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if start and start[offset::2].count(0) * 2 > len(start) // 2 and not start[1 - offset :: 2].count(0):
            return name
    return None


def _named_delimiter(text: str) -> tuple[str | None, str]:
    match = re.match(r"\"?sep=([,;|\t])\"?\r?\n", text, re.IGNORECASE)
    return (match[1], text[match.end() :]) if match else (None, text)


def _best_delimiter(text: str) -> str:
    """Choose the delimiter whose first rows hold most known headings, then the evenest rows."""
    head = "".join(text.splitlines(keepends=True)[: _SAMPLE_ROWS * 2])
    return max(_DELIMITERS, key=lambda delimiter: _score(head, delimiter))


def _score(head: str, delimiter: str) -> tuple[int, float, int]:
    try:
        rows = [row for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter) if any(row)]
    except csv.Error:
        return (0, 0.0, 0)
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return (0, 0.0, 0)
    width, times = max(widths.items(), key=lambda item: (item[1], item[0]))
    return (max(heading_score(row) for row in rows[:_SAMPLE_ROWS]), times / len(rows), width)


def _records(text: str, delimiter: str) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows = []
    try:
        for number, cells in enumerate(reader, 1):
            if number > _MOST_LINES:
                raise UnreadableFile(Unreadable.TOO_MANY_ROWS, limit=MOST_ROWS)
            if not _is_blank(cells):
                rows.append(Row(number, tuple(cells)))
    except csv.Error:
        raise UnreadableFile(Unreadable.UNCLOSED_QUOTE, row=reader.line_num) from None
    return rows


def _is_blank(cells: Sequence[str]) -> bool:
    return not any(cell.strip() for cell in cells)
