"""The reminder by e-mail: whose answers wait, and where to give them. No answer stands in it, and no other adult."""

from dataclasses import dataclass

from flask_babel import gettext as _

from portal.consents.reminders.outstanding import Recipient
from portal.mail import service as mail
from portal.web.addresses import public_address
from portal.web.words import all_of

_TEMPLATE = "consents/reminder"


@dataclass(frozen=True)
class Message:
    """An e-mail as it will read."""

    recipient: str
    subject: str
    body: str


def send_reminder(adult: Recipient) -> None:
    """Queue the reminder of one adult."""
    mail.queue(adult.email, _subject(adult), _TEMPLATE, **_values(adult))


def preview(adult: Recipient) -> Message:
    """Return the reminder that this adult would get, and send nothing."""
    return Message(adult.email, _subject(adult), mail.compose(_TEMPLATE, **_values(adult)))


def _subject(adult: Recipient) -> str:
    # No name here: a telephone shows it to whoever looks over a shoulder (product.md P8).
    return _("A question from us waits for your answer")


def _values(adult: Recipient) -> dict[str, object]:
    return {"name": adult.name, "children": all_of(adult.called), "address": public_address("accounts.sign_in")}
