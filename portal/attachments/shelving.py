"""Files on their way into a record: kept twice in the vault, as they came and as a clean copy, or not at all."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from portal.attachments.vault import Stored, Vault
from portal.foundation.evidence import Accepted


class Form(StrEnum):
    """The two forms in which an upload is kept."""

    ORIGINAL = "original"
    COPY = "copy"


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


def purpose_of(owner: str, form: Form) -> str:
    """Return what a file is bound to, such as “concern:CN-7K2M-9QXD:copy”: moved elsewhere, it no longer opens."""
    return f"{owner}:{form}"


@contextmanager
def shelved(vault: Vault, uploads: Sequence[Upload], *, owner: str) -> Iterator[Shelf]:
    """Store files durably before the transaction that names them; erase them unless it commits and ``is_kept`` is set.

    To be entered before ``db.atomic()``: encrypting ten files must not hold up everyone else's writing.
    Raises VaultKeyMissing, and OSError on a full disk.
    """
    shelf, is_committed = Shelf(), False
    try:
        for upload in uploads:
            shelf.files.append(_store(vault, upload, owner))
        yield shelf
        is_committed = True
    finally:
        if not (is_committed and shelf.is_kept):
            _erase(vault, shelf.files)


def _store(vault: Vault, upload: Upload, owner: str) -> StoredUpload:
    original = vault.store(upload.original, purpose=purpose_of(owner, Form.ORIGINAL))
    try:
        copy = vault.store(upload.accepted.clean, purpose=purpose_of(owner, Form.COPY))
    except OSError:
        vault.erase(original.name)
        raise
    return StoredUpload(upload, original, copy)


def _erase(vault: Vault, files: Sequence[StoredUpload]) -> None:
    for file in files:
        vault.erase(file.original.name)
        vault.erase(file.copy.name)
