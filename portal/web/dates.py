"""How dates and times read to people: 22 November 2026, 3:05pm, in England."""

import re
from datetime import date, datetime

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


def format_moment(value: datetime | None) -> str:
    """Return ``22 November 2026 at 3:05pm``."""
    if value is None:
        return ""
    return _("%(date)s at %(time)s", date=format_date(value), time=format_time(value))


_ORDINAL = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?$", re.IGNORECASE)
_YEAR = re.compile(r"^(?:\d{2}|\d{4})$", re.ASCII)


def read_date(text: str) -> date:
    """Read a date as people type it, day first: 3/9/2022, 3 9 22, 3rd Sep 2022, 2022-09-03.

    Raises ValueError for anything that is not one day in the calendar.
    """
    words = re.split(r"[\s/.,-]+", text.strip())
    if len(words) != 3:
        raise ValueError(text)
    if re.fullmatch(r"\d{4}", words[0], re.ASCII):
        words.reverse()
    day = _ORDINAL.match(words[0])
    if day is None or not _YEAR.match(words[2]):
        raise ValueError(text)
    year = int(words[2])
    return date(year + 2000 if len(words[2]) == 2 else year, _month_number(words[1]), int(day[1]))


def _month_number(word: str) -> int:
    if re.fullmatch(r"\d{1,2}", word, re.ASCII):
        return int(word)
    for number, name in enumerate(MONTHS, start=1):
        if len(word) >= 3 and str(name).casefold().startswith(word.casefold()):
            return number
    raise ValueError(word)
