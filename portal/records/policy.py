"""What an inspection pack may cover, and when a record that was issued is out of date."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, auto

from portal.acknowledgements.policy import Status
from portal.consents.policy import ENDED_STATES, AnswerState
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal

LONGEST = timedelta(days=366 * 7)


class PeriodNotPossible(Refusal):
    """The period ends before it begins, lies ahead, or is longer than seven years."""

    sentence = mark("Choose a period that has begun, whose last day is not before its first, of at most seven years")
    field = "last"


@dataclass(frozen=True)
class Period:
    """Days from ``first`` to ``last``, both counted."""

    first: date
    last: date


def period(first: date, last: date, *, today: date) -> Period:
    """Return the period; days ahead of today are cut off. Raises PeriodNotPossible."""
    if first > last or first > today or last - first > LONGEST:
        raise PeriodNotPossible
    return Period(first, min(last, today))


class Currency(StrEnum):
    """Whether a genuine record still says how things are (product.md §6)."""

    CURRENT = auto()
    OVER = auto()
    UNKNOWN = auto()


_ENDED = frozenset({*ENDED_STATES, AnswerState.NOT_ANSWERED})


def consent_currency(answers: Collection[AnswerState]) -> Currency:
    """A consent record is current while each of its answers is the adult's latest to that use, and counts.

    Whether a picture may be shown rests on more: another parent, a hold, the child.
    """
    return Currency.OVER if not answers or _ENDED & set(answers) else Currency.CURRENT


def acknowledgement_currency(status: Status) -> Currency:
    """An acknowledgement is current until a real change of the text asks everybody to sign again."""
    return Currency.CURRENT if status is Status.DONE else Currency.OVER


def current_unless(has_changed: bool) -> Currency:
    """The record of a concern is current until something is added to what it shows."""
    return Currency.OVER if has_changed else Currency.CURRENT


def day_currency(last_day: date, *, has_changed: bool, on: date) -> Currency:
    """A register or pack shows one moment: it is current to the end of that day, until anything that it draws on changes.

    The next day yeses have run out and children have left, of which nothing is written down when it happens.
    """
    return current_unless(has_changed or on > last_day)
