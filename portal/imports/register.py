"""The whole family register as plain data, for comparing a list with it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar

from peewee import ModelSelect

from portal.families.models import Adult, Child, ChildSession, Guardianship
from portal.families.policy import Relationship, Responsibility
from portal.families.sessions import session_names
from portal.imports.people import AdultRecord, ChildRecord, LinkRecord, Register

R = TypeVar("R", ChildRecord, AdultRecord)


def load_register() -> Register:
    """Return every child and every adult, those who have left too, in five queries."""
    sessions: dict[int, set[str]] = defaultdict(set)
    for child_id, kind in ChildSession.select(ChildSession.child, ChildSession.kind).tuples():
        sessions[child_id].add(kind)
    children = Child.select(
        Child.id, Child.same_as, Child.first_name, Child.last_name, Child.born_on, Child.known_as, Child.reference,
        Child.starts_on, Child.leaves_on,
    )  # fmt: skip
    adults = Adult.select(Adult.id, Adult.same_as, Adult.name, Adult.email, Adult.phone, Adult.address)
    g = Guardianship
    links = g.select(g.child, g.adult, g.relationship, g.responsibility).order_by(g.id)
    of_children = (
        (same or id_, ChildRecord(first, last, born, known_as, ref or None, frozenset(sessions[id_]), starts, leaves))
        for id_, same, first, last, born, known_as, ref, starts, leaves in _in_order(children, Child).tuples()
    )
    of_adults = ((same or id_, AdultRecord(*details)) for id_, same, *details in _in_order(adults, Adult).tuples())
    found = {
        (child, adult): LinkRecord(Relationship(relationship), Responsibility(responsibility))
        for child, adult, relationship, responsibility in links.tuples()
    }
    return Register(_by_person(of_children), _by_person(of_adults), found, session_names())


def _in_order(entries: ModelSelect, table: type[Child] | type[Adult]) -> ModelSelect:
    return entries.order_by(
        table.same_as.is_null(False), table.id
    )  # of somebody with several, the one that is kept first


def _by_person(entries: Iterable[tuple[int, R]]) -> dict[int, list[R]]:
    found: dict[int, list[R]] = defaultdict(list)
    for id_, record in entries:
        found[id_].append(record)
    return dict(found)
