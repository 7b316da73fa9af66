"""Notes what the record of a case says besides its history, and the headings that a complaint can relate to."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, replace

from portal.concerns.clocks import NotYet
from portal.concerns.duties import RecordedMeanwhile
from portal.concerns.events import FactsNoted, RequirementsChanged
from portal.concerns.facts import DEFAULT_EDITIONS, CaseRecord, Edition, Fact, FactKind, case_record
from portal.concerns.models import Concern, ConcernFact, RequirementList
from portal.foundation import clock
from portal.foundation.database import db, serialise_on
from portal.foundation.events import bus
from portal.foundation.idempotency import Key, made_with, own_key
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal

# What a case can be about: of each post its label, its page, and the month by which it is found (portal/wiring.py).
POSTS: list[Callable[[], Iterable[tuple[str, str, str]]]] = []


class ActionIncomplete(Refusal):
    """An action that is not done yet says by when it will be."""

    sentence = mark("Write by which day it will be done, or the day on which it was done")
    field = "due_on"


def record_of(concern: Concern) -> CaseRecord:
    """Return what counts of the facts of one case."""
    return case_record(row.fact for row in rows_of(concern))


def rows_of(concern: Concern) -> list[ConcernFact]:
    """Return whatever was noted of a case, in its order."""
    return list(ConcernFact.select().where(ConcernFact.concern == concern.id).order_by(ConcernFact.id))


def latest_of(rows: Collection[ConcernFact], kinds: Collection[FactKind], item: int = 0) -> int:
    """Return the number of the latest row of these kinds, which a page carries to tell what it showed; 0 for none."""
    return max((row.id for row in rows if row.kind in kinds and row.item == item), default=0)


def note_facts(concern: Concern, facts: Sequence[Fact], *, seen: int, submission: str, by_id: int) -> None:
    """Note what changed of these facts, together; what stays as it is makes no row. An action without an ``item`` is new.

    ``seen`` is the latest row of their kinds that the page showed. Raises RecordedMeanwhile for somebody else's that
    came since, NotYet for a day that has not come, and ActionIncomplete.
    """
    if any(fact.kind is FactKind.ACTION and fact.text and not (fact.due_on or fact.on) for fact in facts):
        raise ActionIncomplete
    with db.atomic():
        key = own_key(submission, by_id, concern.id, *map(asdict, facts))
        concern.lock()
        if made_with(ConcernFact, key):
            return
        rows, first = rows_of(concern), facts[0]
        if latest_of(rows, {fact.kind for fact in facts}, first.item) != seen:
            raise RecordedMeanwhile(field="text" if first.kind is FactKind.ACTION else first.kind)
        if first.kind is FactKind.ACTION and not first.item:
            facts = [replace(first, item=1 + max((row.item for row in rows), default=0))]
        add_facts(concern, facts, case_record(row.fact for row in rows), key, by_id=by_id)


def add_facts(concern: Concern, facts: Sequence[Fact], before: CaseRecord, key: Key, *, by_id: int) -> None:
    """Add what changed, in the caller's transaction. Raises NotYet."""
    today = clock.today()
    changed = [fact for fact in facts if fact != before.of(fact.kind, fact.item)]
    for fact in changed:
        if fact.on and fact.on > today:
            raise NotYet(field="done_on" if fact.item else fact.kind)
        values = asdict(fact)
        on = values.pop("on")
        ConcernFact.create(concern=concern, happened_on=on, by=by_id, submission=key, **values)
    if changed:
        kinds = tuple(fact.kind.value for fact in changed)
        bus.publish(FactsNoted(actor_id=by_id, subject_id=concern.id, changed=kinds))


def linkable_posts() -> Iterator[tuple[str, str, str]]:
    """Return the label, page and month of each post that a case can be about."""
    return (post for find in POSTS for post in find())


def editions() -> list[Edition]:
    """Return the headings that are offered: of each register the latest that was saved, or ours."""
    saved = {row.register: row for row in RequirementList.select().order_by(RequirementList.id)}
    return [
        Edition(each.register, row.edition, tuple(row.headings.splitlines()))
        if (row := saved.get(each.register))
        else each
        for each in DEFAULT_EDITIONS
    ]


def latest_list() -> int:
    """Return the number of the list that was saved last, 0 for none."""
    return RequirementList.select(RequirementList.id).order_by(RequirementList.id.desc()).scalar() or 0


def save_editions(wanted: Sequence[Edition], *, seen: int, by_id: int) -> None:
    """Save the editions that changed; records keep the words they have. Raises RecordedMeanwhile."""
    with db.atomic():
        serialise_on("the requirements")
        changed = [each for each in wanted if each not in editions()]
        if not changed:
            return
        if latest_list() != seen:
            raise RecordedMeanwhile(field=f"{changed[0].register}_headings")
        for each in changed:
            headings = "\n".join(each.headings)
            RequirementList.create(register=each.register, edition=each.name, headings=headings, by=by_id)
        bus.publish(RequirementsChanged(actor_id=by_id, subject_id=1))
