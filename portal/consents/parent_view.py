"""Where one adult's own answers stand: what a parent sees, and nobody else's answers beside it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from werkzeug.exceptions import NotFound

from portal.consents.models import CONSULT, ConsentRecord, CurrentAnswer
from portal.consents.policy import AnswerState, Method, Terms
from portal.consents.renewal import adult_status
from portal.consents.rulings import latest_answer, rulings, terms_of
from portal.consents.staff_notes.policy import Shown, shown_to_adult
from portal.families.care import Care
from portal.foundation.compiled import Compiled
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


@dataclass(frozen=True)
class ParentAnswer:
    """Where one adult's own answer to one use stands.

    ``counts_until`` is the last day on which a live yes counts. A use that the present form no longer asks of
    is not ``is_asked``: no yes to it counts, but it can be taken back (product.md §2.5). ``method`` is how it was
    given: what came on paper stays marked so. An adult whose yes does not count is asked nothing.
    """

    use: str
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
    """Where one adult’s answers for one child stand together, the same on the first page and on the child’s own."""

    care: Care
    lines: tuple[ParentAnswer, ...]

    @property
    def may_answer(self) -> bool:
        """Whether this adult is asked: their yes counts."""
        return self.care.responsibility.can_say_yes

    @property
    def waits(self) -> bool:
        return any(line.asks_again for line in self.lines)

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


def own_answers(cared_for: list[Care], *, on: date) -> list[OwnAnswers]:
    """Return where the answers of one adult stand for each child in their care. Raises NothingPublished."""
    lines = parent_answers(cared_for, on=on)
    return [OwnAnswers(care, tuple(lines[care.child.id])) for care in cared_for]


def parent_answers(cared_for: Iterable[Care], *, on: date) -> dict[int, list[ParentAnswer]]:
    """Return for each child's id the adult's own answers: a line for each use that the present form asks of.

    A yes to a use that is asked of no longer has a line too. ``cared_for`` are children in the care of one adult.
    Raises NothingPublished.
    """
    return {
        child_id: [line for line in lines if line.is_asked or not line.is_no]
        for child_id, lines in _lines(cared_for, on=on).items()
    }


def parent_answer(care: Care, use: str, *, on: date) -> ParentAnswer:
    """Return the line for one child and one use, of the present form or of the one that the adult answered last.

    Raises NotFound for a use that neither has.
    """
    for line in _lines([care], on=on)[care.child.id]:
        if line.use == use:
            return line
    raise NotFound


def _lines(cared_for: Iterable[Care], *, on: date) -> dict[int, list[ParentAnswer]]:
    """Return a line for each use of the present form, then for each other use that was answered, as it read then."""
    listed = list(cared_for)
    if not listed:
        return {}
    form = wording.in_force(DocumentKey.CONSENT_FORM)
    terms, uses = terms_of(form.published.consent), form.published.consent.uses
    stored: dict[int, dict[str, list[Any]]] = defaultdict(dict)
    for child_id, key, *row in _LATEST_ANSWERS.rows(adult_id=listed[0].adult_id):
        stored[child_id][key] = row
    lines = {}
    for care in listed:
        mine = stored[care.child.id]
        dropped = [key for key in mine if key not in form.valid and key != CONSULT]
        shown = [*uses, *(wording.version(mine[key][2]).consent.use(key) for key in dropped)]
        lines[care.child.id] = [_line(care, use, mine.get(use.key), form, terms, on) for use in shown]
    return lines


def _line(care: Care, use: Use, row: list[Any] | None, form: InForce, terms: Terms, on: date) -> ParentAnswer:
    latest = latest_answer(form, care.adult_id, use.key, *row) if row else None
    status = adult_status(latest, on=on, terms=terms, last_day=care.child.leaves_on)
    is_asked, counts = use.key in form.valid, care.responsibility.can_say_yes
    return ParentAnswer(
        use.key, use.sentence, status.state, latest.given_on if latest else None,
        status.counts_until if counts else None, status.asks_again and is_asked and counts,
        is_asked, Method(row[3]) if row else None,
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
    told = {use: shown_to_adult(where, found[use]) for use, where in own.items()}
    return {use: shown for use, shown in told.items() if shown}
