"""What may be uploaded as evidence: the limits, the reasons for refusing, and the kind of file by its content."""

import io
import zipfile
from dataclasses import dataclass
from enum import StrEnum, auto
from pathlib import PurePath

MAX_BYTES = 10_000_000
MAX_PIXELS = 50_000_000
MAX_PAGES = 100
MAX_FILES = 10
# All files of one form, and what was typed beside them, in bytes.
LARGEST_UPLOADS = MAX_FILES * MAX_BYTES + 5_000_000


class MediaType(StrEnum):
    """The kinds of file accepted (product §4)."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"


class FileFault(StrEnum):
    """Why an upload was refused."""

    EMPTY = auto()
    TOO_LARGE = auto()
    NOT_ALLOWED_TYPE = auto()
    PHONE_FORMAT = auto()
    """HEIC or AVIF: the phone can be set to send JPEG instead."""
    NAME_DOES_NOT_MATCH = auto()
    DAMAGED = auto()
    TOO_MANY_PIXELS = auto()
    ANIMATED = auto()
    TWO_FILES_IN_ONE = auto()
    LOCKED = auto()
    TOO_MANY_PAGES = auto()


class UploadRefused(Exception):
    """An upload is not kept; ``reason`` says what to tell the person."""

    def __init__(self, reason: FileFault) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Accepted:
    """An upload that may be kept. ``clean`` is the copy without metadata that people open.

    Pictures have ``width`` and ``height`` in pixels, as seen; PDF files have ``pages``.
    """

    media_type: MediaType
    extension: str
    clean: bytes
    width: int | None = None
    height: int | None = None
    pages: int | None = None


_MAGIC = {b"\xff\xd8\xff": MediaType.JPEG, b"\x89PNG\r\n\x1a\n": MediaType.PNG, b"%PDF-": MediaType.PDF}
_EXTENSIONS = {".jpg": MediaType.JPEG, ".jpeg": MediaType.JPEG, ".png": MediaType.PNG, ".pdf": MediaType.PDF}
_PHONE_BRANDS = (b"heic", b"heix", b"heif", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
# Long enough never to turn up by chance in ten million bytes of picture.
_ACTIVE_CONTENT = (b"<script", b"<!doctype", b"<iframe", b"<?php ", b"%pdf-1.")


def recognise(data: bytes, claimed_name: str) -> MediaType:
    """Return what a file is by its own first bytes. Raises UploadRefused for anything not accepted.

    The name must agree, because whoever opens the original later will go by its name.
    """
    if not data:
        raise UploadRefused(FileFault.EMPTY)
    if len(data) > MAX_BYTES:
        raise UploadRefused(FileFault.TOO_LARGE)
    media_type = _by_magic(data)
    if _EXTENSIONS.get(PurePath(claimed_name).suffix.lower()) is not media_type:
        raise UploadRefused(FileFault.NAME_DOES_NOT_MATCH)
    if _is_another_file_too(data, media_type):
        raise UploadRefused(FileFault.TWO_FILES_IN_ONE)
    return media_type


def _by_magic(data: bytes) -> MediaType:
    for magic, media_type in _MAGIC.items():
        if data.startswith(magic):
            return media_type
    if data[4:8] == b"ftyp" and data[8:12] in _PHONE_BRANDS:
        raise UploadRefused(FileFault.PHONE_FORMAT)
    raise UploadRefused(FileFault.NOT_ALLOWED_TYPE)


def _is_another_file_too(data: bytes, media_type: MediaType) -> bool:
    """Whether a program that goes by other signs would read this as a web page, a script or an archive."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        return True
    if media_type is MediaType.PDF:
        return False  # a PDF may rightly quote such text; its clean copy is never served as a page
    lowered = data.lower()
    return any(sign in lowered for sign in _ACTIVE_CONTENT)
