"""Takes files in, keeps them, and hands them back: the same for every room that has files."""

import logging
import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import PurePath

from flask import current_app
from peewee import ModelSelect

from portal.attachments.keys import VaultKeyMissing
from portal.attachments.models import Attachment
from portal.attachments.policy import CLEAN_COPY, FileFault, FileRefused, MediaType, recognise
from portal.attachments.vault import StoredFile, Vault, VaultDamaged
from portal.attachments.worker import Opened, open_in_worker
from portal.foundation import clock
from portal.foundation.database import db, serialise_on
from portal.foundation.language import mark
from portal.foundation.refusals import FILES, Refusal
from portal.foundation.text import clean_line
from portal.foundation.tokens import digest, new_token

log = logging.getLogger("portal.attachments")
# As long a file waits for its form to be sent; it is erased a while later, so never under a form that is being sent.
STAGED_FOR = timedelta(hours=1)
_ERASED_AFTER = 2 * STAGED_FOR
_LONGEST_NAME = 60


class Variant(StrEnum):
    """In which ways a file is kept: as it came, as a clean copy, as a small picture."""

    ORIGINAL = "original"
    COPY = "copy"
    PREVIEW = "preview"


class FileNotStored(Refusal):
    """The vault took nothing: its disk is full or out of reach, or its key is lost."""

    sentence = mark(
        "Your file could not be stored. What you typed is still here. Try again later, go on without the file, or call us"
    )
    field = FILES


class FileNotReadable(Refusal):
    """A file that was stored cannot be opened: it was changed or lost, or its key was."""

    sentence = mark(
        "This file cannot be opened at present. Nothing else is affected. Please tell whoever looks after the portal."
    )


class FileGone(Refusal):
    """A file that waited was removed, or sent, on another page."""

    sentence = mark(
        "A file that you chose is no longer here, because of what you did on another page. Nothing is sent yet. "
        "Choose it again, or go on without it."
    )
    field = FILES


@dataclass(frozen=True)
class StagedFile:
    """A file that waits for its form to be sent; ``token`` names it in the form."""

    token: str
    attachment: Attachment


def vault() -> Vault:
    """Return the vault of this portal."""
    return Vault(current_app.config["PORTAL"].instance)


def accept_file(data: bytes, claimed_name: str, *, by_id: int | None, until: float = math.inf) -> StagedFile:
    """Look into a file, not beyond ``until`` (``time.monotonic``), and store it as one that waits for its form.

    Raises FileRefused for what cannot be kept, and FileNotStored.
    """
    media_type = recognise(data)
    return store(
        data,
        open_in_worker(CLEAN_COPY[media_type], data, until=until),
        claimed_name,
        media_type=media_type,
        by_id=by_id,
    )


def store(data: bytes, opened: Opened, claimed_name: str, *, media_type: MediaType, by_id: int | None) -> StagedFile:
    """Store a file with what an opener made of it: a clean copy of ``media_type``, and a picture if it made one.

    Raises FileNotStored.
    """
    token = new_token()
    bound_to = f"attachment:{digest(token)[:32]}"
    stored: dict[str, object] = {}
    try:
        for variant, content in zip(Variant, (data, *opened.parts), strict=False):
            stored |= _store_variant(bound_to, variant, content)
        attachment = Attachment.create(
            token=digest(token),
            uploaded_by=by_id,
            name=shown_name(claimed_name),
            media_type=media_type,
            pages=opened.facts.get("pages"),
            bound_to=bound_to,
            checked_at=clock.now(),
            **stored,
        )
    except BaseException as problem:
        for name in (stored.get(f"{variant}_name") for variant in Variant):
            if name:
                vault().erase(str(name))
        if isinstance(problem, OSError | VaultKeyMissing):
            raise FileNotStored from problem
        raise
    return StagedFile(token, attachment)


def shown_name(claimed_name: str | None) -> str:
    """Return the end of what a person called a file, without its folder, as one line."""
    line = clean_line(PurePath(claimed_name or "").name) or "?"
    return line if len(line) <= _LONGEST_NAME else f"…{line[-_LONGEST_NAME:]}"


