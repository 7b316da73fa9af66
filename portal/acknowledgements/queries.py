"""Gathers one signed acknowledgement with the text it was shown, for pages, e-mails and PDFs."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal.accounts.models import Account
from portal.acknowledgements.events import SignedPaperOpened
from portal.acknowledgements.models import AcknowledgedRule, Acknowledgement
from portal.families.models import Adult
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.pdf import told_apart
from portal.wording import service as wording
from portal.wording.policy import AcknowledgementText, Rule
from portal.wording.service import Published


@dataclass(frozen=True)
class FullAcknowledgement:
    """Everything that is stored of one signature; ``rules`` are those ticked, in their order.

    ``signer_login`` is of today, and empty for who has no account.
    On paper ``signed_on`` is the day of the signature, ``keyed_by`` who keyed it in, ``acknowledged_at`` when,
    and ``witness`` who saw it being signed; without one there is a scan.
    """

    reference: str
    signer_name: str
    signer_login: str
    organisation: str
    signed_name: str
    acknowledged_at: datetime
    signed_on: date | None
    keyed_by: str
    witness: str
    language: str
    wording: Published
    rules: tuple[Rule, ...]

    @property
    def day(self) -> date:
        """The day of the signature; days are days in England."""
        return self.signed_on or clock.london_date(self.acknowledged_at)

    @property
    def signer(self) -> str:
        """The signer's name as paper shows it."""
        return told_apart(self.signer_name, self.signer_login)

    @property
    def text(self) -> AcknowledgementText:
        return self.wording.acknowledgement


def full_acknowledgement(record: Acknowledgement) -> FullAcknowledgement:
    """Return one acknowledgement whole."""
    return full_acknowledgements([record])[0]


def full_acknowledgements(records: list[Acknowledgement]) -> list[FullAcknowledgement]:
    """Return many acknowledgements whole: three queries, and one for each version that was not read before."""
    ticked: dict[int, set[str]] = {record.id: set() for record in records}
    rows = AcknowledgedRule.select(AcknowledgedRule.acknowledgement, AcknowledgedRule.rule)
    for record_id, rule in rows.where(AcknowledgedRule.acknowledgement.in_(list(ticked))).tuples():
        ticked[record_id].add(rule)
    holders = dict(Adult.select(Adult.id, Adult.account).where(Adult.id.in_({r.adult_id for r in records})).tuples())
    signers = {record.id: record.account_id or holders.get(record.adult_id) for record in records}
    known = {*signers.values(), *(record.keyed_by_id for record in records)}
    accounts = {account.id: account for account in Account.select().where(Account.id.in_(known))}
    names = {id_: told_apart(account.name, account.login) for id_, account in accounts.items()}
    versions = {id_: wording.version(id_) for id_ in {record.wording_id for record in records}}
    return [
        FullAcknowledgement(
            reference=record.reference,
            signer_name=record.signer_name,
            signer_login=signer.login if (signer := accounts.get(signers[record.id])) else "",
            organisation=record.organisation or "",
            signed_name=record.signed_name,
            acknowledged_at=record.acknowledged_at,
            signed_on=record.signed_on,
            keyed_by=names.get(record.keyed_by_id, ""),
            witness=record.witness or "",
            language=record.language,
            wording=(published := versions[record.wording_id]),
            rules=tuple(rule for rule in published.acknowledgement.rules if rule.key in ticked[record.id]),
        )
        for record in records
    ]


def acknowledgements_between(first: date, last: date) -> list[FullAcknowledgement]:
    """Return what was signed from the day ``first`` to the day ``last``, both included, the oldest first.

    Days are days in England. It is for the inspection pack, whose keeper sees every record.
    """
    begin = datetime.combine(first, time.min, clock.LONDON)
    end = datetime.combine(last + timedelta(days=1), time.min, clock.LONDON)
    made = Acknowledgement.acknowledged_at
    online = Acknowledgement.signed_on.is_null() & (made >= begin) & (made < end)
    signed = online | Acknowledgement.signed_on.between(first, last)
    return full_acknowledgements(list(Acknowledgement.select().where(signed).order_by(Acknowledgement.id)))


def note_scan_opened(record: Acknowledgement, *, by_id: int) -> None:
    """Log that somebody looked at the scan of a paper, or downloaded it."""
    with db.atomic():
        bus.publish(SignedPaperOpened(actor_id=by_id, subject_id=record.id))
