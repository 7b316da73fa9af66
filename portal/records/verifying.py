"""Checks a file that claims to be a record of ours: whether it is unchanged, issued by us, and still current."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, auto

from portal.attachments.policy import LARGEST_RECORD, FileFault, FileRefused
from portal.attachments.worker import open_in_worker
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.issued import keys
from portal.issued.models import IssuedRecord
from portal.records.policy import Currency
from portal.records.validity import currency_of

_OPENER = "portal.pdf.verifying:examine"


class FileTooLarge(Refusal):
    """The file has more than 25 MB: none of ours does."""

    sentence = mark("This file is bigger than 25 MB. Our records are smaller.")
    field = "record"


class NoTurnYet(Refusal):
    """Too many files are being looked into at this moment."""

    sentence = mark(
        "We are checking other files at the moment, so we have not checked this one. Try again in a minute."
    )
    field = "record"


class SealState(StrEnum):
    """Whether a file is as it was when it was sealed, and by whom. NOT_VALID is said of everything else."""

    OURS = auto()
    EARLIER = auto()
    """By another key of ours, used before."""
    ANOTHER = auto()
    """Whole, and sealed with a key that is none of ours, whatever name it bears."""
    NOT_VALID = auto()


@dataclass(frozen=True)
class Verdict:
    """Three answers, each by itself. ``used_until`` is when an earlier key of ours stopped sealing."""

    seal: SealState
    used_until: datetime | None = None
    is_issued: bool = False
    currency: Currency = Currency.UNKNOWN


def verify(data: bytes, *, on: date) -> Verdict:
    """Answer for one file, in the attachment worker. Raises FileTooLarge and NoTurnYet; whatever is broken is NOT_VALID.

    Who knows only the hash of a record learns nothing here: the whole file has to be sent, with its seal (product.md §6).
    """
    if len(data) > LARGEST_RECORD:
        raise FileTooLarge
    sha256 = hashlib.sha256(data).hexdigest()
    issued = IssuedRecord.get_or_none(IssuedRecord.sha256 == sha256)
    try:
        fingerprint = open_in_worker(_OPENER, data).facts.get("fingerprint")
    except FileRefused as refused:
        # None of ours takes long: where one does, the machine has too much to do.
        if refused.fault is FileFault.BUSY or (issued and refused.fault is FileFault.TOO_MUCH_WORK):
            raise NoTurnYet from refused
        return Verdict(SealState.NOT_VALID)
    ours = {known.fingerprint: (known, until) for known, until in keys.certificates()}
    if fingerprint not in ours:
        return Verdict(SealState.ANOTHER)
    known, until = ours[str(fingerprint)]
    seal = SealState.EARLIER if until else SealState.OURS
    if issued is None or issued.certificate_id != known.id:
        return Verdict(seal, until)
    return Verdict(seal, until, is_issued=True, currency=currency_of(issued, on=on))
