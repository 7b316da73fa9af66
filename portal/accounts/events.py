"""What can happen to accounts."""

from dataclasses import dataclass
from typing import ClassVar

from portal.accounts.staff_policy import ProposalEnding
from portal.foundation.events import Event
from portal.foundation.language import mark


@dataclass(frozen=True, kw_only=True)
class AccountEvent(Event):
    """Base of what happens to one account."""

    subject: ClassVar[str] = "account"
    sentence: ClassVar[str] = mark("did something with an account")


@dataclass(frozen=True, kw_only=True)
class AccountMade(AccountEvent):
    sentence: ClassVar[str] = mark("made an account")
    roles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AccountInvited(AccountEvent):
    sentence: ClassVar[str] = mark("made an invitation")
    channel: str


@dataclass(frozen=True, kw_only=True)
class InvitationAccepted(AccountEvent):
    sentence: ClassVar[str] = mark("accepted an invitation and chose a password")


@dataclass(frozen=True, kw_only=True)
class SignedIn(AccountEvent):
    sentence: ClassVar[str] = mark("signed in")


@dataclass(frozen=True, kw_only=True)
class SignInFailed(AccountEvent):
    """A wrong password for a name that exists; names that do not exist go to the log alone."""

    sentence: ClassVar[str] = mark("tried to sign in with a wrong password")


@dataclass(frozen=True, kw_only=True)
class SignedOut(AccountEvent):
    sentence: ClassVar[str] = mark("signed out")


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(AccountEvent):
    sentence: ClassVar[str] = mark("changed a password and signed out other devices")


@dataclass(frozen=True, kw_only=True)
class RoleGiven(AccountEvent):
    sentence: ClassVar[str] = mark("gave a person a role")
    role: str


@dataclass(frozen=True, kw_only=True)
class RoleTaken(AccountEvent):
    sentence: ClassVar[str] = mark("took a role from a person")
    role: str


@dataclass(frozen=True, kw_only=True)
class LastDayChanged(AccountEvent):
    sentence: ClassVar[str] = mark("changed until when a person may sign in")


@dataclass(frozen=True, kw_only=True)
class AccountDisabled(AccountEvent):
    sentence: ClassVar[str] = mark("disabled an account, which ended its sessions and its invitations")


@dataclass(frozen=True, kw_only=True)
class AccountEnabled(AccountEvent):
    sentence: ClassVar[str] = mark("enabled an account again")


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(AccountEvent):
    sentence: ClassVar[str] = mark("signed devices of a person out")
    how_many: int


@dataclass(frozen=True, kw_only=True)
class InvitationsRevoked(AccountEvent):
    sentence: ClassVar[str] = mark("took an invitation back")
    how_many: int


@dataclass(frozen=True, kw_only=True)
class HandlerProposalEvent(Event):
    """Base of what happens to a proposal of who is to handle what concerns the manager."""

    subject: ClassVar[str] = "handler_proposal"
    sentence: ClassVar[str] = mark("did something with a proposal of who handles concerns")
    role: str


@dataclass(frozen=True, kw_only=True)
class HandlerProposed(HandlerProposalEvent):
    sentence: ClassVar[str] = mark("proposed somebody who handles concerns")


@dataclass(frozen=True, kw_only=True)
class HandlerProposalEnded(HandlerProposalEvent):
    """A handler objected, or the time to do so passed and the portal gave the role, or could not."""

    sentence: ClassVar[str] = mark("ended a proposal of who handles concerns")
    ending: ProposalEnding
