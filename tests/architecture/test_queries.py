"""A list of ten asks the database as often as a list of one."""

from flask import Flask

from portal.access.permissions import Role
from portal.accounts import invitations
from portal.accounts.models import Account
from portal.accounts.policy import Channel
from portal.settings.models import Setting
from tests.architecture.telling import tell
from tests.support import factories
from tests.support.browser import Browser
from tests.support.databases import count_queries

SURNAMES = ("Okafor", "Raman", "Nowak", "Kelly", "Chen", "Warsame", "Whitlock", "Ashworth", "Santos", "Haddad")

# Each page that lists something, and who looks at it.
LISTS = {
    "/rules/register/parent-rules": Role.MANAGER,
    "acknowledgements.owed": Role.MANAGER,
    "audit.log": Role.MANAGER,
    "concerns.own": Role.PARENT,
    "concerns.register": Role.MANAGER,
    "reminders.show": Role.MANAGER,
    "consent_notes.children": Role.MANAGER,
    "consent_register.show": Role.MANAGER,
    "families.invitations": Role.MANAGER,
    "families.list_children": Role.MANAGER,
    "group.register": Role.MANAGER,
    "home.as_parent": Role.PARENT,
    "home.index": Role.MANAGER,
    "home.own_records": Role.PARENT,
    "staff.list_staff": Role.MANAGER,
    "photo_list.choose": Role.MANAGER,
}


def grow(parent: Account, how_many: int, *, start: int) -> None:
    """Add children: each in this parent's care, with a parent of its own who signed, and a concern."""
    adult = factories.adult_of(parent)
    for surname in SURNAMES[start : start + how_many]:
        child = factories.make_child("Sam", surname)
        factories.link(adult, child)
        factories.sign_all(child, factories.make_parent(f"Alex {surname}", child))
        factories.sign_all(child, parent)
        tell(parent, about="nobody")
        colleague = factories.make_account(f"Jo {surname}", Role.STAFF)
        invitations.invite(colleague, channel=Channel.EMAIL, by_id=None)


def questions(browser: Browser, endpoint: str) -> list[str]:
    """Return what a page asks the database."""
    browser.get(endpoint)  # what is read once and kept is read here
    with count_queries() as sent:
        browser.get(endpoint)
    assert browser.status == 200, endpoint
    return list(sent)


def test_a_longer_list_asks_no_more_often(app: Flask, setting: Setting) -> None:
    manager, parent = factories.make_account("Siobhán Kelly", Role.MANAGER), factories.make_parent("Mary Byrne")
    browsers = {Role.MANAGER: Browser(app).sign_in(manager), Role.PARENT: Browser(app).sign_in(parent)}
    grow(parent, 1, start=0)
    of_one = {endpoint: questions(browsers[role], endpoint) for endpoint, role in LISTS.items()}
    grow(parent, 9, start=1)
    wrong = []
    for endpoint, role in LISTS.items():
        one, ten = of_one[endpoint], questions(browsers[role], endpoint)
        if len(ten) != len(one):
            wrong.append(f"{endpoint}: {len(one)} questions for one, {len(ten)} for ten:\n" + "\n".join(ten))
    assert wrong == [], "\n".join(wrong)
