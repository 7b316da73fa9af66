"""Loads what decides each child and use, in a constant number of queries, and asks the policy."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from peewee import fn

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
    Ruling,
    Say,
    Terms,
    UseFacts,
    may_show,
)
from portal.families.models import Child, Guardianship
from portal.settings import service as settings
from portal.wording import service as wording
from portal.wording.policy import Document


def current_terms() -> Terms:
    """Return how long a yes lasts at this setting."""
    setting = settings.current()
    return Terms(setting.consent_months, setting.consents_end_with_school_year)


Rulings = Mapping[str, Ruling]


def rulings(
    children: Iterable[Child], uses: Iterable[str], *, on: date, known_by: datetime | None = None
) -> dict[int, Rulings]:
    """Return for each child's id the ruling for each use on a day (product.md §2.6).

    With ``known_by`` only what was stored before that moment counts: how a register of the past stood.
    """
    listed, keys = list(children), list(uses)
    ids = [child.id for child in listed]
    responsible, answers = _responsible(ids), _answers(ids, known_by)
    held, says = _held(ids, known_by), _says(ids, known_by)
    terms = current_terms()
    return {
        child.id: {
            use: may_show(
                UseFacts(
                    responsible=frozenset(responsible[child.id]),
                    answers=tuple(answers[child.id, use]),
                    asked_to_consult=frozenset(
                        a.adult_id for a in answers[child.id, CONSULT] if a.answer is Answer.YES
                    ),
                    last_day=child.leaves_on,
                    is_held=child.id in held,
                    child_says=says.get(child.id),
                ),
                on=on,
                terms=terms,
            )
            for use in keys
        }
        for child in listed
    }


def ruling(child: Child, use: str, *, on: date) -> Ruling:
    """Return the ruling for one child and one use: the one function behind every page, check and record."""
    return rulings([child], [use], on=on)[child.id][use]


def _responsible(child_ids: list[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    query = Guardianship.select(Guardianship.child, Guardianship.adult).where(
        Guardianship.has_parental_responsibility & Guardianship.child.in_(child_ids)
    )
    for child_id, adult_id in query.tuples():
        found[child_id].add(adult_id)
    return found


def _held(child_ids: list[int], known_by: datetime | None) -> set[int]:
    """Return the children with a hold that nobody has lifted (by a moment in the past, if one is given)."""
    lifted = HoldLift.select(HoldLift.hold)
    query = ConsentHold.select(ConsentHold.child).where(ConsentHold.child.in_(child_ids))
    if known_by is not None:
        lifted = lifted.where(HoldLift.lifted_at < known_by)
        query = query.where(ConsentHold.placed_at < known_by)
    return {child_id for (child_id,) in query.where(ConsentHold.id.not_in(lifted)).tuples()}


def _says(child_ids: list[int], known_by: datetime | None) -> dict[int, ChildSays]:
    """Return what each child said last."""
    newest = ChildSay.select(fn.MAX(ChildSay.id)).where(ChildSay.child.in_(child_ids)).group_by(ChildSay.child)
    if known_by is not None:
        newest = newest.where(ChildSay.noted_at < known_by)
    rows = ChildSay.select(ChildSay.child, ChildSay.say, ChildSay.said_on).where(ChildSay.id.in_(newest))
    return {child_id: ChildSays(Say(say), said_on) for child_id, say, said_on in rows.tuples()}


def _answers(child_ids: list[int], known_by: datetime | None = None) -> dict[tuple[int, str], list[LatestAnswer]]:
    valid = wording.still_valid(Document.CONSENT_FORM)
    found: dict[tuple[int, str], list[LatestAnswer]] = defaultdict(list)
    rows = _last_words(child_ids) if known_by is None else _last_words_before(known_by, child_ids)
    for child_id, use, adult_id, answer, given_on, wording_id in rows:
        found[child_id, use].append(LatestAnswer(adult_id, Answer(answer), given_on, wording_id in valid))
    return found


_Word = tuple[int, str, int, str, date, int]


def _last_words(child_ids: list[int]) -> Iterable[_Word]:
    """From the derived table: what every page reads."""
    columns = (CurrentAnswer.child, CurrentAnswer.use, CurrentAnswer.adult, CurrentAnswer.answer)
    query = CurrentAnswer.select(*columns, CurrentAnswer.given_on, CurrentAnswer.wording_id)
    words: Iterable[_Word] = query.where(CurrentAnswer.child.in_(child_ids)).tuples()
    return words


def _last_words_before(moment: datetime, child_ids: list[int]) -> Iterable[_Word]:
    """From the signed facts themselves: what was known at a moment in the past."""
    columns = (ConsentRecord.child, ConsentAnswer.use, ConsentRecord.adult, ConsentAnswer.answer)
    query = ConsentAnswer.select(*columns, ConsentRecord.given_on, ConsentRecord.wording).join(ConsentRecord)
    known = (ConsentRecord.signed_at < moment) & (ConsentAnswer.answer != Answer.NOT_ANSWERED)
    last: dict[tuple[int, str, int], _Word] = {}
    for word in query.where(known & ConsentRecord.child.in_(child_ids)).order_by(ConsentRecord.id).tuples():
        last[word[0], word[1], word[2]] = word
    return last.values()
