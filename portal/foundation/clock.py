"""The only place that asks the machine for the time; UTC inside, Europe/London for people."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """Return the present moment in UTC, with its offset."""
    return datetime.now(UTC)


def today() -> date:
    """Return the calendar day in England, which decides what has expired and what is due."""
    return london(now()).date()


def london(moment: datetime) -> datetime:
    """Return the same moment as a clock on the wall in England shows it."""
    return moment.astimezone(LONDON)


def london_date(moment: datetime) -> date:
    """Return the calendar day in England on which ``moment`` falls."""
    return london(moment).date()
