"""What can happen with reminders."""

from dataclasses import dataclass
from typing import ClassVar

from portal.foundation.events import Event
from portal.foundation.language import mark


@dataclass(frozen=True, kw_only=True)
class AdultsReminded(Event):
    """Adults who owe something were reminded in one step; the counts are of adults, by the way it reached them."""

    subject: ClassVar[str] = "reminder_round"
    sentence: ClassVar[str] = mark("reminded adults of what we wait for")
    emails: int
    letters: int
    invitation_emails: int
    invitation_letters: int
    session: str | None
    use: str | None
