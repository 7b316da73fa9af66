"""The size of a picture is known before it is unpacked, and cannot be hidden."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from portal.foundation.picture_size import BEYOND_ANY_LIMIT, pixels_of


def encoded(kind, size, **options):
    to = io.BytesIO()
    Image.new("RGB", size).save(to, kind, **options)
    return to.getvalue()


def segment(kind, body):
    return struct.pack(">BBH", 0xFF, kind, len(body) + 2) + body


def frame(width, height):
    return segment(0xC0, struct.pack(">BHH", 8, height, width) + b"\x01\x01\x11\x00")


@pytest.mark.parametrize("size", [(1, 1), (64, 48), (3000, 17)])
@pytest.mark.parametrize(("kind", "options"), [("PNG", {}), ("JPEG", {}), ("JPEG", {"progressive": True})])
def test_it_is_the_size_that_the_picture_has(kind, options, size):
    assert pixels_of(encoded(kind, size, **options)) == size[0] * size[1]


def test_metadata_before_the_size_is_passed_over():
    exif = Image.Exif()
    exif[0x010F] = "A camera" * 1000
    assert pixels_of(encoded("JPEG", (30, 20), exif=exif, comment=b"\xff\xc0 no size")) == 600


@pytest.mark.parametrize("between", [b"", b"\xff\xff\xff", b"\0\0", b"\xff\xd0", b"\xff\x01"])
def test_what_lies_between_segments_hides_nothing(between):
    assert pixels_of(b"\xff\xd8" + segment(0xFE, b"words") + between + frame(7000, 6000)) == 42_000_000


def test_the_largest_of_several_sizes_counts():
    assert pixels_of(b"\xff\xd8" + frame(10, 10) + frame(9000, 9000) + frame(1, 1)) == 81_000_000


def test_thousands_of_segments_are_beyond_any_limit():
    assert pixels_of(b"\xff\xd8" + segment(0xFE, b"") * 20_000 + frame(9000, 9000)) == BEYOND_ANY_LIMIT


@given(st.binary(max_size=300), st.sampled_from([b"", b"\xff\xd8", b"\xff\xd8\xff\xc0", b"\x89PNG\r\n\x1a\n"]))
def test_any_bytes_have_an_answer(data, start):
    assert pixels_of(start + data) >= 0
