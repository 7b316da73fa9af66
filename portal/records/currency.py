"""Finds out whether a record that was issued still says how things are."""

from collections.abc import Callable, Mapping
from datetime import date
from itertools import takewhile

from portal.access.permissions import Role
from portal.accounts import service as accounts
from portal.accounts.models import Account
from portal.acknowledgements.models import Acknowledgement
from portal.acknowledgements.policy import signing_status
from portal.audit.models import AuditEntry
from portal.concerns import receipts
from portal.concerns.events import AskedFirst, AskedFirstAnswered
from portal.concerns.models import Concern, ConcernEntry, ConcernSubject
from portal.concerns.policy import EntryKind
from portal.concerns.redaction import Redaction
from portal.consents.currency import answers_today
from portal.consents.models import ConsentRecord
from portal.foundation import clock
from portal.issued.models import IssuedRecord
from portal.issued.policy import IssuedKind
from portal.records.policy import (
    Currency,
    acknowledgement_currency,
    consent_currency,
    current_unless,
    day_currency,
)
from portal.wording import service as wording

# The kinds of rows that a register draws on, and that a pack draws on as well.
_IN_A_REGISTER = frozenset(
    {"adult", "child", "child_say", "consent_hold", "consent_record", "family_import", "same_person", "wording"}
)
_IN_A_PACK = _IN_A_REGISTER | {"concern", "rules_acknowledgement"}
# A question that a parent asks before signing stops every yes for the child until it is answered (product.md §2.6).
_CHANGES_RULINGS = frozenset({AskedFirst.__name__, AskedFirstAnswered.__name__})
# What is logged of such rows and changes nothing that is drawn.
_LOOKS = frozenset({"ConcernExported", "ConcernViewed", "EvidenceOpened", "ScanOpened"})


def currency_of(issued: IssuedRecord, *, on: date) -> Currency:
    """Return whether a record is current on a day; UNKNOWN where what it is about was erased when its time was over."""
    return _RULES[IssuedKind(issued.kind)](issued, on)


def _consent(issued: IssuedRecord, on: date) -> Currency:
    record = ConsentRecord.get_or_none(ConsentRecord.id == issued.subject_id)
    return consent_currency(answers_today(record, on=on)) if record else Currency.UNKNOWN


def _acknowledgement(issued: IssuedRecord, _on: date) -> Currency:
    signed = Acknowledgement.get_or_none(Acknowledgement.id == issued.subject_id)
    if signed is None:
        return Currency.UNKNOWN
    versions = wording.versions(wording.version(signed.wording_id).document)
    return acknowledgement_currency(signing_status(signed.wording_id, versions))


def _concern(issued: IssuedRecord, _on: date) -> Currency:
    if issued.face == receipts.FACE:  # that something was told stays true
        return Currency.CURRENT
    if not Concern.select().where(Concern.id == issued.subject_id).exists():
        return Currency.UNKNOWN
    entries = (ConcernEntry.concern == issued.subject_id) & (ConcernEntry.logged_at > issued.issued_at)
    if issued.face != Redaction.NONE:  # that a note was added is for those inside alone
        entries &= ConcernEntry.kind != EntryKind.INTERNAL_NOTE
    named = (ConcernSubject.concern == issued.subject_id) & (ConcernSubject.named_at > issued.issued_at)
    added = (ConcernEntry.select().where(entries), ConcernSubject.select().where(named))
    return current_unless(any(query.exists() for query in added))


def _of_a_day(issued: IssuedRecord, on: date) -> Currency:
    # A sheet for the wall can be made some days ahead, and is ruled for its own day.
    is_ahead = issued.kind == IssuedKind.PHOTO_LIST and issued.last_day
    last = issued.last_day if is_ahead else clock.london_date(issued.issued_at)
    return day_currency(last, has_changed=on <= last and _has_changed(issued), on=on)


def _has_changed(issued: IssuedRecord) -> bool:
    """Return whether anything that this register, sheet or pack draws on was changed since, as far as its taker may know.

    A concern about whoever made a pack is not in it, so nor may its answer here tell of one (product.md §4.1).
    """
    drawn = _IN_A_PACK if issued.kind == IssuedKind.PACK else _IN_A_REGISTER
    entries = AuditEntry.select().order_by(AuditEntry.id.desc()).iterator()
    since = list(takewhile(lambda entry: entry.written_at > issued.issued_at, entries))
    if any(each.event in _CHANGES_RULINGS for each in since):
        return True
    changes = [each for each in since if each.subject in drawn and each.event not in _LOOKS]
    concerns = {each.subject_id for each in changes if each.subject == "concern"}
    taker = Account.get_or_none(Account.id == issued.issued_by) or next(iter(accounts.holders_of(Role.MANAGER)), None)
    if concerns and taker:
        concerns &= {row.id for row in Concern.visible_to(taker).where(Concern.id.in_(concerns))}
    return any(each.subject != "concern" or each.subject_id in concerns for each in changes)


_RULES: Mapping[IssuedKind, Callable[[IssuedRecord, date], Currency]] = {
    IssuedKind.CONSENT: _consent,
    IssuedKind.ACKNOWLEDGEMENT: _acknowledgement,
    IssuedKind.CONCERN: _concern,
    IssuedKind.REGISTER: _of_a_day,
    IssuedKind.PHOTO_LIST: _of_a_day,
    IssuedKind.PACK: _of_a_day,
}
