"""What can happen to the family register."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.families.policy import EntryKind, Relationship, Responsibility, ResponsibilityBasis
from portal.foundation.events import Event
from portal.foundation.language import mark


@dataclass(frozen=True, kw_only=True)
class ChildEvent(Event):
    subject: ClassVar[str] = "child"


@dataclass(frozen=True, kw_only=True)
class AdultEvent(Event):
    subject: ClassVar[str] = "adult"


@dataclass(frozen=True, kw_only=True)
class ResponsibilityChanged(ChildEvent):
    sentence: ClassVar[str] = mark("recorded who has parental responsibility, and how that was checked")
    adult_id: int
    responsibility: Responsibility
    basis: ResponsibilityBasis


@dataclass(frozen=True, kw_only=True)
class LastDaySet(ChildEvent):
    """``last_day`` is None when the child stays after all."""

    sentence: ClassVar[str] = mark("set a child’s last day")
    last_day: date | None


@dataclass(frozen=True, kw_only=True)
class AdultGivenAccount(AdultEvent):
    """From now on this account opens what belongs to the adult."""

    sentence: ClassVar[str] = mark("gave an adult of the register an account")
    account_id: int


@dataclass(frozen=True, kw_only=True)
class SignInAddressMoved(Event):
    """The address was put right before anybody signed in; links sent to the old one died."""

    subject: ClassVar[str] = "account"
    sentence: ClassVar[str] = mark("corrected the e-mail address of somebody who had not come in yet")


@dataclass(frozen=True, kw_only=True)
class SamePersonEvent(Event):
    """Base of what happens to two entries of the register that are one child, or one adult."""

    subject: ClassVar[str] = "same_person"
    sentence: ClassVar[str] = mark("did something with two entries of one person")
    kind: EntryKind
    kept_id: int
    duplicate_id: int


@dataclass(frozen=True, kw_only=True)
class SamePersonStated(SamePersonEvent):
    """From now on what was said under either entry is read as one."""

    sentence: ClassVar[str] = mark("stated that two entries of the register are one person")


@dataclass(frozen=True, kw_only=True)
class SamePersonUndone(SamePersonEvent):
    """The two entries are again what they were."""

    sentence: ClassVar[str] = mark("undid that two entries of the register are one person")


@dataclass(frozen=True, kw_only=True)
class ChildAdded(ChildEvent):
    sentence: ClassVar[str] = mark("added a child to the register")


@dataclass(frozen=True, kw_only=True)
class ChildChanged(ChildEvent):
    sentence: ClassVar[str] = mark("corrected a child’s entry in the register")
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ChildRemoved(ChildEvent):
    sentence: ClassVar[str] = mark("removed a child from the register")


@dataclass(frozen=True, kw_only=True)
class AdultAdded(AdultEvent):
    sentence: ClassVar[str] = mark("added an adult to the register")


@dataclass(frozen=True, kw_only=True)
class AdultChanged(AdultEvent):
    sentence: ClassVar[str] = mark("corrected an adult’s entry in the register")
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AdultRemoved(AdultEvent):
    sentence: ClassVar[str] = mark("removed an adult from the register")


@dataclass(frozen=True, kw_only=True)
class RelationshipSet(ChildEvent):
    sentence: ClassVar[str] = mark("said what an adult is to a child")
    adult_id: int
    relationship: Relationship


@dataclass(frozen=True, kw_only=True)
class RelationshipEnded(ChildEvent):
    sentence: ClassVar[str] = mark("ended what an adult is to a child")
    adult_id: int


@dataclass(frozen=True, kw_only=True)
class SessionsChanged(Event):
    """``sessions`` are the keys of those added, renamed or removed: names are text that somebody wrote."""

    subject: ClassVar[str] = "setting"
    sentence: ClassVar[str] = mark("changed the sessions that children come to")
    sessions: tuple[str, ...]
