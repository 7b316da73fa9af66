"""By when a concern must be answered and each duty done, and how that stands on a given day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum, auto
from zoneinfo import ZoneInfo

from portal.concerns.policy import Kind, is_complaint
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.foundation.working_days import add_working_days

# The one place of this number: every sentence that speaks of it takes it from here.
OUTCOME_DAYS = 28
OUTCOME_WITHIN = timedelta(days=OUTCOME_DAYS)
# What is no complaint has no legal date: this is by when people may hope for an answer.
COURTESY_DAYS = 14
_COURTESY = timedelta(days=COURTESY_DAYS)
_ACKNOWLEDGE_WITHIN = timedelta(days=29)
_LADO_WORKING_DAYS = 1
# The day on which it became known is the first of 14.
_OFSTED_WITHIN = timedelta(days=13)
_REGULATOR_WITHIN = timedelta(hours=72)
_ONE_HOUR = timedelta(hours=1)
_LONDON = ZoneInfo("Europe/London")
AMBER_AFTER = timedelta(days=14)
RED_AFTER = timedelta(days=21)


class Tone(StrEnum):
    """How urgent a clock looks. Always shown as a word and an icon too."""

    CALM = auto()
    AMBER = auto()
    RED = auto()
    LATE = auto()
    DONE = auto()
    """Stopped in time."""


class Due(StrEnum):
    """How soon something is due."""

    LATE = auto()
    THIS_WEEK = auto()
    LATER = auto()


def due_in(days_left: int) -> Due:
    """Return how soon something is due that has so many days left, today not counted."""
    return Due.LATE if days_left < 0 else Due.THIS_WEEK if days_left < 7 else Due.LATER


class NotYet(Refusal):
    """Nothing was found, done or told at a time that has not come yet."""

    sentence = mark("This time has not come yet. Write when it was")


class ToldTooEarly(Refusal):
    """Nobody was told of a concern before it was received, nor told again before they were told last."""

    sentence = mark("This is before the concern was received, or they were told last. Check the day and the year")
    field = "told_on"


class LateReasonNeeded(Refusal):
    """A clock ran out and nobody has said why (product.md §4.2)."""

    sentence = mark("The %(days)s days are over. Write why it took longer")
    field = "late_reason"


@dataclass(frozen=True)
class Clock:
    """One deadline. ``days_left`` counts whole calendar days and is below nought once they are over.

    Once stopped, everything is as it was on the day it stopped: late stays late. ``hours_left`` and ``due_at`` are
    there where the hour counts. What ``is_courtesy`` is a hope and no deadline, so it is never late.
    """

    due_on: date
    days_left: int
    tone: Tone
    stopped_on: date | None
    due_at: datetime | None = None
    hours_left: int | None = None
    is_courtesy: bool = False

    @property
    def is_late(self) -> bool:
        return self.tone is Tone.LATE

    @property
    def days_late(self) -> int:
        return max(0, -self.days_left) if self.is_late else 0

    @property
    def due(self) -> Due:
        if self.is_late:
            return Due.LATE
        return due_in(max(0, self.days_left))

    @property
    def is_stopped(self) -> bool:
        return self.stopped_on is not None


def outcome_due(kind: Kind, received_on: date) -> date:
    """Return by when the outcome is to be told, or for what is no complaint, hoped to be.

    Source: a complaint’s outcome is notified within 28 calendar days of its receipt: Childcare Register, SI 2008/975 as
    amended by SI 2009/1545, and EYFS statutory framework, complaints. Questions and compliments: product §4.2.
    """
    return received_on + (OUTCOME_WITHIN if is_complaint(kind) else _COURTESY)


def outcome_clock(kind: Kind, received_on: date, *, on: date, told_on: date | None = None) -> Clock:
    """Return the clock for telling the outcome, amber from 14 days and red from 21; for its source see ``outcome_due``."""
    due_on = outcome_due(kind, received_on)
    if is_complaint(kind):
        return _from_receipt(received_on, due_on, on=on, stopped_on=told_on)
    tone = Tone.DONE if told_on else Tone.AMBER if on > due_on else Tone.CALM
    return Clock(due_on, (due_on - (told_on or on)).days, tone, told_on, is_courtesy=True)


def data_protection_clock(received_on: date, *, on: date, acknowledged_on: date | None = None) -> Clock:
    """Return the clock for acknowledging a data-protection complaint: the 29th day after receipt.

    Source: Data Protection Act 2018 s.164A: within 30 days, the first being the day after receipt. Ours is a day
    stricter, so that no weekend or holiday at its end has to be counted.
    """
    return _from_receipt(received_on, received_on + _ACKNOWLEDGE_WITHIN, on=on, stopped_on=acknowledged_on)


def lado_clock(known_on: date, *, on: date, done_on: date | None = None) -> Clock:
    """Return the clock for telling the LADO: within one working day, bank holidays of England not counted.

    Source: Working Together to Safeguard Children, and EYFS statutory framework, allegations against staff.
    """
    return deadline(add_working_days(known_on, _LADO_WORKING_DAYS), on=on, stopped_on=done_on)


def ofsted_clock(known_on: date, *, on: date, done_on: date | None = None) -> Clock:
    """Return the clock for telling Ofsted: at the latest within 14 days, of which the day itself is the first.

    Source: EYFS statutory framework, informing Ofsted of allegations of serious harm; not to do so is an offence.
    """
    return deadline(known_on + _OFSTED_WITHIN, on=on, stopped_on=done_on)


def regulator_clock(found_at: datetime, *, now: datetime, done_at: datetime | None = None) -> Clock:
    """Return the clock for telling the regulator of a data breach: 72 real hours after the moment it was found.

    Moments are in UTC, so that an hour that England skips or repeats is counted rightly. Source: UK GDPR art. 33(1).
    """
    due_at, moment = found_at + _REGULATOR_WITHIN, done_at or now
    due_on, today = (each.astimezone(_LONDON).date() for each in (due_at, moment))
    hours_left = (due_at - moment) // _ONE_HOUR
    running = Tone.RED if hours_left < 24 else Tone.AMBER
    tone = Tone.LATE if moment > due_at else Tone.DONE if done_at else running
    return Clock(due_on, (due_on - today).days, tone, today if done_at else None, due_at, hours_left)


def check_told_on(told_on: date, *, since: date, on: date) -> None:
    """Raise NotYet or ToldTooEarly when nobody can have been told on that day."""
    if told_on > on:
        raise NotYet(field="told_on")
    if told_on < since:
        raise ToldTooEarly


def check_late_reason(clock: Clock, reason: str) -> None:
    """Raise LateReasonNeeded when the clock ran out and ``reason`` is blank."""
    if clock.is_late and not reason.strip():
        raise LateReasonNeeded(days=OUTCOME_DAYS)


def _from_receipt(received_on: date, due_on: date, *, on: date, stopped_on: date | None) -> Clock:
    """Amber from 14 days after receipt, red from 21 (product §4.2)."""
    age = on - received_on
    tone = Tone.RED if age >= RED_AFTER else Tone.AMBER if age >= AMBER_AFTER else Tone.CALM
    return _ending(due_on, tone, on=on, stopped_on=stopped_on)


def deadline(due_on: date, *, on: date, stopped_on: date | None = None) -> Clock:
    """Return the clock of a shorter time, or of what was agreed to be done by a day: amber, and red for its last two days."""
    tone = Tone.RED if (due_on - on).days < 2 else Tone.AMBER
    return _ending(due_on, tone, on=on, stopped_on=stopped_on)


def _ending(due_on: date, tone: Tone, *, on: date, stopped_on: date | None) -> Clock:
    days_left = (due_on - (stopped_on or on)).days
    if days_left < 0:
        tone = Tone.LATE
    elif stopped_on is not None:
        tone = Tone.DONE
    return Clock(due_on, days_left, tone, stopped_on)
