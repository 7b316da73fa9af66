"""When an adult may be written to again."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.families.contact_limit import was_contacted_lately

NOW = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # the hour in which summer time ends


@pytest.mark.parametrize(
    ("ago", "lately"),
    [(None, False), (timedelta(0), True), (timedelta(days=3, microseconds=-1), True), (timedelta(days=3), False),
     (timedelta(days=400), False), (timedelta(minutes=-2), True), (timedelta(days=-365), False)],
)  # fmt: skip
def test_nobody_is_written_to_again_before_72_hours_have_passed(ago, lately):
    """A clock that was a year ahead silences nobody for a year."""
    assert was_contacted_lately(None if ago is None else NOW - ago, now=NOW) is lately
