"""The period of an inspection pack, and the file that somebody checks."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import ValidationError
from wtforms.validators import DataRequired

from portal.attachments.policy import LARGEST_RECORD
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


class VerifyForm(PortalForm):
    """A record to check; ``content`` is there once it was sent."""

    record = FileField(_l("The record"), description=_l("The PDF as you got it, up to 25 MB. We do not keep it."))
    content: bytes

    def validate_record(self, field: FileField) -> None:
        if not field.data or not field.data.filename:
            raise ValidationError(_("Choose the PDF that you want to check"))
        # One byte more than allowed is enough to know that a file is too large.
        self.content = field.data.stream.read(LARGEST_RECORD + 1)
