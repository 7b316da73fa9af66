"""Families: kinds of session and of relationship."""

from enum import StrEnum, auto


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
