"""The import's pages: only the manager gets there, and finds them under the families."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.attachments import worker
from portal.families.models import Child
from tests.families.factories import NewBrowser, Way, answers
from tests.imports import factories as imports
from tests.imports.factories import ZOFIA, listed
from tests.imports.workbooks import workbook
from tests.support import factories
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
        ("POST", "imports.decide", of_list),
        ("GET", "imports.check_responsibility", of_list),
        ("POST", "imports.check_responsibility", of_list),
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
    person = factories.make_account("Hodan Warsame", *roles)
    ways = everything(imports.waiting().id)
    for account in (person, a_parent):
        browser = new_browser(account)
        before = snapshot()
        assert set(answers(browser, ways).values()) == {403}
        assert changed_tables(before) == []


def test_the_menu_shows_the_import_under_the_families(manager: Browser) -> None:
    manager.get("imports.upload_list")
    assert manager.root.xpath("//nav//a[@aria-current]/text()") == ["Import a list"]


FAMILIES = ("Families", [["First name", "Surname", "DOB"], ["Anaya", "Patel", "3/9/2022"]])


@contextmanager
def other_files_being_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    places = [worker._free_place(folder) for _ in range(worker.AT_ONCE)]
    with monkeypatch.context() as patch:
        patch.setattr(worker, "TURN_TIMEOUT", 0)
        yield
    for place in places:
        assert place is not None
        place.close()


def test_a_workbook_that_cannot_be_opened_at_the_moment_is_sent_again(
    manager: Browser, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with other_files_being_opened(instance, monkeypatch):
        page = imports.upload(manager, workbook(FAMILIES), "list.xlsx")
        assert "We are looking into other files at the moment. Send “list.xlsx” again in a minute." in page.text
    assert imports.import_list(manager, workbook(FAMILIES), "list.xlsx").status == 200
    assert Child.select().where(Child.first_name == "Anaya").exists()


def test_a_list_that_waits_outlasts_a_busy_moment(
    manager: Browser, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read in it is kept: nothing has to be opened again."""
    preview = imports.upload(manager, workbook(FAMILIES), "list.xlsx")
    with other_files_being_opened(instance, monkeypatch):
        imports.confirm(preview)
    assert Child.select().where(Child.first_name == "Anaya").exists()
