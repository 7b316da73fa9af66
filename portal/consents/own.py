"""Where one adult's own answers stand: what a parent sees, and nobody else's answers beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from werkzeug.exceptions import NotFound

from portal.consents.chasing_policy import own_word
from portal.consents.models import CurrentAnswer
from portal.consents.noting_policy import Shown, shown_to_adult
from portal.consents.policy import Answer, LatestAnswer, Standing, Terms
from portal.consents.standing import current_terms, rulings
from portal.families.care import Care
from portal.foundation.compiled import Compiled
from portal.wording import service as wording
from portal.wording.policy import Document, Use

_LAST_WORDS = Compiled(
    lambda adult_id: (
        CurrentAnswer.select(
            CurrentAnswer.child, CurrentAnswer.use, CurrentAnswer.answer, CurrentAnswer.given_on,
            CurrentAnswer.wording_id,
        ).where(CurrentAnswer.adult == adult_id)
    ),
    adult_id=-7_001,
)  # fmt: skip


@dataclass(frozen=True)
class OwnAnswer:
    """Where one adult's own answer to one use stands.

    ``ends_on`` is the first day on which a live yes no longer counts.
    """

    use: str
    sentence: str
    standing: Standing
    given_on: date | None
    ends_on: date | None
    asks_again: bool


def own_answers(cared_for: Iterable[Care], *, on: date) -> dict[int, list[OwnAnswer]]:
    """Return for each child's id the adult's own answers, a line for each use of the present wording.

    ``cared_for`` are children in the care of one adult. Raises NothingPublished.
    """
    listed = list(cared_for)
    if not listed:
        return {}
    uses = wording.current(Document.CONSENT_FORM).consent.uses
    mine = _latest(listed[0].adult_id)
    terms = current_terms()
    return {
        care.child.id: [_line(care, use, mine.get((care.child.id, use.key)), on=on, terms=terms) for use in uses]
        for care in listed
    }


def own_answer(care: Care, use: str, *, on: date) -> OwnAnswer:
    """Return the line for one child and one use. Raises NotFound for a use that the wording does not have."""
    for line in own_answers([care], on=on)[care.child.id]:
        if line.use == use:
            return line
    raise NotFound


def shown_today(care: Care, lines: Iterable[OwnAnswer], *, on: date) -> dict[str, Shown]:
    """Return what an adult is told, for each use they answered, of whether such a picture is shown today (§2.6).

    Without parental responsibility their answers do not count, so they are told nothing.
    """
    if not care.has_parental_responsibility:
        return {}
    own = {line.use: line.standing for line in lines}
    found = rulings([care.child], own, on=on)[care.child.id]
    told = {use: shown_to_adult(where, found[use]) for use, where in own.items()}
    return {use: shown for use, shown in told.items() if shown}


def _latest(adult_id: int) -> dict[tuple[int, str], LatestAnswer]:
    valid = wording.still_valid(Document.CONSENT_FORM)
    return {
        (child_id, use): LatestAnswer(adult_id, Answer(answer), _day(given_on), wording_id in valid)
        for child_id, use, answer, given_on, wording_id in _LAST_WORDS.rows(adult_id=adult_id)
    }


def _day(value: str | date) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _line(care: Care, use: Use, latest: LatestAnswer | None, *, on: date, terms: Terms) -> OwnAnswer:
    own = own_word(latest, on=on, terms=terms, last_day=care.child.leaves_on)
    given = latest.given_on if latest else None
    return OwnAnswer(use.key, use.sentence, own.standing, given, own.runs_out_on, own.asks_again)
