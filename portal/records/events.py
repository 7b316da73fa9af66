"""What can happen to records that leave the portal."""

from datetime import date

from portal.foundation.events import Event
from portal.foundation.language import mark


class ComplaintsRead(
    Event,
    subject="complaints_register",
    sentence=mark("read the complaints register with names, or took it as a table"),
):
    """Somebody read the complaints register with names, or took it as a table; it is about them, and shown to them alone."""

    first_day: date
    last_day: date
    face: str


class PackMade(Event, subject="setting", sentence=mark("made an inspection pack")):
    """An inspection pack was made for a period; days as ISO text."""

    reference: str
    first_day: str
    last_day: str
    sha256: str
