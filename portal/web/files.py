"""Hands a file to the person: always as a download, never shown inside our own pages' origin."""

import csv
import io
import re
from collections.abc import Iterable

from flask import Response, send_file

# What no system takes in the name of a file; letters of every language stay.
_NO_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
# With these a spreadsheet begins a formula, even in a file of plain text (OWASP, CSV injection).
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def pdf_response(content: io.BytesIO, name: str) -> Response:
    """Return a PDF as a download under a name of our own making."""
    return file_response(content, name, "application/pdf")


def file_response(content: io.BytesIO, name: str, media_type: str) -> Response:
    """Return any file as a download; it may run nothing, wherever it is opened (ASVS 3.2.1)."""
    content.seek(0)
    response = send_file(content, media_type, as_attachment=True, download_name=_NO_NAME.sub("-", name), max_age=0)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response


def csv_file(rows: Iterable[Iterable[str]]) -> io.BytesIO:
    """Return rows, the headings among them, as a file for a spreadsheet, which runs none of them."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_safe(cell) for cell in row] for row in rows)
    # The mark at the start tells Excel that the letters are UTF-8.
    return io.BytesIO(text.getvalue().encode("utf-8-sig"))


def _safe(cell: str) -> str:
    """Return a cell that no spreadsheet runs; a name may begin with any sign, and is kept whole behind the apostrophe."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA_SIGNS) else cell
