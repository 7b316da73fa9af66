"""The registers: how each concern stands, and complaints with each field that inspectors ask for, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import ModelSelect

from portal.access.permissions import Permission
from portal.accounts.models import Account
from portal.concerns.clocks import Clock, Due, deadline, outcome_clock
from portal.concerns.duties import Circumstances, Duty, DutyFact, listed, states
from portal.concerns.facts import CaseRecord, Fact, FactKind, case_record, keep_until
from portal.concerns.models import Concern, ConcernDuty, ConcernEntry, ConcernFact, ConcernSubject
from portal.concerns.policy import (
    Entry,
    EntryKind,
    Kind,
    Outcome,
    Stage,
    completed_on,
    first_told_on,
    is_complaint,
    latest_outcome,
    stage,
)
from portal.concerns.subjects import SubjectKind
from portal.foundation import clock

ACTION = "action"
"""In place of a duty: something that was agreed for a concern."""


@dataclass(frozen=True)
class OpenItem:
    """A duty that is open, or the ACTION that is due first."""

    duty: str
    clock: Clock


@dataclass(frozen=True)
class Line:
    """One concern as the registers show it."""

    id: int
    reference: str
    kind: Kind
    stage: Stage
    clock: Clock
    received_on: date
    raised_by_name: str
    outcome: Outcome | None
    actions: str
    waits_for_reply: bool
    open: tuple[OpenItem, ...] = ()
    """What is to be done besides, after it is closed too; only for who handles it."""

    @property
    def is_complaint(self) -> bool:
        return is_complaint(self.kind)

    @property
    def days_left(self) -> int:
        """Of whatever is due first; the date of what is no complaint is only hoped for, so it is never over."""
        outcome = max(0, self.clock.days_left) if self.clock.is_courtesy else self.clock.days_left
        return min([*[outcome] * self.is_waiting, *(each.clock.days_left for each in self.open)], default=0)

    @property
    def is_closed(self) -> bool:
        return self.stage is Stage.CLOSED

    @property
    def is_waiting(self) -> bool:
        """Whether the outcome is still to be told."""
        return not self.is_closed and not self.clock.is_stopped

    def waits_for(self, due: Due | None, duty: str | None) -> bool:
        """Return whether this duty of it is open, or the outcome is still to be told, and due so soon, if that is asked."""
        clocks = [each.clock for each in self.open if each.duty == duty] if duty else [self.clock] * self.is_waiting
        return any(due in (None, each.due) for each in clocks)

    @property
    def days_taken(self) -> int | None:
        """Whole days from receipt to the first outcome told; None while nothing was told."""
        return None if self.clock.stopped_on is None else (self.clock.stopped_on - self.received_on).days


def handled(account: Any, *, on: date) -> list[Line]:
    """Return every concern this person handles: where something is due first, those with fewest days left on top."""
    return sorted(_lines(Concern.handled_by(account), on, now=clock.now()), key=_urgency)


@dataclass(frozen=True)
class OpenDuty:
    """What is open, in how many concerns, by when in the first of them; ``reference`` if it is the only one."""

    duty: str
    due: Due
    count: int
    due_on: date
    reference: str


def open_duties(lines: list[Line]) -> list[OpenDuty]:
    """Return the open duties and actions of some concerns, each by how soon it is due.

    The outcome of a data-protection part is told with the other, so it waits for no attention of its own until that is.
    """
    found: dict[tuple[Due, str], list[tuple[date, str]]] = defaultdict(list)
    for line in lines:
        for each in (each for each in line.open if not (each.duty == Duty.DATA_OUTCOME and line.is_waiting)):
            found[each.clock.due, each.duty].append((each.clock.due_on, line.reference))
    return [
        OpenDuty(duty, due, len(some), min(some)[0], some[0][1] if len(some) == 1 else "")
        for (due, duty), some in found.items()
    ]


def raised(account: Any, *, on: date) -> list[Line]:
    """Return every concern this person raised, the latest first."""
    return sorted(_lines(Concern.raised_by_account(account), on), key=_age, reverse=True)


def between(scope: ModelSelect, first: date, last: date, *, on: date) -> list[Line]:
    """Return what of a scope was received from ``first`` to ``last``, the earliest first."""
    return sorted(_lines(scope.where(Concern.received_on.between(first, last)), on), key=_age)


def _age(line: Line) -> tuple[date, int]:
    return line.received_on, line.id


def _urgency(line: Line) -> tuple[bool, bool, int, int]:
    return line.is_closed, not (line.is_waiting or line.open), line.days_left, line.id


def _lines(scope: ModelSelect, on: date, *, now: datetime | None = None) -> list[Line]:
    """Fold each concern of a scope, with its duties if there is a moment ``now``. Texts of it are left where they are."""
    query = scope.select(Concern.id, Concern.reference, Account.name, Concern.teller, Concern.is_confidential)
    rows = list(query.left_outer_join(Account, on=(Concern.raised_by == Account.id)).tuples())
    # By the query, not by its ids: to write hundreds of them down four times takes longer than to look them up.
    found, facts = circumstances(scope.select(Concern.id)), defaultdict[int, list[Fact]](list)
    noted = ConcernFact.select().where(ConcernFact.concern.in_(scope.select(Concern.id)))
    for row in noted.where(ConcernFact.kind == FactKind.ACTION).order_by(ConcernFact.id) if now else ():
        facts[row.concern_id].append(row.fact)
    return [_line(row, found[row[0]], case_record(facts[row[0]]), on, now) for row in rows if row[0] in found]


def _open_items(about: Circumstances, record: CaseRecord, on: date, now: datetime) -> Iterator[OpenItem]:
    yield from (OpenItem(each.duty, each.clock) for each in listed(states(about, now=now)) if each.is_open)
    if due := [action.due_on for action in record.open_actions if action.due_on]:
        yield OpenItem(ACTION, deadline(min(due), on=on))


def histories(concern_ids: list[int] | ModelSelect) -> dict[int, list[Entry]]:
    """Return the dated facts of each concern, in the order they were logged, in one query.

    Not for pages by itself: it asks nobody who may see them.
    """
    found: dict[int, list[Entry]] = defaultdict(list)
    columns = (ConcernEntry.concern, ConcernEntry.kind, ConcernEntry.happened_on, ConcernEntry.outcome)
    rows = ConcernEntry.select(*columns, ConcernEntry.actions).where(ConcernEntry.concern.in_(concern_ids))
    for concern_id, kind, on, outcome, actions in rows.order_by(ConcernEntry.id).tuples():
        found[concern_id].append(Entry(EntryKind(kind), on, outcome and Outcome(outcome), actions))
    return found


def circumstances(concern_ids: list[int] | ModelSelect) -> dict[int, Circumstances]:
    """Return what each concern's duties follow from, in four queries. Like ``histories``, it asks nobody."""
    entries = histories(concern_ids)
    facts: dict[int, dict[Duty, DutyFact]] = defaultdict(dict)
    for row in ConcernDuty.select().where(ConcernDuty.concern.in_(concern_ids)).order_by(ConcernDuty.id):
        facts[row.concern_id][Duty(row.duty)] = row.fact
    named = ConcernSubject.select(ConcernSubject.concern).where(
        ConcernSubject.concern.in_(concern_ids) & (ConcernSubject.kind != SubjectKind.OTHER)
    )
    staff = {concern_id for (concern_id,) in named.tuples()}
    told = (Concern.raised_by, Concern.code, Concern.about_personal_data)
    columns = (Concern.id, Concern.kind, Concern.received_on, Concern.logged_at, *told)
    rows = Concern.select(*columns).where(Concern.id.in_(concern_ids))
    return {row.id: circumstances_of(row, entries[row.id], facts[row.id], names_staff=row.id in staff) for row in rows}


