"""Loads what decides each child and use, in a constant number of queries, and asks the policy."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import product
from typing import Any

from peewee import JOIN, ModelSelect, fn

from portal.consents.models import (
    CONSULT,
    AskedFirst,
    ChildWish,
    ConsentAnswer,
    ConsentHold,
    ConsentRecord,
    CurrentAnswer,
    EventRequest,
    HoldLift,
    ResponsibilityReturn,
)
from portal.consents.names import ListedChild
from portal.consents.policy import Answer, LatestAnswer, LatestWish, Method, Ruling, Terms, UseFacts, Wish, may_show
from portal.consents.precedence import Key, Merge, NotedWish, Return, StoredAnswer, last_wishes, latest_answers
from portal.families.models import Adult, Child, Guardianship, ResponsibilityCheck, SamePerson
from portal.families.policy import Responsibility
from portal.foundation import clock
from portal.foundation.compiled import Compiled, day, moment
from portal.foundation.database import db, one_of_ids
from portal.settings import service as settings
from portal.wording import service as wording
from portal.wording.policy import ConsentText, DocumentKey
from portal.wording.sentences import A_YEAR
from portal.wording.service import InForce


def terms_of(text: ConsentText) -> Terms:
    """Return how long a yes on this text lasts; texts of earlier releases promise to ask again every year."""
    if text.months:
        return Terms(text.months, text.ends_with_school_year)
    setting = settings.current()
    return Terms(min(setting.consent_months, A_YEAR), setting.consents_end_with_school_year)


def left_out(condition: Any) -> ModelSelect:
    """Return the query of what adults left out of forms that they checked and signed online, for ``left_open``.

    Paper has no page that says so before the signature.
    """
    record, answer = ConsentRecord, ConsentAnswer
    columns = (record.adult, record.child, answer.use, record.wording, record.given_on)
    is_left_out = (answer.answer == Answer.NOT_ANSWERED) & (record.method == Method.ONLINE)
    return answer.select(*columns).join(record, on=(answer.record == record.id)).where(is_left_out & condition)


def left_open(form: InForce, rows: Iterable[tuple[Any, ...]]) -> dict[tuple[int, int, str], date]:
    """Return by adult, child and use the last day on which it was left open, of the wordings that still hold.

    ``rows`` are of ``left_out``.
    """
    found: dict[tuple[int, int, str], date] = {}
    for adult, child, use, wording_id, given_on in rows:
        if form.counts(use, wording_id):
            found[adult, child, use] = max(day(given_on), found.get((adult, child, use), date.min))
    return found


def with_events(form: InForce, uses: Iterable[str] | None = None) -> InForce:
    """Return the form with the events that parents were asked about apart from it; when each is over, its yes says.

    Where ``uses`` are named and the form asks about all of them, no event is read.
    """
    if uses is not None and {use.key for use in form.published.consent.uses}.issuperset(uses):
        return form
    rows = EventRequest.select(EventRequest.use, EventRequest.wording).where(EventRequest.is_open())
    events = dict(rows.tuples())
    return replace(form, events=events)


def rulings(
    children: Iterable[Child | ListedChild], uses: Iterable[str], *, on: date, known_by: datetime | None = None
) -> dict[int, dict[str, Ruling]]:
    """Return for each child's id the ruling for each use on a day (product.md §2.6).

    With ``known_by`` only what was stored before that moment counts, and by the wording of that moment: how a
    register of the past stood. Who has parental responsibility and last days are as they stand today.
    No yes counts for a use that the wording does not ask of.
    """
    listed, keys = list(children), list(uses)
    form = with_events(wording.in_force(DocumentKey.CONSENT_FORM, known_by=known_by), keys)
    entries = _entries([child.id for child in listed], known_by)
    held, asking, wishes = _held(entries, known_by), _asking(entries, known_by), latest_wishes(entries, known_by)
    rows, adults = _said(entries, [*keys, CONSULT], known_by)
    consulting: dict[int, set[int]] = defaultdict(set)
    answers: dict[tuple[int, str], list[LatestAnswer]] = defaultdict(list)
    for child_id, adult_id, use, *row in rows:
        if use != CONSULT:
            answers[child_id, use].append(latest_answer(form, adult_id, use, *row))
        elif row[0] == Answer.YES:
            consulting[child_id].add(adult_id)

    def facts(child: Child | ListedChild, use: str) -> UseFacts:
        return UseFacts(
            adults[child.id, Responsibility.HELD], answers[child.id, use], consulting[child.id],
            child.leaves_on, child.id in held, wishes.get(child.id, (0, None))[1], adults[child.id, Responsibility.RESTRICTED],
            child.id in asking,
        )  # fmt: skip

    return {child.id: {use: may_show(facts(child, use), on=on) for use in keys} for child in listed}


def _entries(child_ids: Iterable[int], known_by: datetime | None) -> dict[int, int]:
    """Return by each entry of theirs the children, who have more where two entries were found to be one (§8.12)."""
    own = {id_: id_ for id_ in child_ids}
    return own | {id_: kept for id_, kept in Child.duplicates(known_by).items() if kept in own}


def _said(
    entries: Mapping[int, int], uses: list[str], known_by: datetime | None
) -> tuple[list[tuple[Any, ...]], dict[tuple[int, str], set[int]]]:
    """Return what counts of what the adults said, and who has responsibility: today, or as far as it was known."""
    ids = list(dict.fromkeys(entries.values()))
    if known_by is None:
        return list(current_answers(ids, uses)), _adults(ids)
    rows = list(_known_then(list(entries), uses, known_by))
    return rows, _adults_then(ids, rows)


def latest_answer(
    form: InForce, adult_id: int, use: str, answer: str, given_on: date | str, wording_id: int, method: str,
    until: date | str | None,
) -> LatestAnswer:  # fmt: skip
    """Return what a stored answer that counts is to the policy, by the wording in force."""
    return LatestAnswer(
        adult_id, Answer(answer), day(given_on), form.counts(use, wording_id), method == Method.PAPER,
        day(until) if until else None,
    )  # fmt: skip


def _adults(child_ids: list[int]) -> dict[tuple[int, str], set[int]]:
    """Return by child and responsibility the adults who have any."""
    columns = (Guardianship.child, Guardianship.responsibility, Guardianship.adult)
    links = Guardianship.select(*columns).where(Guardianship.can_say_no() & one_of_ids(Guardianship.child, child_ids))
    found: dict[tuple[int, str], set[int]] = defaultdict(set)
    for child_id, responsibility, adult_id in db.execute(links):
        found[child_id, responsibility].add(adult_id)
    return found


def _adults_then(child_ids: list[int], rows: Iterable[tuple[Any, ...]]) -> dict[tuple[int, str], set[int]]:
    """Return the adults of today for a register of the past, in which two entries may not have been one yet.

    An entry that answered then has the responsibility that the adult has today.
    """
    children, adults = Child.duplicates(), Adult.duplicates()
    today = _adults([children.get(id_, id_) for id_ in child_ids])
    found: dict[tuple[int, str], set[int]] = defaultdict(set)
    for child_id, state in product(child_ids, Responsibility):
        found[child_id, state] = set(today[children.get(child_id, child_id), state])
    for child_id, adult_id, *_ in rows:
        for state in Responsibility:
            if adults.get(adult_id) in found[child_id, state]:
                found[child_id, state].add(adult_id)
    return found


def _held(entries: Mapping[int, int], known_by: datetime | None) -> set[int]:
    """Return the children with a hold that nobody has lifted (by a moment in the past, if one is given).

    ``entries`` are of ``_entries``.
    """
    lifted = HoldLift.select(HoldLift.hold)
    query = ConsentHold.select(ConsentHold.child).where(one_of_ids(ConsentHold.child, entries))
    if known_by is not None:
        lifted = lifted.where(HoldLift.lifted_at < known_by)
        query = query.where(ConsentHold.placed_at < known_by)
    return {entries[entry] for (entry,) in query.where(ConsentHold.id.not_in(lifted)).tuples()}


def _asking(entries: Mapping[int, int], known_by: datetime | None) -> set[int]:
    """Return the children about whom a parent asked us first and has no answer. ``entries`` are of ``_entries``."""
    query = AskedFirst.select(AskedFirst.child).where(one_of_ids(AskedFirst.child, entries))
    return {entries[entry] for (entry,) in query.where(AskedFirst.waiting(known_by)).tuples()}


def latest_wishes(entries: Mapping[int, int], known_by: datetime | None = None) -> dict[int, tuple[int, LatestWish]]:
    """Return what each child said last, with the number of that wish; ``entries`` are as for ``_held``.

    Where two entries were found to be one, the no of either stands until the child says otherwise, and of that day
    “not today” (product.md §8.12).
    """
    wish, ids = ChildWish, one_of_ids(ChildWish.child, entries)
    newest = wish.select(fn.MAX(wish.id)).where(ids).group_by(wish.child)
    if known_by is not None:
        newest = newest.where(wish.noted_at < known_by)
    rows = wish.select(wish.id, wish.child, wish.say, wish.said_on, wish.noted_at).where(wish.id.in_(newest))
    noted = [
        (entry, NotedWish(id_, noted_at, LatestWish(Wish(say), said_on)))
        for id_, entry, say, said_on, noted_at in rows.order_by(wish.id).tuples()
    ]
    merged = []
    if any(entry != child for entry, child in entries.items()):
        facts = SamePerson.standing(known_by).select(
            SamePerson.duplicate_child, SamePerson.kept_child, SamePerson.stated_at
        )
        merged = list(facts.where(one_of_ids(SamePerson.kept_child, entries)).tuples())
    return {child: (said.id, said.wish) for child, said in last_wishes(noted, merged).items()}


def current_answers(child_ids: list[int], uses: list[str]) -> Iterable[tuple[Any, ...]]:
    """Return each adult's answer that counts: child, adult, use, answer, day, wording, method and last day."""
    current = CurrentAnswer
    columns = (current.child, current.adult, current.use, current.answer, current.given_on, current.wording_id)
    query = current.select(*columns, ConsentRecord.method, current.counts_until).join(
        ConsentRecord, JOIN.LEFT_OUTER, on=(current.record_id == ConsentRecord.id)
    )
    rows: Iterable[tuple[Any, ...]] = db.execute(
        query.where(one_of_ids(CurrentAnswer.child, child_ids) & CurrentAnswer.use.in_(uses))
    )
    return rows


