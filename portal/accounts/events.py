"""What can happen to accounts."""

from portal.accounts.staff_policy import ProposalEnding
from portal.foundation.events import Event
from portal.foundation.language import mark


class AccountEvent(Event, subject="account"):
    """Base of what happens to one account."""


class AccountMade(AccountEvent, sentence=mark("made an account")):
    roles: tuple[str, ...]


class AccountInvited(AccountEvent, sentence=mark("made an invitation")):
    channel: str


class InvitationAccepted(AccountEvent, sentence=mark("accepted an invitation and chose a password")):
    pass


class SignedIn(AccountEvent, sentence=mark("signed in")):
    pass


class SignInFailed(AccountEvent, sentence=mark("tried to sign in with a wrong password"), by_anyone=True):
    """A wrong password for a name that exists; names that do not exist go to the log alone."""


class SignedOut(AccountEvent, sentence=mark("signed out")):
    pass


class PasswordChanged(AccountEvent, sentence=mark("changed a password and signed out other devices")):
    pass


class RoleGiven(AccountEvent, sentence=mark("gave a person a role")):
    role: str


class RoleTaken(AccountEvent, sentence=mark("took a role from a person")):
    role: str


class LastDayChanged(AccountEvent, sentence=mark("changed until when a person may sign in")):
    pass


class AccountDisabled(AccountEvent, sentence=mark("disabled an account, which ended its sessions and its invitations")):
    pass


class AccountEnabled(AccountEvent, sentence=mark("enabled an account again")):
    pass


class SessionsEnded(AccountEvent, sentence=mark("signed devices of a person out")):
    how_many: int


class InvitationsRevoked(AccountEvent, sentence=mark("took an invitation back")):
    how_many: int


class HandlerProposalEvent(Event, subject="handler_proposal"):
    """Base of what happens to a proposal of who is to handle what concerns the manager."""

    role: str


class HandlerProposed(HandlerProposalEvent, sentence=mark("proposed somebody who handles concerns")):
    pass


class HandlerProposalEnded(HandlerProposalEvent, sentence=mark("ended a proposal of who handles concerns")):
    """A handler objected, or the time to do so passed and the portal gave the role, or could not."""

    ending: ProposalEnding
