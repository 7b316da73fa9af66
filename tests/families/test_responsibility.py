"""Parental responsibility is checked for many children on one page, at any time."""

import pytest

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.audit.models import AuditEntry
from portal.consents.policy import Answer
from portal.families import corrections
from portal.families.models import Adult, Child, Guardianship, ResponsibilityCheck
from portal.families.policy import Relationship, Responsibility, ResponsibilityBasis
from portal.foundation.tokens import digest
from portal.web.paging import PAGE
from tests.consents.own_child_factories import comes_in, make_own
from tests.families import factories as families
from tests.families.factories import NewBrowser
from tests.support import factories
from tests.support.browser import Browser
from tests.support.databases import changed_tables, count_queries, read_only, snapshot

pytestmark = pytest.mark.both_engines

ADDRESS = "families.check_responsibility"
HELD, NONE, RESTRICTED = Responsibility.HELD, Responsibility.NONE, Responsibility.RESTRICTED


@pytest.fixture
def manager(new_browser: NewBrowser, a_manager: Account) -> Browser:
    return new_browser(a_manager)


def unchecked(name: str, child: Child, relationship: Relationship = Relationship.MOTHER) -> Guardianship:
    """Put an adult beside a child of whom nobody has checked anything."""
    return factories.link(factories.make_adult(name), child, relationship=relationship, responsible=False)


def box(link: Guardianship) -> str:
    return f"right_{link.child_id}_{link.adult_id}"  # type: ignore[attr-defined]


def ticked(browser: Browser) -> set[str]:
    return set(browser.root.xpath("//input[@type='checkbox'][@checked]/@name"))


def states() -> list[str]:
    return [link.responsibility for link in Guardianship.select().order_by(Guardianship.id)]


def legends(browser: Browser) -> list[str]:
    return [text.strip() for text in browser.root.xpath("//fieldset[.//input[@type='checkbox']]/legend/text()[1]")]


def test_many_are_confirmed_with_one_press_and_who_checked_is_noted(
    manager: Browser, a_manager: Account, a_child: Child, a_strangers_child: Child
) -> None:
    ewa, liban = unchecked("Ewa Kowalska", a_child), unchecked("Hodan Warsame", a_strangers_child)
    gran = unchecked("Jadwiga Nowak", a_child, Relationship.GRANDPARENT)
    manager.get("home.index").click("2 children with nobody who can sign")
    assert ticked(manager) == set(), "nothing is ticked that the register does not say"

    manager.submit("Tick every mother and father")
    assert ticked(manager) == {box(ewa), box(liban)}, "the grandmother is left"
    assert states() == [NONE] * 3, "and nothing is saved by that"
    manager.submit("Save", basis="birth_certificate")

    assert "Parental responsibility is entered for 2 adults." in manager.text
    assert states() == [HELD, HELD, NONE]
    checks = {(check.adult_id, check.basis, check.checked_by) for check in ResponsibilityCheck.select()}
    assert checks == {(link.adult_id, "birth_certificate", a_manager) for link in (ewa, liban)}
    assert AuditEntry.select().where(AuditEntry.event == "ResponsibilityChanged").count() == 2
    assert gran.adult_id not in {check.adult_id for check in ResponsibilityCheck.select()}, "an empty box says nothing"
    assert "Nobody can answer" not in manager.get("home.index").text


def test_what_somebody_checked_is_no_guess_of_ours_again(manager: Browser, a_manager: Account, a_child: Child) -> None:
    link = unchecked("Marek Kowalski", a_child, Relationship.FATHER)
    corrections.set_responsibility(link, NONE, ResponsibilityBasis.BIRTH_CERTIFICATE, by_id=a_manager.id)
    manager.get(ADDRESS)
    assert "Checked: no parental responsibility." in manager.text
    assert "Tick every mother and father" not in manager.text
    assert ticked(manager) == set()


