"""The setting's own details."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, NumberRange

from portal.foundation import clock
from portal.foundation.email_addresses import is_email
from portal.settings.labels import CONTACTS
from portal.settings.policy import Contact, read_schedule
from portal.settings.service import ContactLine, read_closed_days
from portal.web.change_form import ChangeForm
from portal.web.dates import format_date
from portal.web.forms import line_field, text_field

# As Python counts them: Monday is 0.
_WEEKDAYS = (_l("Monday"), _l("Tuesday"), _l("Wednesday"), _l("Thursday"), _l("Friday"), _l("Saturday"), _l("Sunday"))
_LONGEST_CLOSED = 366  # days


class SettingForm(ChangeForm):
    name = line_field(_l("Name of the setting"), _l("Enter the name of your setting"))
    address = text_field(_l("Address"), most=500)
    phone = line_field(_l("Telephone"), most=60)
    email = line_field(_l("E-mail address"), most=254)
    ofsted_number = line_field(_l("Ofsted number"), most=40)
    safeguarding_lead = line_field(_l("Safeguarding lead’s name"))
    privacy_notice = text_field(_l("Privacy notice, or where to read it"), most=4_000)
    consent_months = IntegerField(
        _l("How many months a yes lasts"),
        validators=[NumberRange(1, 36, message=_l("Enter a number of months between 1 and 36"))],
    )
    consents_end_with_school_year = BooleanField(_l("A yes also ends with the school year, on 31 August"))
    needs_second_poster = BooleanField(_l("A second poster looks at each picture before it is clear"))
    invitation_days = IntegerField(
        _l("How many days an invitation lasts"),
        validators=[NumberRange(1, 60, message=_l("Enter a number of days between 1 and 60"))],
    )
    take_down_days = IntegerField(
        _l("Within how many working days we take down a picture after a no"),
        validators=[NumberRange(1, 20, message=_l("Enter a number of days between 1 and 20"))],
    )
    comment_checks = line_field(
        _l("When we read the comments on a post"), _l("Write when, for example 2 hours, 7 days")
    )
    opening_days = SelectMultipleField(
        _l("On which days you open"),
        choices=[SelectChoice(str(number), name) for number, name in enumerate(_WEEKDAYS)],
        validators=[InputRequired(_l("Tick the days on which you open"))],
    )
    closed_days = text_field(_l("When you are closed, a line for each day or time"), most=2_000)
    comment_reasons = text_field(
        _l("Why we hide or remove a comment, a line for each reason"), _l("Write one reason at least"), most=2_000
    )
    ofsted_contact = text_field(_l("How to reach Ofsted"), most=500)
    lado_contact = text_field(_l("How to reach the local authority’s designated officer (LADO)"), most=500)
    whistleblowing_contact = text_field(_l("Whistleblowing advice"), most=500)
    ico_contact = text_field(_l("Who watches over data protection, and how to reach them"), most=500)
    contacts_checked = BooleanField(_l("I have checked today that each contact on this page is right"))

    def validate_email(self, field: object) -> None:
        if self.email.data and not is_email(self.email.data):
            raise ValidationError(_("Enter an e-mail address such as office@example.org"))

    def validate_comment_checks(self, field: object) -> None:
        if not read_schedule(self.comment_checks.data or ""):
            raise ValidationError(
                _("Write hours or days with commas between them, for example 2 hours, 24 hours, 7 days")
            )

    def validate_closed_days(self, field: object) -> None:
        for first, last in read_closed_days(self.closed_days.data or "", today=clock.today()):
            if first is None or last is None or not 0 <= (last - first).days <= _LONGEST_CLOSED:
                raise ValidationError(
                    _("Write a day, or two with “to” between them, on each line: 21 12 2026 to 3 1 2027")
                )

    def values(self) -> dict[str, object]:
        """Return the answers by the setting's field."""
        asked = {
            field.name: field.data for field in self if field.name not in {"csrf_token", "opened", "contacts_checked"}
        }
        return asked | {"opening_days": "".join(self.opening_days.data or ())}


class CheckContactsForm(ChangeForm):
    """A tick for each contact that somebody looked up and found right."""

    contacts = SelectMultipleField(
        _l("I looked these up today, and they are right"),
        coerce=Contact,
        validators=[DataRequired(_l("Tick at least one that you checked"))],
    )

    @classmethod
    def of(cls, lines: list[ContactLine]) -> "CheckContactsForm":
        """Offer each contact with its words and when it was last checked."""
        form = cls(beside={"contacts": "\n".join(line.words for line in lines)})
        form.contacts.choices = [
            (line.contact, CONTACTS[line.contact], {"hint": f"{line.words} – {_last_checked(line)}"}) for line in lines
        ]
        return form


def _last_checked(line: ContactLine) -> str:
    if line.checked_on is None:
        return _("not checked yet")
    return _("last checked on %(day)s", day=format_date(line.checked_on))
