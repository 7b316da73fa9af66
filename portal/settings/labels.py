"""What each contact is called, on pages and in what the manager is told."""

import re

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.settings.policy import Contact

CONTACTS: dict[Contact, LazyString] = {
    Contact.PHONE: _l("Telephone"),
    Contact.EMAIL: _l("E-mail"),
    Contact.LEAD: _l("Safeguarding lead"),
    Contact.OFSTED: _l("Ofsted"),
    Contact.LADO: _l("Local authority’s designated officer (LADO)"),
    Contact.REGULATOR: _l("Data protection regulator"),
    Contact.WHISTLEBLOWING: _l("Whistleblowing advice"),
}
# Whom each is for, where its name does not say so.
PURPOSES: dict[Contact, LazyString] = {
    Contact.LEAD: _l("Speak to them if you worry that a child is not safe. You reach them through us."),
    Contact.OFSTED: _l("Inspects us, and takes complaints from parents."),
    Contact.LADO: _l("If somebody who works with children may have harmed a child."),
    Contact.REGULATOR: _l("If you are not happy with what we do with personal information."),
    Contact.WHISTLEBLOWING: _l("For people who work here and worry about how we look after children."),
}

_TELEPHONE = re.compile(r"\+?\d[\d ]{7,}\d")


def telephone(contact: str) -> str:
    """Return the telephone number in how somebody is reached, for a link, or nothing."""
    found = _TELEPHONE.search(contact)
    return found[0] if found else ""
