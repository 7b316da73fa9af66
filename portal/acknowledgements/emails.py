"""The message about the rules: to the adult who signed, and to nobody else."""

from flask_babel import gettext as _

from portal.accounts.models import Account
from portal.acknowledgements.events import RulesAcknowledged
from portal.acknowledgements.models import Acknowledgement
from portal.acknowledgements.reading import full_acknowledgement
from portal.families.models import Adult
from portal.mail import service as mail
from portal.web.addresses import public_address


def confirm_acknowledgement(event: RulesAcknowledged) -> None:
    """Queue the confirmation of signed rules; who has no e-mail address has the page and the PDF."""
    record: Acknowledgement = Acknowledgement.get_by_id(event.subject_id)
    recipient = _address_of(record.account_id)
    if not recipient:
        return
    mail.queue(
        recipient,
        _("You have signed our rules"),
        "acknowledgements/acknowledged",
        record=full_acknowledgement(record),
        address=public_address("acknowledgements.acknowledged", reference=record.reference),
    )


def _address_of(account_id: int) -> str:
    """Return the address in the family register, or the one that they sign in with."""
    adult = Adult.get_or_none(Adult.account == account_id)
    return str((adult and adult.email) or Account.get_by_id(account_id).email or "")
