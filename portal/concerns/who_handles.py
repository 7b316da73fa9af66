"""Who handles which concerns today, for everybody to read."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.concerns import staff
from portal.concerns.policy import SAFEGUARDING_KINDS, Kind
from portal.concerns.routing import MANAGER, SAFEGUARDING_LEAD, handlers

# A kind that stands for all that go the same way, and the roles of those it is about.
_ROWS: tuple[tuple[LazyString, Kind, frozenset[str]], ...] = (
    (_l("Pictures, messages, comments, and what staff do online"), min(SAFEGUARDING_KINDS), frozenset()),
    (_l("Everything else"), Kind.COMPLAINT, frozenset()),
    (_l("A small worry of staff about an adult who works here"), Kind.LOW_LEVEL, frozenset()),
    (_l("About the manager"), Kind.COMPLAINT, frozenset({MANAGER})),
    (_l("About the safeguarding lead"), Kind.COMPLAINT, frozenset({SAFEGUARDING_LEAD})),
)


@dataclass(frozen=True)
class Handlers:
    """Who handles one sort of concern. ``outside_bodies`` says that none of them is fully independent."""

    label: LazyString
    names: tuple[str, ...]
    outside_bodies: bool


def who_handles() -> list[Handlers]:
    """Return who would handle each sort of concern, were it raised today (product.md §4.1)."""
    team = staff.workers()
    names = {worker.account_id: worker.name for worker in team}
    found = []
    for label, kind, roles in _ROWS:
        about = frozenset(worker.account_id for worker in team if roles & worker.roles)
        routing = handlers(kind, team, about=about, about_roles=roles)
        found.append(Handlers(label, tuple(names[id_] for id_ in routing.handlers), routing.outside_bodies))
    return found
