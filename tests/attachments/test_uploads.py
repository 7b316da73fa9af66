"""Files cost seconds to look into, so nobody can send too many, or too large a heap of pixels, at once."""

import struct
import zlib
from datetime import timedelta

import pytest
import time_machine
from PIL import ImageFile

from portal.attachments.uploads import FILES_PER_PERSON, MOST_PIXELS_TOGETHER
from portal.concerns.models import Concern, ConcernAttachment
from portal.foundation import clock
from tests.concerns import world as concerns

ANSWERS = {"kind": "shared_image", "about": ["nobody"], "what_happened": "It was in the group."}


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def heap(width: int, height: int) -> bytes:
    """Return a PNG of black pixels: a few kilobytes that unpack to many millions."""
    rows = zlib.compressobj(9)
    body = b"".join(rows.compress(bytes(1 + -(-width // 8))) for _ in range(height)) + rows.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.fixture
def page(new_browser, setting, a_manager, a_parent):
    return new_browser(a_parent).get("concerns.raise_concern")


@pytest.fixture
def unpacked(monkeypatch):
    """The size of each picture whose pixels are unpacked while the test runs."""
    sizes, load = [], ImageFile.ImageFile.load

    def watched(picture):
        sizes.append(picture.size)
        return load(picture)

    monkeypatch.setattr(ImageFile.ImageFile, "load", watched)
    return sizes


def test_pictures_that_are_too_large_together_are_refused_before_any_is_unpacked(page, unpacked):
    large = heap(7000, 7000)
    page.submit(**ANSWERS, evidence=[(large, f"{number}.png") for number in range(10)])
    assert "These pictures are too large together" in page.text
    assert ANSWERS["what_happened"] in page.page
    assert not Concern.select().exists()
    assert unpacked == []


def test_one_picture_of_a_good_phone_and_nine_screenshots_are_taken(page, unpacked):
    assert MOST_PIXELS_TOGETHER > 8000 * 6000 + 9 * 1170 * 2532
    files = [(heap(8000, 6000), "phone.png"), *[(heap(1170, 2532), f"{number}.png") for number in range(9)]]
    assert page.submit(**ANSWERS, evidence=files).heading == "We have your concern"
    assert ConcernAttachment.select().count() == 10
    assert set(unpacked) == {(8000, 6000), (1170, 2532)}


def test_many_files_in_a_short_time_are_refused_in_words_and_nothing_typed_is_lost(page):
    small = concerns.photograph()
    files = [(small, f"{number}.jpg") for number in range(10)]
    for _ in range(FILES_PER_PERSON // 10):
        assert page.get("concerns.raise_concern").submit(**ANSWERS, evidence=files).heading == "We have your concern"
    page.get("concerns.raise_concern").submit(**ANSWERS, evidence=files[:1])
    assert page.status == 200
    assert "You sent many files in a short time. Wait" in page.text
    assert ANSWERS["what_happened"] in page.page
    assert page.submit().heading == "We have your concern"
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        page.get("concerns.raise_concern").submit(**ANSWERS, evidence=files[:1])
    assert page.heading == "We have your concern"


def test_the_files_of_one_person_do_not_count_for_another(page, new_browser, a_stranger):
    small = concerns.photograph()
    files = [(small, f"{number}.jpg") for number in range(10)]
    for _ in range(FILES_PER_PERSON // 10):
        page.get("concerns.raise_concern").submit(**ANSWERS, evidence=files)
    other = new_browser(a_stranger).get("concerns.raise_concern").submit(**ANSWERS, evidence=files[:1])
    assert other.heading == "We have your concern"
