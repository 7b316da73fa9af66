"""Writing what a plan says into the family register, in the caller's transaction."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from peewee import chunked

from portal.families import corrections
from portal.families.models import Adult, Child, ChildSession, Guardianship
from portal.families.policy import Responsibility, ResponsibilityBasis, ResponsibilityFound, SessionKind
from portal.foundation import clock
from portal.imports.entries import AdultEntry, ChildEntry
from portal.imports.planned import Change, ChildChange, Detail, LinkChange, NewLink, Plan

# Rows written in one statement.
_BATCH = 500


@dataclass(frozen=True)
class Counts:
    """How much was written."""

    new_children: int
    changed_children: int
    new_adults: int
    changed_adults: int
    new_links: int
    responsibility_given: int
    responsibility_taken: int


def apply_plan(plan: Plan, *, by_id: int | None) -> Counts:
    """Write the plan. Nothing is removed but sessions that the list replaces and responsibility that it denies.

    Raises RestrictionStands when a responsibility was restricted since the list was compared.
    """
    _change_children(plan.changed_children)
    for adult in plan.changed_adults:
        Adult.update(_values(adult.changes)).where(Adult.id == adult.adult.id).execute()
    child_ids = plan.child_ids | {entry.key: _add_child(entry) for entry in plan.new_children}
    _add_sessions((child_ids[entry.key], entry.sessions) for entry in plan.new_children)
    adult_ids = plan.adult_ids | {entry.key: _add_adult(entry) for entry in plan.new_adults}
    _add_links(plan.new_links, child_ids, adult_ids)
    for link in plan.changed_links:
        _change_link(link)
    corrections.record_responsibility(
        _responsibilities(plan, child_ids, adult_ids),
        basis=ResponsibilityBasis.OWN_LIST,
        by_id=by_id,
        at=clock.now(),
        from_list=True,
    )
    return _counted(plan)


def _add_child(entry: ChildEntry) -> int:
    made: int = Child.insert(
        first_name=entry.first_name,
        last_name=entry.last_name,
        known_as=entry.known_as,
        born_on=entry.born_on,
        starts_on=entry.starts_on,
        leaves_on=entry.leaves_on,
        reference=entry.reference or None,
    ).execute()
    return made


def _add_sessions(attended: Iterable[tuple[int, frozenset[SessionKind]]]) -> None:
    rows = ({"child": child_id, "kind": kind} for child_id, kinds in attended for kind in sorted(kinds))
    for batch in chunked(rows, _BATCH):
        ChildSession.insert_many(batch).execute()


def _add_adult(entry: AdultEntry) -> int:
    made: int = Adult.insert(name=entry.name, email=entry.email, phone=entry.phone, address=entry.address).execute()
    return made


def _add_links(links: Iterable[NewLink], child_ids: Mapping[str, int], adult_ids: Mapping[str, int]) -> None:
    rows = (
        {
            "child": child_ids[link.child_key],
            "adult": adult_ids[link.adult_key],
            "relationship": link.relationship,
        }
        for link in links
    )
    for batch in chunked(rows, _BATCH):
        Guardianship.insert_many(batch).execute()


def _change_children(changed: tuple[ChildChange, ...]) -> None:
    moved = [c.child.id for c in changed if any(change.detail is Detail.REFERENCE for change in c.changes)]
    if moved:
        # Two children may swap references, and a reference belongs to one at any moment.
        Child.update(reference=None).where(Child.id.in_(moved)).execute()
    for change in changed:
        values = _values(change.changes)
        sessions = values.pop(str(Detail.SESSIONS), None)
        if values:
            Child.update(values).where(Child.id == change.child.id).execute()
        if isinstance(sessions, frozenset):
            ChildSession.delete().where(ChildSession.child == change.child.id).execute()
            _add_sessions([(change.child.id, sessions)])


def _values(changes: Iterable[Change]) -> dict[str, object]:
    """Return the new values by column; details are named like their columns."""
    return {str(change.detail): change.new for change in changes}


def _change_link(link: LinkChange) -> None:
    here = (Guardianship.child == link.child.id) & (Guardianship.adult == link.adult.id)
    if values := _values(c for c in link.changes if c.detail is not Detail.PARENTAL_RESPONSIBILITY):
        Guardianship.update(values).where(here).execute()


def _responsibilities(
    plan: Plan, child_ids: Mapping[str, int], adult_ids: Mapping[str, int]
) -> Iterator[ResponsibilityFound]:
    """Return each adult who gets or loses parental responsibility by the list."""
    for new in plan.new_links:
        if new.has_parental_responsibility:
            yield ResponsibilityFound(child_ids[new.child_key], adult_ids[new.adult_key], Responsibility.HELD)
    for link in plan.changed_links:
        for change in link.changes:
            if change.detail is Detail.PARENTAL_RESPONSIBILITY:
                state = Responsibility.HELD if change.new else Responsibility.NONE
                yield ResponsibilityFound(link.child.id, link.adult.id, state)


def _counted(plan: Plan) -> Counts:
    turned = [
        change.new
        for link in plan.changed_links
        for change in link.changes
        if change.detail is Detail.PARENTAL_RESPONSIBILITY
    ]
    return Counts(
        new_children=len(plan.new_children),
        changed_children=len(plan.changed_children),
        new_adults=len(plan.new_adults),
        changed_adults=len(plan.changed_adults),
        new_links=len(plan.new_links),
        responsibility_given=sum(link.has_parental_responsibility for link in plan.new_links) + turned.count(True),
        responsibility_taken=turned.count(False),
    )
