"""The names that the manager sees for the columns of a list and for the details it can change."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.imports.fields import ADULT_FIELDS, AdultDetail, Field
from portal.imports.planned import Detail

DETAILS = {
    Detail.FIRST_NAME: _l("First name"),
    Detail.LAST_NAME: _l("Last name"),
    Detail.KNOWN_AS: _l("Known as"),
    Detail.BORN_ON: _l("Date of birth"),
    Detail.SESSIONS: _l("Sessions"),
    Detail.STARTS_ON: _l("First day"),
    Detail.LEAVES_ON: _l("Last day"),
    Detail.REFERENCE: _l("Reference"),
    Detail.EMAIL: _l("E-mail"),
    Detail.PHONE: _l("Telephone"),
    Detail.ADDRESS: _l("Address"),
    Detail.RELATIONSHIP: _l("Relationship to the child"),
    Detail.PARENTAL_RESPONSIBILITY: _l("Parental responsibility"),
}
_CHILD_FIELDS = {
    Field.CHILD_FIRST_NAME: _l("Child’s first name"),
    Field.CHILD_LAST_NAME: _l("Child’s last name"),
    Field.CHILD_FULL_NAME: _l("Child’s full name"),
    Field.KNOWN_AS: _l("What the child is called"),
    Field.BORN_ON: _l("Date of birth"),
    Field.CHILD_REFERENCE: _l("Child’s reference"),
    Field.SESSIONS: _l("Sessions"),
    Field.ATTENDS_PLAYGROUP: _l("Comes to playgroup (yes or no)"),
    Field.ATTENDS_BREAKFAST: _l("Comes to breakfast club (yes or no)"),
    Field.ATTENDS_AFTER_SCHOOL: _l("Comes to after-school club (yes or no)"),
    Field.ATTENDS_HOLIDAY: _l("Comes to holiday club (yes or no)"),
    Field.STARTS_ON: _l("First day"),
    Field.LEAVES_ON: _l("Last day"),
}
_ADULT_DETAILS = {
    AdultDetail.FULL_NAME: _l("full name"),
    AdultDetail.FIRST_NAME: _l("first name"),
    AdultDetail.LAST_NAME: _l("last name"),
    AdultDetail.RELATIONSHIP: _l("relationship to the child"),
    AdultDetail.PARENTAL_RESPONSIBILITY: _l("parental responsibility (yes or no)"),
    AdultDetail.EMAIL: _l("e-mail"),
    AdultDetail.PHONE: _l("telephone"),
    AdultDetail.ADDRESS: _l("address"),
}


def field_label(field: Field) -> str:
    """Return what a column holds, in words: "Adult 2: e-mail"."""
    if field in _CHILD_FIELDS:
        return str(_CHILD_FIELDS[field])
    slot, detail = ADULT_FIELDS[field]
    if slot:
        return str(_("Adult %(number)s: %(detail)s", number=slot, detail=_ADULT_DETAILS[detail]))
    return str(_("Adult: %(detail)s", detail=_ADULT_DETAILS[detail]))
