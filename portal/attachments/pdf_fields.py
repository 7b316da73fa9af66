"""Draws what was typed into a PDF form in letters that PDFium leaves out. Loaded in ``sandbox`` alone."""

import io
import textwrap

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image, ImageDraw, ImageFont

from portal.config import ROOT

_FONT = ROOT / "portal" / "pdf" / "fonts" / "DejaVuSans.ttf"
_LAST_SAFE_LETTER = "\u00ff"  # PDFium brings its own shapes for Latin-1
_LONGEST_SIDE = 2_000  # points
_MOST_LETTERS = 2_000
_PIXELS_PER_POINT = 4
_SIZES = range(48, 15, -4)  # pixels, the first that fits: 12 points down to 4
_WIDTH_OF_A_LETTER, _HEIGHT_OF_A_LINE = 0.65, 1.2  # in sizes


def with_typed_letters(data: bytes) -> bytes:
    """Return a PDF in which such fields are pictures of their text; all others stay as they are.

    PDFium draws a field that brings no look of its own in the fonts of the machine, and skips without a word every
    letter that these lack: “Ērika” becomes “rika”. Raises whatever pikepdf raises for bytes that are damaged.
    """
    with pikepdf.Pdf.open(io.BytesIO(data)) as pdf:
        all_redrawn = bool(pdf.Root.AcroForm.get("/NeedAppearances", False))
        for page in pdf.pages:
            for field in page.obj.get("/Annots", ()):
                if field.get("/Subtype") == Name.Widget and (all_redrawn or "/AP" not in field):
                    _draw(pdf, field)
        target = io.BytesIO()
        pdf.save(target)
        return target.getvalue()


def _draw(pdf: pikepdf.Pdf, field: pikepdf.Object) -> None:
    """Give a field the look of its text, as a stamp: nothing redraws that."""
    value = field.get("/V", field.get("/Parent", Dictionary()).get("/V"))
    text = str(value)[:_MOST_LETTERS] if isinstance(value, String) else ""
    left, bottom, right, top = (float(place) for place in field.Rect)
    width, height = abs(right - left), abs(top - bottom)
    if max(text, default="") <= _LAST_SAFE_LETTER or not 1 <= min(width, height) <= max(width, height) <= _LONGEST_SIDE:
        return
    across, up = round(width * _PIXELS_PER_POINT), round(height * _PIXELS_PER_POINT)
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
