"""Which roles go together, and how long an inspector stays."""

from datetime import date, timedelta

import pytest

from portal.access.permissions import Role
from portal.accounts.staff_policy import (
    LONGEST_INSPECTION,
    InspectorAlone,
    LastDayNeeded,
    LastDayNotPossible,
    NoRole,
    StaffRefusal,
    check_roles,
    kept_day,
)

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("roles", "last_day"),
    [
        ({Role.STAFF}, None),
        ({Role.STAFF, Role.POSTER, Role.LEAD, Role.PARENT}, None),
        ({Role.INSPECTOR}, TODAY),
        ({Role.INSPECTOR}, TODAY + LONGEST_INSPECTION),
    ],
)
def test_these_can_be(roles: set[Role], last_day: date | None) -> None:
    check_roles(roles, last_day, today=TODAY)


@pytest.mark.parametrize(
    ("roles", "last_day", "refusal"),
    [
        (set(), None, NoRole),
        ({Role.INSPECTOR, Role.STAFF}, TODAY, InspectorAlone),
        ({Role.INSPECTOR, Role.PARENT}, TODAY, InspectorAlone),
        ({Role.INSPECTOR}, None, LastDayNeeded),
        ({Role.INSPECTOR}, TODAY - timedelta(days=1), LastDayNotPossible),
        ({Role.INSPECTOR}, TODAY + LONGEST_INSPECTION + timedelta(days=1), LastDayNotPossible),
    ],
)
def test_these_cannot(roles: set[Role], last_day: date | None, refusal: type[StaffRefusal]) -> None:
    with pytest.raises(refusal):
        check_roles(roles, last_day, today=TODAY)


def test_only_an_inspectors_access_ends_by_itself() -> None:
    assert kept_day({Role.INSPECTOR}, TODAY) == TODAY
    assert kept_day({Role.STAFF}, TODAY) is None
