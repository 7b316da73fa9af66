"""What became of a message, in plain words."""

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.foundation import clock
from portal.mail import service
from portal.mail.models import OutboxMessage
from portal.mail.policy import Delivery, DeliveryProblem, classify
from portal.web.dates import format_date

OBSTACLES: dict[Delivery, LazyString] = {
    Delivery.NO_SERVER: _l("no mail server is set"),
    Delivery.HELD: _l("the portal’s address opens on this computer only"),
}
DELIVERY_PROBLEMS: dict[DeliveryProblem, LazyString] = {
    DeliveryProblem.NO_SUCH_ADDRESS: _l("This address does not exist."),
    DeliveryProblem.MAILBOX_FULL: _l("Their mailbox is full."),
    DeliveryProblem.REFUSED: _l("Their mail server refused it, most often because it takes our e-mails for spam."),
    DeliveryProblem.NOT_LET_IN: _l(
        "Our own mail server did not let the portal in. Tell whoever looks after the portal."
    ),
    DeliveryProblem.NOT_REACHED: _l("The mail server could not be reached."),
    DeliveryProblem.NOT_TAKEN: _l("The mail server did not take it."),
}


def why(said: str) -> LazyString:
    """Return the sentence for what a mail server said."""
    return DELIVERY_PROBLEMS[classify(said)]


def delivery_words(message: OutboxMessage) -> str:
    """Return what became of a message: “E-mail sent 29 November 2026”, “E-mail waits: no mail server is set”."""
    delivery = service.delivery_of(message)
    if delivery is Delivery.SENT:
        return _("E-mail sent %(day)s", day=format_date(clock.london_date(message.sent_at)))
    if delivery is Delivery.FAILED:
        return _("E-mail did not arrive: %(why)s", why=why(str(message.last_problem)))
    if delivery is Delivery.QUEUED:
        return _("E-mail waits to be sent")
    return _("E-mail waits: %(why)s", why=OBSTACLES[delivery])


def outgoing_words(emails: int) -> str:
    """Return what happens to e-mails that were written just now."""
    if obstacles := service.obstacles():
        return ngettext(
            "%(num)s e-mail waits: %(why)s.", "%(num)s e-mails wait: %(why)s.", emails, why=OBSTACLES[obstacles[0]]
        )
    return ngettext("%(num)s e-mail is on its way.", "%(num)s e-mails are on their way.", emails)


def test_words(message: OutboxMessage) -> str:
    """Return what became of a test, with the answer of the mail server as it came."""
    if message.sent_at:
        return _("The mail server took it. Now look in the mailbox of %(email)s.", email=message.recipient)
    said = str(message.last_problem)
    return _("It was not sent. %(why)s The answer was: %(said)s", why=why(said), said=said)
