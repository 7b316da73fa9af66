"""The period of an inspection pack."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired

from portal.foundation import clock
from portal.records.policy import Period, period
from portal.web.forms import DayField, PortalForm


class PackForm(PortalForm):
    first = DayField(_l("From"), validators=[DataRequired(_l("Enter the first day of the period"))])
    last = DayField(_l("To"), validators=[DataRequired(_l("Enter the last day of the period"))])

    def period(self) -> Period:
        """Return the period of a form that is valid. Raises PeriodNotPossible."""
        assert self.first.day
        assert self.last.day
        return period(self.first.day, self.last.day, today=clock.today())
