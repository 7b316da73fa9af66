"""The key that seals records: made once, kept in ``seal.key``, and never replaced unless somebody asks for it."""

from datetime import datetime
from pathlib import Path

from flask import current_app

from portal.attachments.private_files import KeyUnusable, read_keys, write_durably
from portal.foundation import clock
from portal.foundation.database import db, serialise_on
from portal.foundation.events import bus
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.issued.events import SealKeyMade
from portal.issued.models import SealCertificate
from portal.pdf.sealing import SealKey, new_key
from portal.settings import service as settings

_WITHOUT = "Without it no record can be sealed, unless you make a new one with “flask records new-seal-key”."


class SealKeyUnusable(Refusal):
    """The key file is missing, damaged or another one; ``problem`` tells whoever hosts the portal which."""

    sentence = mark(
        "We cannot seal files just now, so we did not make this one. Nothing is lost: a record can still be read on its "
        "page. Please tell us, so that we can put it right."
    )

    def __init__(self, problem: str) -> None:
        super().__init__()
        self.problem = problem

    def __str__(self) -> str:
        return self.problem


def seal_key() -> tuple[SealKey, SealCertificate]:
    """Return the key that seals today, and its certificate as the database knows it. The first use makes them.

    Raises SealKeyUnusable rather than make a new key where the database knows one (product.md §6), and OSError on a
    full disk.
    """
    if known := newest():
        return _read(known.fingerprint), known
    with db.atomic():
        serialise_on("making the key that seals")
        if (known := newest()) is None:
            if not _path().exists():
                write_durably(_path(), _new_key().to_pem(), replaces=False)
            # Left by a first use that was cut short, or by a database that was begun anew: no reason for another key.
            known = _remember(_read(), by_id=None)
    return _read(known.fingerprint), known


def replace_key(*, by_id: int | None) -> SealCertificate:
    """Make a new key in place of the one before, whose seals stay known. Raises OSError on a full disk."""
    with db.atomic():
        serialise_on("making the key that seals")
        key = _new_key()
        made = _remember(key, by_id=by_id)
        # Last: if it cannot be stored nothing has changed, and a file without its row refuses to seal.
        write_durably(_path(), key.to_pem())
    return made


def key_problem() -> str:
    """Return why nothing can be sealed, for whoever hosts the portal, or nothing."""
    try:
        if (known := newest()) or _path().exists():
            _read(known.fingerprint if known else "")
    except SealKeyUnusable as problem:
        return str(problem)
    return ""


def certificates() -> list[tuple[SealCertificate, datetime | None]]:
    """Return every certificate, the newest first, with the moment until which it sealed; none for today's."""
    rows = list(SealCertificate.select().order_by(SealCertificate.id.desc()))
    return list(zip(rows, [None, *(row.made_at for row in rows)], strict=False))


def newest() -> SealCertificate | None:
    found: SealCertificate | None = SealCertificate.select().order_by(SealCertificate.id.desc()).first()
    return found


def _remember(key: SealKey, *, by_id: int | None) -> SealCertificate:
    pem = key.to_pem().partition(b"-----BEGIN CERTIFICATE")
    known = SealCertificate.create(fingerprint=key.fingerprint, certificate=b"".join(pem[1:]).decode(), made_by=by_id)
    bus.publish(SealKeyMade(actor_id=by_id, subject_id=known.id, fingerprint=key.fingerprint))
    return known


def _read(fingerprint: str = "") -> SealKey:
    """Return the key in the file. Raises SealKeyUnusable, also for a key of another fingerprint."""
    try:
        key = read_keys(_path(), SealKey.from_pem)
    except KeyUnusable as problem:
        raise SealKeyUnusable(f"{problem} {_WITHOUT}") from problem
    if fingerprint and key.fingerprint != fingerprint:
        raise SealKeyUnusable(
            f"{_path()} is not the key that this database knows. Restore it from the backup. {_WITHOUT}"
        )
    return key


def _new_key() -> SealKey:
    return new_key(settings.current().name, at=clock.now())


def _path() -> Path:
    instance: Path = current_app.config["PORTAL"].instance
    return instance / "seal.key"
