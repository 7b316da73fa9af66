"""Takes files in, keeps them, and hands them back: the same for every room that has files."""

import logging
import math
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import PurePath
from typing import Any

from flask import current_app
from peewee import ModelSelect

from portal.attachments.models import Attachment
from portal.attachments.policy import CLEAN_COPY, FileFault, FileRefused, MediaType, recognise
from portal.attachments.vault import StoredFile, Vault, VaultDamaged
from portal.attachments.worker import Opened, open_in_worker
from portal.foundation import clock
from portal.foundation.database import db, serialise_on
from portal.foundation.language import mark
from portal.foundation.refusals import FILES, Refusal
from portal.foundation.text import clean_line
from portal.foundation.tokens import digest

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


def vault() -> Vault:
    """Return the vault of this portal."""
    return Vault(current_app.config["PORTAL"].instance)


def accept_file(data: bytes, claimed_name: str, *, by_id: int | None, until: float = math.inf) -> Attachment:
    """Look into a file, not beyond ``until`` (``time.monotonic``), and store it as one that waits for its form.

    Raises FileRefused for what cannot be kept, and FileNotStored.
    """
    media_type = recognise(data)
    opened = open_in_worker(CLEAN_COPY[media_type], data, until=until)
    return store(data, opened, claimed_name, media_type=media_type, by_id=by_id)


def store(data: bytes, opened: Opened, claimed_name: str, *, media_type: MediaType, by_id: int | None) -> Attachment:
    """Store a file with what an opener made of it: a clean copy of ``media_type``, and a picture if it made one.

    Raises FileNotStored.
    """
    token = secrets.token_hex(32)
    bound_to = f"attachment:{token[:32]}"
    with _stored(bound_to, dict(zip(Variant, (data, *opened.parts), strict=False))) as columns:
        kept: Attachment = Attachment.create(
            token=token,
            uploaded_by=by_id,
            name=shown_name(claimed_name),
            media_type=media_type,
            pages=opened.facts.get("pages"),
            bound_to=bound_to,
            checked_at=clock.now(),
            **columns,
        )
    return kept


def shown_name(claimed_name: str | None) -> str:
    """Return the end of what a person called a file, without its folder, as one line."""
    line = clean_line(PurePath(claimed_name or "").name) or "?"
    return line if len(line) <= _LONGEST_NAME else f"…{line[-_LONGEST_NAME:]}"


@contextmanager
def _stored(bound_to: str, contents: Mapping[Variant, bytes]) -> Iterator[dict[str, object]]:
    """Store a file in some variants and yield the columns that say where; if their row is not written, none stays.

    Raises FileNotStored.
    """
    names: list[str] = []
    columns: dict[str, object] = {}
    try:
        for variant, content in contents.items():
            file = vault().store(content, purpose=f"{bound_to}:{variant}")
            names.append(file.name)
            columns |= {f"{variant}_name": file.name, f"{variant}_sha256": file.sha256}
            if variant is not Variant.PREVIEW:
                columns[f"{variant}_size"] = len(content)
        yield columns
    except BaseException as problem:
        for name in names:
            vault().erase(name)
        if isinstance(problem, OSError):
            raise FileNotStored from problem
        raise


def _files_in(attachment: Attachment) -> dict[Variant, StoredFile]:
    """Return what opens each variant of a file: bound elsewhere, it would not open."""
    names = {variant: getattr(attachment, f"{variant}_name") for variant in Variant}
    return {
        variant: StoredFile(name, f"{attachment.bound_to}:{variant}", getattr(attachment, f"{variant}_sha256"))
        for variant, name in names.items()
        if name
    }


def _named(tokens: Iterable[str], by_id: int | None) -> Any:
    """Return what is true of the files that these tokens of a form name, if this account, or nobody, uploaded them.

    A file that was kept meanwhile is among them, so that a double click finds the record that it made.
    """
    still_waits = (Attachment.uploaded_at > clock.now() - STAGED_FOR) | (Attachment.kept_until > clock.now())
    # Drafts of an earlier release hold what a token was made from, which is shorter.
    stored = [token if len(token) == 64 else digest(token) for token in tokens]
    return Attachment.token.in_(stored) & (Attachment.uploaded_by == by_id) & still_waits


