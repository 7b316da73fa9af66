"""Makes the clean copy of a PDF: one picture a page and nothing else. Loaded in ``sandbox`` alone."""

import io
from collections.abc import Iterable
from contextlib import suppress

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

from portal.attachments.pdf_fields import with_typed_letters
from portal.attachments.pictures import encoded, preview
from portal.attachments.policy import MAX_PAGES, Facts, FileFault, FileRefused

PAGE_QUALITY = 85
_PIXELS_PER_POINT = 150 / 72
# Pixels of one page and of all: a page of A4 has 2.2 million, and a long web page kept as one stays readable.
_MOST_PER_PAGE, _MOST_TOGETHER = 6_000_000, 90_000_000
_LONGEST_SIDE = 30_000  # pixels: at 150 to the inch the longest page that every reader shows


def clean_copy(data: bytes) -> tuple[Facts, list[bytes]]:
    """Return how many pages a PDF has, its copy, and a JPEG preview of the first page.

    Raises FileRefused, and whatever else a parser raises for bytes that are damaged (product.md, section 4).
    """
    document = _opened(data)
    count = len(document)
    if count > MAX_PAGES:
        raise FileRefused(FileFault.TOO_MANY_PAGES)
    pages, small = [], b""
    for number in range(count):
        picture = _drawn(document, number)
        pages.append((encoded(picture, "JPEG", PAGE_QUALITY), picture.width, picture.height))
        small = small or preview(picture)
    return {"pages": count}, [pdf_of_pages(pages), small]


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    """Return a document, mended where readers mend it; what was typed into its form will be drawn."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY):
            raise FileRefused(FileFault.LOCKED) from error
        with pikepdf.Pdf.open(io.BytesIO(data)) as pdf:  # which finds more in a PDF that lost its end
            document = pypdfium2.PdfDocument(_saved(pdf))
    if document.get_formtype() != pypdfium2.raw.FORMTYPE_NONE and len(document) <= MAX_PAGES:
        with suppress(Exception):  # what pikepdf cannot read is drawn as it is
            document = pypdfium2.PdfDocument(with_typed_letters(data))
        document.init_forms()
    return document


def _drawn(document: pypdfium2.PdfDocument, number: int) -> Image.Image:
    """Return a page as a screen shows it: with its notes and fields, without the layers that are switched off."""
    page = document[number]
    if 0 in page.get_size():  # cut to an area outside of the page
        page.set_cropbox(*page.get_mediabox())
    width, height = page.get_size()
    most = min(_MOST_PER_PAGE, _MOST_TOGETHER / len(document))
    scale = min(_PIXELS_PER_POINT, (most / (width * height)) ** 0.5, _LONGEST_SIDE / max(width, height))
    picture = page.render(scale=scale, rev_byteorder=True).to_pil()
    page.close()
    return picture


def pdf_of_pages(pages: Iterable[tuple[bytes, int, int]]) -> bytes:
    """Return a PDF of colour JPEGs, each given with its width and height in pixels; ``page_picture`` takes one out."""
    with pikepdf.Pdf.new() as pdf:
        for jpeg, width, height in pages:
            across, up = (round(side / _PIXELS_PER_POINT, 2) for side in (width, height))
            picture = Stream(pdf, jpeg, Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height,
                             ColorSpace=Name.DeviceRGB, BitsPerComponent=8, Filter=Name.DCTDecode)  # fmt: skip
            page = Dictionary(Type=Name.Page, MediaBox=Array([0, 0, across, up]),
                              Contents=Stream(pdf, b"%.2f 0 0 %.2f 0 0 cm /Page Do" % (across, up)),
                              Resources=Dictionary(XObject=Dictionary(Page=picture)))  # fmt: skip
            pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        return _saved(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    target = io.BytesIO()
    pdf.save(target, deterministic_id=True)
    return target.getvalue()
