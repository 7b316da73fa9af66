"""By when a concern must be acknowledged and answered, and how it stands on a given day."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, auto

from portal.foundation.language import mark
from portal.foundation.refusals import Refusal

# The one place of this number: every sentence that speaks of it takes it from here.
OUTCOME_DAYS = 28
OUTCOME_WITHIN = timedelta(days=OUTCOME_DAYS)
ACKNOWLEDGE_WITHIN = timedelta(days=29)
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


class ToldInFuture(Refusal):
    """Nobody was told on a day that has not come yet."""

    sentence = mark("This day has not come yet. Write the day on which the person was told")
    field = "told_on"


class ToldBeforeReceived(Refusal):
    """Nobody was told of a concern before it was received."""

    sentence = mark("This is before the concern was received. Check the day and the year")
    field = "told_on"


class LateReasonNeeded(Refusal):
    """A clock ran out and nobody has said why (product.md §4.2)."""

    sentence = mark("The %(days)s days are over. Write why it took longer")
    field = "late_reason"


@dataclass(frozen=True)
class Clock:
    """One deadline. ``days_left`` counts whole calendar days and is below nought when late.

    Once stopped, everything is as it was on the day it stopped: late stays late.
    """

    due_on: date
    days_left: int
    tone: Tone
    stopped_on: date | None

    @property
    def is_late(self) -> bool:
        return self.days_left < 0

    @property
    def days_late(self) -> int:
        return max(0, -self.days_left)

    @property
    def due(self) -> Due:
        return due_in(self.days_left)

    @property
    def is_stopped(self) -> bool:
        return self.stopped_on is not None


def outcome_clock(received_on: date, *, on: date, told_on: date | None = None) -> Clock:
    """Return the clock for telling the outcome: 28 calendar days after the day of receipt.

    Source: EYFS statutory framework, complaints (outcome within 28 days of receiving the complaint); product §4.2.
    """
    return _clock(received_on, OUTCOME_WITHIN, on=on, stopped_on=told_on)


def data_protection_clock(received_on: date, *, on: date, acknowledged_on: date | None = None) -> Clock:
    """Return the clock for acknowledging a data-protection complaint: the 29th day after receipt.

    Source: Data Protection Act 2018 s.164A (30 days beginning with the day of receipt); product §4.2.
    """
    return _clock(received_on, ACKNOWLEDGE_WITHIN, on=on, stopped_on=acknowledged_on)


def check_told_on(told_on: date, *, received_on: date, on: date) -> None:
    """Raise ToldInFuture or ToldBeforeReceived when nobody can have been told on that day."""
    if told_on > on:
        raise ToldInFuture
    if told_on < received_on:
        raise ToldBeforeReceived


def check_late_reason(clock: Clock, reason: str) -> None:
    """Raise LateReasonNeeded when the clock ran out and ``reason`` is blank."""
    if clock.is_late and not reason.strip():
        raise LateReasonNeeded(days=OUTCOME_DAYS)


def _clock(received_on: date, allowance: timedelta, *, on: date, stopped_on: date | None) -> Clock:
    due_on = received_on + allowance
    days_left = (due_on - (stopped_on or on)).days
    if days_left < 0:
        tone = Tone.LATE
    elif stopped_on is not None:
        tone = Tone.DONE
    elif on - received_on >= RED_AFTER:
        tone = Tone.RED
    else:
        tone = Tone.AMBER if on - received_on >= AMBER_AFTER else Tone.CALM
    return Clock(due_on, days_left, tone, stopped_on)
