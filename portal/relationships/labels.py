"""Where a declared relationship stands, in words."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.relationships.policy import Standing
from portal.relationships.service import RegisterLine
from portal.web.dates import format_date

STANDINGS: dict[Standing, LazyString] = {
    Standing.DECLARED: _l("Waits to be confirmed"),
    Standing.CONFIRMED: _l("Confirmed"),
    Standing.ENDED: _l("Ended"),
}
TONES = {Standing.DECLARED: "soon", Standing.CONFIRMED: "yes", Standing.ENDED: "waiting"}


def declared_words(line: RegisterLine) -> str:
    """Return who declared it and when."""
    return _("%(name)s, %(day)s", name=line.declared_by, day=format_date(line.declaration.declared_at))


def confirmed_words(line: RegisterLine) -> str:
    """Return who confirmed it and when, if anybody did."""
    if not line.confirmed_at:
        return ""
    return _("%(name)s, %(day)s", name=line.confirmed_by, day=format_date(line.confirmed_at))
