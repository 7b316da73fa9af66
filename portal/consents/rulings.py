"""Loads what decides each child and use, in a constant number of queries, and asks the policy."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, Protocol

from peewee import JOIN, fn

from portal.consents.models import (
    CONSULT,
    ChildWish,
    ConsentAnswer,
    ConsentHold,
    ConsentRecord,
    CurrentAnswer,
    HoldLift,
    stored_answer,
)
from portal.consents.policy import Answer, ChildSays, LatestAnswer, Method, Ruling, Say, Terms, UseFacts, may_show
from portal.consents.precedence import latest_answers
from portal.families.models import Guardianship
from portal.foundation.compiled import day
from portal.foundation.database import db, one_of_ids
from portal.settings import service as settings
from portal.wording import service as wording
from portal.wording.policy import ConsentText, DocumentKey
from portal.wording.service import InForce


def terms_of(text: ConsentText) -> Terms:
    """Return how long a yes on this text lasts; texts of earlier releases leave that to the setting."""
    if text.months:
        return Terms(text.months, text.ends_with_school_year)
    setting = settings.current()
    return Terms(setting.consent_months, setting.consents_end_with_school_year)


class Attending(Protocol):
    """What of a child the ruling rests on."""

    @property
    def id(self) -> int: ...
    @property
    def leaves_on(self) -> date | None: ...


def rulings(
    children: Iterable[Attending], uses: Iterable[str], *, on: date, known_by: datetime | None = None
) -> dict[int, dict[str, Ruling]]:
    """Return for each child's id the ruling for each use on a day (product.md §2.6).

    With ``known_by`` only what was stored before that moment counts, and by the wording of that moment: how a
    register of the past stood. Who has parental responsibility and last days are as they stand today.
    No yes counts for a use that the wording does not ask of.
    """
    form = wording.in_force(DocumentKey.CONSENT_FORM, known_by=known_by)
    listed, keys = list(children), list(uses)
    facts = _Facts([child.id for child in listed], keys, form, known_by)
    return {child.id: {use: may_show(facts.of(child, use), on=on) for use in keys} for child in listed}


class _Facts:
    """Everything that was stored about some children, ready to be put to the policy use by use."""

    def __init__(self, child_ids: list[int], uses: list[str], form: InForce, known_by: datetime | None) -> None:
        self._responsible = _responsible(child_ids)
        self._held, self._says = _held(child_ids, known_by), _says(child_ids, known_by)
        self._asked_to_consult: dict[int, set[int]] = defaultdict(set)
        self._answers: dict[tuple[int, str], list[LatestAnswer]] = defaultdict(list)
        keys = [*uses, CONSULT]
        rows = _current(child_ids, keys) if known_by is None else _known_then(child_ids, keys, known_by)
        for child_id, adult_id, use, answer, given_on, wording_id, method, until in rows:
            if use == CONSULT:
                if answer == Answer.YES:
                    self._asked_to_consult[child_id].add(adult_id)
                continue
            latest = LatestAnswer(
                adult_id, Answer(answer), day(given_on), form.counts(use, wording_id), method == Method.PAPER,
                day(until) if until else None,
            )  # fmt: skip
            self._answers[child_id, use].append(latest)

    def of(self, child: Attending, use: str) -> UseFacts:
        return UseFacts(
            responsible=self._responsible.get(child.id, frozenset()),
            answers=tuple(self._answers.get((child.id, use), ())),
            asked_to_consult=frozenset(self._asked_to_consult.get(child.id, ())),
            last_day=child.leaves_on,
            is_held=child.id in self._held,
            child_says=self._says.get(child.id),
        )


def _responsible(child_ids: list[int]) -> dict[int, frozenset[int]]:
    """Return by child the adults with parental responsibility."""
    links = Guardianship.select(Guardianship.child, Guardianship.adult).where(
        Guardianship.has_parental_responsibility & one_of_ids(Guardianship.child, child_ids)
    )
    found: dict[int, set[int]] = defaultdict(set)
    for child_id, adult_id in db.execute(links):
        found[child_id].add(adult_id)
    return {child_id: frozenset(adults) for child_id, adults in found.items()}


def _held(child_ids: list[int], known_by: datetime | None) -> set[int]:
    """Return the children with a hold that nobody has lifted (by a moment in the past, if one is given)."""
    lifted = HoldLift.select(HoldLift.hold)
    query = ConsentHold.select(ConsentHold.child).where(one_of_ids(ConsentHold.child, child_ids))
    if known_by is not None:
        lifted = lifted.where(HoldLift.lifted_at < known_by)
        query = query.where(ConsentHold.placed_at < known_by)
    return {child_id for (child_id,) in query.where(ConsentHold.id.not_in(lifted)).tuples()}


def _says(child_ids: list[int], known_by: datetime | None) -> dict[int, ChildSays]:
    """Return what each child said last."""
    newest = (
        ChildWish.select(fn.MAX(ChildWish.id)).where(one_of_ids(ChildWish.child, child_ids)).group_by(ChildWish.child)
    )
    if known_by is not None:
        newest = newest.where(ChildWish.noted_at < known_by)
    rows = ChildWish.select(ChildWish.child, ChildWish.say, ChildWish.said_on).where(ChildWish.id.in_(newest))
    return {child_id: ChildSays(Say(say), said_on) for child_id, say, said_on in rows.tuples()}


def _current(child_ids: list[int], uses: list[str]) -> Iterable[tuple[Any, ...]]:
    """Each adult's answer that counts: child, adult, use, answer, day, wording, method and last day."""
    current = CurrentAnswer
    columns = (current.child, current.adult, current.use, current.answer, current.given_on, current.wording_id)
    query = current.select(*columns, ConsentRecord.method, current.counts_until).join(
        ConsentRecord, JOIN.LEFT_OUTER, on=(current.record_id == ConsentRecord.id)
    )
    rows: Iterable[tuple[Any, ...]] = db.execute(
        query.where(one_of_ids(CurrentAnswer.child, child_ids) & CurrentAnswer.use.in_(uses))
    )
    return rows


def _known_then(child_ids: list[int], uses: list[str], moment: datetime) -> Iterator[tuple[Any, ...]]:
    """The same from the signed facts themselves: what was known at a moment in the past."""
    columns = (ConsentRecord.child, ConsentRecord.adult, ConsentAnswer.use, ConsentAnswer.answer)
    more = (
        ConsentRecord.given_on,
        ConsentRecord.method,
        ConsentRecord.wording,
        ConsentRecord.id,
        ConsentRecord.signed_at,
        ConsentAnswer.counts_until,
    )
    known = (
        (ConsentRecord.signed_at < moment) & one_of_ids(ConsentRecord.child, child_ids) & ConsentAnswer.use.in_(uses)
    )
    rows = ConsentAnswer.select(*columns, *more).join(ConsentRecord).where(known).order_by(ConsentRecord.id)
    stored = (
        ((child_id, adult_id, use), stored_answer(use, *answer)) for child_id, adult_id, use, *answer in rows.tuples()
    )
    for whose, latest in latest_answers(stored).items():
        yield *whose, latest.answer, latest.given_on, latest.wording_id, latest.method, latest.counts_until
