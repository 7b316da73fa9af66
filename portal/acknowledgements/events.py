"""What can happen to the documents that people acknowledge."""

from dataclasses import dataclass
from typing import ClassVar

from portal.foundation.events import Event
from portal.foundation.language import mark


@dataclass(frozen=True, kw_only=True)
class RulesAcknowledged(Event):
    """A person signed rules or a policy; ``number`` and ``sha256`` say which version. Named as in logs that exist."""

    subject: ClassVar[str] = "rules_acknowledgement"
    sentence: ClassVar[str] = mark("signed rules or a policy")
    document: str
    number: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class AcknowledgementKeyed(RulesAcknowledged):
    """Somebody keyed in a paper that another person signed."""

    sentence: ClassVar[str] = mark("keyed in rules or a policy signed on paper")


@dataclass(frozen=True, kw_only=True)
class SignedPaperOpened(Event):
    """Somebody downloaded the scan of rules or a policy signed on paper."""

    subject: ClassVar[str] = RulesAcknowledged.subject
    sentence: ClassVar[str] = mark("opened the scan of rules or a policy signed on paper")


@dataclass(frozen=True, kw_only=True)
class OwedExported(Event):
    """Who owes what left as a spreadsheet; as PDF it is a record that was issued."""

    subject: ClassVar[str] = "setting"
    sentence: ClassVar[str] = mark("took the list of who owes a signature out as a file")
    people: int
