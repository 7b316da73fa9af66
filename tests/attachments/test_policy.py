"""What a file is, its content says; its name says nothing."""

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from portal.attachments.policy import (
    MAX_BYTES,
    MAX_PAGES,
    FileFault,
    FileRefused,
    MediaType,
    recognise,
)
from tests.architecture.test_translations import spoken
from tests.attachments.hostile import encoded, pdf_of, saved

PICTURE = Image.new("RGB", (30, 20), "teal")
JPEG, PNG, PDF = encoded(PICTURE, "JPEG"), encoded(PICTURE, "PNG"), saved(pdf_of())
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'


def archive() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("a.txt", "hidden")
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "kind", "extension"),
    [
        (JPEG, MediaType.JPEG, ".jpg"),
        (PNG, MediaType.PNG, ".png"),
        (PDF, MediaType.PDF, ".pdf"),
        (b"sent by the scanner\r\n" * 40 + PDF, MediaType.PDF, ".pdf"),
        (b"\n" * 1024 + PDF, MediaType.PDF, ".pdf"),
        (PDF + archive(), MediaType.PDF, ".pdf"),
        (PDF + b"<script>1</script>", MediaType.PDF, ".pdf"),
    ],
)
def test_a_file_is_what_its_content_says(data: bytes, kind: MediaType, extension: str) -> None:
    assert recognise(data) is kind
    assert kind.extension == extension


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", FileFault.EMPTY),
        (JPEG + bytes(MAX_BYTES), FileFault.TOO_LARGE),
        (b"just words", FileFault.NOT_ALLOWED_TYPE),
        (SVG, FileFault.NOT_ALLOWED_TYPE),
        (encoded(PICTURE, "GIF"), FileFault.NOT_ALLOWED_TYPE),
        (encoded(PICTURE, "TIFF"), FileFault.NOT_ALLOWED_TYPE),
        (b"\n" * 1025 + PDF, FileFault.NOT_ALLOWED_TYPE),
        (archive(), FileFault.NOT_ALLOWED_TYPE),
        (HEIC, FileFault.PHONE_FORMAT),
        (HEIC.replace(b"ftypheic", b"ftypavif"), FileFault.PHONE_FORMAT),
        (b"\xff\xd8\xff\xe0<SCRIPT>alert(1)</SCRIPT>", FileFault.TWO_FILES_IN_ONE),
        (JPEG + b"<!DOCTYPE html><p>Hello", FileFault.TWO_FILES_IN_ONE),
        (PNG + b"<?php echo 1;", FileFault.TWO_FILES_IN_ONE),
        (JPEG + PDF, FileFault.TWO_FILES_IN_ONE),
        (JPEG + archive(), FileFault.TWO_FILES_IN_ONE),
        (encoded(PICTURE, "JPEG", comment="<script src=x>"), FileFault.TWO_FILES_IN_ONE),
    ],
)
def test_what_is_refused_unopened_and_why(data: bytes, fault: FileFault) -> None:
    with pytest.raises(FileRefused) as refused:
        recognise(data)
    assert refused.value.fault is fault


def test_each_fault_has_its_sentence_for_translators() -> None:
    assert {(fault.value,) for fault in FileFault} <= spoken()
    assert str(MAX_PAGES) in FileFault.TOO_MANY_PAGES
    assert str(MAX_BYTES // 1_000_000) in FileFault.TOO_LARGE


def test_a_policy_of_files_opens_none() -> None:
    source = Path(recognise.__code__.co_filename).read_text()
    assert all(library not in source for library in ("PIL", "pikepdf", "pypdfium2"))
