"""Gathers a whole concern for pages and records, in a constant number of queries, and says as lines what was done in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from peewee import ModelSelect

from portal.accounts.models import Account
from portal.attachments.models import Attachment
from portal.concerns import evidence
from portal.concerns.clocks import Clock, outcome_clock
from portal.concerns.duties import BREACH_STEPS, Circumstances, Duty, DutyState, states
from portal.concerns.duty_labels import DUTIES, fact_words
from portal.concerns.fact_labels import fact_line
from portal.concerns.facts import CaseRecord, FactKind, case_record, keep_until
from portal.concerns.labels import ENTRIES, ENTRY_TONES, OUTCOMES, OWN_ENTRIES
from portal.concerns.models import Concern, ConcernDuty, ConcernEntry, ConcernFact, ConcernHandler, ConcernSubject
from portal.concerns.policy import (
    Entry,
    EntryKind,
    Stage,
    allowed_next,
    completed_on,
    first_told_on,
    is_complaint,
    stage,
)
from portal.concerns.register import circumstances_of
from portal.concerns.rerouting import route
from portal.concerns.subjects import SubjectKind, repeats_a_name
from portal.foundation import clock
from portal.web.dates import format_date, format_moment

_WRITTEN_BY_SETTING = frozenset({EntryKind.ACKNOWLEDGED, EntryKind.STARTED, EntryKind.MESSAGE_FROM_SETTING})
_SENT_LETTER = (ConcernFact.kind == FactKind.LETTER) & ConcernFact.happened_on.is_null(False)
_NAMED = (Account.id, Account.name, Account.sign_in_name, Account.email)
NEWS_STAYS = timedelta(days=14)


@dataclass(frozen=True)
class Case:
    """One concern whole, as it stands on a day. Without ``inside`` it holds what whoever raised it may know: no internal
    note, no duty, no fact but the letter that was sent, and no words that are for the register alone."""

    concern: Concern
    stage: Stage
    clock: Clock
    circumstances: Circumstances
    duties: list[DutyState]
    recorded: list[ConcernDuty]
    """Whatever was recorded of duties, in its order; the latest of each counts."""
    noted: list[ConcernFact]
    """Whatever was noted for its record, in its order."""
    about: list[ConcernSubject]
    handlers: list[Account]
    readers: list[Account]
    """Those of the handlers who can still open it."""
    timeline: list[ConcernEntry]
    logged_by: Account | None
    """Who keyed it in for somebody else."""
    is_left_alone: bool
    """Whether nobody independent is left to handle it today."""
    files: dict[int, list[Attachment]]
    """By the entry they came with."""

    @property
    def is_complaint(self) -> bool:
        return is_complaint(self.circumstances.kind)

    @property
    def breach(self) -> list[DutyState]:
        """The steps of a breach, in their order; only the question whether it is one until that is answered yes."""
        return [each for each in self.duties if each.duty in BREACH_STEPS]

    def recorded_of(self, duty: Duty) -> ConcernDuty | None:
        """Return what counts of a duty."""
        return next((row for row in reversed(self.recorded) if row.duty == duty), None)

    @property
    def record(self) -> CaseRecord:
        """What counts of that."""
        return case_record(row.fact for row in self.noted)

    @property
    def completed_on(self) -> date | None:
        """The day on which it was completed, while it is closed."""
        return completed_on(self.circumstances.entries)

    @property
    def keep_until(self) -> date | None:
        return keep_until(self.completed_on) if self.completed_on else None

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
    def late_reason(self) -> str:
        """Why it was late: as it was said when it was logged, or with its outcome."""
        return next((entry.late_reason for entry in self.timeline if entry.late_reason), "")

    @property
    def letter(self) -> ConcernFact | None:
        """The outcome letter as it was kept last; for whoever raised it as it was sent last."""
        return next((row for row in reversed(self.noted) if row.kind == FactKind.LETTER), None)

    @property
    def latest_message(self) -> ConcernEntry | None:
        """What the setting wrote last, while the person who raised it has not answered and no outcome was told since."""
        said = [entry for entry in self.open_history if entry.text]
        return said[-1] if said and said[-1].kind in _WRITTEN_BY_SETTING else None

    @property
    def withdrawn(self) -> ConcernEntry | None:
        """That the person who raised it took it back."""
        return next((entry for entry in self.timeline if entry.kind == EntryKind.WITHDRAWN), None)

    @property
    def next_steps(self) -> frozenset[EntryKind]:
        return allowed_next(self.stage)


@dataclass(frozen=True)
class ConcernNews:
    """How something that a person told us stands now, as one line of their first page."""

    reference: str
    sentence: str
    when: datetime


def news_for(account: Any) -> list[ConcernNews]:
    """Return one line for each concern that this person raised and that is open, the latest first.

    What is closed stays for NEWS_STAYS. In two queries, however many there are.
    """
    mine = Concern.raised_by_account(account).select(Concern.id, Concern.reference)
    references = dict(mine.tuples())
    rows = ConcernEntry.select(ConcernEntry.concern, ConcernEntry.kind, ConcernEntry.logged_at)
    seen = ConcernEntry.concern.in_(list(references)) & (ConcernEntry.kind != EntryKind.INTERNAL_NOTE)
    latest = {id_: (kind, when) for id_, kind, when in rows.where(seen).order_by(ConcernEntry.id).tuples()}
    oldest = clock.now() - NEWS_STAYS
    news = [
        ConcernNews(references[id_], _("What you told us: %(news)s", news=OWN_ENTRIES[kind]), when)
        for id_, (kind, when) in latest.items()
        if kind != EntryKind.CLOSED or when > oldest
    ]
    return sorted(news, key=lambda each: each.when, reverse=True)


def _with_names(
    model: type[ConcernDuty | ConcernEntry | ConcernFact | ConcernSubject], concern: Concern
) -> ModelSelect:
    """Return the rows of a concern in their order, each with whose account it names, if any."""
    rows = model.select(model, *_NAMED).left_outer_join(Account).where(model.concern == concern.id)
    return rows.order_by(model.id)


def load_case(concern: Concern, *, inside: bool, on: date) -> Case:
    """Return one concern whole; only for handlers (``inside``) with internal notes, and whom handlers named later."""
    timeline = list(_with_names(ConcernEntry, concern))
    for row in () if inside else timeline:
        row.actions = row.late_reason = ""
    entries = [Entry(EntryKind(row.kind), row.happened_on) for row in timeline]
    duties = list(_with_names(ConcernDuty, concern)) if inside else []
    noted = _with_names(ConcernFact, concern)
    about = list(_with_names(ConcernSubject, concern))
    names_staff = any(row.kind != SubjectKind.OTHER for row in about)
    found = circumstances_of(concern, entries, {Duty(row.duty): row.fact for row in duties}, names_staff=names_staff)
    people = Account.select(*_NAMED).join(ConcernHandler).order_by(ConcernHandler.position)
    people = people.where(ConcernHandler.concern == concern.id)
    readers = list(people.where(ConcernHandler.id.in_(ConcernHandler.active().select(ConcernHandler.id))))
    return Case(
        concern=concern,
        stage=stage(entries),
        clock=outcome_clock(found.kind, found.received_on, on=on, told_on=first_told_on(entries)),
        circumstances=found,
        duties=states(found, now=clock.now()) if inside else [],
        recorded=duties,
        noted=list(noted if inside else noted.where(_SENT_LETTER)),
        about=[row for row in about if inside or row.named_by is None],
        handlers=list(people),
        readers=readers,
        logged_by=Account.get_or_none(Account.id == concern.logged_by) if concern.logged_by else None,
        is_left_alone=not readers or route(concern).outside_bodies,
        timeline=[row for row in timeline if inside or row.kind != EntryKind.INTERNAL_NOTE],
        files=evidence.files_by_entry(concern, inside=inside),
    )


@dataclass(frozen=True)
class Item:
    """One line: what it was, when it was stored or happened, by whom, and its words."""

    at: datetime
    title: str
    when: str
    who: str
    text: str
    tone: str = "quiet"


def timeline(case: Case) -> list[Item]:
    """Return the lines of a case, the latest first."""
    return sorted((*_entries(case), *_duties(case), *_facts(case), *_named(case)), key=lambda item: item.at)[::-1]


def _entries(case: Case) -> Iterator[Item]:
    for entry in case.timeline:
        tone = "info" if entry.kind == EntryKind.INTERNAL_NOTE else ENTRY_TONES.get(entry.kind, "quiet")
        who, when = entry.by.name if entry.by_id else "", format_moment(entry.logged_at)
        if entry.happened_on != clock.london_date(entry.logged_at):
            when = _("on %(day)s, noted %(moment)s", day=format_date(entry.happened_on), moment=when)
        yield Item(entry.logged_at, str(ENTRIES[entry.kind]), when, who, _words(entry, case), tone)


def _words(entry: ConcernEntry, case: Case) -> str:
    files = len(case.files.get(entry.id, ()))
    said = [
        str(OUTCOMES[entry.outcome]) if entry.outcome else "",
        entry.text,
        _("Actions: %(text)s", text=entry.actions) if entry.actions else "",
        _("Why it was late: %(text)s", text=entry.late_reason) if entry.late_reason else "",
        ngettext("%(num)s file came with it.", "%(num)s files came with it.", files) if files else "",
    ]
    return "\n".join(filter(None, said))


def _duties(case: Case) -> Iterator[Item]:
    for row in case.recorded:
        title, when = str(DUTIES[Duty(row.duty)].title), format_moment(row.logged_at)
        yield Item(row.logged_at, title, when, row.by.name, fact_words(row.fact))


def _facts(case: Case) -> Iterator[Item]:
    """What was noted together is one line."""
    for _key, rows in groupby(case.noted, key=lambda row: row.submission):
        first, *others = rows
        words = [fact_line(row.fact) for row in (first, *others)]
        when = format_moment(first.logged_at)
        yield Item(first.logged_at, _("Noted for the record"), when, first.by.name, "\n".join(words))


def _named(case: Case) -> Iterator[Item]:
    names = {handler.id: handler.name for handler in case.handlers}
    for row in case.about:
        if row.named_at:
            when, who = format_moment(row.named_at), names.get(row.named_by, "")
            yield Item(row.named_at, _("Named whom it is about"), when, who, row.name)
