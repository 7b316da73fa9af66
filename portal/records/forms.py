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
        return super().validate(extra_validators) and self.period() is not None

    def period(self) -> Period | None:
        """Return the period, or None with the reason beside the last day."""
        if not self.first.day or not self.last.day:
            return None
        try:
            return period(self.first.day, self.last.day, today=clock.today())
        except PeriodNotPossible:
            self.last.errors = [
                _("Choose a period that has begun, whose last day is not before its first, of at most seven years")
            ]
            return None
