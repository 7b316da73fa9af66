"""Messages about consents: to the adult who signed or withdrew, and to nobody else."""

from flask_babel import gettext as _

from portal.consents.events import ConsentEvent, ConsentSigned, ConsentWithdrawn
from portal.consents.models import ConsentRecord
from portal.consents.reading import full_record
from portal.families.models import Adult
from portal.mail import service as mail
from portal.web.addresses import public_address


def confirm_signature(event: ConsentSigned) -> None:
    """Queue the confirmation of a signed form."""
    _confirm(event, _("Your answers about pictures are signed"), "consents/signed")


def confirm_withdrawal(event: ConsentWithdrawn) -> None:
    """Queue the confirmation of a withdrawal."""
    _confirm(event, _("You withdrew a consent"), "consents/withdrawn")


def _confirm(event: ConsentEvent, subject: str, template: str) -> None:
    adult: Adult = Adult.get_by_id(event.adult_id)
    if not adult.email:
        return
    record = full_record(ConsentRecord.get_by_id(event.subject_id))
    # Who never came to the portal can be written to all the same, but has nothing to sign in with.
    address = public_address("consents.signed", reference=record.reference) if adult.account_id else ""
    mail.queue(adult.email, subject, template, name=adult.name, record=record, address=address)
