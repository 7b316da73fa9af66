"""The only place that asks the machine for the time; UTC inside, Europe/London for people."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_SET_BACK = ContextVar("set_back", default=timedelta())


def now() -> datetime:
    """Return the present moment in UTC, with its offset."""
    return datetime.now(UTC) - _SET_BACK.get()


@contextmanager
def set_back(by: timedelta) -> Iterator[None]:
    """Let what is done inside have happened earlier: only the example setting has a past that nobody lived through."""
    before = _SET_BACK.set(by)
    try:
        yield
    finally:
        _SET_BACK.reset(before)


def today() -> date:
    """Return the calendar day in England, which decides what has expired and what is due."""
    return london(now()).date()


def london(moment: datetime) -> datetime:
    """Return the same moment as a clock on the wall in England shows it."""
    return moment.astimezone(LONDON)


def london_date(moment: datetime) -> date:
    """Return the calendar day in England on which ``moment`` falls."""
    return london(moment).date()


def days(first: date, last: date) -> tuple[datetime, datetime]:
    """Return the moment at which one day begins in England, and the moment at which another is over."""
    return datetime.combine(first, time.min, LONDON), datetime.combine(last + timedelta(days=1), time.min, LONDON)
