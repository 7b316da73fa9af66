"""Which days count as working days in England."""

from datetime import date

import pytest

from portal.foundation.working_days import add_working_days


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        (date(2026, 11, 30), 2, date(2026, 12, 2)),  # a Monday
        (date(2026, 11, 27), 2, date(2026, 12, 1)),  # over a weekend
        (date(2026, 11, 29), 2, date(2026, 12, 1)),  # from a Sunday, the same
        (date(2026, 12, 24), 1, date(2026, 12, 29)),  # Christmas, a weekend, and Boxing Day made up for on the Monday
        (date(2026, 4, 2), 1, date(2026, 4, 7)),  # Good Friday to Easter Monday
        (date(2026, 8, 28), 1, date(2026, 9, 1)),  # the summer holiday of England, not Scotland's of 3 August
        (date(2026, 7, 31), 1, date(2026, 8, 3)),
        (date(2026, 11, 29), 0, date(2026, 11, 29)),
    ],
)
def test_a_time_in_working_days(day, number, expected):
    assert add_working_days(day, number) == expected
