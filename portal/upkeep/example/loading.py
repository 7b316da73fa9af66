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
from portal.upkeep.example import concerns, door_and_group, history, posts
from portal.upkeep.example.clearances import clear_pictures
from portal.upkeep.example.people import DETAILS, DOMAIN, PASSWORD, SETTING, STAFF
from portal.wording import service as wording

FAMILIES = Path(__file__).parent / "families.csv"
# So many parents have chosen a password; the others were invited and have not come yet, or not been invited.
ARRIVED = 20
INVITED = 30
# Three terms.
SET_UP_AGO = timedelta(days=280)
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
    with clock.set_back(SET_UP_AGO):
        people, parents = _set_up()
    manager, workers = people[0], [each for each in people if Role.STAFF in each.roles]
    settings.check_contacts(Contact, by_id=manager.id)
    _invite_others(manager)
    posts.tell_history(manager, workers, parents)
    concerns.tell_concerns(parents, workers[-1], handler=manager)
    clear_pictures(manager, workers)
    door_and_group.let_visitors_in(manager)
    door_and_group.keep_group(parents, manager)


def _set_up() -> tuple[list[Account], list[Account]]:
    """Do what a setting does in its first days; return who works there, and the parents who have come in."""
    settings.name_setting(SETTING, by_id=None, **DETAILS)
    people = [_let_in(name, f"{login}@{DOMAIN}", roles) for name, login, roles in STAFF]
    manager, signing = people[0], [each for each in people if not each.roles <= {Role.CHAIR, Role.INSPECTOR}]
    wording.publish_default_texts(by_id=manager.id)
    sheets = imports.open_list(FAMILIES.read_bytes(), FAMILIES.name).sheets
    imports.import_at_once(sheets, first_decisions(sheets), by_list=True, today=clock.today(), by_id=manager.id)
    parents = _invite(manager)
    history.sign_forms(parents)
    history.sign_rules(parents, signing)
    history.declare_relationships(parents, signing, manager)
    return people, parents


def _let_in(name: str, email: str, roles: frozenset[Role]) -> Account:
    last_day = clock.today() + SET_UP_AGO + INSPECTION if Role.INSPECTOR in roles else None
    account = invitations.make_account(name, email=email, roles=roles, last_day=last_day, by_id=None)
    return invitations.accept(invitations.invite(account, channel=Channel.EMAIL, by_id=None).token, PASSWORD)


def _invite(manager: Account) -> list[Account]:
    """Invite some adults, and let them arrive; return them in the order of the register."""
    inviting.invite(_reachable(ARRIVED), on=clock.today(), by_id=manager.id)
    invited: Sequence[Account] = list(
        Account.select().join(Adult, on=(Adult.account == Account.id)).order_by(Adult.id).limit(ARRIVED)
    )
    return [
        invitations.accept(invitations.invite(account, channel=Channel.EMAIL, by_id=None).token, PASSWORD)
        for account in invited
    ]


def _reachable(most: int) -> list[int]:
    """Return the first adults who can sign and have an e-mail address."""
    responsible = Guardianship.select(Guardianship.adult).where(Guardianship.can_say_yes())
    adults = Adult.select(Adult.id).where(Adult.email.is_null(False) & Adult.id.in_(responsible)).order_by(Adult.id)
    return [adult.id for adult in adults.limit(most)]


def _invite_others(manager: Account) -> None:
    """Invite some who have not come yet."""
    inviting.invite(_reachable(INVITED)[ARRIVED:], on=clock.today(), by_id=manager.id)


def who_can_sign_in() -> list[Person]:
    """Return the people whom the terminal names, one of each kind and three parents."""
    people = [Person(_what(roles), name, f"{login}@{DOMAIN}") for name, login, roles in STAFF]
    arrived = Account.select().join(Adult, on=(Adult.account == Account.id)).where(Account.password_hash != "")
    parents = [Person("parent", account.name, account.email) for account in arrived.order_by(Account.id).limit(3)]
    return [*people, *parents]


def _what(roles: frozenset[Role]) -> str:
    return " and ".join(sorted(role.value for role in roles))
