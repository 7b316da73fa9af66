"""Who counts as being in the building."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine

from portal.visitors.register import VisitLine

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


@pytest.mark.parametrize(
    ("arrived_on", "has_left", "today", "is_here", "is_forgotten"),
    [
        (MONDAY, False, MONDAY, True, False),
        (MONDAY, True, MONDAY, False, False),
        (MONDAY, False, TUESDAY, False, True),
        (MONDAY, True, TUESDAY, False, False),
        (TUESDAY, False, MONDAY, True, False),  # a clock that was set back
    ],
)
def test_a_forgotten_sign_out_is_closed_with_its_day_and_marked(
    arrived_on: date, has_left: bool, today: date, is_here: bool, is_forgotten: bool
) -> None:
    at = datetime.combine(arrived_on, time(9), UTC)
    line = VisitLine(1, "Alex Kim", "", "the boiler", at, None, None, at if has_left else None, None)
    with time_machine.travel(datetime.combine(today, time(12), UTC), tick=False):
        assert (line.is_here, line.is_forgotten) == (is_here, is_forgotten)
