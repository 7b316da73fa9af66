"""Questions about people who work here: who they are, and what they may do."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from portal.access.permissions import Role
from portal.accounts.forms import email_field
from portal.accounts.labels import HINTS, ROLES
from portal.accounts.staff_policy import WORKING_ROLES
from portal.web.change_form import ChangeForm
from portal.web.forms import DayField, PortalForm, SubmissionForm, line_field


def _roles(validators: Sequence[Any] = ()) -> SelectMultipleField:
    offered = [SelectChoice(role.value, ROLES[role], {"hint": HINTS[role]}) for role in Role if role in WORKING_ROLES]
    return SelectMultipleField(_l("What do they do here?"), choices=offered, coerce=Role, validators=validators)


def _last_day() -> DayField:
    hint = _l("Only for an inspector, who reads for a short time. For example, 3 9 2026")
    return DayField(_l("An inspector’s last day"), description=hint, validators=[Optional()])


class RolesForm(ChangeForm):
    """What somebody may do, and an inspector until when."""

    roles = _roles()
    last_day = _last_day()


class InviteForm(PortalForm):
    """Somebody who is to work with the portal."""

    name = line_field(_l("Full name"), _l("Enter their full name"))
    email = email_field(_l("E-mail address"), _l("Enter their e-mail address"))
    # Whoever is only invited has no account yet that could be disabled instead.
    roles = _roles([InputRequired(_l("Choose at least one role"))])
    last_day = _last_day()


class HandlerForm(SubmissionForm):
    """Who is to handle what concerns the manager."""

    role = RadioField(_l("As what?"), validators=[InputRequired(_l("Choose what they would be"))])
    name = line_field(_l("Full name"), _l("Enter their full name"))
    email = email_field(_l("E-mail address"), _l("Enter their e-mail address"))

    @classmethod
    def for_roles(cls, roles: Sequence[Role]) -> "HandlerForm":
        """Return the form with these roles to choose from; the only one is chosen."""
        form = cls(data={"role": roles[0].value} if len(roles) == 1 else None)
        form.role.choices = [SelectChoice(role.value, ROLES[role], {"hint": HINTS[role]}) for role in roles]
        return form
