"""What two entries of one child, or of one adult, mean for what was signed (product.md §8.12)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from peewee import Expression

from portal.consents.models import (
    CONSULT,
    ChildWish,
    ConsentHold,
    ConsentRecord,
    CurrentAnswer,
    HoldLift,
    ResponsibilityReturn,
)
from portal.consents.policy import Answer
from portal.consents.service import last_record
from portal.families import same_person
from portal.families.models import Adult, Child, Guardianship, ResponsibilityCheck, SamePerson
from portal.families.own_child import refuse_own_child
from portal.families.policy import ChangedSince, EntryKind, LinkDecision
from portal.families.register import lock_register
from portal.families.same_person import Person
from portal.foundation.database import db, serialise_on
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal


class AnsweredSince(Refusal):
    """Somebody answered, noted or decided something for the two as one, so nobody can tell for which of them."""

    sentence = mark(
        "Somebody has answered since, or noted a child’s say or a hold, so this can no longer be undone. "
        "Nothing was changed."
    )


@dataclass(frozen=True)
class MergeLine:
    """That an entry was put together with another, as its page shows it."""

    fact: SamePerson
    can_be_undone: bool


def merge(kept: Person, duplicate: Person, decisions: Mapping[int, LinkDecision], *, by_id: int) -> SamePerson:
    """State that two entries are one: a no of either stands, and every yes is asked again.

    Raises OwnChild, and what ``same_person.state`` raises.
    """
    with db.atomic():
        _wait_for_answers([kept, duplicate], by_id=by_id)
        return same_person.state(kept, duplicate, decisions, last_record=last_record(), by_id=by_id)


def undo(fact: SamePerson, *, by_id: int) -> None:
    """Take two entries apart again, as long as nobody has answered. Raises AnsweredSince, OwnChild and ChangedSince."""
    with db.atomic():
        _wait_for_answers([fact.kept, fact.duplicate], by_id=by_id)
        if _is_answered(fact):
            raise AnsweredSince
        if _is_returned(fact):
            raise ChangedSince
        same_person.undo(fact, by_id=by_id)


def refuse_own_family(people: Iterable[Person], *, by_id: int) -> None:
    """Raise OwnChild where any answer that this is about is of a child in one's own care."""
    for child_id in _children(people):
        refuse_own_child(child_id, by_id=by_id, unless_alone=True)


def yeses_of(people: Iterable[Person]) -> int:
    """Return how many answers that count are a yes, which is asked again."""
    count = (CurrentAnswer.answer == Answer.YES) & (CurrentAnswer.use != CONSULT)
    return sum(
        CurrentAnswer.select().where(count & (getattr(CurrentAnswer, each.kind) == each.id)).count() for each in people
    )


def records_of(person: Person) -> int:
    """Return how many signed records there are of somebody."""
    return int(ConsentRecord.select().where(_is_of(person)).count())


def lines_of(people: Iterable[Person]) -> list[MergeLine]:
    """Return what was put together with any of these, the newest last."""
    found = list(people)
    facts = [fact for fact in SamePerson.standing() if any(_kept(fact) == (each.kind, each.id) for each in found)]
    return [
        MergeLine(fact, not (_is_answered(fact) or _is_returned(fact) or same_person.is_built_upon(fact)))
        for fact in facts
    ]


def _kept(fact: SamePerson) -> tuple[EntryKind, int]:
    return fact.kind, fact.kept.kept_id


def _is_of(person: Person) -> Expression:
    of_person: Expression = getattr(ConsentRecord, person.kind).in_(type(person).entries(person.id))
    return of_person


def _is_answered(fact: SamePerson) -> bool:
    since = ConsentRecord.id > fact.last_record
    said = [ConsentRecord.select().where(since & (_is_of(fact.kept) | _is_of(fact.duplicate)))]
    if fact.kind is EntryKind.CHILD:
        # A no of the one would otherwise stop counting for the other.
        ids, at = Child.entries(fact.kept.kept_id), fact.stated_at
        said += [
            ChildWish.select().where(ChildWish.child.in_(ids) & (ChildWish.noted_at >= at)),
            ConsentHold.select().where(ConsentHold.child.in_(ids) & (ConsentHold.placed_at >= at)),
            HoldLift.select().join(ConsentHold).where(ConsentHold.child.in_(ids) & (HoldLift.lifted_at >= at)),
        ]
    return any(query.exists() for query in said)


def _is_returned(fact: SamePerson) -> bool:
    """Whether somebody got full responsibility back since: what is asked again of the two as one stays asked again."""
    check, entries = ResponsibilityCheck, type(fact.kept).entries(fact.kept.kept_id)
    since = (getattr(check, f"{fact.kind}_id").in_(entries)) & (check.checked_at >= fact.stated_at)
    return bool(ResponsibilityReturn.select().join(check).where(since).exists())


def _children(people: Iterable[Person]) -> list[int]:
    """Return the numbers of every child, by each of their entries, whose answers this is about."""
    found: set[int] = set()
    for each in people:
        if isinstance(each, Child):
            found |= {each.id}
        else:
            entries = Adult.entries(each.id)
            answered = ConsentRecord.select(ConsentRecord.child).where(ConsentRecord.adult.in_(entries))
            cared_for = Guardianship.select(Guardianship.child).where(Guardianship.adult.in_(entries))
            found |= {child_id for (child_id,) in (*answered.tuples(), *cared_for.tuples())}
    kept = {child.kept_id for child in Child.select().where(Child.id.in_(found))}
    return sorted({id_ for child in kept for (id_,) in Child.entries(child).tuples()})


def _wait_for_answers(people: list[Person], *, by_id: int) -> None:
    """Let nobody answer for these until the transaction ends: what is signed is before or after (product.md §2.4)."""
    lock_register()
    refuse_own_family(people, by_id=by_id)
    for child_id in _children(people):
        serialise_on("answers about a child", child_id)
