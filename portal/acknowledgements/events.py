"""What can happen to the parents' rules."""

from dataclasses import dataclass
from typing import ClassVar

from portal.foundation.events import Event
from portal.foundation.language import mark


@dataclass(frozen=True, kw_only=True)
class RulesAcknowledged(Event):
    """A parent ticked each rule and signed; ``number`` and ``sha256`` say which version."""

    subject: ClassVar[str] = "rules_acknowledgement"
    sentence: ClassVar[str] = mark("signed the parent rules")
    number: int
    sha256: str
