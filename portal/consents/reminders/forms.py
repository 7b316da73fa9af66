"""The one button that reminds everybody who was shown."""

from wtforms import HiddenField

from portal.consents.reminders.outstanding import Filter, SendPlan
from portal.web.filters import row_number
from portal.web.forms import SubmissionForm


class RemindForm(SubmissionForm):
    """Reminds those who were shown, and nobody who came to owe an answer since."""

    session = HiddenField()
    use = HiddenField()
    adults = HiddenField()

    def fill(self, wanted: Filter, plan: SendPlan) -> None:
        """Write down who is shown, for the way back."""
        self.session.data, self.use.data = wanted.session or "", wanted.use or ""
        self.adults.data = " ".join(str(each.adult.id) for each in plan.contacted)

    def adult_ids(self) -> frozenset[int]:
        """Return the numbers that came back; anything else is nobody."""
        numbers = [row_number(word) for word in str(self.adults.data or "").split()]
        return frozenset(number for number in numbers if number is not None)
