"""The family register: who sees it, what it shows, and what the manager corrects in it."""

import pytest

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.families.models import Adult, Child, Guardianship
from portal.families.policy import Relationship, Responsibility
from portal.families.register import register
from portal.foundation import clock
from portal.settings.models import Setting
from tests.families import factories as families
from tests.families.factories import NewBrowser, Way, answers
from tests.support import factories
from tests.support.browser import Browser
from tests.support.databases import changed_tables, count_queries, read_only, snapshot

pytestmark = pytest.mark.both_engines


@pytest.fixture
def manager(new_browser: NewBrowser, a_manager: Account) -> Browser:
    return new_browser(a_manager)


def everything(child: Child, adult: Adult) -> list[Way]:
    """Return every address of the families' pages."""
    of_child, of_adult = {"child_id": child.id}, {"adult_id": adult.id}
    corrections = [
        ("add_child", {}), ("edit_child", of_child), ("remove_child", of_child), ("add_adult", of_child),
        ("edit_adult", of_adult), ("remove_adult", of_adult), ("edit_link", of_child | of_adult),
        ("remove_link", of_child | of_adult), ("check_responsibility", {}),
    ]  # fmt: skip
    return [
        ("GET", "families.list_children", {}),
        *((method, f"families.{name}", values) for name, values in corrections for method in ("GET", "POST")),
        ("GET", "families.invitations", {}),
        ("GET", "families.check_invitations", {}),
        ("POST", "families.send_invitations", {}),
        ("POST", "families.make_letters", {}),
    ]


def test_the_register_is_sorted_as_people_read_it(manager: Browser, a_manager: Account) -> None:
    for first, last in (("Zoë", "Ólafsdóttir"), ("Ada", "obi"), ("Zofia", "Łaska"), ("Mei", "Li"), ("Éva", "Łaska")):
        factories.make_child(first, last)
    listed = register(a_manager, on=clock.today()).lines
    assert [line.child.name for line in listed] == [
        "Éva Łaska", "Zofia Łaska", "Mei Li", "Ada obi", "Zoë Ólafsdóttir"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "roles", [(Role.PARENT,), (Role.STAFF, Role.PARENT), (Role.CHAIR,), (Role.INSPECTOR,)], ids=str
)
def test_nobody_else_gets_anywhere_near(
    new_browser: NewBrowser, a_parent: Account, a_child: Child, roles: tuple[Role, ...]
) -> None:
    """A parent tries every address of the register, even those of their own child."""
    person = factories.make_account("Hodan Warsame", *roles)
    ways = everything(a_child, factories.adult_of(a_parent))
    for account in (person, a_parent):
        browser = new_browser(account)
        before = snapshot()
        assert set(answers(browser, ways).values()) == {403}
        assert changed_tables(before) == []


def test_the_lead_reads_and_changes_nothing(
    new_browser: NewBrowser, a_lead: Account, a_parent: Account, a_child: Child
) -> None:
    browser = new_browser(a_lead)
    before = snapshot()
    found = answers(browser, everything(a_child, factories.adult_of(a_parent)))
    assert {way for way, status in found.items() if status != 403} == {"GET families.list_children"}
    assert changed_tables(before) == []
    for page, values in (("children.view", {"child_id": a_child.id}), ("families.list_children", {})):
        browser.get(page, **values)
        for link in browser.root.xpath("//main//a[starts-with(@href, '/')]/@href"):
            assert browser.get(link).status == 200, f"{page} leads the lead to {link}"


def test_an_empty_register_leads_to_the_import(manager: Browser) -> None:
    manager.get("families.list_children").click("Import a list")
    assert manager.heading == "Import a list"


def test_each_child_is_listed_with_sessions_adults_and_how_far_they_are(
    manager: Browser, a_child: Child, a_parent: Account
) -> None:
    families.with_password(a_parent)
    families.an_adult("Jadwiga Nowak", a_child, relationship=Relationship.GRANDPARENT)
    Guardianship.update(responsibility=Responsibility.NONE).where(
        Guardianship.relationship == Relationship.GRANDPARENT
    ).execute()
    with read_only():
        text = manager.get("families.list_children").text
    assert "Zofia Kowalska 3 September 2022 Playgroup" in text
    assert "Agnieszka Kowalska Signed up" in text
    assert "Jadwiga Nowak Not invited cannot sign" in text


def test_a_child_for_whom_nobody_can_answer_stands_out(manager: Browser, a_child: Child) -> None:
    assert "Nobody can answer" in manager.get("families.list_children").text
    assert "no picture may be shown" in manager.get("children.view", child_id=a_child.id).text


def test_the_list_is_narrowed_to_a_session(manager: Browser, a_child: Child) -> None:
    factories.make_child("Liban", "Warsame", sessions=("after_school",))
    manager.get("families.list_children").click("After-school club (1)")
    assert "Liban Warsame" in manager.text
    assert "Zofia Kowalska" not in manager.text
    assert "Zofia Kowalska" in manager.get("families.list_children", session="tennis").text


def test_the_list_asks_the_database_no_more_for_more_children(manager: Browser, a_parent: Account) -> None:
    def queries() -> int:
        with count_queries() as sent:
            manager.get("families.list_children")
        return len(sent)

    few = queries()
    for number in range(15):
        child = factories.make_child(f"Ava{number}", "Lee")
        families.an_adult(f"Mia Lee {number}", child, email=f"mia{number}@example.org")
    assert queries() == few


def test_a_name_is_never_markup(manager: Browser, setting: Setting) -> None:
    child = factories.make_child("<i>Ava</i>", "Lee")
    families.an_adult("<script>alert(1)</script>", child)
    assert "<script>alert" not in manager.get("families.list_children").page
    assert "<i>Ava" not in manager.get("children.view", child_id=child.id).page
