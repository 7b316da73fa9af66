"""Reading a date as people in England write it, the day first: typed in a form or a command, or in a cell of a list."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum, auto
from zoneinfo import ZoneInfo

from portal.foundation.text import folded

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = re.compile(
    r"[T\s]+(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?\s*([ap]m)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?$", re.IGNORECASE
)
_LONDON = ZoneInfo("Europe/London")
_WEEKDAY = re.compile(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.\s]+", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?", re.IGNORECASE)
# Where a word begins or ends without a sign between, as in 3rdSep2022.
_SEAM = re.compile(
    r"(?<=\d)(?!st|nd|rd|th)(?=[^\W\d_])|(?<=\d(?:st|nd|rd|th))(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)", re.IGNORECASE
)
_BETWEEN = re.compile(r"[\s/.,'’-]+")
_SERIAL_START = date(1899, 12, 30)  # day 0 of a spreadsheet's calendar, after Lotus's leap year that never was
_YEARS_AHEAD = 10


class DateProblem(StrEnum):
    """Why a date cannot be used as it stands."""

    UNREADABLE = auto()
    IMPOSSIBLE = auto()
    MONTH_FIRST = auto()


@dataclass(frozen=True)
class DateReading:
    """A date or a problem."""

    value: date | None = None
    problem: DateProblem | None = None


_UNREADABLE = DateReading(problem=DateProblem.UNREADABLE)


def read_date(
    text: str, *, today: date, months: Sequence[str] = (), serials: bool = False, month_first: bool = False
) -> DateReading:
    """Read one written date: 3/9/2022, 3 9 22, 3rd Sep 2022, September 3, 2022, 2022-09-03, 03092022.

    Two-digit years fall between 90 years ago and 10 years ahead. ``months`` are the names from January on in a further
    language, of which three letters are enough. With ``serials`` 44807 is a day of a spreadsheet's calendar, with
    ``month_first`` 9/3/2022 is in September. A time with a zone tells the day in England, one without changes nothing.
    """
    stamp = _TIME.search(text.strip())
    bare = _WEEKDAY.sub("", _TIME.sub("", text.strip()))
    reading = _without_signs(bare, serials) if bare.isdecimal() else _of_words(bare, today, months, month_first)
    return _in_england(reading, stamp) if stamp and stamp["zone"] and reading.value else reading


def _in_england(reading: DateReading, stamp: re.Match[str]) -> DateReading:
    hour, minute, half, zone = stamp.groups()
    hours = int(hour) % 12 + 12 * (half.casefold() == "pm") if half else int(hour)
    offset = "+00:00" if zone.isalpha() else zone
    try:
        moment = datetime.fromisoformat(f"{reading.value}T{hours:02}:{minute}:00{offset}").astimezone(_LONDON)
    except (ValueError, OverflowError):
        return DateReading(problem=DateProblem.IMPOSSIBLE)
    return replace(reading, value=moment.date())


def _of_words(bare: str, today: date, months: Sequence[str], month_first: bool) -> DateReading:
    words = _BETWEEN.split(_SEAM.sub(" ", bare))
    if len(words) == 4 and words[1].casefold() == "of":
        del words[1]
    if len(words) != 3:
        return _UNREADABLE
    is_year_first = _is_figure(words[0], 4)
    is_swapped = month_first and not is_year_first and _is_figure(words[1], 1, 2) and _is_figure(words[0], 1, 2)
    if is_year_first:
        words.reverse()
    elif is_swapped or not words[0][:1].isdecimal():
        words[:2] = words[1], words[0]
    written, month, year = words
    day, number = _DAY.fullmatch(written), int(month) if _is_figure(month, 1, 2) else _month_named(month, months)
    if day is None or number is None or not _is_figure(year, 2, 4):
        return _UNREADABLE
    reading = _made(_full_year(year, today), number, int(day[1]))
    keeps_order = is_year_first or is_swapped or not month.isdecimal()
    return reading if keeps_order else _day_first(reading, int(day[1]), number)


def _day_first(reading: DateReading, day: int, month: int) -> DateReading:
    """Return what was read of three figures, where one that can only be month first is never swapped."""
    if 1 <= day <= 12 < month <= 31:
        return DateReading(problem=DateProblem.MONTH_FIRST)
    return reading


def _is_figure(word: str, *lengths: int) -> bool:
    return word.isdecimal() and len(word) in lengths


def _without_signs(figures: str, serials: bool) -> DateReading:
    if len(figures) == 8 and figures[:2] in ("19", "20"):
        return _made(int(figures[:4]), int(figures[4:6]), int(figures[6:]))
    if len(figures) == 8:
        return _made(int(figures[4:]), int(figures[2:4]), int(figures[:2]))
    if serials and len(figures) == 5 and 20_000 <= int(figures) < 80_000:
        return DateReading(_SERIAL_START + timedelta(days=int(figures)))
    return _UNREADABLE


def _month_named(word: str, months: Sequence[str]) -> int | None:
    """Return the number of a month; in English three right letters are enough, since people write “Febuary”."""
    plain = folded(word)
    if len(plain) < 3:
        return None
    if plain[:3] in _MONTHS:
        return _MONTHS.index(plain[:3]) + 1
    return next((number for number, name in enumerate(months, 1) if folded(name).startswith(plain)), None)


def _full_year(year: str, today: date) -> int:
    if len(year) == 4:
        return int(year)
    near = 2000 + int(year)
    return near if near <= today.year + _YEARS_AHEAD else near - 100


def _made(year: int, month: int, day: int) -> DateReading:
    try:
        return DateReading(date(year, month, day))
    except ValueError:
        return DateReading(problem=DateProblem.IMPOSSIBLE)
