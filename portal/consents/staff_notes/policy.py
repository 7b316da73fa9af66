"""What staff may note, and what an adult is told of today, as pure functions and domain errors."""

from enum import StrEnum

from portal.consents.policy import AnswerState, Ruling
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal


class NotHeldNow(Refusal):
    """The hold was lifted already."""

    sentence = mark("Somebody lifted this hold a moment ago, and their reason is on record.")
    field = "reason"


class NotAskedHere(Refusal):
    """A child's own say is asked of the children of the clubs, not of younger ones."""

    sentence = mark("Only children of the breakfast, after-school and holiday clubs are asked themselves.")


class OldPage(Refusal):
    """The page that was sent is older than what has been noted since; sending it again must not undo that."""

    sentence = mark("That page was old. Nothing was noted. Please open the child’s page again and tap once more.")


class Shown(StrEnum):
    """What an adult is told of a use today, beside their own answer to it (§2.6)."""

    NOW = "now"
    NOT_NOW = "not_now"
    REFUSED = "refused"


def shown_to_adult(own: AnswerState, ruling: Ruling) -> Shown | None:
    """Return what an adult is told of today beside their own answer; None where any word would tell of another's.

    Their yes is or is not followed today, and their no always is. While they owe an answer, what happens rests
    on other adults alone, so nothing is said.
    """
    if own is AnswerState.YES:
        return Shown.NOW if ruling.may_show else Shown.NOT_NOW
    return Shown.REFUSED if own in {AnswerState.NO, AnswerState.WITHDRAWN} else None
