"""What can happen at the door."""

from datetime import date

from portal.foundation.events import Event
from portal.foundation.language import mark


class VisitorArrived(Event, subject="visit", sentence=mark("came in as a visitor"), by_anyone=True):
    pass


class VisitorLeft(Event, subject="visit", sentence=mark("signed a visitor out"), by_anyone=True):
    """Without an actor the visitor said so; otherwise somebody who works here noted it."""


class DoorMade(Event, subject="visitor_door", sentence=mark("made a code for visitors to sign in with")):
    """A manager asked for a code for a tablet, or for a code on the wall."""


class DoorPaired(Event, subject="visitor_door", sentence=mark("paired a tablet for visitors")):
    pass


class DoorEnded(Event, subject="visitor_door", sentence=mark("ended a tablet or a code for visitors")):
    pass


class VisitorRegisterExported(Event, subject="setting", sentence=mark("took the visitors’ register out as a file")):
    """The visitors' register left the portal for a spreadsheet; a sealed one is a RecordIssued."""

    first_day: date
    last_day: date
