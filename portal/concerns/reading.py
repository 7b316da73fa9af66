"""Gathers a whole concern for pages and records, in a constant number of queries."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.accounts.models import Account
from portal.attachments.models import Attachment
from portal.concerns import evidence
from portal.concerns.clocks import Clock, data_protection_clock, outcome_clock
from portal.concerns.matching_staff import repeats_a_name
from portal.concerns.models import Concern, ConcernEntry, ConcernHandler, ConcernSubject
from portal.concerns.policy import Entry, EntryKind, Kind, Outcome, Stage, allowed_next, first_told_on, stage
from portal.concerns.subjects import Subject, SubjectKind
from portal.families.models import Child


@dataclass(frozen=True)
class TimelineEntry:
    """One entry of a concern's history with the evidence that came with it."""

    kind: EntryKind
    on: date
    logged_at: datetime
    by_id: int | None
    by_name: str
    text: str
    outcome: Outcome | None
    actions: str
    late_reason: str
    evidence: tuple[Attachment, ...]


@dataclass(frozen=True)
class PersonRef:
    """A person with an account, by id and name."""

    account_id: int
    name: str


@dataclass(frozen=True)
class Case:
    """One concern whole, as it stands on a day. Without ``inside`` it holds no internal note."""

    id: int
    reference: str
    kind: Kind
    stage: Stage
    clock: Clock
    data_protection: Clock | None
    received_on: date
    logged_at: datetime
    noticed_on: date | None
    what_happened: str
    wish: str
    outside_bodies: bool
    raised_by: PersonRef | None
    child: Child | None
    about: tuple[Subject, ...]
    handlers: tuple[PersonRef, ...]
    readers: tuple[PersonRef, ...]
    """Those of the handlers who can still open it."""
    timeline: tuple[TimelineEntry, ...]

    @property
    def about_once(self) -> tuple[Subject, ...]:
        """Whom it is about, without a typed name that only says again who is named by their account."""
        known = [each.name for each in self.about if each.account_id is not None]
        return tuple(each for each in self.about if each.account_id is not None or not repeats_a_name(each.name, known))

    @property
    def evidence(self) -> tuple[Attachment, ...]:
        return tuple(piece for entry in self.timeline for piece in entry.evidence)

    @property
    def notes(self) -> tuple[TimelineEntry, ...]:
        """Internal notes, apart from everything the person who raised it can read."""
        return tuple(entry for entry in self.timeline if entry.kind is EntryKind.INTERNAL_NOTE)

    @property
    def open_history(self) -> tuple[TimelineEntry, ...]:
        """What the person who raised it can read too."""
        return tuple(entry for entry in self.timeline if entry.kind is not EntryKind.INTERNAL_NOTE)

    @property
    def told(self) -> TimelineEntry | None:
        """The latest outcome that was told."""
        outcomes = [entry for entry in self.timeline if entry.kind is EntryKind.OUTCOME_TOLD]
        return outcomes[-1] if outcomes else None

    @property
    def next_steps(self) -> frozenset[EntryKind]:
        return allowed_next(self.stage)


def load_case(concern: Concern, *, inside: bool, on: date) -> Case:
    """Return one concern whole; only for handlers (``inside``) with its internal notes."""
    entries = _entries(concern)
    plain = [Entry(EntryKind(entry.kind), entry.happened_on) for entry in entries]
    shown = [entry for entry in entries if inside or entry.kind != EntryKind.INTERNAL_NOTE]
    files = evidence.files_by_entry(concern)
    kind, handlers = Kind(concern.kind), _handlers(concern)
    return Case(
        id=concern.id,
        reference=concern.reference,
        kind=kind,
        stage=stage(plain),
        clock=outcome_clock(concern.received_on, on=on, told_on=first_told_on(plain)),
        data_protection=_data_protection(kind, concern.received_on, plain, on),
        received_on=concern.received_on,
        logged_at=concern.logged_at,
        noticed_on=concern.noticed_on,
        what_happened=concern.what_happened,
        wish=concern.wish,
        outside_bodies=concern.outside_bodies,
        raised_by=_person(concern.raised_by) if concern.raised_by_id else None,
        child=concern.child if concern.child_id else None,
        about=_about(concern),
        handlers=handlers,
        readers=_readers(concern, handlers),
        timeline=tuple(_timeline_entry(entry, files.get(entry.id, [])) for entry in shown),
    )


def _data_protection(kind: Kind, received_on: date, entries: list[Entry], on: date) -> Clock | None:
    if kind is not Kind.PERSONAL_INFORMATION:
        return None
    # To tell the outcome acknowledges it too.
    stopping = {EntryKind.ACKNOWLEDGED, EntryKind.OUTCOME_TOLD}
    acknowledged_on = next((entry.on for entry in entries if entry.kind in stopping), None)
    return data_protection_clock(received_on, on=on, acknowledged_on=acknowledged_on)


def _person(account: Account) -> PersonRef:
    return PersonRef(account.id, account.name)


def _entries(concern: Concern) -> list[ConcernEntry]:
    query = ConcernEntry.select(ConcernEntry, Account.id, Account.name).left_outer_join(Account)
    return list(query.where(ConcernEntry.concern == concern.id).order_by(ConcernEntry.id))


def _about(concern: Concern) -> tuple[Subject, ...]:
    rows = ConcernSubject.select().where(ConcernSubject.concern == concern.id).order_by(ConcernSubject.id)
    return tuple(Subject(SubjectKind(row.kind), row.account_id, row.name) for row in rows)


def _handlers(concern: Concern) -> tuple[PersonRef, ...]:
    rows = ConcernHandler.select(ConcernHandler, Account.id, Account.name).join(Account)
    return tuple(
        _person(row.account)
        for row in rows.where(ConcernHandler.concern == concern.id).order_by(ConcernHandler.position)
    )


def _readers(concern: Concern, handlers: tuple[PersonRef, ...]) -> tuple[PersonRef, ...]:
    rows = ConcernHandler.active().where(ConcernHandler.concern == concern.id)
    able = {account_id for (account_id,) in rows.select(ConcernHandler.account).tuples()}
    return tuple(handler for handler in handlers if handler.account_id in able)


def _timeline_entry(entry: ConcernEntry, files: list[Attachment]) -> TimelineEntry:
    return TimelineEntry(
        kind=EntryKind(entry.kind),
        on=entry.happened_on,
        logged_at=entry.logged_at,
        by_id=entry.by_id,
        by_name=entry.by.name if entry.by_id else "",
        text=entry.text,
        outcome=Outcome(entry.outcome) if entry.outcome else None,
        actions=entry.actions,
        late_reason=entry.late_reason,
        evidence=tuple(files),
    )