def _store_variant(bound_to: str, variant: Variant, content: bytes) -> dict[str, object]:
    """Store a file in one variant, and return the columns that say where it is; of a preview no size is kept."""
    file = vault().store(content, purpose=f"{bound_to}:{variant}")
    columns: dict[str, object] = {f"{variant}_name": file.name, f"{variant}_sha256": file.sha256}
    return columns if variant is Variant.PREVIEW else columns | {f"{variant}_size": len(content)}


def _stored_as(attachment: Attachment, variant: Variant) -> StoredFile:
    """Return what opens one variant of a file: bound elsewhere, it would not open. A preview may have no name."""
    name, sha256 = (getattr(attachment, f"{variant}_{column}") or "" for column in ("name", "sha256"))
    return StoredFile(name, f"{attachment.bound_to}:{variant}", sha256)


def _all_of(attachment: Attachment) -> list[StoredFile]:
    return [file for variant in Variant if (file := _stored_as(attachment, variant)).name]


def staged_files(tokens: Iterable[str], *, by_id: int | None) -> list[StagedFile]:
    """Return the files that these tokens of a form name, as far as this account, or nobody, uploaded them and they wait.

    A file that was kept meanwhile is among them, so that a double click finds the record that it made.
    """
    if not (listed := list(dict.fromkeys(tokens))):
        return []
    still_waits = (Attachment.uploaded_at > clock.now() - STAGED_FOR) | (Attachment.kept_until > clock.now())
    mine = (Attachment.uploaded_by == by_id) & still_waits
    found = Attachment.select().where(Attachment.token.in_([digest(token) for token in listed]) & mine)
    by_token = {attachment.token: attachment for attachment in found}
    return [StagedFile(token, by_token[digest(token)]) for token in listed if digest(token) in by_token]


def keep_waiting(tokens: Iterable[str], *, by_id: int, until: datetime) -> None:
    """Let files wait for longer than an hour: those of a form that is kept as a draft."""
    waiting = [file.attachment.id for file in staged_files(tokens, by_id=by_id)]
    Attachment.update(kept_until=until).where(Attachment.id.in_(waiting) & Attachment.subject.is_null()).execute()


def remove_staged(token: str, *, by_id: int | None) -> None:
    """Erase a file that waits, at the wish of whoever uploaded it."""
    for file in staged_files([token], by_id=by_id):
        _erase(Attachment.id == file.attachment.id)


def erase_expired() -> int:
    """Erase the files whose form was never sent or whose time is over, and return how many there were."""
    waits = Attachment.subject.is_null() & Attachment.kept_until.is_null()
    is_unsent = waits & (Attachment.uploaded_at < clock.now() - _ERASED_AFTER)
    return _erase(is_unsent | (Attachment.kept_until < clock.now()))


def erase_files_of(subject: str, ids: Collection[int]) -> None:
    """Erase the files of some rows that were kept for a time."""
    _erase((Attachment.subject == subject) & Attachment.subject_id.in_(list(ids)))


def _erase(which: object) -> int:
    """Delete rows of what is no fact, then their files: what a kill leaves in between is swept up later.

    So is what a transaction may still take back: no file comes back.
    """
    is_no_fact = Attachment.subject.is_null() | Attachment.kept_until.is_null(False)
    with db.atomic():
        gone = list(Attachment.select().where(which & is_no_fact))  # type: ignore[operator]
        listed = Attachment.id.in_([each.id for each in gone])
        Attachment.delete().where(listed & is_no_fact).execute()
        kept = {each.id for each in Attachment.select(Attachment.id).where(listed)}
    for attachment in (each for each in gone if each.id not in kept and not db.in_transaction()):
        for file in _all_of(attachment):
            vault().erase(file.name)
    return len(gone) - len(kept)


