"""What can happen to records that leave the portal."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.foundation.events import Event
from portal.foundation.language import mark


@dataclass(frozen=True, kw_only=True)
class ComplaintsRead(Event):
    """Somebody read the complaints register with names, or took it as a table; it is about them, and shown to them alone."""

    subject: ClassVar[str] = "complaints_register"
    sentence: ClassVar[str] = mark("read the complaints register with names, or took it as a table")
    first_day: date
    last_day: date
    face: str


@dataclass(frozen=True, kw_only=True)
class PackMade(Event):
    """An inspection pack was made for a period; days as ISO text."""

    subject: ClassVar[str] = "setting"
    sentence: ClassVar[str] = mark("made an inspection pack")
    reference: str
    first_day: str
    last_day: str
    sha256: str
