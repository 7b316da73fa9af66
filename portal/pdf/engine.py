"""The one door to reportlab and segno: each is loaded on first use, so that starting stays fast."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any, TypeAlias
from zlib import compress

from portal.pdf.to_unicode import as_typed

# The libraries are untyped: these names say which of their objects is meant.
Canvas: TypeAlias = Any
PdfFile: TypeAlias = Any
Font: TypeAlias = Any

A4 = (595.2756, 841.8898)  # points
PDF_VERSION = (1, 7)

# A font object keeps its place in the file while it cuts out a subset, so only one document is written at a time.
_WRITING = Lock()


def new_canvas(*, first_font: str) -> Canvas:
    """Return a blank A4 canvas on which `first_font` (already loaded) is the default font of each page."""
    # Base-85 would make each compressed stream a quarter longer for no reader's benefit.
    vars(import_module("reportlab.rl_config"))["useA85"] = 0
    return import_module("reportlab.pdfgen.canvas").Canvas(
        BytesIO(),
        pagesize=A4,
        pageCompression=1,
        initialFontName=first_font,
        lang="en-GB",
        pdfVersion=PDF_VERSION,
    )


def load_font(name: str, path: Path) -> Font:
    """Load a TrueType file and make it known to every canvas under `name`."""
    font = import_module("reportlab.pdfbase.ttfonts").TTFont(name, str(path))
    import_module("reportlab.pdfbase.pdfmetrics").registerFont(font)
    return font


def end_page(canvas: Canvas) -> None:
    """End the page and compress it now: a register of 10,000 pages must fit in memory."""
    canvas.showPage()
    pdfdoc = import_module("reportlab.pdfbase.pdfdoc")
    page = canvas._doc.Pages.pages[-1]
    filters = pdfdoc.PDFDictionary({"Filter": pdfdoc.PDFName("FlateDecode")})
    vars(page)["Contents"] = pdfdoc.PDFStream(filters, compress(page.stream.encode("latin-1")))
    page.stream = None


def written(canvas: Canvas) -> bytes:
    """Return the finished file. The canvas cannot be drawn on any more."""
    pdf = canvas._doc
    with _WRITING:
        for font in pdf.delayedFonts:
            font.addObjects(pdf)
        pdf.delayedFonts = []
        for name, item in pdf.idToObject.items():
            if str(name).startswith("toUnicodeCMap:"):
                item.content = as_typed(item.content)  # the library writes letters beyond U+FFFF wrongly
        data: bytes = canvas.getpdfdata()
    return data


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
