"""What can happen to the family register."""

from datetime import date

from portal.families.policy import EntryKind, Relationship, Responsibility, ResponsibilityBasis
from portal.foundation.events import Event
from portal.foundation.language import mark


class ChildEvent(Event, subject="child"):
    pass


class AdultEvent(Event, subject="adult"):
    pass


class ResponsibilityChanged(
    ChildEvent, sentence=mark("recorded who has parental responsibility, and how that was checked")
):
    adult_id: int
    responsibility: Responsibility
    basis: ResponsibilityBasis


class LastDaySet(ChildEvent, sentence=mark("set a child’s last day")):
    """``last_day`` is None when the child stays after all."""

    last_day: date | None


class AdultGivenAccount(AdultEvent, sentence=mark("gave an adult of the register an account")):
    """From now on this account opens what belongs to the adult."""

    account_id: int


class SignInAddressMoved(
    Event, subject="account", sentence=mark("corrected the e-mail address of somebody who had not come in yet")
):
    """The address was put right before anybody signed in; links sent to the old one died."""


class SamePersonEvent(Event, subject="same_person"):
    """Base of what happens to two entries of the register that are one child, or one adult."""

    kind: EntryKind
    kept_id: int
    duplicate_id: int


class SamePersonStated(SamePersonEvent, sentence=mark("stated that two entries of the register are one person")):
    """From now on what was said under either entry is read as one."""


class SamePersonUndone(SamePersonEvent, sentence=mark("undid that two entries of the register are one person")):
    """The two entries are again what they were."""


class ChildAdded(ChildEvent, sentence=mark("added a child to the register")):
    pass


class ChildChanged(ChildEvent, sentence=mark("corrected a child’s entry in the register")):
    changed: tuple[str, ...]


class ChildRemoved(ChildEvent, sentence=mark("removed a child from the register")):
    pass


class AdultAdded(AdultEvent, sentence=mark("added an adult to the register")):
    pass


class AdultChanged(AdultEvent, sentence=mark("corrected an adult’s entry in the register")):
    changed: tuple[str, ...]


class AdultRemoved(AdultEvent, sentence=mark("removed an adult from the register")):
    pass


class RelationshipSet(ChildEvent, sentence=mark("said what an adult is to a child")):
    adult_id: int
    relationship: Relationship


class RelationshipEnded(ChildEvent, sentence=mark("ended what an adult is to a child")):
    adult_id: int


class SessionsChanged(Event, subject="setting", sentence=mark("changed the sessions that children come to")):
    """``sessions`` are the keys of those added, renamed or removed: names are text that somebody wrote."""

    sessions: tuple[str, ...]
