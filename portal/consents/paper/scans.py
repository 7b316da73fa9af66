"""Scans of signed papers in the vault: as they came, and as the clean copy that people open."""

import hashlib
from contextlib import AbstractContextManager

from portal.attachments.shelving import Form, Shelf, Upload, purpose_of
from portal.attachments.uploads import FilesNotStored, reading_files, storing_files, vault
from portal.consents.events import ScanOpened
from portal.consents.models import ConsentRecord, ConsentScan, PaperForm
from portal.foundation.database import db, hold_writers
from portal.foundation.events import bus
from portal.foundation.evidence import MediaType
from portal.foundation.language import mark

_EXTENSIONS = {MediaType.JPEG: ".jpg", MediaType.PNG: ".png", MediaType.PDF: ".pdf"}


class ScanNotStored(FilesNotStored):
    """The scan of a paper could not be stored, so nothing of that paper was."""

    sentence = mark(
        "The scan could not be stored, so nothing was stored. What you keyed in is still here. Try again later, or write "
        "who saw it being signed and leave the scan out."
    )
    field = "scan"


def on_its_way(scan: Upload | None, paper: PaperForm) -> AbstractContextManager[Shelf]:
    """Store a scan before the transaction that keeps it; without a scan the shelf is empty.

    Raises ScanNotStored when the vault cannot take it.
    """
    return storing_files([scan] if scan else [], owner=owner_of(paper), refusal=ScanNotStored)


def keep(shelf: Shelf, record: ConsentRecord) -> None:
    """Make the scan part of a record, in the caller's transaction."""
    for file in shelf.files:
        ConsentScan.create(
            record=record,
            media_type=file.upload.accepted.media_type,
            size=file.copy.size,
            original_name=file.original.name,
            original_sha256=file.original.sha256,
            clean_name=file.copy.name,
            clean_sha256=file.copy.sha256,
        )
    shelf.is_kept = True


def is_used(scan: Upload) -> bool:
    """Return whether this very file is the proof of a record already: one paper proves one signature."""
    sha256 = hashlib.sha256(scan.original).hexdigest()
    return bool(ConsentScan.select().where(ConsentScan.original_sha256 == sha256).exists())


def wait_for(scan: Upload) -> None:
    """Let whoever else stores the same file end first. To be called inside the transaction that stores it."""
    hold_writers("a scan", hashlib.sha256(scan.original).hexdigest())


def open_scan(scan: ConsentScan, *, by_id: int) -> bytes:
    """Return the clean copy, and log that somebody opened it. Raises FileNotReadable; then nothing is logged as opened."""
    record: ConsentRecord = scan.record
    purpose = purpose_of(owner_of(record.paper_form), Form.COPY)
    with reading_files():
        content = vault().open(scan.clean_name, purpose=purpose, sha256=scan.clean_sha256)
    with db.atomic():
        bus.publish(
            ScanOpened(actor_id=by_id, subject_id=record.id, child_id=record.child_id, adult_id=record.adult_id)
        )
    return content


def name_of(scan: ConsentScan) -> str:
    """Return the name under which the copy is downloaded."""
    return f"scan-{scan.record.reference}{_EXTENSIONS[MediaType(scan.media_type)]}"


def owner_of(paper: PaperForm) -> str:
    """Return what the scan of a paper is bound to."""
    return f"consent-paper:{paper.reference}"
