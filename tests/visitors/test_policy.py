"""Who counts as being in the building."""

from datetime import date

import pytest

from portal.visitors.policy import Presence, presence

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


@pytest.mark.parametrize(
    ("arrived_on", "has_left", "today", "expected"),
    [
        (MONDAY, False, MONDAY, Presence.HERE),
        (MONDAY, True, MONDAY, Presence.LEFT),
        (MONDAY, False, TUESDAY, Presence.NOT_SIGNED_OUT),
        (MONDAY, True, TUESDAY, Presence.LEFT),
        (TUESDAY, False, MONDAY, Presence.HERE),  # a clock that was set back
    ],
)
def test_a_forgotten_sign_out_is_closed_with_its_day_and_marked(
    arrived_on: date, has_left: bool, today: date, expected: Presence
) -> None:
    assert presence(arrived_on, has_left=has_left, today=today) is expected