def test_a_better_proof_is_not_overwritten_by_the_next_press(
    manager: Browser, a_manager: Account, a_child: Child, a_parent: Account
) -> None:
    link = Guardianship.get()
    corrections.set_responsibility(link, HELD, ResponsibilityBasis.BIRTH_CERTIFICATE, by_id=a_manager.id)
    before = snapshot()
    manager.get(ADDRESS).submit("Save", basis="said_by_parent")
    assert "Nothing was changed." in manager.text
    assert changed_tables(before) == []


def test_who_has_it_without_a_note_is_noted_once_confirmed(manager: Browser, a_child: Child, a_parent: Account) -> None:
    manager.get(ADDRESS)
    assert "Nobody has noted how this was checked." in manager.text
    manager.submit("Save", basis="said_by_parent")
    assert [check.basis for check in ResponsibilityCheck.select()] == ["said_by_parent"]


def test_a_tick_that_is_taken_away_takes_the_responsibility(
    manager: Browser, a_child: Child, a_parent: Account
) -> None:
    name = box(Guardianship.get())
    manager.get(ADDRESS).submit("Save", {name: False, "basis": "said_by_parent"})
    assert states() == [NONE]


def test_a_court_order_has_no_box(manager: Browser, a_manager: Account, a_child: Child, a_parent: Account) -> None:
    factories.restrict(a_child, a_parent, by=a_manager)
    manager.get(ADDRESS)
    assert "Agnieszka Kowalska, mother: restricted by a court order" in manager.text
    before = snapshot()
    manager.post(ADDRESS, {box(Guardianship.get()): "y", "basis": "said_by_parent", "opened": ""})
    assert states() == [RESTRICTED]
    assert changed_tables(before) == []


def test_nothing_is_saved_without_how_it_was_checked_and_the_ticks_stay(manager: Browser, a_child: Child) -> None:
    link = unchecked("Ewa Kowalska", a_child)
    manager.get(ADDRESS).submit("Save", {box(link): True})
    assert manager.root.xpath("string(//*[@id='basis-error'])").endswith("Choose how it was checked")
    assert ticked(manager) == {box(link)}
    assert states() == [NONE]


def test_two_managers_never_undo_each_other_unseen(
    manager: Browser, new_browser: NewBrowser, a_manager: Account, a_child: Child
) -> None:
    """Whoever saves second is shown what the first one said; what they ticked themselves is kept."""
    ewa, marek = unchecked("Ewa Kowalska", a_child), unchecked("Marek Kowalski", a_child, Relationship.FATHER)
    manager.get(ADDRESS)
    corrections.set_responsibility(marek, RESTRICTED, ResponsibilityBasis.COURT_ORDER, by_id=a_manager.id)
    manager.submit("Save", {box(ewa): True, box(marek): True, "basis": "birth_certificate"})
    assert "Somebody changed the register while this page was open" in manager.text
    assert states() == [NONE, RESTRICTED]
    assert ticked(manager) == {box(ewa)}

    manager.submit("Save")
    assert states() == [HELD, RESTRICTED]


def test_a_child_without_any_adult_leads_to_adding_one(manager: Browser, a_child: Child) -> None:
    manager.get(ADDRESS).click("Add an adult for Zofia")
    assert manager.heading == "Add an adult for Zofia Kowalska"


def test_who_has_left_is_not_asked_about(manager: Browser, a_child: Child, a_parent: Account) -> None:
    factories.make_child("Ada", "Obi")
    manager.get("families.edit_child", child_id=a_child.id).submit("Save", leaves_on="24 7 2025")
    assert "Zofia Kowalska" not in manager.get(ADDRESS).text


def test_a_long_list_goes_on_where_it_was_though_those_who_were_saved_move_down(
    manager: Browser, setting: object
) -> None:
    """The children for whom nobody can answer come first, each once, and none is left out."""
    names = [f"Ava {number:03}" for number in range(PAGE + 2)]
    for name in names:
        unchecked(f"Mother of {name}", factories.make_child(name, "Lee"))
    families.an_adult("Ann Able", factories.make_child("Aaron", "Able"))
    seen = legends(manager.get(ADDRESS).submit("Tick every mother and father"))
    seen += legends(manager.submit("Save", basis="said_by_parent"))
    assert seen[: PAGE + 3] == [*(f"{name} Lee" for name in names), "Aaron Able"]
    assert states().count(HELD) == PAGE + 1


