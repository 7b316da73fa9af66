"""Makes the clean copy of a PDF: one picture a page and nothing else. Loaded in ``sandbox`` alone."""

import io
import textwrap
from collections.abc import Iterable
from contextlib import suppress

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image, ImageDraw, ImageFont

from portal.attachments.pictures import encoded, preview
from portal.attachments.policy import MAX_PAGES, Facts, FileFault, FileRefused
from portal.config import ROOT

PAGE_QUALITY = 85
_PIXELS_PER_POINT = 150 / 72
# Pixels of one page and of all: a page of A4 has 2.2 million, and a long web page kept as one stays readable.
_MOST_PER_PAGE, _MOST_TOGETHER = 6_000_000, 90_000_000
_LONGEST_SIDE = 30_000  # pixels: at 150 to the inch the longest page that every reader shows
_FONT = ROOT / "portal" / "pdf" / "fonts" / "DejaVuSans.ttf"
# Of a field that was typed into: PDFium brings its own shapes for Latin-1.
_LAST_SAFE_LETTER = "\u00ff"
_SHOWS_STARS = 1 << 13  # the flag of a field for passwords (ISO 32000-1, table 228)
_LONGEST_FIELD = 2_000  # points
_MOST_LETTERS = 2_000
_FIELD_PIXELS_PER_POINT = 4
_SIZES = range(48, 15, -4)  # pixels, the first that fits: 12 points down to 4
_WIDTH_OF_A_LETTER, _HEIGHT_OF_A_LINE = 0.65, 1.2  # in sizes


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
            document = pypdfium2.PdfDocument(_with_typed_letters(data))
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


def _with_typed_letters(data: bytes) -> bytes:
    """Return a PDF in which fields that bring no look of their own are pictures of their text.

    PDFium draws them in the fonts of the machine, and skips without a word every letter that these lack: “Ērika”
    becomes “rika”. Raises whatever pikepdf raises for bytes that are damaged.
    """
    with pikepdf.Pdf.open(io.BytesIO(data)) as pdf:
        all_redrawn = bool(pdf.Root.AcroForm.get("/NeedAppearances", False))
        for page in pdf.pages:
            for field in page.obj.get("/Annots", ()):
                if field.get("/Subtype") == Name.Widget and (all_redrawn or "/AP" not in field):
                    with suppress(Exception):  # a field that is damaged leaves all others as they are
                        _draw(pdf, field)
        return _saved(pdf)


def _draw(pdf: pikepdf.Pdf, field: pikepdf.Object) -> None:
    """Give a field the look of its text, as a stamp: nothing redraws that."""
    group = field.get("/Parent", Dictionary())
    value, flags = (field.get(key, group.get(key, 0)) for key in ("/V", "/Ff"))
    text = str(value)[:_MOST_LETTERS] if isinstance(value, String) and not int(flags) & _SHOWS_STARS else ""
    left, bottom, right, top = (float(place) for place in field.Rect)
    width, height = abs(right - left), abs(top - bottom)
    is_drawn_well = max(text, default="") <= _LAST_SAFE_LETTER
    if is_drawn_well or not 1 <= min(width, height) <= max(width, height) <= _LONGEST_FIELD:
        return
    across, up = round(width * _FIELD_PIXELS_PER_POINT), round(height * _FIELD_PIXELS_PER_POINT)
    shape = Stream(pdf, _picture(text, across, up), Type=Name.XObject, Subtype=Name.Image, Width=across, Height=up,
                   ImageMask=True, BitsPerComponent=1)  # fmt: skip
    look = Stream(pdf, b"%.2f 0 0 %.2f 0 0 cm /Text Do" % (width, height), Type=Name.XObject, Subtype=Name.Form,
                  BBox=Array([0, 0, width, height]), Resources=Dictionary(XObject=Dictionary(Text=shape)))  # fmt: skip
    field.Subtype, field.AP = Name.Stamp, Dictionary(N=look)


def _picture(text: str, width: int, height: int) -> bytes:
    """Return the text in a box of so many pixels, a bit for each: 0 is ink."""
    for size in _SIZES:
        letters = max(1, int(width / (size * _WIDTH_OF_A_LETTER)))
        lines = [piece for line in text.splitlines() for piece in textwrap.wrap(line, letters)]
        if len(lines) * size * _HEIGHT_OF_A_LINE <= height:
            break
    picture = Image.new("1", (width, height), 1)
    font = ImageFont.truetype(str(_FONT), size)
    ImageDraw.Draw(picture).multiline_text((0, 0), "\n".join(lines), fill=0, font=font, spacing=size / 5)
    return picture.tobytes()


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
