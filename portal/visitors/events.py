"""What can happen at the door."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from portal.foundation.events import Event
from portal.foundation.language import mark


class VisitorFile(StrEnum):
    """How the visitors' register leaves the portal."""

    CSV = "csv"
    PDF = "pdf"


@dataclass(frozen=True, kw_only=True)
class VisitorArrived(Event):
    subject: ClassVar[str] = "visit"
    sentence: ClassVar[str] = mark("came in as a visitor")


@dataclass(frozen=True, kw_only=True)
class VisitorLeft(Event):
    """Without an actor the visitor said so; otherwise somebody who works here noted it."""

    subject: ClassVar[str] = "visit"
    sentence: ClassVar[str] = mark("signed a visitor out")


@dataclass(frozen=True, kw_only=True)
class DoorMade(Event):
    """A manager asked for a code for a tablet, or for a code on the wall."""

    subject: ClassVar[str] = "visitor_door"
    sentence: ClassVar[str] = mark("made a code for visitors to sign in with")


@dataclass(frozen=True, kw_only=True)
class DoorPaired(Event):
    subject: ClassVar[str] = "visitor_door"
    sentence: ClassVar[str] = mark("paired a tablet for visitors")


@dataclass(frozen=True, kw_only=True)
class DoorEnded(Event):
    subject: ClassVar[str] = "visitor_door"
    sentence: ClassVar[str] = mark("ended a tablet or a code for visitors")


@dataclass(frozen=True, kw_only=True)
class VisitorRegisterExported(Event):
    """The visitors' register left the portal as a file."""

    subject: ClassVar[str] = "setting"
    sentence: ClassVar[str] = mark("took the visitors’ register out as a file")
    file: VisitorFile
    first_day: date
    last_day: date