def test_the_page_asks_the_database_no_more_for_more_children(manager: Browser, a_child: Child) -> None:
    def queries() -> int:
        with read_only(), count_queries() as sent:
            manager.get(ADDRESS)
        return len(sent)

    unchecked("Ewa Kowalska", a_child)
    few = queries()
    for number in range(15):
        unchecked(f"Mia Lee {number}", factories.make_child(f"Ava{number}", "Lee"))
    assert queries() == few


def test_a_stranger_confirms_nobody(
    new_browser: NewBrowser, a_child: Child, a_parent: Account, a_lead: Account
) -> None:
    link = unchecked("Marek Kowalski", a_child, Relationship.FATHER)
    before = snapshot()
    for who in (a_parent, a_lead):
        browser = new_browser(who)
        assert browser.post(ADDRESS, {box(link): "y", "basis": "said_by_parent"}).status == 403
    assert [adult.name for adult in Adult.select()] == ["Agnieszka Kowalska", "Marek Kowalski"]
    assert set(changed_tables(before)) <= {"audit_entries", "sign_ins"}


def test_no_answer_stops_counting_on_the_page_for_many(
    manager: Browser, a_child: Child, a_parent: Account, a_stranger: Account
) -> None:
    """Not even by mistake: the page of the two names whose no it is."""
    factories.sign(a_child, a_parent, {"website": Answer.NO})
    link, other = Guardianship.select().order_by(Guardianship.id)
    before = snapshot()
    manager.get(ADDRESS).submit("Save", {box(link): False, box(other): False}, basis="said_by_parent")
    assert "Agnieszka Kowalska has answered for Zofia: not even a no would count." in manager.text
    assert changed_tables(before) == []
    manager.submit("Save", {box(link): True}, basis="said_by_parent")
    assert states() == [HELD, NONE], "who never answered is taken with one press"


def test_who_may_answer_for_a_child_is_not_decided_by_an_adult_of_that_child(
    new_browser: NewBrowser, a_manager: Account, a_child: Child, a_parent: Account, a_stranger: Account
) -> None:
    """A manager who is the mother neither silences the father nor sends his invitation to herself."""
    make_own(a_manager, a_child)
    colleague = factories.make_account("Folake Adeyemi", Role.MANAGER)
    comes_in(a_manager, colleague)
    father, own = factories.adult_of(a_parent), Adult.get(Adult.account == a_manager.id)
    browser, before = new_browser(a_manager), snapshot()
    pages = [f"/families/child/{a_child.id}/{page}" for page in ("edit", "remove", "adult/new", f"adult/{father.id}",
             f"adult/{father.id}/remove", f"adult/{own.id}")]  # fmt: skip
    for page in (*pages, f"/families/adult/{father.id}/edit", f"/families/adult/{father.id}/remove"):
        for step in (browser.get, browser.post):
            step(page)
            assert (browser.status, "This child is in your own care" in browser.text) == (409, True), page
    browser.get(ADDRESS)
    assert legends(browser) == ["Liban Warsame"]
    assert "Agnieszka Kowalska, mother: parental responsibility" in browser.text
    opened = browser.root.xpath("string(//input[@name='opened']/@value)")
    forged = f"right_{a_child.id}_{father.id}:{digest('True')[:12]} {opened}"
    browser.post(ADDRESS, {"opened": forged, "basis": "said_by_parent"})
    assert "Somebody changed the register" in browser.text
    assert changed_tables(before) == []
    assert "Put right" not in browser.get("children.view", child_id=a_child.id).text
    assert new_browser(colleague).get(pages[3]).status == 200


def test_who_keeps_the_register_alone_corrects_it_for_their_own_child_too(
    new_browser: NewBrowser, a_manager: Account, a_child: Child
) -> None:
    make_own(a_manager, a_child)
    comes_in(a_manager)
    assert new_browser(a_manager).get("families.edit_child", child_id=a_child.id).status == 200
