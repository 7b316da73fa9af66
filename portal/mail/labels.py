"""Why a message did not arrive, in plain words."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.mail.policy import DeliveryProblem, classify

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
