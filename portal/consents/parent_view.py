"""Where one adult's own answers stand: what a parent sees, and nobody else's answers beside it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from peewee import fn
from werkzeug.exceptions import NotFound

from portal.consents.asked_first import ANSWER_FIRST_WITHIN_DAYS
from portal.consents.models import CONSULT, AskedFirst, ConsentRecord, CurrentAnswer
from portal.consents.policy import AnswerState, Method, Ruling, Terms
from portal.consents.renewal import adult_status, last_day_of
from portal.consents.rulings import latest_answer, left_open, left_out, rulings, terms_of, with_events
from portal.families.care import Care
from portal.families.models import Adult, Child
from portal.foundation import clock
from portal.foundation.compiled import Compiled, moment
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from portal.wording.service import InForce
from portal.wording.uses import Use

_LATEST_ANSWERS = Compiled(
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


_LEFT_OPEN = Compiled(lambda adult_id: left_out(ConsentRecord.adult == adult_id), adult_id=-7_001)


_ASKING = Compiled(
    lambda adult_id: (
        AskedFirst.select(fn.COALESCE(Child.same_as, Child.id), AskedFirst.asked_at)
        .join(Child)
        .where(AskedFirst.adult.in_(Adult.entries(adult_id)) & AskedFirst.waiting())
        .order_by(AskedFirst.id.desc())
    ),
    adult_id=-7_001,
)


class Shown(StrEnum):
    """What an adult is told of a use today, beside their own answer to it (§2.6)."""

    NOW = "now"
    NOT_NOW = "not_now"
    REFUSED = "refused"


@dataclass(frozen=True)
class ParentAnswer:
    """Where one adult's own answer to one use stands.

    ``counts_until`` is the last day on which a live yes counts. A use that the present form no longer asks of
    is not ``is_asked``: no yes to it counts, but it can be taken back (product.md §2.5). ``method`` is how it was
    given: what came on paper stays marked so. An adult whose yes does not count is asked nothing, nor is one who asked
    us first, until we have answered.
    """

    use: str
    label: str
    sentence: str
    state: AnswerState
    given_on: date | None
    counts_until: date | None
    asks_again: bool
    is_asked: bool
    method: Method | None

    @property
    def is_no(self) -> bool:
        return self.state in {AnswerState.NO, AnswerState.WITHDRAWN}


@dataclass(frozen=True)
class OwnAnswers:
    """Where one adult’s answers for one child stand together, the same on the first page and on the child’s own.

    ``every`` has a line for each use of the present form, then for each other use that was answered, as it read then.
    ``answer_due`` is the day by which we answer what they asked us first, while that waits (product.md §2.6).
    """

    care: Care
    every: tuple[ParentAnswer, ...]
    answer_due: date | None = None

    @property
    def lines(self) -> list[ParentAnswer]:
        """What the present form asks of, and each yes to what it no longer does: that can be taken back."""
        return [line for line in self.every if line.is_asked or not line.is_no]

    @property
    def may_answer(self) -> bool:
        """Whether this adult is asked: their yes counts."""
        return self.care.responsibility.can_say_yes

    @property
    def waits(self) -> bool:
        return any(line.asks_again for line in self.lines)

    @property
    def is_done(self) -> bool:
        """Whether nobody waits for anything: neither we for their answers, nor they for ours."""
        return not self.waits and self.answer_due is None

    @property
    def ends(self) -> list[date]:
        """The last day of each yes that still counts and is asked again."""
        return [line.counts_until for line in self.lines if line.asks_again and line.counts_until]

    @property
    def open(self) -> int:
        """How many other questions wait for an answer."""
        return sum(line.asks_again for line in self.lines) - len(self.ends)

    @property
    def yes(self) -> int:
        return sum(line.state is AnswerState.YES for line in self.lines)

    @property
    def no(self) -> int:
        return sum(line.is_no for line in self.lines)


def parent_answer(care: Care, use: str, *, on: date) -> ParentAnswer:
    """Return the line for one child and one use, of the present form or of the one that the adult answered last.

    Raises NotFound for a use that neither has.
    """
    for line in own_answers([care], on=on)[0].every:
        if line.use == use:
            return line
    raise NotFound


def present_answers(care: Care, *, on: date) -> dict[str, ParentAnswer]:
    """Return by use, and under CONSULT, where the adult’s own answers stand, for the pages that ask again."""
    lines = {line.use: line for line in own_answers([care], on=on)[0].every}
    wish = CurrentAnswer.get_or_none(child=care.child.id, adult=care.adult_id, use=CONSULT)
    state = AnswerState(wish.answer) if wish else AnswerState.NOT_ANSWERED
    given_on = wish.given_on if wish else None
    return lines | {CONSULT: ParentAnswer(CONSULT, "", "", state, given_on, None, False, True, None)}


def own_answers(cared_for: Sequence[Care], *, on: date) -> list[OwnAnswers]:
    """Return where the answers of one adult stand for each child in their care. Raises NothingPublished."""
    if not cared_for:
        return []
    adult_id, form = cared_for[0].adult_id, with_events(wording.in_force(DocumentKey.CONSENT_FORM))
    terms, uses = terms_of(form.published.consent), form.published.consent.uses
    stored: dict[int, dict[str, list[Any]]] = defaultdict(dict)
    for child_id, key, *row in _LATEST_ANSWERS.rows(adult_id=adult_id):
        stored[child_id][key] = row
    silent = left_open(form, _LEFT_OPEN.rows(adult_id=adult_id))
    asked_at = {child_id: clock.london_date(moment(at)) for child_id, at in _ASKING.rows(adult_id=adult_id)}
    found = []
    for care in cared_for:
        mine, asked = stored[care.child.id], asked_at.get(care.child.id)
        dropped = [key for key in mine if key not in form.valid and key != CONSULT]
        shown = [*uses, *(wording.version(mine[key][2]).consent.use(key) for key in dropped)]
        lines = (_line(care, use, mine.get(use.key), form, terms, on, silent) for use in shown)
        # Whoever asked us first is asked nothing until we have answered.
        every = tuple(replace(line, asks_again=False) if asked else line for line in lines)
        found.append(OwnAnswers(care, every, asked and asked + timedelta(days=ANSWER_FIRST_WITHIN_DAYS)))
    return found


def _line(
    care: Care, use: Use, row: list[Any] | None, form: InForce, terms: Terms, on: date,
    silent: Mapping[tuple[int, int, str], date],
) -> ParentAnswer:  # fmt: skip
    latest = latest_answer(form, care.adult_id, use.key, *row) if row else None
    left = silent.get((care.adult_id, care.child.id, use.key))
    status = adult_status(latest, on=on, terms=terms, last_day=last_day_of(use, care.child.leaves_on), left_open=left)
    is_asked, counts = use.key in form.valid, care.responsibility.can_say_yes
    is_open = use.key in form.events and on <= (last_day_of(use, None) or on)
    return ParentAnswer(
        use.key, use.label, use.sentence, status.state, latest.given_on if latest else None,
        status.counts_until if counts else None, status.asks_again and is_asked and counts,
        is_asked or is_open, Method(row[3]) if row else None,
    )  # fmt: skip


def shown_today(care: Care, lines: Iterable[ParentAnswer], *, on: date) -> dict[str, Shown]:
    """Return what an adult is told, for each use they answered, of whether such a picture is shown today (§2.6).

    Where their yes does not count, they are told of it neither that it is followed nor that it is not: that would
    be another adult's answer. Without any parental responsibility they are told nothing.
    """
    if not care.responsibility.can_say_no:
        return {}
    own = {line.use: line.state for line in lines if line.is_no or care.responsibility.can_say_yes}
    found = rulings([care.child], own, on=on)[care.child.id]
    told = {use: _shown_to_adult(where, found[use]) for use, where in own.items()}
    return {use: shown for use, shown in told.items() if shown}


def _shown_to_adult(own: AnswerState, ruling: Ruling) -> Shown | None:
    """Return what an adult is told of today beside their own answer; None where any word would tell of another's.

    Their yes is or is not followed today, and their no always is. While they owe an answer, what happens rests
    on other adults alone, so nothing is said.
    """
    if own is AnswerState.YES:
        return Shown.NOW if ruling.may_show else Shown.NOT_NOW
    return Shown.REFUSED if own in {AnswerState.NO, AnswerState.WITHDRAWN} else None
