"""Seals a record and writes down that it left: the one way by which a record becomes a file."""

import hashlib
import io
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import BinaryIO

from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.issued import keys
from portal.issued.events import RecordIssued
from portal.issued.models import IssuedRecord
from portal.issued.policy import IssuedKind
from portal.pdf import sealing

log = logging.getLogger("portal.issued")


class SealingFailed(Refusal):
    """A record was drawn and could not be sealed."""

    sentence = mark("We could not seal this file, so we did not make it. Nothing is lost. Please try again.")


@dataclass(frozen=True)
class About:
    """What a file shows: one row, or everything of a period; see IssuedRecord.

    Of what can change while a file is drawn, ``issued_at`` has to be the moment before it was read: what is stored
    later is not in the file, and then the file is not current.
    """

    kind: IssuedKind
    subject_id: int = 1
    reference: str = ""
    face: str = ""
    first_day: date | None = None
    last_day: date | None = None
    records: int = 1
    issued_at: datetime = field(default_factory=clock.now)


def issue(write: Callable[[BinaryIO], object], about: About, *, by_id: int | None) -> io.BytesIO:
    """Return what ``write`` draws as a sealed PDF, once it is on record that it left (product.md §6).

    Each time is a file of its own: to keep the bytes would be a second copy of every record to encrypt, back up and
    forget. Raises SealKeyUnusable and SealingFailed; then nothing has left.
    """
    key, certificate = keys.seal_key()
    drawn = io.BytesIO()
    write(drawn)
    try:
        sealed = sealing.seal(drawn.getvalue(), key)
    except Exception as problem:  # whatever a library meets: the person is told, and can try again
        log.exception("a record could not be sealed")
        raise SealingFailed from problem
    sha256 = hashlib.sha256(sealed).hexdigest()
    with db.atomic():
        row = IssuedRecord.create(**asdict(about), sha256=sha256, issued_by=by_id, certificate=certificate)
        bus.publish(RecordIssued(actor_id=by_id, subject_id=row.id, kind=about.kind, sha256=sha256))
    return io.BytesIO(sealed)
