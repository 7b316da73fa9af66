"""The one door to Pillow and pikepdf for uploads: checks a file by parsing all of it and makes a clean copy."""

import io
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING

from portal.foundation.evidence import (
    MAX_PAGES,
    MAX_PIXELS,
    Accepted,
    FileFault,
    MediaType,
    UploadRefused,
    recognise,
)
from portal.foundation.jpeg_segments import decode_outer_filters, without_metadata

if TYPE_CHECKING:
    import pikepdf
    from PIL import Image

JPEG_QUALITY = 90
MAX_UNPACKED_BYTES = 256_000_000
_PNG_END = b"IEND\xaeB`\x82"
_PAGE_KEYS = frozenset(
    {
        "/Type",
        "/Parent",
        "/MediaBox",
        "/CropBox",
        "/BleedBox",
        "/TrimBox",
        "/ArtBox",
        "/Rotate",
        "/UserUnit",
        "/Contents",
        "/Resources",
    }
)
# Metadata, scripts and actions, embedded and outside files: none of them is needed to draw a page.
_DROPPED_KEYS = frozenset(
    {
        "/Metadata",
        "/PieceInfo",
        "/LastModified",
        "/OpenAction",
        "/AA",
        "/JS",
        "/JavaScript",
        "/EmbeddedFiles",
        "/EF",
        "/AF",
        "/OPI",
        "/Ref",
        "/URI",
        "/Measure",
        "/PtData",
        "/Names",
        "/Annots",
        "/Info",
    }
)
# In a stream's dictionary these name a file outside the PDF that holds the real content.
_OUTSIDE_FILE_KEYS = frozenset({"/F", "/FFilter", "/FDecodeParms"})


def inspect_upload(data: bytes, claimed_name: str) -> Accepted:
    """Check an upload and return a clean copy of it, re-encoded without any metadata (product §4).

    Accepts JPEG, PNG and PDF up to 10 MB, 50 million pixels or 100 pages. Raises UploadRefused and nothing else
    for any other bytes. What a PDF's form fields and notes show is kept as part of the page; their actions are not.
    """
    media_type = recognise(data, claimed_name)
    clean = _CLEANERS[media_type]
    try:
        return clean(data)
    except UploadRefused:
        raise
    except Exception as error:  # parsers of hostile bytes fail in every way there is
        raise UploadRefused(FileFault.DAMAGED) from error


def _clean_jpeg(data: bytes) -> Accepted:
    upright = _upright_picture(data, "JPEG")
    picture = upright if upright.mode == "L" else _in_srgb(upright)
    return _saved(picture, MediaType.JPEG, ".jpg", quality=JPEG_QUALITY)


def _clean_png(data: bytes) -> Accepted:
    _check_png_whole(data)
    upright = _upright_picture(data, "PNG")
    if upright.mode.startswith("I"):
        # Sixteen bits a pixel: keep the upper eight, which conversion would clip to white.
        picture = upright.point(lambda level: level * (1 / 256)).convert("L")
    elif upright.mode in ("1", "L") and not upright.has_transparency_data:
        picture = upright.convert("L")
    else:
        picture = _in_srgb(upright)
    return _saved(picture, MediaType.PNG, ".png")


def _upright_picture(data: bytes, kind: str) -> "Image.Image":
    from PIL import Image, ImageOps

    try:
        picture = Image.open(io.BytesIO(data), formats=[kind])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UploadRefused(FileFault.TOO_MANY_PIXELS) from error
    if picture.width * picture.height > MAX_PIXELS:
        raise UploadRefused(FileFault.TOO_MANY_PIXELS)
    # A phone's JPEG may carry a second picture (depth, brightness): only the first is kept, it is not an animation.
    if kind == "PNG" and getattr(picture, "is_animated", False):
        raise UploadRefused(FileFault.ANIMATED)
    picture.load()
    ImageOps.exif_transpose(picture, in_place=True)
    return picture


def _check_png_whole(data: bytes) -> None:
    """Raise when a part is missing or its checksum is wrong: decoding alone does not read to the end."""
    from PIL import Image

    if _png_pixels(data) > MAX_PIXELS:
        raise UploadRefused(FileFault.TOO_MANY_PIXELS)
    if _PNG_END not in data:
        raise UploadRefused(FileFault.DAMAGED)
    Image.open(io.BytesIO(data), formats=["PNG"]).verify()


def _png_pixels(data: bytes) -> int:
    return int.from_bytes(data[16:20]) * int.from_bytes(data[20:24])


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


def _saved(picture: "Image.Image", media_type: MediaType, extension: str, **options: int) -> Accepted:
    picture.info.clear()  # Pillow writes profile, comment and text chunks back from here
    target = io.BytesIO()
    picture.save(target, format=media_type.name, **options)
    return Accepted(media_type, extension, target.getvalue(), width=picture.width, height=picture.height)


