"""What the setting says of itself: one row, edited on a page, read on every page."""

from peewee import BooleanField, CharField, Check, DateField, IntegerField, TextField

from portal.foundation.database import AppendOnlyTable, Table, one_of
from portal.settings.policy import COMMENT_REASONS, Contact


class Setting(Table):
    """The setting's name, contacts and periods (product.md: all of these are settings, never code)."""

    name = CharField(max_length=200)
    address = TextField(default="")
    phone = CharField(default="", max_length=60)
    email = CharField(default="", max_length=254)
    ofsted_number = CharField(default="", max_length=40)
    safeguarding_lead = CharField(default="", max_length=200)
    privacy_notice = TextField(default="", null=True)
    consent_months = IntegerField(default=12)
    consents_end_with_school_year = BooleanField(default=False)
    invitation_days = IntegerField(default=14)
    take_down_days = IntegerField(
        default=2,
        null=True,
        constraints=[Check("take_down_days BETWEEN 1 AND 20", name="take_down_days_is_sensible")],
    )
    # The same for all of England, so a setting begins with them; the page says “please check” until somebody has.
    ofsted_contact = TextField(default="Ofsted: 0300 123 1231, enquiries@ofsted.gov.uk")
    whistleblowing_contact = TextField(default="NSPCC whistleblowing advice line: 0800 028 0285")
    ico_contact = TextField(default="Information Commissioner’s Office: 0303 123 1113, ico.org.uk")
    # The council's own.
    lado_contact = TextField(default="")
    # Whether a second designated poster looks at each picture before it is clear.
    needs_second_poster = BooleanField(default=False, null=True)
    # When the comments on a post are read, as policy.read_schedule reads it; on which days we open, Monday being 0, and
    # when we are closed all the same; and for what reasons a comment is hidden, a line for each (product.md §5.3).
    comment_checks = CharField(default="2 hours, 24 hours, 7 days", max_length=200, null=True)
    opening_days = CharField(default="01234", max_length=7, null=True)
    closed_days = TextField(default="", null=True)
    comment_reasons = TextField(default=COMMENT_REASONS, null=True)

    class Meta:
        table_name = "settings"
        constraints = [
            Check("id = 1", name="there_is_one_setting"),
            Check("consent_months BETWEEN 1 AND 36", name="consent_months_is_sensible"),
            Check("invitation_days BETWEEN 1 AND 60", name="invitation_days_is_sensible"),
        ]


class ContactCheck(AppendOnlyTable):
    """That somebody found a contact right on a day. It holds for the words that stood there: an edit is not checked.

    ``checked_by`` is empty for what earlier releases kept.
    """

    contact = CharField(max_length=30)
    words = TextField()
    checked_on = DateField()
    checked_by_id = IntegerField(null=True)

    class Meta:
        table_name = "contact_checks"
        constraints = [one_of("contact", Contact)]
