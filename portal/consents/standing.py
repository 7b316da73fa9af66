"""Loads what decides each child and use, in a constant number of queries, and asks the policy."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Protocol, TypeAlias

from peewee import ModelSelect, fn

from portal.consents.models import (
    CONSULT,
    ChildSay,
    ConsentAnswer,
    ConsentHold,
    ConsentRecord,
    CurrentAnswer,
    HoldLift,
)
from portal.consents.policy import (
    Answer,
    ChildSays,
    LatestAnswer,
    Method,
    Ruling,
    Say,
    Terms,
    Word,
    blocks,
    rule,
    word,
)
from portal.consents.precedence import Said, last_words
from portal.families.models import Child, Guardianship
from portal.foundation.database import db
from portal.settings import service as settings
from portal.wording import service as wording
from portal.wording.policy import Document


def current_terms() -> Terms:
    """Return how long a yes lasts at this setting."""
    setting = settings.current()
    return Terms(setting.consent_months, setting.consents_end_with_school_year)


Rulings = Mapping[str, Ruling]
Ids: TypeAlias = list[int] | ModelSelect


class Attending(Protocol):
    """What of a child the ruling rests on."""

    @property
    def id(self) -> int: ...
    @property
    def leaves_on(self) -> date | None: ...


def rulings(
    children: Iterable[Attending],
    uses: Iterable[str],
    *,
    on: date,
    known_by: datetime | None = None,
    among: ModelSelect | None = None,
) -> dict[int, Rulings]:
    """Return for each child's id the ruling for each use on a day (product.md §2.6).

    With ``known_by`` only what was stored before that moment counts: how a register of the past stood.
    ``among`` is a query for the children's ids, to be given where they are too many to be named one by one.
    """
    listed, keys = list(children), list(uses)
    ids: Ids = [child.id for child in listed] if among is None else among
    terms = current_terms()
    responsible = _responsible(ids)
    said, consulting = _said(ids, responsible, on=on, terms=terms, known_by=known_by)
    held, says = _held(ids, known_by), _says(ids, known_by)
    silent = word(None, on=on, terms=terms)
    nobody: frozenset[int] = frozenset()
    found: dict[int, Rulings] = {}
    for child in listed:
        id_, last_day = child.id, child.leaves_on
        forbidden = blocks(last_day=last_day, is_held=id_ in held, says=says.get(id_), on=on)
        silence = (silent,) * len(responsible.get(id_, nobody))
        given, must = said.get(id_, {}), id_ in consulting
        found[id_] = {
            use: rule((*(heard := given.get(use, ())), *silence[len(heard) :]), must, forbidden, last_day)
            for use in keys
        }
    return found


def ruling(child: Child, use: str, *, on: date) -> Ruling:
    """Return the ruling for one child and one use: the one function behind every page, check and record."""
    return rulings([child], [use], on=on)[child.id][use]


def _responsible(ids: Ids) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    query = Guardianship.select(Guardianship.child, Guardianship.adult).where(
        Guardianship.has_parental_responsibility & Guardianship.child.in_(ids)
    )
    for child_id, adult_id in db.execute(query):
        found[child_id].add(adult_id)
    return found


def _held(child_ids: Ids, known_by: datetime | None) -> set[int]:
    """Return the children with a hold that nobody has lifted (by a moment in the past, if one is given)."""
    lifted = HoldLift.select(HoldLift.hold)
    query = ConsentHold.select(ConsentHold.child).where(ConsentHold.child.in_(child_ids))
    if known_by is not None:
        lifted = lifted.where(HoldLift.lifted_at < known_by)
        query = query.where(ConsentHold.placed_at < known_by)
    return {child_id for (child_id,) in query.where(ConsentHold.id.not_in(lifted)).tuples()}


def _says(child_ids: Ids, known_by: datetime | None) -> dict[int, ChildSays]:
    """Return what each child said last."""
    newest = ChildSay.select(fn.MAX(ChildSay.id)).where(ChildSay.child.in_(child_ids)).group_by(ChildSay.child)
    if known_by is not None:
        newest = newest.where(ChildSay.noted_at < known_by)
    rows = ChildSay.select(ChildSay.child, ChildSay.say, ChildSay.said_on).where(ChildSay.id.in_(newest))
    return {child_id: ChildSays(Say(say), said_on) for child_id, say, said_on in rows.tuples()}


_Word = tuple[int, str, int, str, str | date, int]


def _said(
    ids: Ids, responsible: Mapping[int, set[int]], *, on: date, terms: Terms, known_by: datetime | None
) -> tuple[dict[int, dict[str, tuple[Word, ...]]], set[int]]:
    """Return by child and use what each responsible adult's answer is worth, and who wants every adult asked.

    An answer's worth depends on answer, day and wording alone, so each such three is weighed once.
    """
    valid = wording.still_valid(Document.CONSENT_FORM)
    said: dict[int, dict[str, tuple[Word, ...]]] = defaultdict(dict)
    consulting: set[int] = set()
    weighed: dict[tuple[str, str | date, int], Word] = {}
    for child_id, use, adult_id, answer, given_on, wording_id in _last_words(ids, known_by):
        if adult_id not in responsible[child_id]:
            continue
        if use == CONSULT:
            if answer == Answer.YES:
                consulting.add(child_id)
            continue
        key = (answer, given_on, wording_id)
        worth = weighed.get(key)
        if worth is None:
            latest = LatestAnswer(adult_id, Answer(answer), _day(given_on), wording_id in valid)
            worth = weighed[key] = word(latest, on=on, terms=terms)
        given = said[child_id]
        given[use] = (*given[use], worth) if use in given else (worth,)
    return said, consulting


def _day(value: str | date) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _last_words(ids: Ids, known_by: datetime | None) -> Iterable[_Word]:
    """Rows as the engine hands them over, which for a whole register costs a third of what objects do."""
    if known_by is not None:
        return _last_words_before(known_by, ids)
    columns = (CurrentAnswer.child, CurrentAnswer.use, CurrentAnswer.adult, CurrentAnswer.answer)
    query = CurrentAnswer.select(*columns, CurrentAnswer.given_on, CurrentAnswer.wording_id)
    rows: Iterable[_Word] = db.execute(query.where(CurrentAnswer.child.in_(ids)))
    return rows


def _last_words_before(moment: datetime, ids: Ids) -> Iterable[_Word]:
    """From the signed facts themselves: what was known at a moment in the past."""
    columns = (ConsentRecord.child, ConsentAnswer.use, ConsentRecord.adult, ConsentAnswer.answer)
    more = (ConsentRecord.given_on, ConsentRecord.method, ConsentRecord.wording, ConsentRecord.id)
    known = (ConsentRecord.signed_at < moment) & ConsentRecord.child.in_(ids)
    rows = ConsentAnswer.select(*columns, *more).join(ConsentRecord).where(known).order_by(ConsentRecord.id)
    said = (
        ((child_id, use, adult_id), Said(Answer(answer), given_on, Method(method), wording_id, record_id))
        for child_id, use, adult_id, answer, given_on, method, wording_id, record_id in rows.tuples()
    )
    return [(*key, last.answer, last.given_on, last.wording_id) for key, last in last_words(said).items()]
