"""Writing what a plan says into the family register, in the caller's transaction."""

from collections.abc import Iterable, Iterator

from peewee import chunked

from portal.families import corrections
from portal.families.models import Adult, Child, ChildSession, Guardianship
from portal.families.policy import Responsibility, ResponsibilityBasis, ResponsibilityFound
from portal.foundation import clock
from portal.foundation.database import one_of_ids
from portal.imports.events import FamiliesImported
from portal.imports.people import Detail
from portal.imports.plan import Change, Plan, PlannedAdult, PlannedChild, PlannedLink, State

# Rows written in one statement.
_BATCH = 500


def event_of(plan: Plan, *, by_id: int | None, subject_id: int, rows_left_out: int) -> FamiliesImported:
    """Return the event that says how much confirming writes."""
    links = [link for child in plan.children for link in child.links]
    turned = [link for link in links if (link.before or Responsibility.NONE) is not link.after]
    return FamiliesImported(
        actor_id=by_id,
        subject_id=subject_id,
        new_children=sum(child.state is State.NEW for child in plan.children),
        changed_children=sum(bool(child.changes) for child in plan.children),
        new_adults=sum(adult.state is State.NEW for adult in plan.adults.values()),
        changed_adults=sum(adult.state is State.CHANGED for adult in plan.adults.values()),
        new_links=sum(link.state is State.NEW for link in links),
        responsibility_given=sum(link.after is Responsibility.HELD for link in turned),
        responsibility_taken=sum(link.after is Responsibility.NONE for link in turned),
        rows_left_out=rows_left_out,
    )


def apply_plan(plan: Plan, *, basis: ResponsibilityBasis, by_id: int | None) -> None:
    """Write the plan. Nothing is removed but sessions that the list replaces and responsibility that it denies.

    Raises RestrictionStands when a responsibility was restricted since the list was compared.
    """
    _free_what_moves(plan)
    child_ids = {child.key: _write(Child, child) for child in plan.children}
    adult_ids = {adult.key: _write(Adult, adult) for adult in plan.adults.values()}
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


def _write(table: type[Child] | type[Adult], person: PlannedChild | PlannedAdult) -> int:
    """Write somebody new, or what differs of somebody known, and return the id. Details are named like their columns."""
    changes = {str(change.detail): change.new for change in person.changes}
    values = changes if person.id is not None else dict(vars(person.record))
    sessions = values.pop(Detail.SESSIONS, None)
    id_: int | None = person.id
    if id_ is None:
        id_ = int(table.insert(values).execute())
    elif values:
        table.update(values).where(table.id == id_).execute()
    if isinstance(sessions, frozenset):
        if person.id is not None:
            ChildSession.delete().where(ChildSession.child == id_).execute()
        if rows := [{"child": id_, "kind": key} for key in sorted(sessions)]:
            ChildSession.insert_many(rows).execute()
    return id_
