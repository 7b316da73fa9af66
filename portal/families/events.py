"""What can happen to the family register."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.families.policy import Responsibility, ResponsibilityBasis
from portal.foundation.events import Event
from portal.foundation.language import mark


@dataclass(frozen=True, kw_only=True)
class ResponsibilityChanged(Event):
    subject: ClassVar[str] = "child"
    sentence: ClassVar[str] = mark("recorded who has parental responsibility, and how that was checked")
    adult_id: int
    responsibility: Responsibility
    basis: ResponsibilityBasis


@dataclass(frozen=True, kw_only=True)
class LastDaySet(Event):
    """``last_day`` is None when the child stays after all."""

    subject: ClassVar[str] = "child"
    sentence: ClassVar[str] = mark("set a child’s last day")
    last_day: date | None


@dataclass(frozen=True, kw_only=True)
class AdultGivenAccount(Event):
    """From now on this account opens what belongs to the adult."""

    subject: ClassVar[str] = "adult"
    sentence: ClassVar[str] = mark("gave an adult of the register an account")
    account_id: int


@dataclass(frozen=True, kw_only=True)
class SignInAddressMoved(Event):
    """The address was put right before anybody signed in; links sent to the old one died."""

    subject: ClassVar[str] = "account"
    sentence: ClassVar[str] = mark("corrected the e-mail address of somebody who had not come in yet")


@dataclass(frozen=True, kw_only=True)
class SessionsChanged(Event):
    """``sessions`` are the keys of those added, renamed or removed: names are text that somebody wrote."""

    subject: ClassVar[str] = "setting"
    sentence: ClassVar[str] = mark("changed the sessions that children come to")
    sessions: tuple[str, ...]
