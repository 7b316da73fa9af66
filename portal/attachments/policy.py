"""What may be attached: the kinds of file, the limits, and why a file is not taken."""

import io
import zipfile
from enum import StrEnum

from portal.foundation.language import mark

MAX_BYTES = 10_000_000
MAX_FILES = 10
# Bytes of a sealed record that anybody may send to be checked (product.md §6).
LARGEST_RECORD = 25_000_000
MAX_PIXELS = 50_000_000
MAX_PAGES = 40
# All files of one form, and what was typed beside them, in bytes.
LARGEST_UPLOADS = MAX_FILES * MAX_BYTES + 5_000_000
# What is known of a file that was opened.
Facts = dict[str, str | int | None]


class MediaType(StrEnum):
    """The kinds of clean copy: as a picture or PDF came (product.md, section 4), and the rows of a list, as JSON."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"
    ROWS = "application/json"

    @property
    def extension(self) -> str:
        """The ending under which a file of this kind is offered, such as “.jpg”."""
        return {MediaType.JPEG: ".jpg", MediaType.PNG: ".png", MediaType.PDF: ".pdf", MediaType.ROWS: ".json"}[self]

    @property
    def noun(self) -> str:
        """What a file of this kind is called once it belongs somewhere, before its number."""
        return {MediaType.PDF: "document", MediaType.ROWS: "list"}.get(self, "picture")


CLEAN_COPY = {
    MediaType.JPEG: "portal.attachments.pictures:clean_copy",
    MediaType.PNG: "portal.attachments.pictures:clean_copy",
    MediaType.PDF: "portal.attachments.pdfs:clean_copy",
}  # the function that ``sandbox`` opens such a file with


class FileFault(StrEnum):
    """Why a file is not taken; each ends the sentence “a.jpg” cannot be used: …."""

    EMPTY = mark("it is empty")
    TOO_LARGE = mark("it is bigger than 10 MB")
    NOT_ALLOWED_TYPE = mark("it is not a JPEG or PNG picture or a PDF")
    PHONE_FORMAT = mark("this is a format that only some phones can open. A screenshot of the picture will do")
    DAMAGED = mark("it is damaged and cannot be opened")
    TOO_MANY_PIXELS = mark("the picture is too large. A smaller copy will do")
    ANIMATED = mark("it is a moving picture")
    TWO_FILES_IN_ONE = mark("it holds another file inside")
    LOCKED = mark("it is locked with a password")
    TOO_MANY_PAGES = mark("it has more than 40 pages")
    TOO_MUCH_WORK = mark(
        "it takes too long to open. A screenshot of it will do"
    )  # more time or memory than it may have
    OUT_OF_TIME = mark("we did not get to it, because the files before it took too long. Choose it again")
    BUSY = mark("we are looking into other files at the moment. Send it again in a minute")


class FileRefused(Exception):
    """A file is not taken; ``fault`` says why."""

    def __init__(self, fault: FileFault) -> None:
        super().__init__(fault.name)
        self.fault = fault


_MAGIC = {b"\xff\xd8\xff": MediaType.JPEG, b"\x89PNG\r\n\x1a\n": MediaType.PNG}
_PDF_MAGIC = b"%PDF-"
_MOST_BEFORE_PDF = 1024  # bytes that readers pass over (ISO 32000-1, annex H, note 13)
_PHONE_BRANDS = (b"heic", b"heix", b"heif", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
# By these a program that goes by other signs would read a picture as a web page, a script or, by its end, an archive.
# They are long enough never to turn up by chance in ten million bytes of picture.
_ACTIVE_CONTENT = (b"<script", b"<!doctype", b"<iframe", b"<?php ", b"%pdf-1.")


def recognise(data: bytes) -> MediaType:
    """Return what a file is by its content alone: a phone gives names that say nothing, and cannot change them.

    Raises FileRefused for anything that is not accepted, without having opened it.
    """
    if not data:
        raise FileRefused(FileFault.EMPTY)
    if len(data) > MAX_BYTES:
        raise FileRefused(FileFault.TOO_LARGE)
    if kind := next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), None):
        lowered = data.lower()
        if zipfile.is_zipfile(io.BytesIO(data)) or any(sign in lowered for sign in _ACTIVE_CONTENT):
            raise FileRefused(FileFault.TWO_FILES_IN_ONE)
        return kind
    if data[4:8] == b"ftyp" and data[8:12] in _PHONE_BRANDS:
        raise FileRefused(FileFault.PHONE_FORMAT)
    # What else a PDF holds does no harm: of its copy only the look of its pages is kept.
    if _PDF_MAGIC in data[: _MOST_BEFORE_PDF + len(_PDF_MAGIC)]:
        return MediaType.PDF
    raise FileRefused(FileFault.NOT_ALLOWED_TYPE)
