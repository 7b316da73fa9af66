"""The period of an inspection pack."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.foundation import clock
from portal.records.policy import Period, PeriodNotPossible, period
from portal.web.forms import DayField, NotBlank, PortalForm


class PackForm(PortalForm):
    first = DayField(_l("From"), validators=[NotBlank(_l("Enter the first day of the period"))])
    last = DayField(_l("To"), validators=[NotBlank(_l("Enter the last day of the period"))])

    def validate(self, extra_validators: object = None) -> bool:
        return super().validate(extra_validators) and self._has_period()

    def period(self) -> Period:
        """Return the period of a form that is valid."""
        assert self.first.day
        assert self.last.day
        return period(self.first.day, self.last.day, today=clock.today())

    def _has_period(self) -> bool:
        try:
            self.period()
        except PeriodNotPossible:
            self.last.errors = [
                _("Choose a period that has begun, whose last day is not before its first, of at most seven years")
            ]
            return False
        return True
