"""How dates and times read to people: 22 November 2026, 3:05pm, in England."""

from datetime import UTC, date, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.foundation import clock

# Babel's own formatting costs 40 times this and is called for every row of a register.
MONTHS = (
    _l("January"), _l("February"), _l("March"), _l("April"), _l("May"), _l("June"),
    _l("July"), _l("August"), _l("September"), _l("October"), _l("November"), _l("December"),
)  # fmt: skip


def format_date(value: date | datetime | None) -> str:
    """Return ``22 November 2026``; a moment is first brought to England."""
    if value is None:
        return ""
    day = clock.london_date(value) if isinstance(value, datetime) else value
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def format_time(value: datetime) -> str:
    """Return ``3:05pm`` as a clock in England shows it."""
    local = clock.london(value)
    return f"{local.hour % 12 or 12}:{local.minute:02d}{'am' if local.hour < 12 else 'pm'}"


def format_utc(value: datetime) -> str:
    """Return ``2026-11-22 15:05:12 UTC``, to the second, as records of evidence say it."""
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def format_moment(value: datetime | None) -> str:
    """Return ``22 November 2026 at 3:05pm``."""
    if value is None:
        return ""
    return _("%(date)s at %(time)s", date=format_date(value), time=format_time(value))
