"""What can happen to the documents that people acknowledge."""

from typing import ClassVar

from portal.foundation.events import Event
from portal.foundation.language import mark


class RulesAcknowledged(
    Event, subject="rules_acknowledgement", sentence=mark("signed rules or a policy"), by_anyone=True
):
    """A person signed rules or a policy; ``number`` and ``sha256`` say which version. Named as in logs that exist."""

    document: str
    number: int
    sha256: str


class AcknowledgementKeyed(RulesAcknowledged, sentence=mark("keyed in rules or a policy signed on paper")):
    """Somebody keyed in a paper that another person signed."""


class SignedPaperOpened(Event, sentence=mark("opened the scan of rules or a policy signed on paper")):
    """Somebody downloaded the scan of rules or a policy signed on paper."""

    subject: ClassVar[str] = RulesAcknowledged.subject


class OwedExported(Event, subject="setting", sentence=mark("took the list of who owes a signature out as a file")):
    """Who owes what left as a spreadsheet; as PDF it is a record that was issued."""

    people: int
