"""Questions about families: corrections by hand."""

from collections.abc import Mapping
from datetime import date

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from portal.families.labels import BASES, RESPONSIBILITIES, RESPONSIBILITY_HINTS
from portal.families.policy import LONGEST_SESSION_NAME, ResponsibilityBasis
from portal.web.dates import format_date
from portal.web.forms import DayField, PortalForm, line_field


class ResponsibilityForm(PortalForm):
    """What parental responsibility an adult has, and how that was checked. Nothing is chosen beforehand."""

    responsibility = RadioField(
        _l("What does our register say?"),
        choices=[
            SelectChoice(str(state), label, {"hint": RESPONSIBILITY_HINTS[state]})
            for state, label in RESPONSIBILITIES.items()
        ],
        validators=[InputRequired(_l("Choose one of the three"))],
    )
    basis = RadioField(
        _l("How was it checked?"),
        choices=[
            SelectChoice(str(how), label) for how, label in BASES.items() if how is not ResponsibilityBasis.OWN_LIST
        ],
        validators=[InputRequired(_l("Choose how it was checked"))],
    )


def sessions_form(names: Mapping[str, str]) -> PortalForm:
    """Return the form of each session's name by its key, and of one more; of one that came back, as it was opened."""
    keys = [key for key in names if request.method == "GET" or key in request.form]
    labels = {key: _("Session %(number)s", number=number) for number, key in enumerate(keys, start=1)}
    labels["added"] = _("One more session")
    fields = {key: line_field(label, most=LONGEST_SESSION_NAME) for key, label in labels.items()}
    made: PortalForm = type("SessionsForm", (PortalForm,), fields)(data=names)
    return made


class LastDayForm(PortalForm):
    """A child's last day; empty while the child stays."""

    last_day = DayField(
        _l("Last day"),
        description=_l("For example, 24 7 2027. Leave it empty while the child stays."),
    )
    earliest: date = date.min

    def validate_last_day(self, field: DayField) -> None:
        if field.day and field.day < self.earliest:
            raise ValidationError(
                _("The last day cannot be before the child’s first, %(day)s", day=format_date(self.earliest))
            )
