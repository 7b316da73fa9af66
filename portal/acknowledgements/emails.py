"""The message about a signed document: to the person who signed, and to nobody else."""

from flask_babel import gettext as _

from portal.accounts.models import Account
from portal.acknowledgements.events import RulesAcknowledged
from portal.acknowledgements.models import Acknowledgement
from portal.acknowledgements.queries import full_acknowledgement
from portal.families.models import Adult
from portal.mail import service as mail
from portal.web.addresses import public_address


def confirm_acknowledgement(event: RulesAcknowledged) -> None:
    """Queue the confirmation, also of a paper; who has no e-mail address has the page and the PDF."""
    record: Acknowledgement = Acknowledgement.get_by_id(event.subject_id)
    adult = record.adult or Adult.get_or_none((Adult.account == record.account_id) & Adult.account.is_null(False))
    account: Account | None = record.account or (adult and adult.account)
    # The address in the family register, or the one that they sign in with.
    recipient = str((adult and adult.email) or (account and account.email) or "")
    if not recipient:
        return
    full = full_acknowledgement(record)
    mail.queue(
        recipient,
        _("Signed: %(title)s", title=full.text.title),
        "acknowledgements/acknowledged",
        record=full,
        address=public_address("acknowledgements.acknowledged", reference=record.reference) if account else "",
    )
