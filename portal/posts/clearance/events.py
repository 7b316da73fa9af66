"""What can happen to clearances, to designations of posters, and to adults' answers about pictures of themselves."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.foundation.events import Event
from portal.foundation.language import mark
from portal.posts.clearance.policy import AdultAnswer
from portal.wording.uses import Place, Shown


@dataclass(frozen=True, kw_only=True)
class ClearanceMade(Event):
    """A designated poster asked whether a picture may be shown."""

    subject: ClassVar[str] = "clearance"
    sentence: ClassVar[str] = mark("asked whether a picture may be posted")
    place: Place
    what: Shown
    children: int


@dataclass(frozen=True, kw_only=True)
class ClearanceAdultAsked(Event):
    """A poster asked an adult in the picture who has no standing answer."""

    subject: ClassVar[str] = "clearance"
    sentence: ClassVar[str] = mark("asked an adult about a picture of them")
    answer: AdultAnswer


@dataclass(frozen=True, kw_only=True)
class ClearanceSeenBySecond(Event):
    """Another designated poster looked at the picture too."""

    subject: ClassVar[str] = "clearance"
    sentence: ClassVar[str] = mark("looked at a picture as second poster")


@dataclass(frozen=True, kw_only=True)
class PosterDesignated(Event):
    """The manager designated somebody to post, from a first to a last day."""

    subject: ClassVar[str] = "account"
    sentence: ClassVar[str] = mark("designated somebody to post pictures")
    first_day: date
    last_day: date


@dataclass(frozen=True, kw_only=True)
class PosterDesignationEnded(Event):
    """The manager ended a designation before its last day."""

    subject: ClassVar[str] = "account"
    sentence: ClassVar[str] = mark("ended somebody’s right to post pictures")


@dataclass(frozen=True, kw_only=True)
class AdultPictureAnswered(Event):
    """Somebody who works here said whether pictures of themselves may be posted."""

    subject: ClassVar[str] = "account"
    sentence: ClassVar[str] = mark("answered about pictures of themselves")
    answer: AdultAnswer
