"""Fills an empty database with the example setting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path, PurePosixPath
from urllib.parse import urlparse

from portal.access.permissions import Role
from portal.accounts import invitations
from portal.accounts.models import Account
from portal.accounts.policy import Channel
from portal.families import inviting
from portal.families.models import Adult, Guardianship
from portal.foundation import clock
from portal.imports import service as imports
from portal.imports.interpretation import first_decisions
from portal.settings import service as settings
from portal.settings.policy import Contact
from portal.upkeep.example import history
from portal.upkeep.example.people import DETAILS, DOMAIN, PASSWORD, SETTING, STAFF
from portal.wording import service as wording

FAMILIES = Path(__file__).parent / "families.csv"
# So many parents have chosen a password; the others were invited and have not come yet, or not been invited.
ARRIVED = 20
INVITED = 30
INVITED_AGO = timedelta(days=14)
INSPECTION = timedelta(days=14)


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in, as the terminal prints them."""

    what: str
    name: str
    login: str


def is_own_database(url: str) -> bool:
    """Return whether the name of a database says that it is the demo's: the demo has passwords that everybody knows."""
    return PurePosixPath(urlparse(url).path).stem == "demo"


def is_loaded() -> bool:
    """Return whether the database already has a setting."""
    return settings.is_named()


def load() -> None:
    """Make the setting, its staff, families, signatures and concerns. The database has to be empty."""
    settings.name_setting(SETTING, by_id=None, **DETAILS)
    people = [_let_in(name, f"{login}@{DOMAIN}", roles) for name, login, roles in STAFF]
    manager, signing = people[0], [each for each in people if not each.roles <= {Role.CHAIR, Role.INSPECTOR}]
    settings.check_contacts(Contact, by_id=manager.id)
    wording.publish_default_texts(by_id=manager.id)
    sheets = imports.open_list(FAMILIES.read_bytes(), FAMILIES.name).sheets
    imports.import_at_once(sheets, first_decisions(sheets), by_list=True, today=clock.today(), by_id=manager.id)
    parents = _invite(manager)
    history.sign_forms(parents)
    history.sign_rules(parents, signing)
    history.declare_relationships(parents, signing, manager)
    history.raise_concerns(parents, handler=manager)


def _let_in(name: str, email: str, roles: frozenset[Role]) -> Account:
    last_day = clock.today() + INSPECTION if Role.INSPECTOR in roles else None
    account = invitations.make_account(name, email=email, roles=roles, last_day=last_day, by_id=None)
    return invitations.accept(invitations.invite(account, channel=Channel.EMAIL, by_id=None).token, PASSWORD)


def _invite(manager: Account) -> list[Account]:
    """Invite most adults, and let some of them arrive. Return those who did, in the order of the register."""
    responsible = Guardianship.select(Guardianship.adult).where(Guardianship.can_say_yes())
    reachable = Adult.select(Adult.id).where(Adult.email.is_null(False) & Adult.id.in_(responsible)).order_by(Adult.id)
    inviting.invite([adult.id for adult in reachable.limit(INVITED)], on=clock.today(), by_id=manager.id)
    invited: Sequence[Account] = list(
        Account.select().join(Adult, on=(Adult.account == Account.id)).order_by(Adult.id).limit(ARRIVED)
    )
    arrived = [
        invitations.accept(invitations.invite(account, channel=Channel.EMAIL, by_id=None).token, PASSWORD)
        for account in invited
    ]
    # Who has come was invited a while ago, so whoever of them has not answered since can be reminded.
    Adult.update(last_written_at=clock.now() - INVITED_AGO).where(Adult.account.in_(invited)).execute()
    return arrived


def who_can_sign_in() -> list[Person]:
    """Return the people whom the terminal names, one of each kind and three parents."""
    people = [Person(_what(roles), name, f"{login}@{DOMAIN}") for name, login, roles in STAFF]
    arrived = Account.select().join(Adult, on=(Adult.account == Account.id)).where(Account.password_hash != "")
    parents = [Person("parent", account.name, account.email) for account in arrived.order_by(Account.id).limit(3)]
    return [*people, *parents]


def _what(roles: frozenset[Role]) -> str:
    return " and ".join(sorted(role.value for role in roles))
