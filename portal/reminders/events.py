"""What can happen with reminders."""

from portal.foundation.events import Event
from portal.foundation.language import mark


class AdultsReminded(Event, subject="reminder_round", sentence=mark("reminded adults of what we wait for")):
    """Adults who owe something were reminded in one step; the counts are of adults, by the way it reached them."""

    emails: int
    letters: int
    invitation_emails: int
    invitation_letters: int
    session: str | None
    use: str | None
