"""Families: kinds of session and relationship, and how often we write to an adult."""

from datetime import datetime, timedelta
from enum import StrEnum, auto

# Nobody is reminded, or invited again with others, within this time.
CONTACT_AGAIN_AFTER = timedelta(days=3)


class SessionKind(StrEnum):
    """What a child comes to (product.md, section 7)."""

    PLAYGROUP = auto()
    BREAKFAST = auto()
    AFTER_SCHOOL = auto()
    HOLIDAY = auto()


class Relationship(StrEnum):
    """Who an adult is to a child. It says nothing about parental responsibility."""

    MOTHER = auto()
    FATHER = auto()
    STEP_PARENT = auto()
    GRANDPARENT = auto()
    FOSTER_CARER = auto()
    GUARDIAN = auto()
    SOCIAL_WORKER = auto()
    OTHER = auto()


def was_contacted_lately(last_written_at: datetime | None, *, now: datetime) -> bool:
    """Return whether an adult was written to so lately that a list of people must leave them out.

    A moment far in the future is the mistake of a clock, and must not silence anybody until then.
    """
    return last_written_at is not None and abs(now - last_written_at) < CONTACT_AGAIN_AFTER
