"""The names that people see for relationships and parental responsibility."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from portal.families.policy import Relationship, Responsibility, ResponsibilityBasis
from portal.families.sessions import session_names

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
RESPONSIBILITIES = {
    Responsibility.HELD: _l("Parental responsibility"),
    Responsibility.RESTRICTED: _l("Restricted by a court order"),
    Responsibility.NONE: _l("No parental responsibility"),
}
RESPONSIBILITY_TONES = {Responsibility.HELD: "yes", Responsibility.RESTRICTED: "soon", Responsibility.NONE: "no"}
RESPONSIBILITY_HINTS = {
    Responsibility.HELD: _l("A yes from them counts, and so does a no."),
    Responsibility.RESTRICTED: _l("A yes from them does not count. A no still does. We do not ask or remind them."),
    Responsibility.NONE: _l(
        "They can read the form. They cannot answer, and what they answered before stops counting."
    ),
}
BASES = {
    ResponsibilityBasis.BIRTH_CERTIFICATE: _l("Certificate seen"),
    ResponsibilityBasis.SAID_BY_PARENT: _l("A parent said so"),
    ResponsibilityBasis.COURT_ORDER: _l("Court order seen"),
    ResponsibilityBasis.OWN_LIST: _l("As the setting’s own list says"),
}


def session_words(keys: Iterable[str]) -> str:
    """Return sessions in the setting's order, as "Playgroup, After-school club"."""
    held = set(keys)
    return ", ".join(name for key, name in session_names().items() if key in held)
