"""The import's pages: only the manager gets there, and finds them under the families."""

import pytest

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.families.models import Child
from tests.families.world import NewBrowser, Way, answers
from tests.imports import world as imports
from tests.imports.world import ZOFIA, listed
from tests.support import world
from tests.support.browser import Browser
from tests.support.databases import changed_tables, snapshot


@pytest.fixture
def manager(new_browser: NewBrowser, a_manager: Account) -> Browser:
    return new_browser(a_manager)


def everything(number: int) -> list[Way]:
    """Return every address of the import's pages."""
    of_list = {"import_id": number}
    return [
        ("GET", "imports.upload_list", {}),
        ("POST", "imports.upload_list", {}),
        ("GET", "imports.preview_list", of_list),
        ("POST", "imports.correct_columns", of_list),
        ("POST", "imports.confirm_import", of_list),
        ("POST", "imports.cancel_import", of_list),
    ]


@pytest.mark.parametrize(
    "roles", [(Role.PARENT,), (Role.STAFF, Role.PARENT), (Role.LEAD,), (Role.CHAIR,), (Role.INSPECTOR,)], ids=str
)
def test_nobody_else_gets_anywhere_near(
    new_browser: NewBrowser, manager: Browser, a_parent: Account, a_child: Child, roles: tuple[Role, ...]
) -> None:
    """A parent tries every address of the import, even of a list that names their own child."""
    imports.upload(manager, listed(ZOFIA))
    person = world.make_account("Hodan Warsame", *roles)
    ways = everything(imports.waiting().id)
    for account in (person, a_parent):
        browser = new_browser(account)
        before = snapshot()
        assert set(answers(browser, ways).values()) == {403}
        assert changed_tables(before) == []


def test_the_menu_shows_the_import_under_the_families(manager: Browser) -> None:
    manager.get("imports.upload_list")
    assert manager.root.xpath("//nav//a[@aria-current]/text()") == ["Families"]
