"""What can happen to records that leave the portal."""

from datetime import date

from portal.foundation.events import Event
from portal.foundation.language import mark


class ComplaintsExported(
    Event, subject="complaints_register", sentence=mark("took the complaints register as a table")
):
    """Somebody took the complaints register as a table; it is about whoever took it, and shown to them alone."""

    first_day: date
    last_day: date
    face: str


class PackMade(Event, subject="setting", sentence=mark("made an inspection pack")):
    """An inspection pack was made for a period; days as ISO text."""

    reference: str
    first_day: str
    last_day: str
    sha256: str
