"""Moments are kept in UTC; the day is the day in England, also when the clocks change."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from portal.foundation import clock


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc]


def test_now_carries_its_offset() -> None:
    assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (utc(2026, 6, 30, 22, 59), date(2026, 6, 30)),
        (utc(2026, 6, 30, 23, 0), date(2026, 7, 1)),  # summer: midnight in England is 11pm UTC
        (utc(2026, 12, 31, 23, 59), date(2026, 12, 31)),
        (utc(2027, 1, 1, 0, 0), date(2027, 1, 1)),
    ],
)
def test_today_is_the_day_in_england(moment: datetime, day: date) -> None:
    with time_machine.travel(moment, tick=False):
        assert clock.now() == moment
        assert clock.today() == day
    assert clock.london_date(moment) == day


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (utc(2026, 3, 29, 0, 59), "00:59"),
        (utc(2026, 3, 29, 1, 0), "02:00"),  # an hour that does not exist in England
        (utc(2026, 10, 25, 0, 30), "01:30"),
        (utc(2026, 10, 25, 1, 30), "01:30"),  # an hour that exists twice
    ],
)
def test_a_clock_on_the_wall_follows_summer_time(moment: datetime, shown: str) -> None:
    assert clock.london(moment).strftime("%H:%M") == shown
