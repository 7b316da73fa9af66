"""What can happen to clearances, to designations of posters, and to adults' answers about pictures of themselves."""

from datetime import date

from portal.foundation.events import Event
from portal.foundation.language import mark
from portal.posts.clearance.policy import AdultAnswer
from portal.wording.uses import Place, Shown


class ClearanceMade(Event, subject="clearance", sentence=mark("asked whether a picture may be posted")):
    """A designated poster asked whether a picture may be shown."""

    place: Place
    what: Shown
    children: int


class ClearanceAdultAsked(Event, subject="clearance", sentence=mark("asked an adult about a picture of them")):
    """A poster asked an adult in the picture who has no standing answer."""

    answer: AdultAnswer


class ClearanceSeenBySecond(Event, subject="clearance", sentence=mark("looked at a picture as second poster")):
    """Another designated poster looked at the picture too."""


class PosterDesignated(Event, subject="account", sentence=mark("designated somebody to post pictures")):
    """The manager designated somebody to post, from a first to a last day."""

    first_day: date
    last_day: date


class PosterDesignationEnded(Event, subject="account", sentence=mark("ended somebody’s right to post pictures")):
    """The manager ended a designation before its last day."""


class AdultAnswered(Event, subject="account"):
    """Base of what adults say to pictures of themselves; ``who`` is the key of ``policy.who``."""

    answer: AdultAnswer

    @property
    def who(self) -> str:
        return f"{self.subject}-{self.subject_id}"


class AdultPictureAnswered(AdultAnswered, sentence=mark("answered about pictures of themselves")):
    """Somebody who works here said whether pictures of themselves may be posted."""


class ListedAdultAnswered(
    AdultAnswered, subject="listed_adult", sentence=mark("kept what an adult says to pictures of themselves")
):
    """Somebody without an account said so by their link; with an actor, it is a no that they told one of us."""


class AdultListed(Event, subject="listed_adult", sentence=mark("listed an adult who is in pictures")):
    """Somebody without an account is offered whenever a picture is cleared."""


class AdultLinked(Event, subject="listed_adult", sentence=mark("made a link for an adult who is in pictures")):
    """A link was made for them, and the one before ended."""


class AdultUnlisted(Event, subject="listed_adult", sentence=mark("took an adult off the list of those in pictures")):
    """They do not come any more."""
