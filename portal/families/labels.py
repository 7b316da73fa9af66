"""The names that people see for sessions and relationships."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from portal.families.policy import Relationship, SessionKind

SESSIONS = {
    SessionKind.PLAYGROUP: _l("Playgroup"),
    SessionKind.BREAKFAST: _l("Breakfast club"),
    SessionKind.AFTER_SCHOOL: _l("After-school club"),
    SessionKind.HOLIDAY: _l("Holiday club"),
}
RELATIONSHIPS = {
    Relationship.MOTHER: _l("Mother"),
    Relationship.FATHER: _l("Father"),
    Relationship.STEP_PARENT: _l("Step-parent"),
    Relationship.GRANDPARENT: _l("Grandparent"),
    Relationship.FOSTER_CARER: _l("Foster carer"),
    Relationship.GUARDIAN: _l("Guardian"),
    Relationship.SOCIAL_WORKER: _l("Social worker"),
    Relationship.OTHER: _l("Other"),
}


def session_words(kinds: Iterable[SessionKind]) -> str:
    """Return sessions in their usual order, as "Playgroup, After-school club"."""
    held = set(kinds)
    return ", ".join(str(SESSIONS[kind]) for kind in SessionKind if kind in held)
