"""The whole family register as plain data, for comparing a list with it."""

from collections import defaultdict

from portal.families.models import Adult, Child, ChildSession, Guardianship
from portal.families.policy import Relationship, Responsibility
from portal.families.sessions import session_names
from portal.imports.people import AdultRecord, ChildRecord, LinkRecord, Register


def load_register() -> Register:
    """Return every child and every adult, those who have left too, in five queries."""
    sessions: dict[int, set[str]] = defaultdict(set)
    for child_id, kind in ChildSession.select(ChildSession.child, ChildSession.kind).tuples():
        sessions[child_id].add(kind)
    children = Child.select(
        Child.id, Child.first_name, Child.last_name, Child.born_on, Child.known_as, Child.reference, Child.starts_on,
        Child.leaves_on,
    )  # fmt: skip
    adults = Adult.select(Adult.id, Adult.name, Adult.email, Adult.phone, Adult.address)
    g = Guardianship
    links = g.select(g.child, g.adult, g.relationship, g.responsibility).order_by(g.id)
    return Register(
        {
            id_: ChildRecord(first, last, born, known_as, reference or None, frozenset(sessions[id_]), starts, leaves)
            for id_, first, last, born, known_as, reference, starts, leaves in children.order_by(Child.id).tuples()
        },
        {id_: AdultRecord(*details) for id_, *details in adults.order_by(Adult.id).tuples()},
        {
            (child, adult): LinkRecord(Relationship(relationship), Responsibility(responsibility))
            for child, adult, relationship, responsibility in links.tuples()
        },
        session_names(),
    )
