"""Finding the one child behind several rows of a family list."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from portal.imports.entries import FaultBook
from portal.imports.faults import FaultKind
from portal.imports.fields import Field
from portal.imports.policy import normalise_name
from portal.imports.rows import ChildSeen

# Where two rows may differ about one child, and the column that says it.
_DETAILS = {
    "last_name": Field.CHILD_LAST_NAME,
    "known_as": Field.KNOWN_AS,
    "born_on": Field.BORN_ON,
    "starts_on": Field.STARTS_ON,
    "leaves_on": Field.LEAVES_ON,
    "reference": Field.CHILD_REFERENCE,
}


@dataclass
class _Known:
    """The children found so far, by each of the ways to know one again."""

    children: list[ChildSeen] = field(default_factory=list)
    by_identity: dict[tuple[str, str, date], int] = field(default_factory=dict)
    by_reference: dict[str, int] = field(default_factory=dict)
    by_name: dict[tuple[str, str], int] = field(default_factory=dict)


def merge_children(seen: Iterable[ChildSeen], faults: FaultBook) -> tuple[list[ChildSeen], dict[int, int]]:
    """Return each child once, and for each row the place of its child in that list.

    Rows are of one child when names and birth date agree, or reference and first name: a reference alone
    may be the whole family's.
    """
    known = _Known()
    places: dict[int, int] = {}
    for child in seen:
        place = _place_of(child, known)
        if place is None:
            place = _add(child, known, faults)
        else:
            child = _without_taken_reference(child, place, known, faults)
            known.children[place] = _told_apart(
                known.children[place], _united(known.children[place], child, faults), known
            )
        kept = known.children[place]
        known.by_identity.setdefault(_identity(child), place)
        known.by_identity.setdefault(_identity(kept), place)
        if kept.reference:
            known.by_reference.setdefault(normalise_name(kept.reference), place)
        places[child.row] = place
    return known.children, places


def _identity(child: ChildSeen) -> tuple[str, str, date]:
    return (normalise_name(child.first_name), normalise_name(child.last_name), child.born_on)


def _place_of(child: ChildSeen, known: _Known) -> int | None:
    by_identity = known.by_identity.get(_identity(child))
    if by_identity is not None or not child.reference:
        return by_identity
    place = known.by_reference.get(normalise_name(child.reference))
    if place is None:
        return None
    same = normalise_name(known.children[place].first_name) == normalise_name(child.first_name)
    return place if same else None


def _add(child: ChildSeen, known: _Known, faults: FaultBook) -> int:
    place = len(known.children)
    known.children.append(_without_taken_reference(child, place, known, faults))
    name = _identity(child)[:2]
    if name in known.by_name:
        other = known.children[known.by_name[name]]
        faults.note(child.row, FaultKind.POSSIBLE_DUPLICATE, None, name=child.name, row=other.row, date=other.born_on)
    known.by_name.setdefault(name, place)
    return place


def _without_taken_reference(child: ChildSeen, place: int, known: _Known, faults: FaultBook) -> ChildSeen:
    holder = known.by_reference.get(normalise_name(child.reference or ""), place)
    if holder == place:
        return child
    other = known.children[holder]
    reference = child.reference or ""
    faults.note(child.row, FaultKind.REFERENCE_SHARED, None, value=reference, name=other.name, row=other.row)
    return replace(child, reference=None)


def _told_apart(kept: ChildSeen, united: ChildSeen, known: _Known) -> ChildSeen:
    """Leave a missing last name missing where filling it in would make two children of the list look like one."""
    place, other = known.by_identity[_identity(kept)], known.by_identity.get(_identity(united))
    return united if other in (None, place) else replace(united, last_name=kept.last_name)


def _united(kept: ChildSeen, other: ChildSeen, faults: FaultBook) -> ChildSeen:
    values: dict[str, str | date | None] = {}
    for detail, column in _DETAILS.items():
        old, new = getattr(kept, detail), getattr(other, detail)
        values[detail] = old or new
        if old and new and _differ(old, new):
            faults.note(other.row, FaultKind.CONFLICT, None, field=column, kept=old, other=new, row=kept.row)
    united = replace(kept, sessions=kept.sessions | other.sessions, **values)  # type: ignore[arg-type]
    if united.starts_on and united.leaves_on and united.leaves_on < united.starts_on:
        days = {"kept": united.starts_on, "other": united.leaves_on}
        faults.note(other.row, FaultKind.CONFLICT, None, field=Field.STARTS_ON, row=kept.row, **days)
        return replace(united, starts_on=kept.starts_on, leaves_on=kept.leaves_on)
    return united


def _differ(old: str | date, new: str | date) -> bool:
    if isinstance(old, str) and isinstance(new, str):
        return normalise_name(old) != normalise_name(new)
    return old != new
