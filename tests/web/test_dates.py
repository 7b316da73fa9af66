"""Dates read as people in England write them, and are read as people type them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.web.dates import format_date, format_moment, format_time, read_date


def test_a_date_a_time_and_a_moment(db_ready: str) -> None:
    moment = datetime(2026, 7, 22, 14, 5, tzinfo=UTC)
    assert format_date(date(2026, 11, 22)) == "22 November 2026"
    assert format_time(moment) == "3:05pm"
    assert format_moment(moment) == "22 July 2026 at 3:05pm"
    assert (format_date(None), format_moment(None)) == ("", "")


@pytest.mark.parametrize(
    ("hour", "shown"),
    [(0, "12:07am"), (1, "1:07am"), (11, "11:07am"), (12, "12:07pm"), (13, "1:07pm"), (23, "11:07pm")],
)
def test_hours_as_a_clock_shows_them(hour: int, shown: str) -> None:
    assert format_time(datetime(2026, 1, 5, hour, 7, tzinfo=UTC)) == shown


def test_a_moment_late_in_the_evening_belongs_to_the_next_day_in_england(db_ready: str) -> None:
    assert format_date(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2026"


@pytest.mark.parametrize(
    "typed",
    ["3/9/2022", "3 9 22", "03.09.2022", "3-9-2022", "2022-09-03", "3 Sep 2022", "3 september 2022",
     "3 SEPTEMBER, 2022", "  3   9  2022 "],
)  # fmt: skip
def test_a_date_is_read_day_first(db_ready: str, typed: str) -> None:
    assert read_date(typed) == date(2022, 9, 3)


@pytest.mark.parametrize(
    ("typed", "day"), [("1st May 2026", 1), ("2nd May 2026", 2), ("3rd May 2026", 3), ("4th May 2026", 4)]
)
def test_a_day_may_be_written_as_it_is_spoken(db_ready: str, typed: str, day: int) -> None:
    assert read_date(typed) == date(2026, 5, day)


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "31 2 2026", "29/2/2025", "9/13/2022", "1 2", "1 2 3 4", "0/1/2022", "1 x 2022", "12345678901234567890 1 2026", "1 1 12345678901234567890", "²/9/2022",
     "3 9 99999", "3 9 0", "٣ ٩"],
)  # fmt: skip
def test_what_is_no_date_is_refused_and_never_guessed(db_ready: str, typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever date() says, the field says it in words
        read_date(typed)


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)))
def test_every_date_is_read_back_from_its_figures(day: date) -> None:
    assert read_date(f"{day.day}/{day.month}/{day.year}") == day
    assert read_date(day.isoformat()) == day


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading(text: str) -> None:
    """Words for months need a language, so only figures are tried here."""
    if any(c.isalpha() for c in text):
        return
    try:
        read_date(text)
    except ValueError:
        return