def staged_files(tokens: Iterable[str], *, by_id: int | None) -> list[Attachment]:
    """Return the files that these tokens of a form name, as far as this account, or nobody, uploaded them and they wait."""
    listed = list(tokens)
    return list(Attachment.select().where(_named(listed, by_id)).order_by(Attachment.id)) if listed else []


def keep_waiting(tokens: Iterable[str], *, by_id: int, until: datetime) -> None:
    """Let files wait for longer than an hour: those of a form that is kept as a draft."""
    Attachment.update(kept_until=until).where(_named(tokens, by_id) & Attachment.subject.is_null()).execute()


def remove_staged(tokens: Iterable[str], *, by_id: int | None) -> None:
    """Erase files that wait, at the wish of whoever uploaded them."""
    if listed := list(tokens):
        _erase(_named(listed, by_id))


def erase_expired() -> int:
    """Erase the files whose form was never sent or whose time is over, and return how many there were."""
    waits = Attachment.subject.is_null() & Attachment.kept_until.is_null()
    is_unsent = waits & (Attachment.uploaded_at < clock.now() - _ERASED_AFTER)
    return _erase(is_unsent | (Attachment.kept_until < clock.now()))


def erase_files_of(subject: str, ids: Collection[int]) -> None:
    """Erase the files of some rows that were kept for a time."""
    _erase((Attachment.subject == subject) & Attachment.subject_id.in_(list(ids)))


def _erase(which: Any) -> int:
    """Delete rows of what is no fact, then their files: what a kill leaves in between is swept up later.

    So is what a transaction may still take back: no file comes back.
    """
    is_no_fact = Attachment.subject.is_null() | Attachment.kept_until.is_null(False)
    with db.atomic():
        gone = list(Attachment.delete().where(which & is_no_fact).returning(Attachment).execute())
    if not db.in_transaction():
        for file in (file for attachment in gone for file in _files_in(attachment).values()):
            vault().erase(file.name)
    return len(gone)


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
        return vault().open(_files_in(attachment)[variant])
    except (OSError, VaultDamaged, KeyError) as problem:
        log.error("file %s cannot be opened", attachment.id, exc_info=problem)
        raise FileNotReadable from problem


def renew_copies(most: int) -> int:
    """Make anew the copies that were made by older rules, of ``most`` files, and return how many need no other try.

    What cannot be opened any more keeps the copy that it has.
    """
    old = Attachment.select().where(Attachment.checked_at.is_null() & Attachment.subject.is_null(False))
    settled = 0
    for attachment in old.order_by(Attachment.id).limit(most):
        try:
            _renew(attachment)
        except (FileRefused, FileNotReadable, FileNotStored) as problem:
            log.error("the copy of file %s could not be made anew", attachment.id, exc_info=problem)
            is_refused = isinstance(problem, FileRefused) and problem.fault is not FileFault.BUSY
            if not is_refused and not isinstance(problem.__cause__, VaultDamaged):
                continue  # no place to open it, no key, a disk that is full or out of reach: that may pass
            _settle(attachment)
        settled += 1
    return settled


def _renew(attachment: Attachment) -> None:
    original = open_file(attachment, Variant.ORIGINAL)
    opened = open_in_worker(CLEAN_COPY[MediaType(attachment.media_type)], original)
    parts = dict(zip((Variant.COPY, Variant.PREVIEW), opened.parts, strict=True))
    with _stored(attachment.bound_to, parts) as columns:
        _settle(attachment, original_size=len(original), pages=opened.facts.get("pages"), **columns)
    vault().erase(attachment.copy_name)


def _settle(attachment: Attachment, **columns: object) -> None:
    Attachment.update(checked_at=clock.now(), **columns).where(Attachment.id == attachment.id).execute()


def stored_files() -> Iterator[StoredFile]:
    """Return every file that a row names, for whoever checks, sweeps or re-encrypts the vault."""
    last = 0
    # So many at once, with no transaction open between: they are opened one by one, which takes a while.
    while rows := list(Attachment.select().where(Attachment.id > last).order_by(Attachment.id).limit(500)):
        for attachment in rows:
            yield from _files_in(attachment).values()
        last = rows[-1].id
