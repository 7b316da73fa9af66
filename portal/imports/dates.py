"""Reading a date as people in England write it: the day first."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, auto

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = re.compile(r"[T\s]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*([ap]m)?(Z|[+-]\d{2}:?\d{2})?$", re.IGNORECASE)
_WEEKDAY = re.compile(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.\s]+", re.IGNORECASE)
_NUMBERS = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-\s](\d{1,2})[/.\-\s](\d{1,2})")
_DAY_WORD = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[\s\-/.,]*(?:of\s+)?([a-z]{3,9})[\s\-/.,]*(\d{4}|\d{2})", re.IGNORECASE
)
_WORD_DAY = re.compile(r"([a-z]{3,9})[\s\-/.]*(\d{1,2})(?:st|nd|rd|th)?[\s\-/.,]+(\d{4}|\d{2})", re.IGNORECASE)
_SERIAL_START = date(1899, 12, 30)  # day 0 of a spreadsheet's calendar, after Lotus's leap year that never was
_YEARS_AHEAD = 10


class DateProblem(StrEnum):
    """Why a date cannot be used as it stands."""

    UNREADABLE = auto()
    IMPOSSIBLE = auto()
    MONTH_FIRST = auto()


@dataclass(frozen=True)
class DateReading:
    """A date or a problem; `could_be_month_first` when 03/09 might have been meant as March."""

    value: date | None = None
    problem: DateProblem | None = None
    could_be_month_first: bool = False


def read_date(text: str, *, today: date) -> DateReading:
    """Read one written date. Two-digit years fall between 90 years ago and 10 years ahead."""
    bare = _WEEKDAY.sub("", _TIME.sub("", text.strip()))
    if match := _YEAR_FIRST.fullmatch(bare):
        return _made(*match.groups())
    if match := _NUMBERS.fullmatch(bare):
        return _day_first(*match.groups(), today=today)
    if bare.isdecimal():
        return _digits(bare)
    return _with_word(bare, today)


def _day_first(day: str, month: str, year: str, *, today: date) -> DateReading:
    if int(month) > 12 and 1 <= int(day) <= 12 and int(month) <= 31:
        return DateReading(problem=DateProblem.MONTH_FIRST)
    reading = _made(_full_year(year, today), month, day)
    unclear = reading.value is not None and int(day) <= 12 and int(day) != int(month)
    return DateReading(reading.value, reading.problem, unclear)


def _digits(text: str) -> DateReading:
    if len(text) == 8 and text[:2] in ("19", "20"):
        return _made(text[:4], text[4:6], text[6:])
    if len(text) == 8:
        return _made(text[4:], text[2:4], text[:2])
    if len(text) == 5 and 20_000 <= int(text) < 80_000:
        return DateReading(_SERIAL_START + timedelta(days=int(text)))
    return DateReading(problem=DateProblem.UNREADABLE)


def _with_word(text: str, today: date) -> DateReading:
    if match := _DAY_WORD.fullmatch(text):
        day, word, year = match.groups()
    elif match := _WORD_DAY.fullmatch(text):
        word, day, year = match.groups()
    else:
        return DateReading(problem=DateProblem.UNREADABLE)
    month = word.casefold()[:3]
    if month not in _MONTHS:
        return DateReading(problem=DateProblem.UNREADABLE)
    return _made(_full_year(year, today), str(_MONTHS.index(month) + 1), day)


def _full_year(year: str, today: date) -> str:
    if len(year) == 4:
        return year
    near = 2000 + int(year)
    return str(near if near <= today.year + _YEARS_AHEAD else near - 100)


def _made(year: str, month: str, day: str) -> DateReading:
    try:
        return DateReading(date(int(year), int(month), int(day)))
    except ValueError:
        return DateReading(problem=DateProblem.IMPOSSIBLE)
