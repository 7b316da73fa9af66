"""Where a declared relationship stands, who may confirm it, and what may not be declared."""

from collections.abc import Collection
from enum import StrEnum

from portal.access.permissions import Role
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal

# Who confirms what a manager has to do with, beside another manager.
CONFIRM_FOR_MANAGERS = frozenset({Role.LEAD, Role.CHAIR})


class Standing(StrEnum):
    """Where a declaration stands: the exception from the rule on friend requests holds only while it is confirmed."""

    DECLARED = "declared"
    CONFIRMED = "confirmed"
    ENDED = "ended"


# What can become of a declaration, each once.
STEPS = (Standing.CONFIRMED, Standing.ENDED)


def standing_of(steps: Collection[str]) -> Standing:
    """Return where a declaration stands of which these steps are known: the last of them."""
    return next((step for step in reversed(STEPS) if step in steps), Standing.DECLARED)


class DeclaredAlready(Refusal):
    """The same person has declared the same, and it has not ended."""

    sentence = mark("You have declared this already. Nothing was stored a second time.")
    field = "other"


class HasEnded(Refusal):
    """What has ended is declared anew."""

    sentence = mark("This has ended meanwhile, so it was not confirmed.")


class OwnRelationship(Refusal):
    """Nobody confirms what they are a part of."""

    sentence = mark("This is about yourself. Another manager, the safeguarding lead or the chair has to confirm it.")
    field = "adult"
