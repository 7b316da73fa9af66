"""Questions about families: corrections by hand."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from portal.web.dates import format_date
from portal.web.forms import DayField, PortalForm


class ResponsibilityForm(PortalForm):
    """Whether an adult has parental responsibility."""

    has_it = RadioField(
        _l("Parental responsibility"),
        choices=[SelectChoice("yes", _l("Yes")), SelectChoice("no", _l("No"))],
        validators=[InputRequired(_l("Choose yes or no"))],
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
