"""The names that the manager sees for the columns of a list and for the details it can change."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.imports.columns import Field, Who
from portal.imports.people import Detail

DETAILS = {
    Detail.FIRST_NAME: _l("First name"),
    Detail.LAST_NAME: _l("Last name"),
    Detail.NAME: _l("Full name"),
    Detail.KNOWN_AS: _l("Known as"),
    Detail.BORN_ON: _l("Date of birth"),
    Detail.REFERENCE: _l("Reference"),
    Detail.SESSIONS: _l("Sessions"),
    Detail.STARTS_ON: _l("First day"),
    Detail.LEAVES_ON: _l("Last day"),
    Detail.EMAIL: _l("E-mail"),
    Detail.PHONE: _l("Telephone"),
    Detail.ADDRESS: _l("Address"),
    Detail.RELATIONSHIP: _l("Relationship to the child"),
    Detail.RESPONSIBILITY: _l("Parental responsibility"),
}


def person_label(field: Field) -> str:
    """Return of whom a column speaks, in words: "Adult 2"."""
    if field.who is Who.CHILD:
        return str(_("Child") if field.number == 1 else _("Child %(number)s", number=field.number))
    return str(_("Adult %(number)s", number=field.number))


def field_label(field: Field) -> str:
    """Return what a column holds, in words: "Adult 2: E-mail"."""
    return str(_("%(person)s: %(detail)s", person=person_label(field), detail=DETAILS[field.detail]))
