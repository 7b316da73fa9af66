"""Messages about consents: to the adult who signed or withdrew, and to nobody else."""

from flask_babel import gettext as _
from peewee import JOIN, fn

from portal.accounts.models import Account
from portal.accounts.policy import normalise_login
from portal.consents.events import ConsentEvent, ConsentKeyed, ConsentSigned, ConsentWithdrawn
from portal.consents.models import ConsentRecord
from portal.consents.policy import RecordKind
from portal.families.models import Adult
from portal.foundation.compiled import Compiled, day, moment
from portal.foundation.language import mark
from portal.mail import service as mail
from portal.web.addresses import public_address

# What a person is told that we stored it.
MESSAGES: dict[type[ConsentEvent], tuple[str, str]] = {
    ConsentSigned: (mark("Your answers about pictures are signed"), "consents/signed"),
    ConsentKeyed: (mark("Your answers on paper are stored"), "consents/signed"),
    ConsentWithdrawn: (mark("You withdrew a consent"), "consents/withdrawn"),
}
Own = Account.alias()


def was_confirmed(record: ConsentRecord) -> bool:
    """Return whether an e-mail goes out to whoever withdrew: an adult without an address gets none."""
    if record.kind != RecordKind.WITHDRAWAL:
        return False
    adult = Adult.select(Adult.email, Own.email).join(Own, JOIN.LEFT_OUTER, on=(Adult.account == Own.id))
    addresses = [address for address in adult.where(Adult.id == record.adult_id).tuples().get() if address]
    return mail.goes_out("withdrawn", addresses, at=record.signed_at)


# Everything a message says, in one question: a signature is waiting for its answer on the screen.
_SIGNED = Compiled(
    lambda record_id: (
        ConsentRecord.select(
            Adult.name, Adult.email, Adult.account, Own.email, ConsentRecord.reference, ConsentRecord.method,
            ConsentRecord.given_on, ConsentRecord.signed_at, Account.name,
        )
        .join(Adult, on=(ConsentRecord.adult == Adult.id))
        .join(Own, JOIN.LEFT_OUTER, on=(Adult.account == Own.id))
        .switch(ConsentRecord)
        .join(Account, JOIN.LEFT_OUTER, on=(ConsentRecord.noted_by == Account.id))
        .where(ConsentRecord.id == record_id)
    ),
    record_id=-7_001,
)  # fmt: skip


def _is_read_by_another(email: str, account_id: int | None) -> bool:
    """Return whether somebody else signs in with this address or has it too: they must not learn what was answered."""
    address = normalise_login(email)
    signs_in = Account.select().where((Account.email == address) & (Account.id != (account_id or 0))).exists()
    return bool(signs_in) or Adult.registered().where(fn.LOWER(Adult.email) == address).count() > 1


def own_address(email: str, account_id: int | None, signs_in_with: str) -> str:
    """Return where an adult can be written to and nobody else reads it: first what they sign in with. Without one, ""."""
    return signs_in_with or (email if email and not _is_read_by_another(email, account_id) else "")


def confirm(event: ConsentEvent) -> None:
    """Queue the confirmation of what was signed, online or on paper, or withdrawn."""
    subject, template = MESSAGES[type(event)]
    name, email, account_id, own_email, reference, method, given_on, signed_at, noted_by = _SIGNED.rows(
        record_id=event.subject_id
    )[0]
    to = own_address(email, account_id, own_email)
    if not to:
        return
    # What a message says of a signature; never the answers themselves.
    record = {
        "reference": reference, "method": method, "noted_by": noted_by or "",
        "given_on": day(given_on), "signed_at": moment(signed_at),
    }  # fmt: skip
    # Who never came to the portal can be written to all the same, but has nothing to sign in with.
    address = public_address("consents.signed", reference=reference) if account_id else ""
    mail.queue(to, _(subject), template, name=name, record=record, address=address)
