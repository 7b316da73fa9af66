"""Rules of who may work with the portal: which roles go together, how long an inspector stays, who stays manager."""

from collections.abc import Set
from datetime import date, timedelta
from enum import StrEnum, auto

from portal.access.permissions import Role

# A parent is invited with the family; these are given on the page of the people who work here.
WORKING_ROLES = frozenset(Role) - {Role.PARENT}
# An inspector reads for a short time (product.md, who uses it).
LONGEST_INSPECTION = timedelta(days=31)


class PersonFault(StrEnum):
    """Why a change to a person is refused."""

    NO_ROLE = auto()
    INSPECTOR_ALONE = auto()
    DAY_NEEDED = auto()
    DAY_NOT_POSSIBLE = auto()
    OWN_ACCOUNT = auto()
    LAST_MANAGER = auto()
    DISABLED = auto()


class PersonRefused(Exception):
    """A person cannot be changed in this way; ``fault`` says why."""

    def __init__(self, fault: PersonFault) -> None:
        super().__init__(fault)
        self.fault = fault


def check_roles(roles: Set[Role], last_day: date | None, *, today: date) -> None:
    """Raise PersonRefused unless one person may hold ``roles`` until ``last_day``, and not for ever as an inspector."""
    if not roles:
        raise PersonRefused(PersonFault.NO_ROLE)
    if Role.INSPECTOR not in roles:
        return
    if len(roles) > 1:
        raise PersonRefused(PersonFault.INSPECTOR_ALONE)
    if last_day is None:
        raise PersonRefused(PersonFault.DAY_NEEDED)
    if not today <= last_day <= today + LONGEST_INSPECTION:
        raise PersonRefused(PersonFault.DAY_NOT_POSSIBLE)


def kept_day(roles: Set[Role], last_day: date | None) -> date | None:
    """Return the last day as it is stored: only an inspector's access ends by itself."""
    return last_day if Role.INSPECTOR in roles else None
