"""What an inspection pack may cover."""

from dataclasses import dataclass
from datetime import date, timedelta

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
