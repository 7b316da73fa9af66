"""Gathers a whole concern for pages and records, in a constant number of queries."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext

from portal.accounts.models import Account
from portal.attachments.models import Attachment
from portal.concerns import evidence
from portal.concerns.clocks import Clock, data_protection_clock, outcome_clock
from portal.concerns.matching_staff import repeats_a_name
from portal.concerns.models import Concern, ConcernEntry, ConcernHandler, ConcernSubject
from portal.concerns.policy import Entry, EntryKind, Kind, Stage, allowed_next, first_told_on, stage
from portal.foundation.language import mark


@dataclass(frozen=True)
class Case:
    """One concern whole, as it stands on a day. Without ``inside`` its timeline holds no internal note."""

    concern: Concern
    stage: Stage
    clock: Clock
    data_protection: Clock | None
    about: list[ConcernSubject]
    handlers: list[Account]
    readers: list[Account]
    """Those of the handlers who can still open it."""
    timeline: list[ConcernEntry]
    files: dict[int, list[Attachment]]
    """By the entry they came with."""

    @property
    def about_once(self) -> list[ConcernSubject]:
        """Whom it is about, without a typed name that only repeats who is named by their account."""
        known = [each.name for each in self.about if each.account_id is not None]
        return [each for each in self.about if each.account_id is not None or not repeats_a_name(each.name, known)]

    @property
    def evidence(self) -> list[Attachment]:
        return [file for entry in self.timeline for file in self.files.get(entry.id, ())]

    @property
    def notes(self) -> list[ConcernEntry]:
        """Internal notes, apart from everything the person who raised it can read."""
        return [entry for entry in self.timeline if entry.kind == EntryKind.INTERNAL_NOTE]

    @property
    def open_history(self) -> list[ConcernEntry]:
        """What the person who raised it can read too."""
        return [entry for entry in self.timeline if entry.kind != EntryKind.INTERNAL_NOTE]

    @property
    def told(self) -> ConcernEntry | None:
        """The latest outcome that was told."""
        outcomes = [entry for entry in self.timeline if entry.kind == EntryKind.OUTCOME_TOLD]
        return outcomes[-1] if outcomes else None

    @property
    def next_steps(self) -> frozenset[EntryKind]:
        return allowed_next(self.stage)


@dataclass(frozen=True)
class ConcernNews:
    """Something new for whoever raised a concern: one plain sentence, and the day it happened."""

    concern_id: int
    reference: str
    sentence: str
    when: date


_NEWS = {
    EntryKind.ACKNOWLEDGED: mark("Read our reply to your concern"),
    EntryKind.MESSAGE_FROM_SETTING: mark("Read our message about your concern"),
    EntryKind.OUTCOME_TOLD: mark("Read our answer to your concern"),
}
_NEWS_FOR = timedelta(days=14)


def news_for(account: Any, *, on: date) -> list[ConcernNews]:
    """Return what was last said to this person about each concern they raised, if it was said within a fortnight.

    Whatever they wrote since has answered it. The latest comes first.
    """
    raised = {concern.id: concern.reference for concern in Concern.raised_by_account(account)}
    told = (EntryKind.MESSAGE_FROM_RAISER, *_NEWS)
    rows = ConcernEntry.select(ConcernEntry.concern, ConcernEntry.kind, ConcernEntry.happened_on).where(
        ConcernEntry.concern.in_(list(raised)) & ConcernEntry.kind.in_(told)
    )
    last = {concern_id: (EntryKind(kind), when) for concern_id, kind, when in rows.order_by(ConcernEntry.id).tuples()}
    return [
        ConcernNews(concern_id, raised[concern_id], gettext(_NEWS[kind]), when)
        for concern_id, (kind, when) in sorted(last.items(), key=lambda item: (item[1][1], item[0]), reverse=True)
        if kind in _NEWS and on - when <= _NEWS_FOR
    ]


def load_case(concern: Concern, *, inside: bool, on: date) -> Case:
    """Return one concern whole; only for handlers (``inside``) with its internal notes."""
    rows = ConcernEntry.select(ConcernEntry, Account.id, Account.name).left_outer_join(Account)
    timeline = list(rows.where(ConcernEntry.concern == concern.id).order_by(ConcernEntry.id))
    entries = [Entry(EntryKind(row.kind), row.happened_on) for row in timeline]
    people = Account.select(Account.id, Account.name).join(ConcernHandler).order_by(ConcernHandler.position)
    active = ConcernHandler.active().select(ConcernHandler.id)
    return Case(
        concern=concern,
        stage=stage(entries),
        clock=outcome_clock(concern.received_on, on=on, told_on=first_told_on(entries)),
        data_protection=_data_protection(concern, entries, on),
        about=list(concern.subjects.order_by(ConcernSubject.id)),
        handlers=list(people.where(ConcernHandler.concern == concern.id)),
        readers=list(people.where((ConcernHandler.concern == concern.id) & ConcernHandler.id.in_(active))),
        timeline=[row for row in timeline if inside or row.kind != EntryKind.INTERNAL_NOTE],
        files=evidence.files_by_entry(concern),
    )


def _data_protection(concern: Concern, entries: list[Entry], on: date) -> Clock | None:
    if concern.kind != Kind.PERSONAL_INFORMATION:
        return None
    # To tell the outcome acknowledges it too.
    stopping = {EntryKind.ACKNOWLEDGED, EntryKind.OUTCOME_TOLD}
    acknowledged_on = next((entry.on for entry in entries if entry.kind in stopping), None)
    return data_protection_clock(concern.received_on, on=on, acknowledged_on=acknowledged_on)
