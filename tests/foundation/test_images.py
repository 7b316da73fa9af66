"""An upload is either one whole picture, cleaned of all it should not tell, or refused with its reason."""

import io
import random
import struct
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from portal.foundation.evidence import MAX_BYTES, MAX_PIXELS, FileFault, MediaType, UploadRefused
from portal.foundation.images import inspect_upload

ORIENTATION, GPS, MAKE = 0x0112, 0x8825, 0x010F
SECRET = b"SecretCameraOfAmira"


def picture(mode="RGB", size=(60, 40)):
    noise = random.Random(1).randbytes(size[0] * size[1] * 4)
    return Image.frombytes("RGBA", size, noise).convert(mode)


def encoded(image, kind, **options):
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def tell_tale_exif(orientation=1):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKE] = SECRET.decode()
    exif.get_ifd(GPS).update({1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0)})
    return exif


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_of(width, height, *, body=b""):
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b"")


def refused(data, name):
    with pytest.raises(UploadRefused) as found:
        inspect_upload(data, name)
    return found.value.reason


def clean_picture(data, name):
    accepted = inspect_upload(data, name)
    return accepted, Image.open(io.BytesIO(accepted.clean))


JPEG, PNG = encoded(picture(), "JPEG"), encoded(picture(), "PNG")


