"""Evidence in the vault: each file twice, as it was sent and as a clean copy, both encrypted."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from flask import current_app

from portal.concerns.models import Concern, ConcernAttachment, ConcernEntry
from portal.foundation.evidence import Accepted, MediaType
from portal.foundation.vault import Stored, Vault


@dataclass(frozen=True)
class Upload:
    """A file that was inspected: the bytes as they came, and what may be kept of them."""

    original: bytes
    accepted: Accepted


@dataclass(frozen=True)
class StoredUpload:
    """Where both forms of a file are in the vault."""

    upload: Upload
    original: Stored
    copy: Stored


class Shelf:
    """Files on their way into a record; what is not kept by the end is erased again."""

    def __init__(self) -> None:
        self.files: list[StoredUpload] = []
        self.is_kept = False

    def keep_with(self, entry: ConcernEntry) -> None:
        """Write the rows that make the files part of an entry, in the caller's transaction."""
        concern_id = entry.concern_id
        already = ConcernAttachment.select().where(ConcernAttachment.concern == concern_id).count()
        rows = [_row(entry, number, stored) for number, stored in enumerate(self.files, start=already + 1)]
        if rows:
            ConcernAttachment.insert_many(rows).execute()
        self.is_kept = True


@contextmanager
def shelved(uploads: Sequence[Upload], *, reference: str) -> Iterator[Shelf]:
    """Store files durably before the transaction that names them, and erase them unless it is committed.

    To be entered before ``db.atomic()``: encrypting ten files must not hold up everyone else's writing.
    """
    shelf, is_committed = Shelf(), False
    try:
        for upload in uploads:
            shelf.files.append(_store(upload, reference))
        yield shelf
        is_committed = True
    finally:
        if not (is_committed and shelf.is_kept):
            _erase(shelf.files)


def open_copy(attachment: ConcernAttachment) -> bytes:
    """Return the clean copy. Raises VaultDamaged and VaultKeyMissing."""
    purpose = _purpose(attachment.concern.reference, "copy")
    return _vault().open(attachment.copy_name, purpose=purpose, sha256=attachment.copy_sha256)


def open_original(attachment: ConcernAttachment) -> bytes:
    """Return the file as it was sent, metadata and all. Raises VaultDamaged and VaultKeyMissing."""
    purpose = _purpose(attachment.concern.reference, "original")
    return _vault().open(attachment.original_name, purpose=purpose, sha256=attachment.original_sha256)


def attachment_of(concern: Concern, position: int) -> ConcernAttachment | None:
    """Return one file of a concern that the caller has already been allowed to see."""
    found: ConcernAttachment | None = ConcernAttachment.get_or_none(
        (ConcernAttachment.concern == concern.id) & (ConcernAttachment.position == position)
    )
    if found is not None:
        found.concern = concern
    return found


def _vault() -> Vault:
    return Vault(current_app.config["PORTAL"].instance)


def _purpose(reference: str, form: str) -> str:
    # Bound to its concern: a file that is moved to another one no longer opens.
    return f"concern:{reference}:{form}"


def _store(upload: Upload, reference: str) -> StoredUpload:
    vault = _vault()
    original = vault.store(upload.original, purpose=_purpose(reference, "original"))
    try:
        copy = vault.store(upload.accepted.clean, purpose=_purpose(reference, "copy"))
    except OSError:
        vault.erase(original.name)
        raise
    return StoredUpload(upload, original, copy)


def _erase(files: Sequence[StoredUpload]) -> None:
    vault = _vault()
    for file in files:
        vault.erase(file.original.name)
        vault.erase(file.copy.name)


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
