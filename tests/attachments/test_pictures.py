"""A picture is either one whole picture, cleaned of all it should not tell, or refused with its reason."""

import io
import json
import random
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from portal.attachments.pictures import PREVIEW_SIDE, clean_copy
from portal.attachments.policy import MAX_PIXELS, FileFault, FileRefused
from portal.attachments.responses import page_picture
from portal.attachments.sandbox import answer
from tests.attachments.hostile import chunk, encoded, png

ORIENTATION, GPS, MAKE = 0x0112, 0x8825, 0x010F
SECRET = b"SecretCameraOfAmira"


def picture(mode="RGB", size=(60, 40)):
    noise = random.Random(1).randbytes(size[0] * size[1] * 4)
    return Image.frombytes("RGBA", size, noise).convert(mode)


def tell_tale_exif(orientation=1):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKE] = SECRET.decode()
    exif.get_ifd(GPS).update({1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0)})
    return exif


def cleaned(data):
    """Return the facts, the clean copy and its preview."""
    facts, (copy, preview) = clean_copy(data)
    return facts, copy, Image.open(io.BytesIO(preview))


def clean_picture(data):
    return Image.open(io.BytesIO(cleaned(data)[1]))


def refused(data):
    with pytest.raises(FileRefused) as found:
        cleaned(data)
    return found.value.fault


JPEG, PNG = encoded(picture(), "JPEG"), encoded(picture(), "PNG")


