"""The whole family register as plain data, for comparing a list with it."""

from collections import defaultdict

from portal.families.models import Adult, Child, ChildSession, Guardianship
from portal.families.policy import Relationship, Responsibility, SessionKind
from portal.imports.planned import Existing, ExistingAdult, ExistingChild, ExistingLink


def load_register() -> Existing:
    """Return every child and every adult, those who have left too, in four queries."""
    sessions, links = _sessions(), _links()
    children = Child.select().order_by(Child.id)
    adults = Adult.select().order_by(Adult.id)
    return Existing(
        tuple(_child(child, frozenset(sessions[child.id]), tuple(links[child.id])) for child in children),
        tuple(ExistingAdult(a.id, a.name, a.email, a.phone, a.address) for a in adults),
    )


def _child(child: Child, sessions: frozenset[SessionKind], adults: tuple[ExistingLink, ...]) -> ExistingChild:
    return ExistingChild(
        id=child.id,
        first_name=str(child.first_name),
        last_name=str(child.last_name),
        born_on=child.born_on,  # type: ignore[arg-type]
        known_as=str(child.known_as),
        reference=child.reference,  # type: ignore[arg-type]
        sessions=sessions,
        starts_on=child.starts_on,  # type: ignore[arg-type]
        leaves_on=child.leaves_on,  # type: ignore[arg-type]
        adults=adults,
    )


def _sessions() -> dict[int, list[SessionKind]]:
    found: dict[int, list[SessionKind]] = defaultdict(list)
    for child_id, kind in ChildSession.select(ChildSession.child, ChildSession.kind).tuples():
        found[child_id].append(SessionKind(kind))
    return found


def _links() -> dict[int, list[ExistingLink]]:
    found: dict[int, list[ExistingLink]] = defaultdict(list)
    g = Guardianship
    rows = g.select(g.child, g.adult, g.relationship, g.responsibility).order_by(g.id)
    for child_id, adult_id, relationship, responsibility in rows.tuples():
        is_held, is_restricted = (responsibility == each for each in (Responsibility.HELD, Responsibility.RESTRICTED))
        found[child_id].append(ExistingLink(adult_id, Relationship(relationship), is_held, is_restricted))
    return found
