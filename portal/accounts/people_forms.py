"""Questions about people who work here: who they are, and what they may do."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from portal.access.permissions import Role
from portal.accounts.keeping import Wanted
from portal.accounts.people import Person
from portal.accounts.people_policy import WORKING_ROLES, PersonFault, PersonRefused, check_roles, kept_day
from portal.accounts.people_words import HINTS, INVITATION_REFUSED, REFUSED, ROLES
from portal.foundation import clock
from portal.foundation.email_addresses import is_email
from portal.web.forms import DayField, PortalForm, line_field

_DAY_FAULTS = frozenset({PersonFault.DAY_NEEDED, PersonFault.DAY_NOT_POSSIBLE})


def _roles() -> SelectMultipleField:
    offered = [SelectChoice(role.value, ROLES[role], {"hint": HINTS[role]}) for role in Role if role in WORKING_ROLES]
    return SelectMultipleField(_l("What do they do here?"), choices=offered)


def _last_day() -> DayField:
    hint = _l("Only for an inspector, who reads for a short time. For example, 3 9 2026")
    return DayField(_l("An inspector’s last day"), description=hint, validators=[Optional()])


class RolesForm(PortalForm):
    """What somebody may do, and an inspector until when."""

    _refused: ClassVar[Mapping[PersonFault, LazyString]] = REFUSED

    roles = _roles()
    last_day = _last_day()

    @classmethod
    def for_person(cls, person: Person) -> "RolesForm":
        """Return the form as the person stands."""
        return cls(data={"roles": [str(role) for role in person.working_roles], "last_day": person.account.last_day})

    @property
    def chosen(self) -> frozenset[Role]:
        return frozenset(role for role in WORKING_ROLES if role in (self.roles.data or ()))

    @property
    def day(self) -> date | None:
        return kept_day(self.chosen, self.last_day.day)

    def explain(self, refused: PersonRefused) -> None:
        """Put beside its question why it cannot be so."""
        field = self.last_day if refused.fault in _DAY_FAULTS else self.roles
        field.errors = [str(self._refused[refused.fault])]


class InviteForm(RolesForm):
    """Somebody who is to work with the portal."""

    _refused = INVITATION_REFUSED

    name = line_field(_l("Full name"), _l("Enter their full name"))
    email = line_field(_l("E-mail address"), _l("Enter their e-mail address"), most=254)
    # Asked anew, since errors stand in the order in which questions are made, and these come last on the page.
    roles = _roles()
    last_day = _last_day()

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        if self.roles.errors or self.last_day.errors:
            return False
        try:
            check_roles(self.chosen, self.day, today=clock.today())
        except PersonRefused as refused:
            self.explain(refused)
            return False
        return valid

    def validate_email(self, field: object) -> None:
        if self.email.data and not is_email(self.email.data):
            raise ValidationError(_("Enter an e-mail address such as name@example.org"))

    def wanted(self) -> Wanted:
        """Return the answers."""
        return Wanted(self.name.data, self.email.data, self.chosen, self.day)
