"""What can happen to sealed records and to the key that seals them."""

from dataclasses import dataclass
from typing import ClassVar

from portal.foundation.events import Event
from portal.foundation.language import mark
from portal.issued.policy import IssuedKind


@dataclass(frozen=True, kw_only=True)
class RecordIssued(Event):
    """A record left the portal as a sealed file."""

    subject: ClassVar[str] = "issued_record"
    sentence: ClassVar[str] = mark("took a sealed record")
    kind: IssuedKind
    sha256: str


@dataclass(frozen=True, kw_only=True)
class SealKeyMade(Event):
    """A key for sealing was made: the first, or one in place of another."""

    subject: ClassVar[str] = "seal_certificate"
    sentence: ClassVar[str] = mark("made a key for sealing records")
    fingerprint: str
