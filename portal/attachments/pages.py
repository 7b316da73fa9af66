"""The clean copy of a PDF: one JPEG a page and nothing else, so that a page can be taken out again as it is."""

import io
from collections.abc import Sequence

POINTS_PER_PIXEL = 0.48  # 150 pixels to the inch


def pdf_of_pages(pages: Sequence[tuple[bytes, int, int]]) -> bytes:
    """Return a PDF of colour JPEGs, each given with its width and height in pixels (ISO 32000-1, 7.5 and 8.9)."""
    kids = b" ".join(b"%d 0 R" % (3 + 3 * number) for number in range(len(pages)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(pages), kids)]
    for number, (jpeg, width, height) in enumerate(pages):
        size = b"%.2f %.2f" % (width * POINTS_PER_PIXEL, height * POINTS_PER_PIXEL)
        across, up = size.split()
        drawn = b"%b 0 0 %b 0 0 cm /Page Do" % (across, up)
        this = 3 + 3 * number
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %b]/Contents %d 0 R/Resources<</XObject<</Page %d 0 R>>>>>>"
            % (size, this + 1, this + 2),
            b"<</Length %d>>stream\n%b\nendstream" % (len(drawn), drawn),
            b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8"
            b"/Filter/DCTDecode/Length %d>>stream\n%b\nendstream" % (width, height, len(jpeg), jpeg),
        ]
    return _written(objects)


def _written(objects: Sequence[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)


def page_picture(copy: bytes, number: int) -> bytes:
    """Return page ``number`` (from 1) of a clean copy as the JPEG or PNG that it is; a picture is its own first page.

    Raises LookupError when there is no such page, or when it is not kept as one picture.
    """
    if not copy.startswith(b"%PDF-"):
        if number != 1:
            raise LookupError(number)
        return copy
    import pikepdf

    with pikepdf.Pdf.open(io.BytesIO(copy)) as pdf:
        # KeyError, which is a LookupError, for a page of any other make.
        return bytes(pdf.pages.p(number).obj["/Resources"]["/XObject"]["/Page"].read_raw_bytes())
