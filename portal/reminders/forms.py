"""Everybody who can be reminded, with a tick, and the one button."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectMultipleField
from wtforms.validators import DataRequired

from portal.reminders.labels import what_and_how
from portal.reminders.recipients import Filter, SendPlan
from portal.web.forms import SubmissionForm


class RemindForm(SubmissionForm):
    """Reminds those who are ticked, and nobody who came to owe something since the page was made."""

    session = HiddenField()
    use = HiddenField()
    owed = HiddenField()
    # Whoever has answered meanwhile is no fault of the form: the service leaves them out.
    adults = SelectMultipleField(
        _l("Untick who should not get it"),
        validate_choice=False,
        validators=[DataRequired(_l("Tick at least one person. Nothing has gone out yet."))],
    )

    def fill(self, wanted: Filter, plan: SendPlan) -> None:
        """Offer everybody who can be contacted; on a fresh page each is ticked."""
        for name, value in vars(wanted).items():
            self[name].data = value or ""
        self.adults.choices = [(each.key, each.adult.name, {"hint": what_and_how(each)}) for each in plan.contacted]
        if not self.is_submitted():
            self.adults.data = [each.key for each in plan.contacted]

    def keys(self) -> frozenset[str]:
        """Return who was ticked; what names nobody is nobody."""
        return frozenset(self.adults.data or ())
