"""Where one adult's own answers stand: what a parent sees, and nobody else's answers beside it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from werkzeug.exceptions import NotFound

from portal.consents.models import CONSULT, ConsentRecord, CurrentAnswer
from portal.consents.policy import Answer, LatestAnswer, Method, Standing, Terms
from portal.consents.reminders.policy import own_word
from portal.consents.rulings import rulings, terms_of
from portal.consents.staff_notes.policy import Shown, shown_to_adult
from portal.families.care import Care
from portal.foundation.compiled import Compiled, day
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from portal.wording.service import InForce
from portal.wording.uses import Use

_LAST_WORDS = Compiled(
    lambda adult_id: (
        CurrentAnswer.select(
            CurrentAnswer.child, CurrentAnswer.use, CurrentAnswer.answer, CurrentAnswer.given_on,
            CurrentAnswer.wording_id, ConsentRecord.method, CurrentAnswer.counts_until,
        )
        .join(ConsentRecord, on=(CurrentAnswer.record_id == ConsentRecord.id))
        .where(CurrentAnswer.adult == adult_id)
    ),
    adult_id=-7_001,
)  # fmt: skip


@dataclass(frozen=True)
class OwnAnswer:
    """Where one adult's own answer to one use stands.

    ``counts_until`` is the last day on which a live yes counts. A use that the present form no longer asks of
    is not ``is_asked``: no yes to it counts, but it can be taken back (product.md §2.5). ``method`` is how it was
    given: what came on paper stays marked so.
    """

    use: str
    sentence: str
    standing: Standing
    given_on: date | None
    counts_until: date | None
    asks_again: bool
    is_asked: bool = True
    method: Method | None = None

    @property
    def is_no(self) -> bool:
        return self.standing in {Standing.NO, Standing.WITHDRAWN}


def own_answers(cared_for: Iterable[Care], *, on: date) -> dict[int, list[OwnAnswer]]:
    """Return for each child's id the adult's own answers: a line for each use that the present form asks of.

    A yes to a use that is asked of no longer has a line too. ``cared_for`` are children in the care of one adult.
    Raises NothingPublished.
    """
    return {
        child_id: [line for line in lines if line.is_asked or not line.is_no]
        for child_id, lines in _lines(cared_for, on=on).items()
    }


def own_answer(care: Care, use: str, *, on: date) -> OwnAnswer:
    """Return the line for one child and one use, of the present form or of the one that the adult answered last.

    Raises NotFound for a use that neither has.
    """
    for line in _lines([care], on=on)[care.child.id]:
        if line.use == use:
            return line
    raise NotFound


def _lines(cared_for: Iterable[Care], *, on: date) -> dict[int, list[OwnAnswer]]:
    listed = list(cared_for)
    if not listed:
        return {}
    form = wording.in_force(DocumentKey.CONSENT_FORM)
    mine = _latest(listed[0].adult_id, form)
    today = _Today(on, terms_of(form.published.consent))
    return {care.child.id: [*_asked(care, form, mine, today), *_dropped(care, form, mine, today)] for care in listed}


@dataclass(frozen=True)
class _Today:
    """The day, and how long a yes of that day would last."""

    on: date
    terms: Terms


# An adult's last answers by child and use, each with the wording that it was given to.
_Mine = dict[tuple[int, str], tuple[LatestAnswer, int, Method]]


def _asked(care: Care, form: InForce, mine: _Mine, today: _Today) -> Iterator[OwnAnswer]:
    for use in form.published.consent.uses:
        latest, _wording_id, method = mine.get((care.child.id, use.key), (None, 0, None))
        yield replace(_line(care, use, latest, today), method=method)


def _dropped(care: Care, form: InForce, mine: _Mine, today: _Today) -> Iterator[OwnAnswer]:
    """Return a line for each use that was answered and is asked of no longer, in the words that were answered."""
    asked = {use.key for use in form.published.consent.uses} | {CONSULT}
    for (child_id, key), (latest, wording_id, method) in mine.items():
        if child_id == care.child.id and key not in asked:
            use = wording.version(wording_id).consent.use(key)
            yield replace(_line(care, use, latest, today), asks_again=False, is_asked=False, method=method)


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


def _latest(adult_id: int, form: InForce) -> _Mine:
    return {
        (child_id, use): (
            LatestAnswer(
                adult_id, Answer(answer), day(given_on), form.counts(use, wording_id),
                counts_until=day(until) if until else None,
            ),
            wording_id,
            Method(method),
        )
        for child_id, use, answer, given_on, wording_id, method, until in _LAST_WORDS.rows(adult_id=adult_id)
    }  # fmt: skip


def _line(care: Care, use: Use, latest: LatestAnswer | None, today: _Today) -> OwnAnswer:
    own = own_word(latest, on=today.on, terms=today.terms, last_day=care.child.leaves_on)
    given = latest.given_on if latest else None
    return OwnAnswer(use.key, use.sentence, own.standing, given, own.counts_until, own.asks_again)
