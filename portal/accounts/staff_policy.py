"""Rules of who may work with the portal: which roles go together, how long an inspector stays, who stays manager."""

from collections.abc import Set
from datetime import date, datetime, timedelta
from enum import StrEnum, auto

from portal.access.permissions import Role
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal

# A parent is invited with the family; these are given on the page of the people who work here.
WORKING_ROLES = frozenset(Role) - {Role.PARENT}
# Who handles what concerns a manager, while there are any (concerns/routing.py). Nobody chooses who judges them
# (product.md §4.1), so these roles are given and taken by who holds them, at the terminal, or at the first set-up.
INDEPENDENT_ROLES = frozenset({Role.CHAIR, Role.LEAD})
HANDLING_ROLES = INDEPENDENT_ROLES | {Role.MANAGER}
# How long handlers can object to somebody whom a manager proposed.
OBJECTIONS_WITHIN = timedelta(days=7)
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


class HandlerStays(StaffRefusal):
    """Nobody shuts out, lets back in or makes a manager of who judges managers: product.md §4.1."""

    sentence = mark(
        "The chair and the safeguarding lead handle what concerns the manager, so nobody takes that from them here. They "
        "hand it on themselves, under “Who handles concerns”."
    )


class HandlersChoose(StaffRefusal):
    """Nobody chooses who judges them (product.md §4.1)."""

    sentence = mark(
        "Who is chair or safeguarding lead is decided by those who hold the role now. You can propose somebody, under "
        "“Who handles concerns”."
    )


class NobodyElseHolds(StaffRefusal):
    """The last who holds a role would leave nobody to judge."""

    sentence = mark(
        "You are the only one in this role who has signed in. Hand it on first, and wait until they come in."
    )


class HoldsItAlready(StaffRefusal):
    """Somebody was named for what they are already."""

    sentence = mark("This person has the role already.")
    field = "email"


class ProposalOver(Refusal):
    """An objection came after the time for it."""

    sentence = mark("The time to object is over, so this person has the role now.")


class ProposalEnding(StrEnum):
    """What became of a proposal. One without an ending can be objected to, until it takes effect."""

    OBJECTED = auto()
    TOOK_EFFECT = auto()
    NOT_POSSIBLE = auto()
    """Their account was disabled meanwhile, or became an inspector's."""


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


def takes_effect_at(proposed_at: datetime) -> datetime:
    """Return when somebody who was proposed gets the role, unless a handler objects before."""
    return proposed_at + OBJECTIONS_WITHIN


def kept_day(roles: Set[Role], last_day: date | None) -> date | None:
    """Return the last day as it is stored: only an inspector's access ends by itself."""
    return last_day if Role.INSPECTOR in roles else None