def test_place_time_and_camera_are_gone_from_a_photograph():
    data = encoded(picture(), "JPEG", exif=tell_tale_exif(), comment=SECRET, dpi=(301, 301))
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(GPS)
    accepted, clean = clean_picture(data, "IMG_0001.JPG")
    assert (accepted.media_type, accepted.extension, accepted.pages) == (MediaType.JPEG, ".jpg", None)
    assert not clean.getexif()
    assert SECRET not in accepted.clean
    assert b"Exif" not in accepted.clean
    assert set(clean.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_picture_taken_sideways_is_turned_upright():
    image = Image.new("RGB", (60, 40), "white")
    image.paste("red", (0, 0, 20, 20))
    accepted, clean = clean_picture(encoded(image, "JPEG", exif=tell_tale_exif(6), quality=95), "a.jpeg")
    assert (accepted.width, accepted.height) == clean.size == (40, 60)
    red, green, _ = clean.getpixel((35, 5))
    assert red > 200
    assert green < 60


def test_words_profile_and_place_are_gone_from_a_png():
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", SECRET.decode())
    words.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = encoded(picture(), "PNG", pnginfo=words, exif=tell_tale_exif(), icc_profile=profile, dpi=(99, 99))
    accepted, clean = clean_picture(data, "screen.png")
    clean.load()
    assert clean.info == {}
    assert SECRET not in accepted.clean
    assert all(sign not in accepted.clean for sign in (b"eXIf", b"iCCP", b"tEXt", b"iTXt", b"pHYs"))
    assert clean.tobytes() == picture().tobytes()


def test_colours_of_another_profile_become_srgb():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # A profile in which red and green have changed places.
    swapped = profile.replace(b"rXYZ", b"????", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"????", b"gXYZ", 1)
    plain = Image.new("RGB", (8, 8), (120, 90, 60))
    _, clean = clean_picture(encoded(plain, "PNG", icc_profile=swapped), "a.png")
    red, green, blue = clean.getpixel((0, 0))
    assert (abs(red - 90) < 3, abs(green - 120) < 3, abs(blue - 60) < 3) == (True, True, True)
    _, broken = clean_picture(encoded(plain, "PNG", icc_profile=b"not a profile"), "a.png")
    assert broken.getpixel((0, 0)) == (120, 90, 60)


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_every_kind_of_jpeg_is_taken(mode):
    _, clean = clean_picture(encoded(picture(mode), "JPEG"), "a.jpg")
    assert (clean.size, clean.mode) == ((60, 40), "L" if mode == "L" else "RGB")


@pytest.mark.parametrize(
    ("mode", "expected"), [("1", "L"), ("L", "L"), ("LA", "RGBA"), ("P", "RGB"), ("RGB", "RGB"), ("RGBA", "RGBA")]
)
def test_every_kind_of_png_is_taken(mode, expected):
    image = picture(mode) if mode.endswith("A") else picture().convert(mode)
    _, clean = clean_picture(encoded(image, "PNG"), "a.png")
    assert (clean.size, clean.mode) == ((60, 40), expected)


def test_see_through_colours_stay_so():
    see_through = encoded(Image.new("P", (4, 4), 0), "PNG", transparency=0)
    assert clean_picture(see_through, "a.png")[1].getpixel((0, 0))[3] == 0


def test_sixteen_bit_grey_keeps_its_shades():
    image = Image.new("I;16", (4, 4), 32768)
    assert clean_picture(encoded(image, "PNG"), "a.png")[1].getpixel((0, 0)) == 128


def test_a_phones_second_picture_is_dropped_not_refused():
    data = encoded(picture(), "MPO", save_all=True, append_images=[picture(size=(30, 20))])
    accepted, clean = clean_picture(data, "a.jpg")
    assert clean.size == (60, 40)
    assert getattr(clean, "n_frames", 1) == 1
    assert accepted.clean.count(b"\xff\xd8\xff") == 1


HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
HTML_AS_JPEG = b"\xff\xd8\xff\xe0<html><body>Hello</body></html>"
ARCHIVE = io.BytesIO()
with zipfile.ZipFile(ARCHIVE, "w") as packed:
    packed.writestr("a.txt", "hidden")


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.jpg", FileFault.EMPTY),
        (JPEG + bytes(MAX_BYTES), "a.jpg", FileFault.TOO_LARGE),
        (b"just words", "a.jpg", FileFault.NOT_ALLOWED_TYPE),
        (SVG, "a.svg", FileFault.NOT_ALLOWED_TYPE),
        (SVG, "a.png", FileFault.NOT_ALLOWED_TYPE),
        (encoded(picture(), "GIF"), "a.gif", FileFault.NOT_ALLOWED_TYPE),
        (encoded(picture(), "TIFF"), "a.jpg", FileFault.NOT_ALLOWED_TYPE),
        (HEIC, "a.jpg", FileFault.PHONE_FORMAT),
        (HEIC, "a.heic", FileFault.PHONE_FORMAT),
        (JPEG, "a.png", FileFault.NAME_DOES_NOT_MATCH),
        (PNG, "a.jpg", FileFault.NAME_DOES_NOT_MATCH),
        (JPEG, "a.jpg.exe", FileFault.NAME_DOES_NOT_MATCH),
        (JPEG, "", FileFault.NAME_DOES_NOT_MATCH),
        (HTML_AS_JPEG, "a.jpg", FileFault.DAMAGED),
        (b"\xff\xd8\xff\xe0<SCRIPT>alert(1)</SCRIPT>", "a.jpg", FileFault.TWO_FILES_IN_ONE),
        (JPEG + b"<!DOCTYPE html><p>Hello", "a.jpg", FileFault.TWO_FILES_IN_ONE),
        (PNG + b"<?php echo 1;", "a.png", FileFault.TWO_FILES_IN_ONE),
        (JPEG + b"%PDF-1.7", "a.jpg", FileFault.TWO_FILES_IN_ONE),
        (JPEG + ARCHIVE.getvalue(), "a.jpg", FileFault.TWO_FILES_IN_ONE),
        (encoded(picture(), "JPEG", comment="<script src=x>"), "a.jpg", FileFault.TWO_FILES_IN_ONE),
        (JPEG[:3], "a.jpg", FileFault.DAMAGED),
        (PNG[:8], "a.png", FileFault.DAMAGED),
        (png_of(60_000, 60_000), "bomb.png", FileFault.TOO_MANY_PIXELS),
        (png_of(10_000, MAX_PIXELS // 10_000 + 1), "bomb.png", FileFault.TOO_MANY_PIXELS),
        (png_of(8, 8, body=b""), "a.png", FileFault.DAMAGED),
        (png_of(0, 8), "a.png", FileFault.DAMAGED),
        (b"%PDF-1.7\nnothing", "a.pdf", FileFault.DAMAGED),
    ],
)
def test_what_is_refused_and_why(data, name, reason):
    assert refused(data, name) is reason


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_jpeg_that_claims_too_many_pixels_is_refused_unopened():
    at = JPEG.index(b"\xff\xc0")
    huge = JPEG[: at + 5] + struct.pack(">HH", 65_000, 65_000) + JPEG[at + 9 :]
    assert refused(huge, "a.jpg") is FileFault.TOO_MANY_PIXELS
    large = JPEG[: at + 5] + struct.pack(">HH", 10_000, 9_000) + JPEG[at + 9 :]
    assert refused(large, "a.jpg") is FileFault.TOO_MANY_PIXELS


def test_an_animation_is_refused():
    moving = encoded(picture(), "PNG", save_all=True, append_images=[Image.new("RGB", (60, 40))])
    assert refused(moving, "a.png") is FileFault.ANIMATED


@pytest.mark.parametrize("missing", [1, 2, 3, 12, 100, 1000])
@pytest.mark.parametrize(("whole", "name"), [(JPEG, "a.jpg"), (PNG, "a.png")])
def test_a_picture_cut_short_is_refused(whole, name, missing):
    assert refused(whole[:-missing], name) is FileFault.DAMAGED


def test_a_png_whose_words_unpack_to_too_much_is_refused():
    bomb = chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(80_000_000)))
    assert refused(PNG[:33] + bomb + PNG[33:], "a.png") is FileFault.DAMAGED


@settings(max_examples=300)
@given(
    st.sampled_from([b"", b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\0\x10JFIF\0", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n"]),
    st.binary(max_size=300),
    st.sampled_from(["a.jpg", "a.png", "a.pdf"]) | st.text(max_size=20),
)
def test_any_bytes_at_all_are_refused_politely(start, rest, name):
    with pytest.raises(UploadRefused):
        inspect_upload(start + rest, name)


@settings(max_examples=150)
@given(st.sampled_from([(JPEG, "a.jpg"), (PNG, "a.png")]), st.integers(0, 10_000), st.binary(min_size=1, max_size=6))
def test_a_damaged_picture_is_cleaned_or_refused_and_nothing_else(whole, place, patch):
    data, name = whole
    at = place % len(data)
    try:
        accepted = inspect_upload(data[:at] + patch + data[at + len(patch) :], name)
    except UploadRefused:
        return
    Image.open(io.BytesIO(accepted.clean)).load()
