"""The whole family register as plain data, for comparing a list with it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar

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
    of_children = [
        (id_, same, ChildRecord(first, last, born, known_as, ref or None, frozenset(sessions[id_]), starts, leaves))
        for id_, same, first, last, born, known_as, ref, starts, leaves in children.order_by(Child.id).tuples()
    ]
    of_adults = [(id_, same, AdultRecord(*details)) for id_, same, *details in adults.order_by(Adult.id).tuples()]
    return Register(
        {id_: record for id_, same_as, record in of_children if same_as is None},
        {id_: record for id_, same_as, record in of_adults if same_as is None},
        {
            (child, adult): LinkRecord(Relationship(relationship), Responsibility(responsibility))
            for child, adult, relationship, responsibility in links.tuples()
        },
        session_names(),
        _faces(of_children),
        _faces(of_adults),
    )


def _faces(entries: Iterable[tuple[int, int | None, R]]) -> dict[int, list[R]]:
    found: dict[int, list[R]] = defaultdict(list)
    for _id, same_as, record in entries:
        if same_as is not None:
            found[same_as].append(record)
    return dict(found)