def _known_then(child_ids: list[int], uses: list[str], then: datetime) -> Iterator[tuple[Any, ...]]:
    """The same from the signed records themselves: what was known at a moment in the past."""
    known = ConsentRecord.signed_at < then
    rows = stored_answers(known & one_of_ids(ConsentRecord.child, child_ids) & ConsentAnswer.use.in_(uses))
    for whose, latest in latest_stored(rows.tuples(), facts_of_register(then)).items():
        yield *whose, latest.answer, latest.given_on, latest.wording_id, latest.method, latest.counts_until


def stored_answers(condition: Any) -> ModelSelect:
    """Return the query of the signed answers that meet a condition, in the order of storing, for ``latest_stored``."""
    record, answer = ConsentRecord, ConsentAnswer
    columns = (
        record.child, record.adult, answer.use, answer.answer, record.given_on, record.method, record.wording,
        record.id, record.signed_at, answer.counts_until,
    )  # fmt: skip
    return answer.select(*columns).join(record).where(condition).order_by(record.id, answer.id)


def facts_of_register(known_by: datetime | None = None) -> list[Merge | Return]:
    """Return which entries were found to be one, and who has responsibility again, for the fold of answers."""
    returned = _returns().where(ResponsibilityCheck.checked_at < known_by).tuples() if known_by else _RETURNS.rows()
    facts: list[Merge | Return] = [merge for _at, merge in stated_merges(known_by)]
    for child, adult, last, at in returned:
        facts.append(Return(child, adult, last, clock.london_date(moment(at))))
    return sorted(facts, key=lambda fact: fact.after_record)


