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

    sentence = mark("A child or a record has “%(name)s”, so it stays. Enter a name.")


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


@dataclass(frozen=True)
class LinkSaid:
    """What an adult is to a child, as somebody says; ``checked`` is None where their responsibility stays as it is."""

    relationship: Relationship
    checked: tuple[Responsibility, ResponsibilityBasis] | None


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


class Entry(StrEnum):
    """What of the register can be removed."""

    CHILD = auto()
    ADULT = auto()
    RELATIONSHIP = auto()


class ChildStays(Refusal):
    """Something was signed, printed, noted or told of the child."""

    sentence = mark(
        "%(name)s is named in a record that we have to keep, for example an answer or a printed form. "
        "Set the last day instead: then no picture is shown, and nobody is asked any more."
    )


class AdultStays(Refusal):
    """Something was signed or asked of the adult."""

    sentence = mark(
        "%(name)s is named in a record that we have to keep, for example an answer or a reminder. "
        "Say instead that they have no parental responsibility, or end the relationship to a child."
    )


class AdultSignsIn(Refusal):
    """The adult chose a password: the portal is theirs too."""

    sentence = mark("%(name)s has signed up. End the relationship to the child instead.")


class RelationshipStays(Refusal):
    """The adult answered for the child; without the relationship nothing would say by what right."""

    sentence = mark(
        "%(name)s has answered for %(child)s, and we have to keep that. Say instead that they have no parental "
        "responsibility: then none of their answers counts, not even a no."
    )


_STAYS = {Entry.CHILD: ChildStays, Entry.ADULT: AdultStays, Entry.RELATIONSHIP: RelationshipStays}


def why_it_stays(entry: Entry, *, is_recorded: bool, has_signed_up: bool = False) -> type[Refusal] | None:
    """Return why an entry of the register cannot be removed, or None when it can (product.md §2.3).

    ``is_recorded`` says that another table names the child or the adult, or for a relationship both of them together.
    """
    if is_recorded:
        return _STAYS[entry]
    return AdultSignsIn if entry is Entry.ADULT and has_signed_up else None


class ChildOnRegister(Refusal):
    """A child of this name and birthday is on the register: two families may have one each, so a person says."""

    field = "is_another"
    sentence = mark("On the register with the same birthday: %(who)s. Tick the box if this is another child.")


class ReferenceTaken(Refusal):
    """A reference leads to one child."""

    field = "reference"
    sentence = mark("%(name)s has this reference. Each child has one of their own.")


class EmailTaken(Refusal):
    """An address is one adult's: with it they sign in, and others would get their letters."""

    field = "email"
    sentence = mark("%(name)s has this e-mail address. Each adult has one of their own. Leave it empty for a letter.")


class AlreadyBeside(Refusal):
    """The register says already, and otherwise, what an adult is to a child."""

    field = "who"
    sentence = mark("%(name)s is on the register for %(child)s already. Change that on the child’s page.")


class ChildHasLeft(Refusal):
    """No new answer would count after a child's last day (product.md §2.6); a yes can still be withdrawn."""

    sentence = mark(
        "%(name)s does not come to us any more, so there is nothing to sign. No new picture is shown. What you said yes "
        "to, you can still withdraw."
    )
