"""Writing what a plan says into the family register, in the caller's transaction."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from peewee import chunked

from portal.families import corrections
from portal.families.models import Adult, Child, ChildSession, Guardianship
from portal.families.policy import Responsibility, ResponsibilityBasis, ResponsibilityFound
from portal.foundation import clock
from portal.foundation.database import one_of_ids
from portal.imports.people import Detail
from portal.imports.plan import Change, Plan, PlannedAdult, PlannedChild, PlannedLink, State

# Rows written in one statement.
_BATCH = 500


@dataclass(frozen=True)
class Counts:
    """How much confirming writes."""

    new_children: int
    changed_children: int
    new_adults: int
    changed_adults: int
    new_links: int
    responsibility_given: int
    responsibility_taken: int


def counts_of(plan: Plan) -> Counts:
    """Return how much confirming would write."""
    links = [link for child in plan.children for link in child.links]
    turned = [link for link in links if (link.before or Responsibility.NONE) is not link.after]
    return Counts(
        new_children=sum(child.state is State.NEW for child in plan.children),
        changed_children=sum(bool(child.changes) for child in plan.children),
        new_adults=sum(adult.state is State.NEW for adult in plan.adults.values()),
        changed_adults=sum(adult.state is State.CHANGED for adult in plan.adults.values()),
        new_links=sum(link.state is State.NEW for link in links),
        responsibility_given=sum(link.after is Responsibility.HELD for link in turned),
        responsibility_taken=sum(link.after is Responsibility.NONE for link in turned),
    )


def apply_plan(plan: Plan, *, basis: ResponsibilityBasis, by_id: int | None) -> None:
    """Write the plan. Nothing is removed but sessions that the list replaces and responsibility that it denies.

    Raises RestrictionStands when a responsibility was restricted since the list was compared.
    """
    _free_what_moves(plan)
    child_ids = {child.key: _write_child(child) for child in plan.children}
    adult_ids = {adult.key: _write_adult(adult) for adult in plan.adults.values()}
    new = [
        {"child": child_ids[child.key], "adult": adult_ids[link.adult.key], "relationship": link.relationship}
        for child, link in _links(plan)
        if link.state is State.NEW
    ]
    for batch in chunked(new, _BATCH):
        Guardianship.insert_many(batch).execute()
    for child, link in _links(plan):
        if any(change.detail is Detail.RELATIONSHIP for change in link.changes):
            here = (Guardianship.child == child.id) & (Guardianship.adult == link.adult.id)
            Guardianship.update(relationship=link.relationship).where(here).execute()
    found = [
        ResponsibilityFound(child_ids[child.key], adult_ids[link.adult.key], link.after)
        for child, link in _links(plan)
        if link.after is not (link.before or Responsibility.NONE)
    ]
    corrections.record_responsibility(found, basis=basis, by_id=by_id, at=clock.now(), from_list=True)


def _links(plan: Plan) -> Iterator[tuple[PlannedChild, PlannedLink]]:
    return ((child, link) for child in plan.children for link in child.links)


def _free_what_moves(plan: Plan) -> None:
    """Take away references and e-mail addresses that change: two may swap theirs, and each is one person's at a time."""
    children = [child.id for child in plan.children if _moves(child.changes, Detail.REFERENCE)]
    adults = [adult.id for adult in plan.adults.values() if _moves(adult.changes, Detail.EMAIL)]
    Child.update(reference=None).where(one_of_ids(Child.id, [id_ for id_ in children if id_])).execute()
    Adult.update(email=None).where(one_of_ids(Adult.id, [id_ for id_ in adults if id_])).execute()


def _moves(changes: Iterable[Change], detail: Detail) -> bool:
    return any(change.detail is detail for change in changes)


def _write_child(child: PlannedChild) -> int:
    """Write a new child, or what differs of a known one, and return the id."""
    values = _values(child.changes)
    sessions = values.pop(Detail.SESSIONS, None)
    if child.id is None:
        record = child.record
        made: int = Child.insert(
            first_name=record.first_name, last_name=record.last_name, known_as=record.known_as,
            born_on=record.born_on, starts_on=record.starts_on, leaves_on=record.leaves_on,
            reference=record.reference or None,
        ).execute()  # fmt: skip
        _add_sessions(made, record.sessions)
        return made
    if values:
        Child.update(values).where(Child.id == child.id).execute()
    if isinstance(sessions, frozenset):
        ChildSession.delete().where(ChildSession.child == child.id).execute()
        _add_sessions(child.id, sessions)
    return child.id


def _add_sessions(child_id: int, keys: Iterable[str]) -> None:
    if rows := [{"child": child_id, "kind": key} for key in sorted(keys)]:
        ChildSession.insert_many(rows).execute()


def _write_adult(adult: PlannedAdult) -> int:
    """Write a new adult, or what differs of a known one, and return the id."""
    record = adult.record
    if adult.id is None:
        made: int = Adult.insert(
            name=record.name, email=record.email, phone=record.phone, address=record.address
        ).execute()
        return made
    if adult.changes:
        Adult.update(_values(adult.changes)).where(Adult.id == adult.id).execute()
    return adult.id


def _values(changes: Iterable[Change]) -> dict[str, object]:
    """Return the new values by column; details are named like their columns."""
    return {str(change.detail): change.new for change in changes}