def _clean_pdf(data: bytes) -> Accepted:
    pikepdf = _pikepdf()
    try:
        source = pikepdf.Pdf.open(io.BytesIO(data), attempt_recovery=False, inherit_page_attributes=True)
    except pikepdf.PasswordError as error:
        raise UploadRefused(FileFault.LOCKED) from error
    with source, pikepdf.Pdf.new() as copy:
        _check_pdf(source)
        _flatten(source)
        copy.pages.extend(source.pages)
        for page in copy.pages:
            _drop(page.obj, frozenset(page.obj.keys()) - _PAGE_KEYS)
        for thing in copy.objects:
            _scrub(thing, pikepdf)
        target = io.BytesIO()
        copy.save(target, fix_metadata_version=False)
        return Accepted(MediaType.PDF, ".pdf", target.getvalue(), pages=len(copy.pages))


@cache
def _pikepdf() -> ModuleType:
    import pikepdf
    import pikepdf.settings

    # Without a limit a few kilobytes can unpack to fill the memory.
    pikepdf.settings.set_qpdf_limits(
        flate_max_memory=MAX_UNPACKED_BYTES,
        png_max_memory=MAX_UNPACKED_BYTES,
        tiff_max_memory=MAX_UNPACKED_BYTES,
        run_length_max_memory=MAX_UNPACKED_BYTES,
    )
    return pikepdf


def _check_pdf(source: "pikepdf.Pdf") -> None:
    if source.is_encrypted:
        raise UploadRefused(FileFault.LOCKED)
    if not source.pages:
        raise UploadRefused(FileFault.DAMAGED)
    if len(source.pages) > MAX_PAGES:
        raise UploadRefused(FileFault.TOO_MANY_PAGES)
    _check_contents(source)


def _check_contents(source: "pikepdf.Pdf") -> None:
    """Raise when what draws a page is damaged, or all of it together unpacks to too much."""
    array, unpacked = _pikepdf().Array, 0
    for page in source.pages:
        written = page.obj.get("/Contents", array())
        for stream in written if isinstance(written, array) else [written]:
            unpacked += len(stream.read_bytes())
            if unpacked > MAX_UNPACKED_BYTES:
                raise UploadRefused(FileFault.TOO_LARGE)


def _flatten(source: "pikepdf.Pdf") -> None:
    """Make what fields and notes show part of the page, then take the fields and notes themselves away."""
    source.generate_appearance_streams()
    source.flatten_annotations("all")
    for page in source.pages:
        _drop(page.obj, frozenset({"/Annots"}))


def _scrub(thing: "pikepdf.Object", pikepdf: ModuleType) -> None:
    """Take everything but drawing out of one object and what lies directly inside it."""
    waiting = [thing]
    while waiting:
        current = waiting.pop()
        if isinstance(current, pikepdf.Array):
            inside = list(current)
        elif isinstance(current, pikepdf.Dictionary | pikepdf.Stream):
            _drop(current, _DROPPED_KEYS)
            inside = [current[key] for key in current.keys()]  # noqa: SIM118  a stream is iterable only by keys()
        else:
            continue
        if isinstance(current, pikepdf.Stream):
            _drop(current, _OUTSIDE_FILE_KEYS)
            _scrub_picture(current, pikepdf)
        # Objects with a number of their own are visited by themselves.
        waiting += [value for value in inside if isinstance(value, pikepdf.Object) and not value.is_indirect]


def _scrub_picture(stream: "pikepdf.Object", pikepdf: ModuleType) -> None:
    """Take the metadata out of a photograph inside a PDF: it keeps its place and time like any other."""
    written = stream.get("/Filter")
    filters = [str(name) for name in (written if isinstance(written, pikepdf.Array) else [written])]
    if not filters or filters[-1] not in ("/DCTDecode", "/DCT"):
        return
    jpeg = decode_outer_filters(stream.read_raw_bytes(), filters[:-1], limit=MAX_UNPACKED_BYTES)
    settings = stream.get("/DecodeParms")
    last = settings[-1] if isinstance(settings, pikepdf.Array) else settings
    stream.write(
        without_metadata(jpeg),
        filter=pikepdf.Name("/DCTDecode"),
        decode_parms=last if isinstance(last, pikepdf.Dictionary) else None,
    )


def _drop(thing: "pikepdf.Object", keys: frozenset[str]) -> None:
    for key in keys:
        if key in thing:
            del thing[key]


_CLEANERS: dict[MediaType, Callable[[bytes], Accepted]] = {
    MediaType.JPEG: _clean_jpeg,
    MediaType.PNG: _clean_png,
    MediaType.PDF: _clean_pdf,
}