def stated_merges(known_by: datetime | None = None) -> list[tuple[datetime, Merge]]:
    """Return which entries were found to be one, each with the moment."""
    rows = SamePerson.standing(known_by).select(*_FACT).tuples() if known_by else _FACTS.rows()
    merges = []
    for duplicate, kept, adult, kept_adult, last, at in rows:
        whose = (0, duplicate, kept) if duplicate else (1, adult, kept_adult)
        merges.append((moment(at), Merge(*whose, last, clock.london_date(moment(at)))))
    return merges


def _returns() -> ModelSelect:
    check = ResponsibilityCheck
    columns = (check.child_id, check.adult_id, ResponsibilityReturn.last_record, check.checked_at)
    return ResponsibilityReturn.select(*columns).join(check).order_by(ResponsibilityReturn.id)


# Every signature asks this.
_FACT = (
    SamePerson.duplicate_child, SamePerson.kept_child, SamePerson.duplicate_adult, SamePerson.kept_adult,
    SamePerson.last_record, SamePerson.stated_at,
)  # fmt: skip
_FACTS = Compiled(lambda: SamePerson.standing().select(*_FACT))
_RETURNS = Compiled(_returns)


def latest_stored(rows: Iterable[tuple[Any, ...]], facts: Sequence[Merge | Return]) -> dict[Key, StoredAnswer]:
    """Return by child, adult and use the answer that counts, from rows of ``stored_answers``."""
    return latest_answers(
        (
            (
                (child, adult, use),
                StoredAnswer(
                    Answer(answer), day(given_on), Method(method), wording_id, record_id, yes_protects=use == CONSULT,
                    stored_on=clock.london_date(moment(signed_at)), counts_until=day(until) if until else None,
                ),
            )
            for child, adult, use, answer, given_on, method, wording_id, record_id, signed_at, until in rows
        ),
        facts,
    )  # fmt: skip
