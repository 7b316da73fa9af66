"""People who work here and are parents here too."""

from portal.accounts.models import Account
from portal.families.models import Child
from tests.families.factories import with_password
from tests.support import factories


def comes_in(*accounts: Account) -> None:
    """Let these people choose a password, by which they can sign in."""
    for account in accounts:
        with_password(account)


def make_own(account: Account, child: Child) -> None:
    """Make somebody who works here an adult of a child."""
    factories.link(factories.make_adult(account.name, account=account), child)
