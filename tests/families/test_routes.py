"""The family register: who sees it, what it shows, and what the manager corrects in it."""

from datetime import date

import pytest

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.audit.models import AuditEntry
from portal.consents.policy import Answer
from portal.consents.register.service import load_register
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
    of_child = {"child_id": child.id}
    return [
        ("GET", "families.list_children", {}),
        ("GET", "families.set_responsibility", {**of_child, "adult_id": adult.id}),
        ("POST", "families.set_responsibility", {**of_child, "adult_id": adult.id}),
        ("GET", "families.set_last_day", of_child),
        ("POST", "families.set_last_day", of_child),
        ("GET", "families.invitations", {}),
        ("POST", "families.check_invitations", {}),
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
    browser.get("children.view", child_id=a_child.id)
    assert "Check or change" not in browser.text
    assert "Set the last day" not in browser.text


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


def test_taking_responsibility_away_stops_what_was_signed(
    manager: Browser, a_manager: Account, a_child: Child, a_parent: Account
) -> None:
    factories.sign_all(a_child, a_parent, Answer.YES)
    manager.get("children.view", child_id=a_child.id).click("Check or change the parental responsibility")
    manager.submit("Save for Agnieszka Kowalska", responsibility="none", basis="court_order")

    assert "Saved. It counts from this moment." in manager.text
    (line,) = load_register(a_manager, on=clock.today()).lines
    assert not any(ruling.may_show for ruling in line.rulings.values())
    entry = AuditEntry.get(AuditEntry.event == "ResponsibilityChanged")
    assert (entry.subject_id, entry.actor_id) == (a_child.id, a_manager.id)

    manager.click("Check or change the parental responsibility")
    manager.submit("Save for Agnieszka Kowalska", responsibility="held", basis="birth_certificate")
    (line,) = load_register(a_manager, on=clock.today()).lines
    assert all(ruling.may_show for ruling in line.rulings.values())


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({}, {"responsibility": "Choose one of the three", "basis": "Choose how it was checked"}),
        ({"responsibility": "restricted"}, {"basis": "Choose how it was checked"}),
        ({"basis": "court_order", "responsibility": "maybe"}, {"responsibility": "Not a valid choice"}),
        ({"responsibility": "held", "basis": "own_list"}, {"basis": "Not a valid choice"}),
    ],
)
def test_what_is_missing_is_said_beside_its_question_and_the_rest_is_kept(
    manager: Browser, a_child: Child, a_parent: Account, given: dict[str, str], errors: dict[str, str]
) -> None:
    adult = factories.adult_of(a_parent)
    before = snapshot()
    manager.post("families.set_responsibility", given, child_id=a_child.id, adult_id=adult.id)
    for name, sentence in errors.items():
        assert sentence in manager.root.xpath(f"string(//*[@id='{name}-error'])")
    chosen = {field.get("name"): field.get("value") for field in manager.root.xpath("//input[@type='radio'][@checked]")}
    assert chosen == {name: value for name, value in given.items() if name not in errors}
    assert changed_tables(before) == []


def test_an_adult_of_another_child_is_not_there(
    manager: Browser, a_child: Child, a_parent: Account, a_stranger: Account
) -> None:
    before = snapshot()
    manager.post("families.set_responsibility", {"responsibility": "held", "basis": "court_order"}, child_id=a_child.id,
                 adult_id=factories.adult_of(a_stranger).id)  # fmt: skip
    assert manager.status == 404
    assert changed_tables(before) == []


def test_a_last_day_ends_consent_and_takes_the_child_off_the_list(
    manager: Browser, a_child: Child, a_parent: Account
) -> None:
    manager.get("children.view", child_id=a_child.id).click("Set the last day")
    manager.submit("Save the last day", last_day="24 7 2025")
    assert Child.get().leaves_on == date(2025, 7, 24)
    assert "Left on 24 July 2025" in manager.text
    assert "Zofia Kowalska" not in manager.get("families.list_children").text
    assert "Zofia Kowalska" in manager.click("Have left (1)").text

    manager.click("Zofia Kowalska").click("Set the last day").submit("Save the last day", last_day="")
    assert Child.get().leaves_on is None
    assert AuditEntry.select().where(AuditEntry.event == "LastDaySet").count() == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("soon", "Write the date as day, month and year"),
        ("31 2 2026", "Write the date as day, month and year"),
        ("1 1 2020", "The last day cannot be before the child’s first, 3 September 2022"),
    ],
)
def test_a_last_day_that_cannot_be_is_explained_and_kept(
    manager: Browser, a_child: Child, typed: str, sentence: str
) -> None:
    manager.get("families.set_last_day", child_id=a_child.id).submit("Save the last day", last_day=typed)
    assert sentence in manager.root.xpath("string(//*[@id='last_day-error'])")
    assert manager.root.xpath("string(//input[@name='last_day']/@value)") == typed
    assert Child.get().leaves_on is None


def test_a_name_is_never_markup(manager: Browser, setting: Setting) -> None:
    child = factories.make_child("<i>Ava</i>", "Lee")
    families.an_adult("<script>alert(1)</script>", child)
    assert "<script>alert" not in manager.get("families.list_children").page
    assert "<i>Ava" not in manager.get("children.view", child_id=child.id).page
