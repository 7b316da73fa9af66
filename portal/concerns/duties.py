"""What the law asks of the setting once it knows something: which duties arise, by when, and how each stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import StrEnum, auto
from zoneinfo import ZoneInfo

from portal.concerns import clocks
from portal.concerns.clocks import Clock, NotYet
from portal.concerns.policy import Entry, EntryKind, Kind, first_told_on, needs_data_protection_part
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal


class Duty(StrEnum):
    """What has to be asked, told or done, in the order of the pages."""

    TRIAGE = auto()
    """May somebody who works here have harmed a child, or be unsuitable?"""
    LADO = auto()
    OFSTED = auto()
    BREACH = auto()
    """Did we, or somebody who works for us, wrongly show, share or lose personal information?"""
    TAKEN_DOWN = auto()
    WHO_SAW = auto()
    RISK = auto()
    FAMILY = auto()
    REGULATOR = auto()
    DATA_ACKNOWLEDGED = auto()
    DATA_OUTCOME = auto()


class Answer(StrEnum):
    """What was found or done."""

    YES = auto()
    NO = auto()
    NOT_KNOWN = auto()
    DONE = auto()
    NOT_NEEDED = auto()


_QUESTION = (Answer.YES, Answer.NO, Answer.NOT_KNOWN)
_DEED = (Answer.DONE, Answer.NOT_NEEDED)
_ANSWERS: dict[Duty, tuple[Answer, ...]] = {
    **dict.fromkeys((Duty.TRIAGE, Duty.BREACH, Duty.RISK), _QUESTION),
    **dict.fromkeys((Duty.WHO_SAW, Duty.DATA_ACKNOWLEDGED, Duty.DATA_OUTCOME), (Answer.DONE,)),
}
BREACH_STEPS = (Duty.BREACH, Duty.TAKEN_DOWN, Duty.WHO_SAW, Duty.RISK, Duty.FAMILY, Duty.REGULATOR)
BY_THE_HOUR = frozenset({Duty.BREACH, Duty.REGULATOR})
TOLD_SOMEBODY = frozenset({Duty.LADO, Duty.OFSTED, Duty.FAMILY, Duty.REGULATOR, Duty.DATA_ACKNOWLEDGED})
"""Duties that say how it was told."""
NEEDS_WORDS = frozenset({Duty.WHO_SAW, Duty.RISK, Duty.DATA_OUTCOME})
# Kinds that are about those who work here, whether or not one of them is named.
_ASKED_FIRST = frozenset({Kind.STAFF_CONDUCT, Kind.PRIVATE_CONTACT, Kind.LOW_LEVEL})
_LONDON = ZoneInfo("Europe/London")


def answers_to(duty: Duty) -> tuple[Answer, ...]:
    """Return what can be answered: yes, no or not known to a question; done or not needed for a deed."""
    return _ANSWERS.get(duty, _DEED)


class WordsNeeded(Refusal):
    """What is not needed, who saw it, how great the risk is and what was decided need words (product §4.2)."""

    sentence = mark("Write the reason, or what you found")
    field = "text"


class HowNeeded(Refusal):
    """Whoever was told something was told it in some way."""

    sentence = mark("Write how they were told, for example by phone")
    field = "how"


class HourNeeded(Refusal):
    """72 hours are counted from a moment, so the day alone is not enough (UK GDPR art. 33(1))."""

    sentence = mark("Write the hour too, for example 3:05pm")
    field = "time"


class BeforeItWasKnown(Refusal):
    """Nobody told of something before it was known."""

    sentence = mark("This is before you knew of it, as written here. Check the day and the hour")


class RecordedMeanwhile(Refusal):
    """Two handlers were at the same duty: what the first wrote is read before it is corrected."""

    sentence = mark(
        "Somebody wrote about this since you opened the page. Read it above, then send yours if it is still right"
    )
    field = "text"


@dataclass(frozen=True)
class DutyFact:
    """What was answered or done, on which day, and at which moment where the hour counts."""

    duty: Duty
    answer: Answer
    on: date
    at: datetime | None = None
    how: str = ""
    reference: str = ""
    text: str = ""

    @property
    def settles(self) -> bool:
        return self.answer is not Answer.NOT_KNOWN


@dataclass(frozen=True)
class Circumstances:
    """What decides the duties of one concern. ``facts`` are the latest of each; ``names_staff`` whether it is about one.

    ``reads_here``: whoever told of it reads here what handlers write.
    """

    kind: Kind
    received_on: date
    logged_at: datetime
    about_personal_data: bool = False
    names_staff: bool = False
    reads_here: bool = True
    entries: Sequence[Entry] = ()
    facts: Mapping[Duty, DutyFact] = field(default_factory=dict)

    def answer(self, duty: Duty) -> Answer | None:
        return self.facts[duty].answer if duty in self.facts else None

    @property
    def has_data_part(self) -> bool:
        """A breach that was found later opens it too."""
        by_itself = needs_data_protection_part(self.kind, self.about_personal_data)
        return by_itself or self.answer(Duty.BREACH) is Answer.YES

    @property
    def found_at(self) -> datetime:
        """The moment a breach was found: until somebody says it, the first at which it can have been, in UTC."""
        if (fact := self.facts.get(Duty.BREACH)) and fact.at:
            return fact.at
        if self.logged_at.astimezone(_LONDON).date() == self.received_on:
            return self.logged_at
        return datetime.combine(self.received_on, time.min, tzinfo=_LONDON).astimezone(UTC)

    @property
    def known_on(self) -> date:
        """The day on which it was first known that somebody who works here may have harmed a child."""
        return self.facts[Duty.TRIAGE].on if Duty.TRIAGE in self.facts else self.received_on


@dataclass(frozen=True)
class DutyState:
    """One duty of a concern: its clock, and what was last recorded, if anything was."""

    duty: Duty
    clock: Clock
    fact: DutyFact | None
    is_open: bool


def arising(about: Circumstances) -> Iterator[Duty]:
    """Yield the duties of a concern, in their order (product §4.2). What may have harmed a child is asked first.

    While it is not known whether it may have, the LADO's day goes on: the LADO helps to decide. Whether it was a breach
    of our own is asked wherever there is a data-protection part.
    """
    triage, breach = about.answer(Duty.TRIAGE), about.answer(Duty.BREACH)
    if triage or about.names_staff or about.kind in _ASKED_FIRST:
        yield Duty.TRIAGE
    if triage is Answer.YES:
        yield from (Duty.LADO, Duty.OFSTED)
    if breach or about.has_data_part:
        yield from BREACH_STEPS if breach is Answer.YES else (Duty.BREACH,)
    if about.has_data_part:
        yield Duty.DATA_ACKNOWLEDGED
        # Where all of it is about personal information, the outcome is that of this part.
        if about.kind is not Kind.PERSONAL_INFORMATION:
            yield Duty.DATA_OUTCOME


def states(about: Circumstances, *, now: datetime) -> list[DutyState]:
    """Return how each duty of a concern stands at a moment."""
    return [_state(duty, about, now) for duty in arising(about)]


def listed(found: Sequence[DutyState]) -> list[DutyState]:
    """Return the duties as a list says them: of a breach only the step that is next, or the last when all are done."""
    steps = [each for each in found if each.duty in BREACH_STEPS]
    shown = next((each for each in steps if each.is_open), steps[-1] if steps else None)
    return [each for each in found if each is shown or each.duty not in BREACH_STEPS]


def _state(duty: Duty, about: Circumstances, now: datetime) -> DutyState:
    fact, on = about.facts.get(duty), now.astimezone(_LONDON).date()
    done = fact if fact and fact.settles else None
    done_on = done.on if done else None
    if duty in (Duty.TRIAGE, Duty.LADO):
        since = about.known_on if duty is Duty.LADO else about.received_on
        clock = clocks.lado_clock(since, on=on, done_on=done_on)
    elif duty is Duty.OFSTED:
        clock = clocks.ofsted_clock(about.known_on, on=on, done_on=done_on)
    elif duty is Duty.DATA_ACKNOWLEDGED:
        done_on = min(_acknowledged(about, done_on), default=None)
        clock = clocks.data_protection_clock(about.received_on, on=on, acknowledged_on=done_on)
    elif duty is Duty.DATA_OUTCOME:
        clock = clocks.outcome_clock(about.kind, about.received_on, on=on, told_on=done_on)
    else:
        done_at = done.at or datetime.combine(done.on, time.min, _LONDON) if done else None
        clock = clocks.regulator_clock(about.found_at, now=now, done_at=done_at)
    return DutyState(duty, clock, fact, is_open=not clock.is_stopped)


def _acknowledged(about: Circumstances, noted_on: date | None) -> Iterator[date]:
    """Yield each day on which the data-protection part was acknowledged; to tell the outcome does it too (s.164A)."""
    if noted_on:
        yield noted_on
    if about.reads_here:
        yield from (entry.on for entry in about.entries if entry.kind is EntryKind.ACKNOWLEDGED)
    if told_on := first_told_on(about.entries):
        yield told_on


def check_fact(fact: DutyFact, about: Circumstances, *, now: datetime) -> None:
    """Raise WordsNeeded, HowNeeded, HourNeeded, NotYet or BeforeItWasKnown when this cannot be, or says too little."""
    if not fact.text.strip() and (fact.answer is Answer.NOT_NEEDED or fact.duty in NEEDS_WORDS):
        raise WordsNeeded
    if fact.answer is Answer.DONE and fact.duty in TOLD_SOMEBODY and not fact.how.strip():
        raise HowNeeded
    if fact.duty in BY_THE_HOUR and fact.answer not in (Answer.NO, Answer.NOT_NEEDED) and not fact.at:
        raise HourNeeded
    if fact.on > now.astimezone(_LONDON).date():
        raise NotYet(field="on")
    if fact.at and fact.at > now:
        raise NotYet(field="time")
    if fact.duty in (Duty.LADO, Duty.OFSTED) and fact.on < about.known_on:
        raise BeforeItWasKnown(field="on")
    if fact.duty is Duty.REGULATOR and fact.at and fact.at < about.found_at:
        raise BeforeItWasKnown(field="time")
