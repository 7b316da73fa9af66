"""Makes the clean copy of a picture: its pixels encoded anew, without metadata. Loaded in ``sandbox`` alone."""

import io

from PIL import Image, ImageCms, ImageOps

from portal.attachments.policy import MAX_PIXELS, Facts, FileFault, FileRefused, MediaType, recognise

JPEG_QUALITY = 90
PREVIEW_QUALITY = 85
PREVIEW_SIDE = 240  # pixels
_PNG_END = b"IEND\xaeB`\x82"


def clean_copy(data: bytes) -> tuple[Facts, list[bytes]]:
    """Return the copy of a picture and its JPEG preview.

    Raises FileRefused, and whatever else a parser raises for bytes that are damaged (product.md, section 4).
    """
    kind = recognise(data)
    picture = _in_own_mode(_upright(data, kind), kind)
    picture.info.clear()  # Pillow writes profile, comment and text chunks back from here
    return {}, [encoded(picture, kind.name, JPEG_QUALITY), preview(picture)]


def _opened(data: bytes, kind: MediaType) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = None  # asked here, before any pixel is decoded
    picture = Image.open(io.BytesIO(data), formats=[kind.name])
    if picture.width * picture.height > MAX_PIXELS:
        raise FileRefused(FileFault.TOO_MANY_PIXELS)
    return picture


def _upright(data: bytes, kind: MediaType) -> Image.Image:
    picture = _opened(data, kind)
    if kind is MediaType.PNG:
        # Decoding does not read to the end, where a part may be missing or its checksum wrong.
        if _PNG_END not in data:
            raise FileRefused(FileFault.DAMAGED)
        picture.verify()
        picture = _opened(data, kind)
        if getattr(picture, "is_animated", False):  # the second picture of a phone’s JPEG is no animation
            raise FileRefused(FileFault.ANIMATED)
    picture.load()
    ImageOps.exif_transpose(picture, in_place=True)
    return picture


def _in_own_mode(picture: Image.Image, kind: MediaType) -> Image.Image:
    """Return grey pictures grey, and all others in sRGB."""
    if kind is MediaType.JPEG:
        return picture if picture.mode == "L" else _in_srgb(picture)
    if picture.mode.startswith("I"):
        # Sixteen bits a pixel: keep the upper eight, which conversion would clip to white.
        return picture.point(lambda level: level * (1 / 256)).convert("L")
    if picture.mode in ("1", "L") and not picture.has_transparency_data:
        return picture.convert("L")
    return _in_srgb(picture)


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Return the picture in sRGB by its own colour profile, or as it stands when it has none that works."""
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


def encoded(picture: Image.Image, kind: str, quality: int) -> bytes:
    """Return a picture as a file; ``kind`` is JPEG or PNG."""
    target = io.BytesIO()
    picture.save(target, format=kind, quality=quality)
    return target.getvalue()


def preview(picture: Image.Image) -> bytes:
    """Return a small JPEG; the picture itself is made small, since nobody needs it any more."""
    picture.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    if picture.mode == "RGBA":
        opaque = Image.new("RGB", picture.size, "white")
        opaque.paste(picture, mask=picture.getchannel("A"))
        picture = opaque
    return encoded(picture, "JPEG", PREVIEW_QUALITY)
