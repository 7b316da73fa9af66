"""What can happen to clearances, to designations of posters, and to adults' answers about pictures of themselves."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.foundation.events import Event
from portal.foundation.language import mark
from portal.posts.clearance.policy import AdultAnswer, who
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
class AdultAnswered(Event):
    """Somebody who works here said whether pictures of themselves may be posted."""

    subject: ClassVar[str] = "account"
    sentence: ClassVar[str] = mark("answered about pictures of themselves")
    answer: AdultAnswer

    @property
    def who(self) -> str:
        return who(self.subject_id, None)


@dataclass(frozen=True, kw_only=True)
class ListedAdultAnswered(Event):
    """Somebody without an account said so by their link; with an actor, it is a no that they told one of us."""

    subject: ClassVar[str] = "listed_adult"
    sentence: ClassVar[str] = mark("kept what an adult says to pictures of themselves")
    answer: AdultAnswer

    @property
    def who(self) -> str:
        return who(None, self.subject_id)


@dataclass(frozen=True, kw_only=True)
class AdultListed(Event):
    """Somebody without an account is offered whenever a picture is cleared."""

    subject: ClassVar[str] = "listed_adult"
    sentence: ClassVar[str] = mark("listed an adult who is in pictures")


@dataclass(frozen=True, kw_only=True)
class AdultLinked(Event):
    """A link was made for them, and the one before ended."""

    subject: ClassVar[str] = "listed_adult"
    sentence: ClassVar[str] = mark("made a link for an adult who is in pictures")


@dataclass(frozen=True, kw_only=True)
class AdultUnlisted(Event):
    """They do not come any more."""

    subject: ClassVar[str] = "listed_adult"
    sentence: ClassVar[str] = mark("took an adult off the list of those in pictures")
