"""The complaints register of a period, with each field that inspectors' forms ask for, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import ModelSelect

from portal.access.permissions import Permission
from portal.concerns.facts import CaseRecord, Fact, case_record, keep_until
from portal.concerns.models import Concern, ConcernEntry, ConcernFact
from portal.concerns.policy import Entry, Kind, completed_on
from portal.concerns.register import Line, between, histories


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


def load(lines: Sequence[Line]) -> list[Complaint]:
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
