"""Reading a delimited text file: its letters, its delimiter, its rows."""

import codecs
import csv
import io
import re
from collections import Counter

from portal.imports.faults import Fault, UnreadableFile
from portal.imports.headings import heading_score
from portal.imports.sheet import MOST_ROWS, Grid, Row
from portal.imports.vocabulary import TABLES

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_ROWS = 40
_MOST_LINES = MOST_ROWS * 10  # blank rows count too
_BINARY = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
)  # fmt: skip
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# With how much better than the first another has to fit: nearly every file without Unicode comes from Windows.
_TRIED = (("cp1252", "Windows-1252", 0), ("mac_roman", "Mac OS Roman", 2), ("cp850", "DOS CP850", 2))
_CLEARLY = 3
_ODDEST = 3
_ODD = TABLES["oddities"]
_ODDITIES = [
    (points, re.compile(text.replace("{small}", _ODD["small"]).replace("{capital}", _ODD["capital"])))
    for points, text in _ODD["signs"]
]


def read_delimited(data: bytes) -> Grid:
    """Return every row that is not blank. Raises UnreadableFile."""
    if data.startswith(_BINARY):
        raise UnreadableFile("not_a_list")
    text, notes, is_doubtful = _decoded(data)
    if "\0" in text or text.lstrip().startswith("<"):  # web pages and XML, whatever they are called
        raise UnreadableFile("not_a_list")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if named := re.match(r"\"?sep=([,;|\t])\"?\n", text, re.IGNORECASE):
        text = text[named.end() :]
    rows = _records(text, named[1] if named else _best_delimiter(text))
    if text.count('"') % 2 and any("\n" in cell for row in rows for cell in row.cells):
        first = next(row.number for row in rows if any("\n" in cell for cell in row.cells))
        raise UnreadableFile("unclosed_quote", row=first)
    doubtful = (row.number for row in rows if notes and _is_doubtful("\n".join(row.cells), is_doubtful))
    return Grid("", rows, notes, doubtful_rows=frozenset(doubtful))


def _decoded(data: bytes) -> tuple[str, tuple[Fault, ...], bool]:
    """Return the text, and whether it may have been decoded wrongly. Raises UnreadableFile."""
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), None) or _guessed_utf16(data) or "utf-8"
    try:
        return data.decode(encoding).removeprefix("\ufeff").removeprefix("ï»¿"), (), False
    except UnicodeDecodeError:
        if encoding != "utf-8":
            raise UnreadableFile("damaged") from None
    encoding, name, is_doubtful = best_encoding(data)
    return data.decode(encoding, errors="replace"), (Fault("letters_tried", values={"encoding": name}),), is_doubtful


def best_encoding(data: bytes) -> tuple[str, str, bool]:
    """Return the encoding in which the letters stand best, its name for people, and whether another fits as well."""
    from_old_mac = b"\r" in data and b"\n" not in data
    cells = b"\n".join({cell for cell in re.split(rb'[\r\n,;\t|"]+', data) if not cell.isascii()})
    tried = []
    for encoding, name, handicap in _TRIED:
        text = cells.decode(encoding, errors="replace")
        tried.append((oddness(text) + handicap * (not from_old_mac), encoding, name, text))
    best = min(tried, key=lambda fit: fit[0])
    is_doubtful = any(fit[0] - best[0] < _CLEARLY and fit[3] != best[3] for fit in tried)
    return best[1], best[2], is_doubtful


def oddness(text: str) -> int:
    """Return how unlike the letters of names a text is: 0 when nothing is odd."""
    return sum(points * len(pattern.findall(text)) for points, pattern in _ODDITIES)


def _is_doubtful(text: str, is_file_doubtful: bool) -> bool:
    return not text.isascii() and (is_file_doubtful or oddness(text) >= _ODDEST)


def _guessed_utf16(data: bytes) -> str | None:
    """Some exports leave the byte-order mark out; Latin text then has a nought in every second place."""
    start = data[:400]
    if len(start) < 4 or len(start) % 2:
        start = start[:-1]
    for offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if start and start[offset::2].count(0) * 2 > len(start) // 2 and not start[1 - offset :: 2].count(0):
            return name
    return None


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
                raise UnreadableFile("too_many_rows", limit=MOST_ROWS)
            if any(cell.strip() for cell in cells):
                rows.append(Row(number, tuple(cells)))
    except csv.Error:
        raise UnreadableFile("unclosed_quote", row=reader.line_num) from None
    return rows
