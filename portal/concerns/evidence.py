"""Evidence in the vault: each file twice, as it was sent and as a clean copy, both encrypted."""

from collections.abc import Sequence
from contextlib import AbstractContextManager

from portal.attachments.shelving import Form, Shelf, StoredUpload, Upload, purpose_of
from portal.attachments.uploads import FilesNotStored, reading_files, storing_files, vault
from portal.concerns.models import ConcernAttachment, ConcernEntry
from portal.foundation.evidence import MediaType
from portal.foundation.language import mark


class EvidenceNotStored(FilesNotStored):
    """Evidence could not be stored, so nothing of what came with it was."""

    sentence = mark(
        "Your files could not be stored, so nothing was sent. What you wrote is still here. Try again, send it without "
        "the files, or call us"
    )
    field = "evidence"


def shelved(uploads: Sequence[Upload], *, reference: str) -> AbstractContextManager[Shelf]:
    """Store files durably before the transaction that names them, and erase them unless ``keep`` was called in it.

    Raises EvidenceNotStored when the vault cannot take them.
    """
    return storing_files(uploads, owner=owner_of(reference), refusal=EvidenceNotStored)


def keep(shelf: Shelf, entry: ConcernEntry) -> None:
    """Write the rows that make the files part of an entry, in the caller's transaction."""
    concern_id = entry.concern_id
    already = ConcernAttachment.select().where(ConcernAttachment.concern == concern_id).count()
    rows = [_row(entry, number, stored) for number, stored in enumerate(shelf.files, start=already + 1)]
    if rows:
        ConcernAttachment.insert_many(rows).execute()
    shelf.is_kept = True


def open_file(attachment: ConcernAttachment, form: Form) -> bytes:
    """Return the clean copy, or the file as it was sent, metadata and all. Raises FileNotReadable."""
    stored = {
        Form.COPY: (attachment.copy_name, attachment.copy_sha256),
        Form.ORIGINAL: (attachment.original_name, attachment.original_sha256),
    }
    name, sha256 = stored[form]
    with reading_files():
        return vault().open(name, purpose=purpose_of(owner_of(attachment.concern.reference), form), sha256=sha256)


def owner_of(reference: str) -> str:
    """Return what the files of a concern are bound to."""
    return f"concern:{reference}"


def _row(entry: ConcernEntry, position: int, stored: StoredUpload) -> dict[str, object]:
    accepted = stored.upload.accepted
    what = "document" if accepted.media_type is MediaType.PDF else "picture"
    return {
        "concern": entry.concern_id,
        "entry": entry.id,
        "position": position,
        "shown_name": f"{what}-{position}{accepted.extension}",
        "media_type": accepted.media_type,
        "size": stored.copy.size,
        "copy_name": stored.copy.name,
        "copy_sha256": stored.copy.sha256,
        "original_size": stored.original.size,
        "original_name": stored.original.name,
        "original_sha256": stored.original.sha256,
    }