def attach(
    files: Iterable[Attachment], *, subject: str, subject_id: int, first: int = 1, until: datetime | None = None
) -> None:
    """Make files that wait part of a row, in the caller's transaction; they are numbered from ``first``.

    With ``until`` they are no facts: they go then at the latest. Raises FileGone.
    """
    for position, file in enumerate(files, start=first):
        name = f"{MediaType(file.media_type).noun}-{position}{MediaType(file.media_type).extension}"
        belongs = {"subject": subject, "subject_id": subject_id, "position": position, "kept_until": until}
        changed = Attachment.update(name=name, **belongs)
        if not changed.where((Attachment.id == file.id) & Attachment.subject.is_null()).execute():
            raise FileGone


def files_of(subject: str, ids: Collection[int] | ModelSelect) -> dict[int, list[Attachment]]:
    """Return by row the files of some rows, named by their ids or by a query for them, in their order."""
    found: dict[int, list[Attachment]] = {}
    query = Attachment.select().where((Attachment.subject == subject) & Attachment.subject_id.in_(ids))
    for attachment in query.order_by(Attachment.position):
        found.setdefault(attachment.subject_id, []).append(attachment)
    return found


def file_of(subject: str, id_: int) -> Attachment | None:
    """Return the first file of a row, or None."""
    return next(iter(files_of(subject, [id_]).get(id_, [])), None)


def is_duplicate(file: Attachment, *, subject: str) -> bool:
    """Return whether the very same file belongs to another row of this kind.

    Inside a transaction nobody else can keep the same file before it ends.
    """
    serialise_on("a file", file.original_sha256)
    same = (Attachment.original_sha256 == file.original_sha256) & (Attachment.subject == subject)
    return bool(Attachment.select().where(same & (Attachment.id != file.id)).exists())


def open_file(attachment: Attachment, variant: Variant) -> bytes:
    """Return a file in one of its variants. Raises FileNotReadable."""
    try:
        return vault().open(_stored_as(attachment, variant))
    except (OSError, VaultDamaged, VaultKeyMissing) as problem:
        log.error("file %s cannot be opened", attachment.id, exc_info=problem)
        raise FileNotReadable from problem


def renew_copies(most: int) -> int:
    """Make anew the copies that were made by older rules, of ``most`` files, and return how many need no other try.

    What cannot be opened any more keeps the copy that it has.
    """
    old = Attachment.select().where(Attachment.checked_at.is_null() & Attachment.subject.is_null(False))
    settled = 0
    for attachment in old.order_by(Attachment.id).limit(most):
        changed: dict[str, object] = {}
        try:
            changed = _renewed(attachment)
        except (FileRefused, FileNotReadable, VaultKeyMissing, OSError) as problem:
            log.error("the copy of file %s could not be made anew", attachment.id, exc_info=problem)
            if _may_pass(problem):
                continue
        with db.atomic():
            Attachment.update(checked_at=clock.now(), **changed).where(Attachment.id == attachment.id).execute()
        if changed:
            vault().erase(attachment.copy_name)
        settled += 1
    return settled


def _may_pass(problem: Exception) -> bool:
    """Return whether trying again later may help: no place to open it, no key, a disk that is full or out of reach."""
    if isinstance(problem, FileRefused):
        return problem.fault is FileFault.BUSY
    return not isinstance(problem.__cause__, VaultDamaged)


def _renewed(attachment: Attachment) -> dict[str, object]:
    original = open_file(attachment, Variant.ORIGINAL)
    opened = open_in_worker(CLEAN_COPY[MediaType(attachment.media_type)], original)
    columns: dict[str, object] = {"original_size": len(original), "pages": opened.facts.get("pages")}
    for variant, content in zip((Variant.COPY, Variant.PREVIEW), opened.parts, strict=True):
        columns |= _store_variant(attachment.bound_to, variant, content)
    return columns


def stored_files() -> Iterator[StoredFile]:
    """Return every file that a row names, for whoever checks, sweeps or re-encrypts the vault."""
    last = 0
    # So many at once, with no transaction open between: they are opened one by one, which takes a while.
    while rows := list(Attachment.select().where(Attachment.id > last).order_by(Attachment.id).limit(500)):
        for attachment in rows:
            yield from _all_of(attachment)
        last = rows[-1].id
