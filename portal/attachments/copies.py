"""Makes the clean copy of a file: pictures encoded anew, a PDF as pictures of its pages. Runs in ``sandbox`` alone."""

import io
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING

from portal.attachments.fields import with_typed_letters
from portal.attachments.pages import pdf_of_pages
from portal.attachments.policy import MAX_PAGES, MAX_PIXELS, Facts, FileFault, FileRefused, MediaType

if TYPE_CHECKING:
    import pypdfium2
    from PIL import Image

JPEG_QUALITY = 90
PAGE_QUALITY = 85
PREVIEW_SIDE = 240  # pixels
_PIXELS_PER_POINT = 150 / 72
# Pixels of one page and of all: a page of A4 has 2.2 million, and a long web page kept as one stays readable.
_MOST_PER_PAGE, _MOST_TOGETHER = 6_000_000, 90_000_000
_LONGEST_SIDE = 30_000  # pixels: at 150 to the inch the longest page that every reader shows
_PNG_END = b"IEND\xaeB`\x82"


def clean_copy(data: bytes, media_type: str) -> tuple[Facts, list[bytes]]:
    """Return what is known of a file, and its copy without metadata with a JPEG preview (product.md, section 4).

    The facts are media_type; width and height in pixels as seen, of a picture; pages, of a PDF. Raises FileRefused,
    and whatever else a parser raises for bytes that are damaged.
    """
    kind = MediaType(media_type)
    if kind is MediaType.PDF:
        return _pdf_copied(data)
    picture = _jpeg_picture(data) if kind is MediaType.JPEG else _png_picture(data)
    picture.info.clear()  # Pillow writes profile, comment and text chunks back from here
    copy = _encoded(picture, kind, JPEG_QUALITY)
    facts: Facts = {"media_type": kind.value, "width": picture.width, "height": picture.height, "pages": None}
    return facts, [copy, _preview(picture)]


def _jpeg_picture(data: bytes) -> "Image.Image":
    picture = _upright_picture(data, "JPEG")
    return picture if picture.mode == "L" else _in_srgb(picture)


def _png_picture(data: bytes) -> "Image.Image":
    _check_png_whole(data)
    picture = _upright_picture(data, "PNG")
    if picture.mode.startswith("I"):
        # Sixteen bits a pixel: keep the upper eight, which conversion would clip to white.
        return picture.point(lambda level: level * (1 / 256)).convert("L")
    if picture.mode in ("1", "L") and not picture.has_transparency_data:
        return picture.convert("L")
    return _in_srgb(picture)


def _upright_picture(data: bytes, kind: str) -> "Image.Image":
    from PIL import ImageOps

    picture = _opened(data, kind)
    # A phone's JPEG may carry a second picture (depth, brightness): only the first is kept, it is not an animation.
    if kind == "PNG" and getattr(picture, "is_animated", False):
        raise FileRefused(FileFault.ANIMATED)
    picture.load()
    ImageOps.exif_transpose(picture, in_place=True)
    return picture


def _opened(data: bytes, kind: str) -> "Image.Image":
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(data), formats=[kind])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise FileRefused(FileFault.TOO_MANY_PIXELS) from error


def _check_png_whole(data: bytes) -> None:
    """Raise when a part is missing or its checksum is wrong: decoding alone does not read to the end."""
    picture = _opened(data, "PNG")
    if _PNG_END not in data:
        raise FileRefused(FileFault.DAMAGED)
    picture.verify()


def _in_srgb(picture: "Image.Image") -> "Image.Image":
    """Return the picture in sRGB by its own colour profile, or as it stands when it has none that works."""
    from PIL import ImageCms

    target = "RGBA" if picture.has_transparency_data else "RGB"
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "CMYK", "RGBA"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            wanted = target if picture.mode == "RGBA" else "RGB"
            converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=wanted)
        except (ImageCms.PyCMSError, OSError):
            return picture.convert(target)
        if converted is not None:
            picture = converted
    # A conversion to its own mode would only copy fifty million pixels.
    return picture if picture.mode == target else picture.convert(target)


def _encoded(picture: "Image.Image", kind: MediaType, quality: int) -> bytes:
    target = io.BytesIO()
    picture.save(target, format=kind.name, quality=quality)
    return target.getvalue()


def _preview(picture: "Image.Image") -> bytes:
    """Return a small JPEG; the picture itself is made small, since nobody needs it any more."""
    from PIL import Image

    picture.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    if picture.mode == "RGBA":
        opaque = Image.new("RGB", picture.size, "white")
        opaque.paste(picture, mask=picture.getchannel("A"))
        picture = opaque
    return _encoded(picture, MediaType.JPEG, PAGE_QUALITY)


def _pdf_copied(data: bytes) -> tuple[Facts, list[bytes]]:
    document = _pdf(data)
    count = len(document)
    if count > MAX_PAGES:
        raise FileRefused(FileFault.TOO_MANY_PAGES)
    pages, preview = [], b""
    for number in range(count):
        picture = _drawn(document, number)
        pages.append((_encoded(picture, MediaType.JPEG, PAGE_QUALITY), picture.width, picture.height))
        preview = preview or _preview(picture)
    facts: Facts = {"media_type": MediaType.PDF.value, "width": None, "height": None, "pages": count}
    return facts, [pdf_of_pages(pages), preview]


def _pdf(data: bytes) -> "pypdfium2.PdfDocument":
    """Return a document, mended where readers mend it; what was typed into its form will be drawn."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY):
            raise FileRefused(FileFault.LOCKED) from error
        document = pypdfium2.PdfDocument(_mended(data))
    if document.get_formtype() != pypdfium2.raw.FORMTYPE_NONE and len(document) <= MAX_PAGES:
        with suppress(Exception):  # what pikepdf cannot read is drawn as it is
            document = pypdfium2.PdfDocument(with_typed_letters(data))
        document.init_forms()
    return document


def _mended(data: bytes) -> bytes:
    """Return a PDF of what can be found in one that lost its end; PDFium looks less far than other readers."""
    import pikepdf

    target = io.BytesIO()
    with pikepdf.Pdf.open(io.BytesIO(data)) as pdf:
        pdf.save(target)
    return target.getvalue()


def _drawn(document: "pypdfium2.PdfDocument", number: int) -> "Image.Image":
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
