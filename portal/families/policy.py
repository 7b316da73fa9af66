"""Families: kinds of relationship, and what parental responsibility lets an adult do."""

from dataclasses import dataclass
from enum import StrEnum, auto

from portal.foundation.language import mark
from portal.foundation.refusals import Refusal

LONGEST_SESSION_NAME = 60  # characters


class SessionNameTaken(Refusal):
    """Two sessions would have the same name."""

    sentence = mark("Another session has this name. Choose a different one.")


class SessionInUse(Refusal):
    """A session would be removed that a child or a record has."""

    sentence = mark("A child or a record has this session, so it stays. Enter a name.")


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


class Responsibility(StrEnum):
    """Whether an adult has parental responsibility for a child (Children Act 1989, s 3; product.md §2.6).

    RESTRICTED is limited by a court order: the adult's yes is ignored, their no still counts.
    """

    NONE = auto()
    HELD = auto()
    RESTRICTED = auto()

    @property
    def can_say_yes(self) -> bool:
        return self is Responsibility.HELD

    @property
    def can_say_no(self) -> bool:
        return self is not Responsibility.NONE


class ResponsibilityBasis(StrEnum):
    """How it was checked who has parental responsibility. OWN_LIST is for family lists that are imported."""

    BIRTH_CERTIFICATE = auto()
    SAID_BY_PARENT = auto()
    COURT_ORDER = auto()
    OWN_LIST = auto()


@dataclass(frozen=True)
class ResponsibilityFound:
    """What was found about one adult and one child, by their numbers."""

    child_id: int
    adult_id: int
    responsibility: Responsibility


class RestrictionStands(Refusal):
    """A list would change a responsibility that a court order limits. Only a person does that, on the child's page."""

    sentence = mark(
        "A court order limits the parental responsibility of an adult in this list. A list never changes that. "
        "Nothing was imported. Please look at the list again."
    )
