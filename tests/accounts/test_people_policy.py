"""Which roles go together, and how long an inspector stays."""

from datetime import date, timedelta

import pytest

from portal.access.permissions import Role
from portal.accounts.people_policy import LONGEST_INSPECTION, PersonFault, PersonRefused, check_roles, kept_day

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
    ("roles", "last_day", "fault"),
    [
        (set(), None, PersonFault.NO_ROLE),
        ({Role.INSPECTOR, Role.STAFF}, TODAY, PersonFault.INSPECTOR_ALONE),
        ({Role.INSPECTOR, Role.PARENT}, TODAY, PersonFault.INSPECTOR_ALONE),
        ({Role.INSPECTOR}, None, PersonFault.DAY_NEEDED),
        ({Role.INSPECTOR}, TODAY - timedelta(days=1), PersonFault.DAY_NOT_POSSIBLE),
        ({Role.INSPECTOR}, TODAY + LONGEST_INSPECTION + timedelta(days=1), PersonFault.DAY_NOT_POSSIBLE),
    ],
)
def test_these_cannot(roles: set[Role], last_day: date | None, fault: PersonFault) -> None:
    with pytest.raises(PersonRefused) as refused:
        check_roles(roles, last_day, today=TODAY)
    assert refused.value.fault is fault


def test_only_an_inspectors_access_ends_by_itself() -> None:
    assert kept_day({Role.INSPECTOR}, TODAY) == TODAY
    assert kept_day({Role.STAFF}, TODAY) is None
