"""Scans of signed papers: each is the proof of one record, and no file proves two."""

from collections.abc import Iterable

from portal.attachments import service as attachments
from portal.attachments.models import Attachment
from portal.consents.events import ScanOpened
from portal.consents.models import ConsentRecord
from portal.foundation.database import db
from portal.foundation.events import bus

_SUBJECT = "consent_record"


def keep(scan: Attachment | None, record: ConsentRecord) -> None:
    """Make the scan part of a record, in the caller's transaction. Raises FileGone."""
    attachments.attach([scan] if scan else [], subject=_SUBJECT, subject_id=record.id)


def is_used(scan: Attachment) -> bool:
    """Return whether this very file is the proof of a record already."""
    return attachments.is_duplicate(scan, subject=_SUBJECT)


def of(record: ConsentRecord) -> Attachment | None:
    """Return the scan of a record that the caller may see."""
    return next(iter(attachments.files_of(_SUBJECT, [record.id]).get(record.id, [])), None)


def scanned(record_ids: Iterable[int]) -> frozenset[int]:
    """Return which of these records have a scan."""
    return frozenset(attachments.files_of(_SUBJECT, list(record_ids)))


def note_opened(record: ConsentRecord, *, by_id: int) -> None:
    """Log that somebody looked at the scan of a record, or downloaded it."""
    with db.atomic():
        bus.publish(
            ScanOpened(actor_id=by_id, subject_id=record.id, child_id=record.child_id, adult_id=record.adult_id)
        )
