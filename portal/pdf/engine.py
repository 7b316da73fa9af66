"""The one door to reportlab and segno: each is loaded on first use, so that starting stays fast."""

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any, TypeAlias

from portal.pdf.to_unicode import as_typed

# The libraries are untyped: these names say which of their objects is meant.
FontDocument: TypeAlias = Any
Font: TypeAlias = Any

A4 = (595.2756, 841.8898)  # points

# A font object keeps its place in the file while it cuts out a subset, so only one document is written at a time.
_WRITING = Lock()


def new_font_document() -> FontDocument:
    """Return reportlab's document, which knows the fonts that were met and numbers the objects of a file."""
    return import_module("reportlab.pdfbase.pdfdoc").PDFDocument(compression=1)


def load_font(name: str, path: Path) -> Font:
    """Load a TrueType file."""
    return import_module("reportlab.pdfbase.ttfonts").TTFont(name, str(path))


def fonts_entry(fonts: FontDocument) -> str:
    """Return the entry of a page's resources that names every font of the document."""
    name = import_module("reportlab.pdfbase.pdfdoc").BasicFonts
    return f"/Font {fonts.idToObjectNumberAndVersion[name][0]} 0 R"


def font_objects(fonts: FontDocument) -> Iterator[tuple[int, bytes, bool]]:
    """Cut out the letters that were met; yield each object of the fonts as its number, its text, and if it is a stream."""
    pdfdoc = import_module("reportlab.pdfbase.pdfdoc")
    with _WRITING:
        for font in fonts.delayedFonts:
            font.addObjects(fonts)
        for name, item in fonts.idToObject.items():
            if str(name).startswith("toUnicodeCMap:"):
                item.content = as_typed(item.content)  # the library writes letters beyond U+FFFF wrongly
            is_stream = isinstance(item, pdfdoc.PDFStream)
            body = pdfdoc.format(item, fonts, toplevel=1)
            if is_stream:  # the end of a stream stands on a line of its own (ISO 19005-2, 6.1.7.1)
                body = body.removesuffix(b"endstream\n") + b"\nendstream"
            yield fonts.idToObjectNumberAndVersion[name][0], body, is_stream


def escape(raw: bytes) -> str:
    """Return bytes as the inside of a PDF string: nothing in them can end the string or be read as an operator."""
    return _escaper()(raw)


@cache
def _escaper() -> Callable[[bytes], str]:
    escape_pdf: Callable[[bytes], str] = import_module("reportlab.lib.rl_accel").escapePDF
    return escape_pdf


def qr_rows(content: str) -> list[bytes]:
    """Return the dark (1) and light (0) modules of a QR code, row by row from the top, without its quiet zone.

    Raises ValueError when the content is longer than a QR code can hold.
    """
    segno = import_module("segno")
    code = segno.make_qr(content, error="m")  # DataOverflowError is a ValueError
    return [bytes(row) for row in code.matrix]
