"""Rules of who may work with the portal: which roles go together, how long an inspector stays, who stays manager."""

from collections.abc import Set
from datetime import date, timedelta

from portal.access.permissions import Role
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal

# A parent is invited with the family; these are given on the page of the people who work here.
WORKING_ROLES = frozenset(Role) - {Role.PARENT}
# An inspector reads for a short time (product.md, who uses it).
LONGEST_INSPECTION = timedelta(days=31)


class StaffRefusal(Refusal):
    """The base of why a change to a person who works here is refused."""

    field = "roles"


class NoRole(StaffRefusal):
    """Nobody works here as nothing."""

    sentence = mark("Choose at least one role. To shut somebody out, disable their account instead.")


class InspectorAlone(StaffRefusal):
    """An inspector looks from outside, so is nothing else here."""

    sentence = mark("An inspector has no other role here. Use an address that nobody signs in with.")


class LastDayNeeded(StaffRefusal):
    """No inspector reads for ever."""

    sentence = mark("Write the last day on which the inspector may read")
    field = "last_day"


class LastDayNotPossible(StaffRefusal):
    """The last day is over, or further ahead than LONGEST_INSPECTION."""

    sentence = mark("Choose a day from today on, %(days)s days ahead at most")
    field = "last_day"


class OwnAccount(StaffRefusal):
    """Nobody gives themselves rights, or takes away their own."""

    sentence = mark("Nobody changes their own roles or account here. Ask another manager.")


class LastManager(StaffRefusal):
    """Nobody else who can sign in could make a manager again."""

    sentence = mark("Somebody has to stay manager. Make another person manager first, who has signed in.")


class ChairStays(StaffRefusal):
    """Nobody takes away, or lets back in, who judges them: the chair handles concerns about the manager (§4.1)."""

    sentence = mark(
        "The chair handles concerns about the manager, so nobody changes this account here. Whoever runs the portal can, "
        "at its terminal."
    )


class ChairIsThere(StaffRefusal):
    """Nobody chooses a second person who judges them, once there is one."""

    sentence = mark(
        "There is a chair already, who handles concerns about the manager. Whoever runs the portal can name another, at "
        "its terminal."
    )


class DisabledAccount(StaffRefusal):
    """An invitation would not let this person in."""

    sentence = mark("This account is disabled. Enable it on its own page first.")


def check_roles(roles: Set[Role], last_day: date | None, *, today: date) -> None:
    """Raise StaffRefusal unless one person may hold ``roles`` until ``last_day``, and not for ever as an inspector."""
    if not roles:
        raise NoRole
    if Role.INSPECTOR not in roles:
        return
    if len(roles) > 1:
        raise InspectorAlone
    if last_day is None:
        raise LastDayNeeded
    if not today <= last_day <= today + LONGEST_INSPECTION:
        raise LastDayNotPossible(days=LONGEST_INSPECTION.days)


def kept_day(roles: Set[Role], last_day: date | None) -> date | None:
    """Return the last day as it is stored: only an inspector's access ends by itself."""
    return last_day if Role.INSPECTOR in roles else None
