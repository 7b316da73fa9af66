"""Dates and times are shown as people in England write them."""

from datetime import UTC, date, datetime

import pytest

from portal.web.dates import format_date, format_moment, format_time


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