def test_place_time_and_camera_are_gone_from_a_photograph():
    data = encoded(picture(), "JPEG", exif=tell_tale_exif(), comment=SECRET, dpi=(301, 301))
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(GPS)
    facts, copy, preview = cleaned(data)
    clean = Image.open(io.BytesIO(copy))
    assert facts == {}
    assert clean.size == (60, 40)
    assert not clean.getexif()
    assert not preview.getexif()
    assert SECRET not in copy
    assert b"Exif" not in copy
    assert set(clean.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_picture_taken_sideways_is_turned_upright():
    image = Image.new("RGB", (60, 40), "white")
    image.paste("red", (0, 0, 20, 20))
    _facts, copy, preview = cleaned(encoded(image, "JPEG", exif=tell_tale_exif(6), quality=95))
    clean = Image.open(io.BytesIO(copy))
    assert clean.size == preview.size == (40, 60)
    red, green, _ = clean.getpixel((35, 5))
    assert red > 200
    assert green < 60


def test_words_profile_and_place_are_gone_from_a_png():
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", SECRET.decode())
    words.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = encoded(picture(), "PNG", pnginfo=words, exif=tell_tale_exif(), icc_profile=profile, dpi=(99, 99))
    _, copy, _ = cleaned(data)
    clean = Image.open(io.BytesIO(copy))
    clean.load()
    assert clean.info == {}
    assert SECRET not in copy
    assert all(sign not in copy for sign in (b"eXIf", b"iCCP", b"tEXt", b"iTXt", b"pHYs"))
    assert clean.tobytes() == picture().tobytes()


def test_colours_of_another_profile_become_srgb():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # A profile in which red and green have changed places.
    swapped = profile.replace(b"rXYZ", b"????", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"????", b"gXYZ", 1)
    plain = Image.new("RGB", (8, 8), (120, 90, 60))
    red, green, blue = clean_picture(encoded(plain, "PNG", icc_profile=swapped)).getpixel((0, 0))
    assert (abs(red - 90) < 3, abs(green - 120) < 3, abs(blue - 60) < 3) == (True, True, True)
    broken = clean_picture(encoded(plain, "PNG", icc_profile=b"not a profile"))
    assert broken.getpixel((0, 0)) == (120, 90, 60)


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_every_kind_of_jpeg_is_taken(mode):
    clean = clean_picture(encoded(picture(mode), "JPEG"))
    assert (clean.size, clean.mode) == ((60, 40), "L" if mode == "L" else "RGB")


@pytest.mark.parametrize(
    ("mode", "expected"), [("1", "L"), ("L", "L"), ("LA", "RGBA"), ("P", "RGB"), ("RGB", "RGB"), ("RGBA", "RGBA")]
)
def test_every_kind_of_png_is_taken(mode, expected):
    image = picture(mode) if mode.endswith("A") else picture().convert(mode)
    clean = clean_picture(encoded(image, "PNG"))
    assert (clean.size, clean.mode) == ((60, 40), expected)


def test_see_through_colours_stay_so_and_are_white_in_the_preview():
    see_through = encoded(Image.new("P", (4, 4), 0), "PNG", transparency=0)
    _, copy, preview = cleaned(see_through)
    assert Image.open(io.BytesIO(copy)).getpixel((0, 0))[3] == 0
    assert preview.getpixel((0, 0)) == (255, 255, 255)


def test_sixteen_bit_grey_keeps_its_shades():
    image = Image.new("I;16", (4, 4), 32768)
    assert clean_picture(encoded(image, "PNG")).getpixel((0, 0)) == 128


def test_a_phones_second_picture_is_dropped_not_refused():
    data = encoded(picture(), "MPO", save_all=True, append_images=[picture(size=(30, 20))])
    _, copy, _ = cleaned(data)
    clean = Image.open(io.BytesIO(copy))
    assert clean.size == (60, 40)
    assert getattr(clean, "n_frames", 1) == 1
    assert copy.count(b"\xff\xd8\xff") == 1


@pytest.mark.parametrize(
    ("size", "shown"),
    [((60, 40), (60, 40)), ((3000, 1500), (240, 120)), ((100, 4000), (6, 240)), ((1, 5000), (1, 240))],
)
def test_the_preview_is_a_small_jpeg_of_the_same_shape(size, shown):
    for kind in ("JPEG", "PNG"):
        _, _, preview = cleaned(encoded(Image.new("RGB", size, "teal"), kind))
        assert (preview.format, preview.size) == ("JPEG", shown)
    assert PREVIEW_SIDE == 240


def test_the_one_page_of_a_picture_is_the_picture():
    _, copy, _ = cleaned(PNG)
    assert page_picture(copy, 1) == copy
    for number in (0, 2, -1):
        with pytest.raises(LookupError):
            page_picture(copy, number)


@pytest.mark.parametrize("size", [(10_000, MAX_PIXELS // 10_000 + 1), (20_000, 20_000)])
def test_a_picture_of_too_many_pixels_is_refused(size):
    assert refused(png(*size)) is FileFault.TOO_MANY_PIXELS


def test_a_jpeg_that_claims_too_many_pixels_is_refused_unopened():
    at = JPEG.index(b"\xff\xc0")
    for size in ((65_000, 65_000), (10_000, 9_000), (10_000, 5_001)):
        claimed = JPEG[: at + 5] + struct.pack(">HH", *size) + JPEG[at + 9 :]
        assert refused(claimed) is FileFault.TOO_MANY_PIXELS


def test_an_animation_is_refused():
    moving = encoded(picture(), "PNG", save_all=True, append_images=[Image.new("RGB", (60, 40))])
    assert refused(moving) is FileFault.ANIMATED


def is_refused_or_an_error(data):
    """Whatever is raised here, the child answers that the file is damaged."""
    with pytest.raises(Exception):  # noqa: B017, PT011
        cleaned(data)
    return True


@pytest.mark.parametrize("missing", [1, 2, 3, 12, 100, 1000])
@pytest.mark.parametrize("whole", [JPEG, PNG])
def test_a_picture_cut_short_is_refused(whole, missing):
    assert is_refused_or_an_error(whole[:-missing])


@pytest.mark.parametrize(
    "data",
    [
        JPEG[:3],
        PNG[:8],
        b"\xff\xd8\xff\xe0<html><body>Hello</body></html>",
        PNG[:33] + chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(80_000_000))) + PNG[33:],
        png(0, 8),
    ],
)
def test_a_damaged_picture_is_refused(data):
    assert is_refused_or_an_error(data)


@settings(max_examples=150)
@given(st.sampled_from([JPEG, PNG]), st.integers(0, 10_000), st.binary(min_size=1, max_size=6))
def test_a_picture_changed_anywhere_is_clean_or_refused(whole, place, patch):
    at = place % len(whole)
    told, *parts = answer(clean_copy, whole[:at] + patch + whole[at + len(patch) :])
    assert len(parts) == (0 if json.loads(told)["fault"] else 2)
    for part in parts:
        Image.open(io.BytesIO(part)).load()
