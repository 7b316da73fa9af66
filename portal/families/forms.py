"""Questions about families: corrections by hand."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from portal.families.labels import BASES, RESPONSIBILITIES, RESPONSIBILITY_HINTS
from portal.families.policy import ResponsibilityBasis
from portal.web.dates import format_date
from portal.web.forms import DayField, PortalForm


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
