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
from portal.concerns import receipts, register
from portal.concerns.documents import has_changed
from portal.concerns.events import AskedFirst, AskedFirstAnswered
from portal.concerns.models import Concern
from portal.concerns.policy import Face
from portal.consents.models import ConsentRecord, EventRequest
from portal.consents.queries import answers_today
from portal.foundation import clock
from portal.issued.models import IssuedRecord
from portal.issued.policy import IssuedKind
from portal.posts import queries as posts
from portal.records.policy import (
    Currency,
    acknowledgement_currency,
    consent_currency,
    current_unless,
    day_currency,
)
from portal.relationships.models import Declaration
from portal.settings.events import SettingChanged
from portal.visitors.models import Visit, VisitEnd, VisitorDoor
from portal.wording import service as wording
from portal.wording.models import Document, WordingVersion
from portal.wording.policy import ONE_EVENT

# The kinds of rows that a register draws on, and that a pack draws on as well.
_IN_A_REGISTER = frozenset(
    {"adult", "child", "child_say", "consent_hold", "consent_record", "family_import", "same_person", "wording"}
)
_IN_A_PACK = _IN_A_REGISTER | {
    "concern", "group", "group_guest", "post", "relationship", "rules_acknowledgement", "visit",
}  # fmt: skip
_DRAWN = {
    IssuedKind.PACK: _IN_A_PACK,
    IssuedKind.RELATIONSHIPS: frozenset({"relationship"}),
    IssuedKind.COMPLAINTS: frozenset({"concern"}),
    IssuedKind.OWED: _IN_A_REGISTER | {"account", "rules_acknowledgement"},
}
# A question that a parent asks before signing stops every yes for the child until it is answered (product.md §2.6).
_CHANGES_RULINGS = frozenset({AskedFirst.__name__, AskedFirstAnswered.__name__})
# What is logged of such rows and changes nothing that is drawn.
_LOOKS = frozenset({"ConcernExported", "ConcernViewed", "EvidenceOpened", "HandlerSteppedAside"}) | {
    "ScanOpened", "SignedPaperOpened", "AccountInvited", "PasswordChanged", "SessionsEnded", "SignInFailed", "SignedIn", "SignedOut",
}  # fmt: skip
# What its taker may not see is not in a file, so nor may the answer here tell of it (product.md §4.1).
_LIMITED: Mapping[str, type[Concern | Declaration]] = {"concern": Concern, "relationship": Declaration}


def currency_of(issued: IssuedRecord, *, on: date) -> Currency:
    """Return whether a record is current on a day; UNKNOWN where what it is about was erased when its time was over."""
    return _RULES[IssuedKind(issued.kind)](issued, on)


def _consent(issued: IssuedRecord, on: date) -> Currency:
    record = ConsentRecord.get_or_none(ConsentRecord.id == issued.subject_id)
    return consent_currency(answers_today(record, on=on)) if record else Currency.UNKNOWN


def _acknowledgement(issued: IssuedRecord, _on: date) -> Currency:
    signed = Acknowledgement.get_or_none(Acknowledgement.id == issued.subject_id)
    return _of_wording(signed.wording_id) if signed else Currency.UNKNOWN


def _of_wording(version_id: int) -> Currency:
    versions = wording.versions(wording.version(version_id).document)
    return acknowledgement_currency(signing_status(version_id, versions))


def _blank(issued: IssuedRecord, on: date) -> Currency:
    """A form is current while its text is; a form about one event while parents are asked about it."""
    if wording.version(issued.subject_id).document != ONE_EVENT:
        return _of_wording(issued.subject_id)
    asked = EventRequest.select().where((EventRequest.wording == issued.subject_id) & EventRequest.is_open(on))
    return current_unless(not asked.exists())


def _concern(issued: IssuedRecord, _on: date) -> Currency:
    if issued.face == receipts.FACE:  # that something was told stays true
        return Currency.CURRENT
    if not Concern.select().where(Concern.id == issued.subject_id).exists():
        return Currency.UNKNOWN
    return current_unless(has_changed(issued.subject_id, Face(issued.face), issued.issued_at))


