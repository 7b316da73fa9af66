"""People who owe an answer, reached in every way there is."""

from portal.accounts.models import Account
from portal.families.models import Adult, Child
from portal.families.policy import Relationship
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.reminders import service as reminders
from portal.reminders.models import ReminderRound
from portal.reminders.policy import Owed
from portal.reminders.recipients import EVERYBODY, Filter, Recipient, recipients
from tests.families.factories import with_password
from tests.support import factories

OWING_ANSWERS = Filter(owed=Owed.ANSWERS)


def a_signed_in_parent(name: str, *children: Child) -> Account:
    """Somebody who has chosen a password, and has an e-mail."""
    return with_password(factories.make_parent(name, *children))


def an_adult(name: str, child: Child, *, email: str | None = None, responsible: bool = True) -> Adult:
    """Somebody on the list of families who was never invited."""
    adult = factories.make_adult(name, email=email)
    factories.link(adult, child, relationship=Relationship.FATHER, responsible=responsible)
    return adult


def a_parent_without_email(name: str, child: Child) -> Adult:
    """Somebody who signs in by a sign-in name, since they have no e-mail."""
    account: Account = Account.create(name=name, sign_in_name=f"{name.split()[0].lower()}-7k2m")
    adult = factories.make_adult(name, account=with_password(account))
    factories.link(adult, child)
    return adult


def owing(wanted: Filter = OWING_ANSWERS) -> dict[str, Recipient]:
    """Return who owes an answer, or what is looked for, today, by name."""
    return {each.adult.name: each for each in recipients(wanted, on=clock.today())}


def remind(by: Account | None = None, wanted: Filter = EVERYBODY, *, submission: str = "") -> ReminderRound | None:
    """Remind everybody who can be reminded now."""
    key = submission or new_token()
    return reminders.remind(wanted, None, submission=key, on=clock.today(), by_id=by.id if by else None)
