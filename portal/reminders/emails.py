"""The reminder by e-mail: what waits for one adult, and where to do it. No answer stands in it, and no other adult."""

from flask_babel import gettext as _

from portal.accounts.emails import preview_invitation
from portal.mail import service as mail
from portal.reminders.policy import ReminderChannel
from portal.reminders.recipients import Recipient
from portal.web.addresses import public_address
from portal.web.labels import join_names

_TEMPLATE = "reminders/reminder"


def send_reminder(recipient: Recipient) -> None:
    """Queue the reminder of one adult."""
    mail.queue(recipient.email, subject(), _TEMPLATE, **_values(recipient))


def preview(recipient: Recipient) -> str:
    """Return the text of the reminder or invitation that this adult would get, and send nothing."""
    if recipient.channel is ReminderChannel.INVITATION_EMAIL:
        return preview_invitation(str(recipient.adult.name))
    return mail.compose(_TEMPLATE, **_values(recipient))


def subject() -> str:
    """Return the subject, without a name: a telephone shows it to whoever looks over a shoulder (product.md P8)."""
    return _("Something from us waits for you")


def _values(recipient: Recipient) -> dict[str, object]:
    return {
        "name": recipient.adult.name,
        "children": join_names(recipient.called),
        "documents": recipient.documents,
        "address": public_address("accounts.sign_in"),
    }
