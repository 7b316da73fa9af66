"""What can happen to sealed records and to the key that seals them."""

from portal.foundation.events import Event
from portal.foundation.language import mark
from portal.issued.policy import IssuedKind


class RecordIssued(Event, subject="issued_record", sentence=mark("took a sealed record")):
    """A record left the portal as a sealed file."""

    kind: IssuedKind
    sha256: str


class SealKeyMade(Event, subject="seal_certificate", sentence=mark("made a key for sealing records")):
    """A key for sealing was made: the first, or one in place of another."""

    fingerprint: str
