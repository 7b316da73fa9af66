"""Families: kinds of session and of relationship, and what parental responsibility lets an adult do."""

from dataclasses import dataclass
from enum import StrEnum, auto

from portal.foundation.language import mark
from portal.foundation.refusals import Refusal


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


class EntryKind(StrEnum):
    """What an entry of the register is of."""

    CHILD = auto()
    ADULT = auto()

    @property
    def beside(self) -> "EntryKind":
        """What stands beside such an entry."""
        return EntryKind.ADULT if self is EntryKind.CHILD else EntryKind.CHILD


@dataclass(frozen=True)
class LinkDecision:
    """What a person chose where two entries say different things of an adult beside a child."""

    relationship: Relationship | None = None
    responsibility: Responsibility | None = None
    basis: ResponsibilityBasis | None = None


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


class MergedAlready(Refusal):
    """One of two entries is no entry of its own any more, or both are the same one."""

    sentence = mark("One of these two was put together with another a moment ago. Nothing was changed. Look again.")


class LinkUndecided(Refusal):
    """Two entries say different things of an adult beside a child, and nobody chose: that is never guessed (§8.12)."""

    sentence = mark("The two entries say different things of a family. Choose what is right. Nothing was changed.")


class ChangedSince(Refusal):
    """What was put together was changed since, so taking it apart would undo that too."""

    sentence = mark(
        "Something in this family was changed since, so this can no longer be undone here. Nothing was changed. "
        "Correct it on the pages of the child and the adults."
    )
