"""Working days in England: no Saturdays, Sundays or bank holidays, as a list of holidays kept up by others knows them."""

from collections.abc import Container
from datetime import date, timedelta
from functools import cache

_SATURDAY = 5


@cache
def _bank_holidays() -> Container[date]:
    import holidays

    return holidays.country_holidays("GB", subdiv="ENG")


def is_working_day(day: date) -> bool:
    """Return whether people are at work in England; a bank holiday proclaimed for one year counts once the list has it."""
    return day.weekday() < _SATURDAY and not is_bank_holiday(day)


def is_bank_holiday(day: date) -> bool:
    """Return whether this is a bank holiday in England."""
    return day in _bank_holidays()


def add_working_days(day: date, number: int) -> date:
    """Return the last day of a time of so many working days, the first of which is the one after ``day``.

    Two working days from a Friday end on Tuesday, from a Sunday too. None end on ``day`` itself.
    """
    for _ in range(number):
        day += timedelta(days=1)
        while not is_working_day(day):
            day += timedelta(days=1)
    return day
