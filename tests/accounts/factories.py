"""Somebody with a password, made the long way: invited, and the invitation accepted."""

from portal.access.permissions import Role
from portal.accounts import invitations
from portal.accounts.models import Account
from portal.accounts.policy import Channel
from tests.support import factories

PASSWORD = factories.PASSWORD


def invited(name: str = "Mary Byrne", *roles: Role, channel: Channel = Channel.EMAIL) -> tuple[Account, str]:
    """Return somebody who has been invited, and the secret of the link."""
    account = factories.make_account(name, *(roles or (Role.PARENT,)), has_come=False)
    return account, invitations.invite(account, channel=channel, by_id=None).token


def somebody(name: str = "Mary Byrne", *roles: Role) -> Account:
    """Return somebody who can sign in with PASSWORD."""
    _, token = invited(name, *roles)
    return Account.get_by_id(invitations.accept(token, PASSWORD).id)
