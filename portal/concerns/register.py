"""The register of concerns: how each stands, worst first, in a constant number of queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import ModelSelect

from portal.accounts.models import Account
from portal.concerns.clocks import Clock, outcome_clock
from portal.concerns.models import Concern, ConcernEntry
from portal.concerns.policy import Entry, EntryKind, Kind, Outcome, Stage, first_told_on, latest_outcome, stage


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

    @property
    def is_closed(self) -> bool:
        return self.stage is Stage.CLOSED

    @property
    def is_waiting(self) -> bool:
        """Whether the outcome is still to be told."""
        return not self.is_closed and not self.clock.is_stopped

    @property
    def days_taken(self) -> int | None:
        """Whole days from receipt to the first outcome told; None while nothing was told."""
        return None if self.clock.stopped_on is None else (self.clock.stopped_on - self.received_on).days


def handled(account: Any, *, on: date) -> list[Line]:
    """Return every concern this person handles: still to be answered first, those with fewest days left on top."""
    return sorted(_lines(Concern.handled_by(account), on), key=_urgency)


def raised(account: Any, *, on: date) -> list[Line]:
    """Return every concern this person raised, the latest first."""
    return sorted(_lines(Concern.raised_by_account(account), on), key=_age, reverse=True)


def has_raised(account: Any) -> bool:
    """Return whether this person raised anything that they may see."""
    return bool(Concern.raised_by_account(account).exists())


def register_between(first: date, last: date, account: Any, *, on: date) -> list[Line]:
    """Return the complaints register: every concern received from ``first`` to ``last`` that this person may see."""
    visible = Concern.visible_to(account).where(Concern.received_on.between(first, last))
    return sorted(_lines(visible, on), key=_age)


def complaints(account: Any, *, on: date) -> list[Line]:
    """Return the register that an inspector reads, the latest first; names in its actions still have to be replaced."""
    return sorted(_lines(Concern.inspected_by(account), on), key=_age, reverse=True)


def _age(line: Line) -> tuple[date, int]:
    return line.received_on, line.id


def _urgency(line: Line) -> tuple[bool, bool, int, int]:
    return line.is_closed, line.clock.is_stopped, line.clock.days_left, line.id


def _lines(scope: ModelSelect, on: date) -> list[Line]:
    """Fold each concern of a scope. Texts are left where they are: a register shows none of them."""
    columns = (
        Concern.reference,
        Concern.kind,
        Concern.received_on,
        Account.name,
        Concern.teller,
        Concern.is_confidential,
    )
    query = scope.select(Concern.id, *columns)
    rows = list(query.left_outer_join(Account, on=(Concern.raised_by == Account.id)).tuples())
    entries = histories([row[0] for row in rows])
    return [_line(row, entries[row[0]], on) for row in rows]


def histories(concern_ids: list[int]) -> dict[int, list[Entry]]:
    """Return the dated facts of each concern, in the order they were logged, in one query.

    Not for pages by itself: it asks nobody who may see them.
    """
    found: dict[int, list[Entry]] = defaultdict(list)
    columns = (ConcernEntry.concern, ConcernEntry.kind, ConcernEntry.happened_on, ConcernEntry.outcome)
    rows = ConcernEntry.select(*columns, ConcernEntry.actions).where(ConcernEntry.concern.in_(concern_ids))
    for concern_id, kind, on, outcome, actions in rows.order_by(ConcernEntry.id).tuples():
        found[concern_id].append(Entry(EntryKind(kind), on, outcome and Outcome(outcome), actions))
    return found


def _line(row: tuple[Any, ...], entries: list[Entry], on: date) -> Line:
    id_, reference, kind, received_on, raised_by_name, teller, is_confidential = row
    told = latest_outcome(entries)
    talk = [e.kind for e in entries if e.kind not in {EntryKind.INTERNAL_NOTE, EntryKind.RECEIVED}]
    return Line(
        id=id_,
        reference=reference,
        kind=Kind(kind),
        stage=stage(entries),
        clock=outcome_clock(received_on, on=on, told_on=first_told_on(entries)),
        received_on=received_on,
        raised_by_name=raised_by_name or ("" if is_confidential else teller),
        outcome=told.outcome if told else None,
        actions=told.actions if told else "",
        waits_for_reply=bool(talk) and talk[-1] in {EntryKind.MESSAGE_FROM_RAISER, EntryKind.WITHDRAWN},
    )