def _visitors(issued: IssuedRecord, _on: date) -> Currency:
    """A register is of past days; of today's, somebody may have come or gone since."""
    ends = VisitEnd.select(VisitEnd.visit).where(VisitEnd.left_at > issued.issued_at)
    since = (Visit.arrived_at > issued.issued_at) | Visit.id.in_(ends)
    return current_unless(Visit.between(issued.first_day, issued.last_day).where(since).exists())


def _wall_sheet(issued: IssuedRecord, _on: date) -> Currency:
    """A sheet holds while its square opens the page, and while the safeguarding lead is the one it names."""
    changed = AuditEntry.details.contains('"safeguarding_lead"') & (AuditEntry.event == SettingChanged.__name__)
    renamed = AuditEntry.select().where(changed & (AuditEntry.written_at > issued.issued_at))
    in_use = VisitorDoor.in_use().where(VisitorDoor.id == issued.subject_id)
    return current_unless(renamed.exists() or not in_use.exists())


def _policy(issued: IssuedRecord, _on: date) -> Currency:
    document = Document.get_or_none(Document.id == issued.subject_id)
    if document is None:
        return Currency.UNKNOWN
    since = WordingVersion.select().where(
        (WordingVersion.document == document.key) & (WordingVersion.published_at > issued.issued_at)
    )
    return current_unless(since.exists())


def _of_a_day(issued: IssuedRecord, on: date) -> Currency:
    # A sheet for the wall can be made some days ahead, and is ruled for its own day.
    is_ahead = issued.kind == IssuedKind.PHOTO_LIST and issued.last_day
    last = issued.last_day if is_ahead else clock.london_date(issued.issued_at)
    return day_currency(last, has_changed=on <= last and _has_changed(issued), on=on)


def _has_changed(issued: IssuedRecord) -> bool:
    """Return whether anything that this register, sheet or pack draws on was changed since, as far as its taker may know."""
    drawn = _DRAWN.get(IssuedKind(issued.kind), _IN_A_REGISTER)
    entries = AuditEntry.select().order_by(AuditEntry.id.desc()).iterator()
    since = list(takewhile(lambda entry: entry.written_at > issued.issued_at, entries))
    if "consent_record" in drawn and any(each.event in _CHANGES_RULINGS for each in since):
        return True
    changes = {(each.subject, each.subject_id) for each in since if each.subject in drawn and each.event not in _LOOKS}
    taker = Account.get_or_none(Account.id == issued.issued_by) or next(iter(accounts.holders_of(Role.MANAGER)), None)
    for subject, model in _LIMITED.items():
        ids = {id_ for kind, id_ in changes if kind == subject}
        if ids and taker:
            is_register = issued.kind == IssuedKind.COMPLAINTS
            scope = register.scope_of(taker) if is_register else model.visible_to(taker)
            seen = {(subject, row.id) for row in scope.where(model.id.in_(ids))}
            changes -= {(subject, id_) for id_ in ids} - seen
    return bool(changes)


_RULES: Mapping[IssuedKind, Callable[[IssuedRecord, date], Currency]] = {
    IssuedKind.CONSENT: _consent,
    IssuedKind.ACKNOWLEDGEMENT: _acknowledgement,
    IssuedKind.CONCERN: _concern,
    IssuedKind.REGISTER: _of_a_day,
    IssuedKind.PHOTO_LIST: _of_a_day,
    IssuedKind.PACK: _of_a_day,
    IssuedKind.POSTS: lambda issued, _on: current_unless(posts.register_has_changed(issued)),
    IssuedKind.CHILD_POSTS: lambda issued, _on: current_unless(posts.child_has_changed(issued)),
    IssuedKind.RELATIONSHIPS: _of_a_day,
    IssuedKind.OWED: _of_a_day,
    IssuedKind.VISITORS: _visitors,
    IssuedKind.POLICY: _policy,
    IssuedKind.COMPLAINTS: _of_a_day,
    # Whether a link in it was used is nobody's business who only has the file.
    IssuedKind.LETTERS: lambda _issued, _on: Currency.UNKNOWN,
    IssuedKind.BLANK: _blank,
    IssuedKind.WALL_SHEET: _wall_sheet,
}