def circumstances_of(
    concern: Concern, entries: list[Entry], facts: dict[Duty, DutyFact], *, names_staff: bool
) -> Circumstances:
    """Return what the duties of one concern follow from, where all of it is at hand."""
    return Circumstances(
        Kind(concern.kind), concern.received_on, concern.logged_at,
        about_personal_data=concern.about_personal_data, names_staff=names_staff,
        reads_here=concern.reads_here, entries=entries, facts=facts,
    )  # fmt: skip


def _line(row: tuple[Any, ...], about: Circumstances, record: CaseRecord, on: date, now: datetime | None) -> Line:
    id_, reference, raised_by_name, teller, is_confidential = row
    told = latest_outcome(about.entries)
    talk = [e.kind for e in about.entries if e.kind not in {EntryKind.INTERNAL_NOTE, EntryKind.RECEIVED}]
    return Line(
        id=id_,
        reference=reference,
        kind=about.kind,
        stage=stage(about.entries),
        clock=outcome_clock(about.kind, about.received_on, on=on, told_on=first_told_on(about.entries)),
        received_on=about.received_on,
        raised_by_name=raised_by_name or ("" if is_confidential else teller),
        outcome=told.outcome if told else None,
        actions=told.actions if told else "",
        waits_for_reply=bool(talk) and talk[-1] in {EntryKind.MESSAGE_FROM_RAISER, EntryKind.WITHDRAWN},
        open=tuple(_open_items(about, record, on, now)) if now else (),
    )


@dataclass(frozen=True)
class Complaint:
    """One complaint, or compliment, as inspectors' forms ask for it."""

    line: Line
    concern: Concern
    entries: Sequence[Entry]
    record: CaseRecord
    late_reason: str

    @property
    def completed_on(self) -> date | None:
        return completed_on(self.entries)

    @property
    def keep_until(self) -> date | None:
        return keep_until(self.completed_on) if self.completed_on else None


def scope_of(account: Any) -> ModelSelect:
    """Return what a register holds: for handlers what they handle, for inspectors all but what is about a manager.

    Nobody reads here of a concern about themselves (product.md §4.1).
    """
    handles = Permission.CONCERN_HANDLE in account.permissions
    return Concern.handled_by(account) if handles else Concern.inspected_by(account)


def lines_of(account: Any, first: date, last: date, *, on: date) -> list[Line]:
    """Return what of the register was received in a period, the latest first."""
    return between(scope_of(account), first, last, on=on)[::-1]


def shown(lines: Sequence[Line]) -> list[Line]:
    """Return those of which the register holds the words, and not their number alone."""
    return [line for line in lines if line.is_complaint or line.kind is Kind.COMPLIMENT]


def load_complaints(lines: Sequence[Line]) -> list[Complaint]:
    """Return each of these lines whole, in four queries. Like ``histories``, it asks nobody."""
    ids = [line.id for line in lines]
    columns = (Concern.id, Concern.source, Concern.their_reference, Concern.what_happened)
    concerns = {row.id: row for row in Concern.select(*columns).where(Concern.id.in_(ids))}
    entries, facts = histories(ids), defaultdict[int, list[Fact]](list)
    for row in ConcernFact.select().where(ConcernFact.concern.in_(ids)).order_by(ConcernFact.id):
        facts[row.concern_id].append(row.fact)
    late = ConcernEntry.select(ConcernEntry.concern, ConcernEntry.late_reason).order_by(ConcernEntry.id)
    reasons = dict(late.where(ConcernEntry.concern.in_(ids) & (ConcernEntry.late_reason != "")).tuples())
    return [
        Complaint(each, concerns[each.id], entries[each.id], case_record(facts[each.id]), reasons.get(each.id, ""))
        for each in lines
    ]
