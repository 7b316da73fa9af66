"""One page for a child: what each person who works here sees of it, and what nobody learns from it."""

import re
from datetime import date, timedelta

import pytest

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.children.service import number_to_dial
from portal.consents import holds
from portal.consents.models import PaperForm
from portal.consents.policy import Answer, HoldBasis
from portal.consents.staff_notes import spoken
from portal.families.models import Adult, Child, Guardianship
from portal.families.policy import Relationship, Responsibility
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.settings import service as settings
from portal.web.dates import format_date
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from tests.consents import paper_factories
from tests.consents.own_child_factories import comes_in, make_own
from tests.families import factories as families
from tests.support import factories
from tests.support.databases import changed_tables, count_queries, read_only, snapshot
from tests.support.inspection import words

pytestmark = pytest.mark.both_engines

WHO_SAID_WHAT = "Who said what, and until when"


def main_of(browser):
    return words(browser.root.find(".//main"))


def said_about(browser, use):
    """Return by adult what the page says they answered to the use of this key."""
    use = wording.current(DocumentKey.CONSENT_FORM).consent.use(use).label
    (row,) = [row for row in browser.root.xpath("//details//tbody/tr") if use == words(row.find("th"))]
    return {cell.get("data-label"): words(cell) for cell in row.findall("td")}


def everything_about(child, manager, parent, other):
    """Let both parents answer, one of them without having come in yet, print two forms and key one in, place a hold, and note an address and a number."""
    Adult.update(phone="07700 900123", address="7 Swan Close").execute()
    Account.update(password_hash="").where(Account.id == other.id).execute()
    Child.update(known_as="Zosia", reference="SR-7").where(Child.id == child.id).execute()
    factories.sign_all(child, parent)
    kept, keyed = paper_factories.print_one(child, manager), paper_factories.print_one(child, manager)
    paper_factories.key_in(keyed, factories.adult_of(other), manager, {"press": Answer.NO})
    holds.place_hold(child, HoldBasis.COURT_ORDER, "In the cabinet", submission=new_token(), by_id=manager.id)
    return kept


KEPT = ("SR-7", "agnieszka.kowalska@example.org", "07700 900123", "7 Swan Close", "Mother Parental responsibility",
        "Nobody has noted how this was checked", "Not invited", "On hold", "An adult said no", WHO_SAID_WHAT, "Holds",
        "In the cabinet", "Signed records", "printed and not keyed in", "Piotr Kowalski")  # fmt: skip


@pytest.mark.parametrize("who", ["a_manager", "a_lead"])
def test_whoever_keeps_the_records_sees_everything_about_a_child_on_one_page(
    request, new_browser, who, a_manager, a_parent, a_second_parent, a_child
):
    form = everything_about(a_child, a_manager, a_parent, a_second_parent)
    browser = new_browser(request.getfixturevalue(who))
    with read_only():
        browser.get("children.view", child_id=a_child.id)
    seen = main_of(browser)
    assert "Called Zosia · Born 3 September 2022 · Playgroup" in seen
    assert [part for part in KEPT if part not in seen] == []
    assert browser.click(f"Key in {form.reference}").heading == "Key in the form of Zofia Kowalska"


@pytest.mark.parametrize("who", ["a_staff_member", "a_poster"])
def test_staff_see_what_to_do_at_the_gate_and_nothing_of_the_family(
    request, new_browser, who, a_manager, a_parent, a_second_parent, a_child
):
    everything_about(a_child, a_manager, a_parent, a_second_parent)
    browser = new_browser(request.getfixturevalue(who)).get("children.view", child_id=a_child.id)
    seen = main_of(browser)
    assert "Where it does not say “May”, show no picture and speak to the manager." in seen
    assert browser.click("Note a no").heading == "Note a no for Zosia"
    assert [part for part in (*KEPT, "Kowalski", "Agnieszka", "CF-") if part in seen] == []


def test_nobody_else_opens_the_page_and_a_child_who_is_not_there_is_not_found(
    new_browser, a_manager, a_parent, a_second_parent, a_stranger, a_chair, an_inspector, a_child
):
    for account in (a_parent, a_second_parent, a_stranger, a_chair, an_inspector):
        browser = new_browser(account)
        assert browser.get("children.view", child_id=a_child.id).status == 403
        assert browser.post("children.find", {"q": "Kowalska"}).status == 403
        assert "Zofia" not in browser.text
    assert new_browser(a_manager).get("children.view", child_id=999_999).status == 404


# Who said what, and until when


def test_each_adult_s_answer_says_when_how_and_until_when(
    new_browser, a_manager, a_staff_member, a_parent, a_second_parent, a_child
):
    record = factories.sign(a_child, a_parent, {"website": Answer.YES, "press": Answer.NO})
    his = factories.adult_of(a_second_parent)
    spoken.note_withdrawal(a_child, his.id, ["website"], submission=new_token(), by_id=a_staff_member.id)
    browser = new_browser(a_manager).get("children.view", child_id=a_child.id)
    today, until = (
        format_date(clock.today()),
        format_date(max(a.counts_until for a in record.answers if a.counts_until)),
    )
    website = said_about(browser, "website")
    assert website == {
        "Agnieszka Kowalska": f"Yes online, {today} until {until}",
        "Piotr Kowalski": f"Withdrawn by word of mouth, {today}",
    }
    assert said_about(browser, "press") == {
        "Agnieszka Kowalska": f"No online, {today}",
        "Piotr Kowalski": "No answer",
    }


def test_an_answer_that_does_not_count_says_so_and_gives_no_last_day(
    new_browser, a_manager, a_parent, a_second_parent, a_child
):
    factories.sign(a_child, a_second_parent, {"website": Answer.YES, "press": Answer.NO})
    factories.restrict(a_child, a_second_parent, by=a_manager)
    browser = new_browser(a_manager).get("children.view", child_id=a_child.id)
    assert said_about(browser, "website")["Piotr Kowalski"].endswith(
        "Does not count, because of their parental responsibility"
    )
    assert "until" not in said_about(browser, "website")["Piotr Kowalski"]
    assert "Does not count" not in said_about(browser, "press")["Piotr Kowalski"], "a no of theirs still does"

    Guardianship.update(responsibility=Responsibility.NONE).where(
        Guardianship.relationship == Relationship.FATHER
    ).execute()
    browser.get("children.view", child_id=a_child.id)
    assert "Does not count" in said_about(browser, "press")["Piotr Kowalski"]


def test_a_yes_to_an_older_form_is_shown_as_what_it_is(new_browser, a_manager, a_parent, a_child):
    factories.sign_all(a_child, a_parent)
    factories.publish_form()
    browser = new_browser(a_manager).get("children.view", child_id=a_child.id)
    assert said_about(browser, "website")["Agnieszka Kowalska"].endswith("The form changed since")


def test_who_wants_every_adult_to_be_asked_is_named(new_browser, a_manager, a_parent, a_second_parent, a_child):
    factories.sign(a_child, a_parent, {"website": Answer.YES, "always_consult": Answer.YES})
    seen = main_of(new_browser(a_manager).get("children.view", child_id=a_child.id))
    assert "Agnieszka Kowalska wants every adult to be asked first." in seen
    assert "Piotr Kowalski wants" not in seen


def test_who_cannot_answer_and_never_did_has_no_column(new_browser, a_manager, a_parent, a_child):
    grandmother = factories.make_adult("Halina Kowalska")
    factories.link(grandmother, a_child, relationship=Relationship.GRANDPARENT, responsible=False)
    browser = new_browser(a_manager).get("children.view", child_id=a_child.id)
    assert list(said_about(browser, "website")) == ["Agnieszka Kowalska"]
    assert "Halina Kowalska" in main_of(browser)


def test_the_other_parent_s_answers_address_and_papers_are_not_for_a_keeper_whose_own_child_it_is(
    new_browser, a_manager, a_lead, a_second_parent, a_child
):
    make_own(a_lead, a_child)
    comes_in(a_lead, a_manager)
    browser, seen = new_browser(a_lead), []
    seen.append(main_of(browser.get("children.view", child_id=a_child.id)))
    everything_about(a_child, a_manager, a_lead, a_second_parent)
    Child.update(known_as="", reference=None).execute()
    seen.append(
        re.sub(
            r"What you signed .*",
            "What you signed Every post with Zofia You have signed nothing yet.",
            main_of(browser.get("children.view", child_id=a_child.id)),
        )
    )
    assert seen[0] == seen[1]
    assert "Piotr" not in seen[0]
    assert WHO_SAID_WHAT not in seen[0]
    assert f"For anything else ask {a_manager.name}." in seen[0]
    assert "Note a no" not in seen[0]


@pytest.mark.parametrize(
    ("written", "dialled"),
    [("07700 900123", "07700900123"), ("+44 (0)7700 900-123", "+447700900123"), ("(01632) 960 321", "01632960321"),
     ("07700 900123 / 01632 960321", ""), ("07700 900123 (work)", ""), ("ask Nan", ""), ("", "")],
)  # fmt: skip
def test_a_telephone_dials_a_number_and_nothing_that_is_more_than_one(written, dialled):
    assert number_to_dial(written) == dialled


# Papers


def test_a_paper_stands_there_until_it_is_keyed_in(new_browser, a_manager, a_parent, a_child, a_strangers_child):
    printed = [paper_factories.print_one(a_child, a_manager) for _ in range(5)]
    paper_factories.print_one(a_strangers_child, a_manager)
    browser = new_browser(a_manager).get("children.view", child_id=a_child.id)
    assert "5 forms are printed and not keyed in." in main_of(browser)
    assert "Older ones (2)" in main_of(browser)
    assert {form.reference for form in printed} == set(re.findall(r"Key in (PF-[\w-]+)", main_of(browser)))
    for form in printed:
        paper_factories.key_in(form, factories.adult_of(a_parent), a_manager, {"website": Answer.YES})
    assert "not keyed in" not in main_of(browser.get("children.view", child_id=a_child.id))
    assert PaperForm.select().count() == 6


# The page itself


def test_the_page_asks_the_database_no_more_for_more_adults_and_records(new_browser, a_manager, a_parent, a_child):
    browser = new_browser(a_manager)

    def queries():
        browser.get("children.view", child_id=a_child.id)
        with count_queries() as sent:
            browser.get("children.view", child_id=a_child.id)
        return len(sent)

    def add(name):
        account = factories.make_parent(name, a_child)
        factories.sign_all(a_child, account)
        paper_factories.print_one(a_child, a_manager)
        form = paper_factories.print_one(a_child, a_manager)
        paper_factories.key_in(form, factories.adult_of(account), a_manager, {"press": Answer.NO}, witness="Jo Brown")
        hold = holds.place_hold(a_child, HoldBasis.OTHER, name, submission=new_token(), by_id=a_manager.id)
        holds.lift_hold(hold, "Over", by_id=a_manager.id)

    add("Mary Byrne")
    few = queries()
    for number in range(6):
        add(f"Alex Nowak {number}")
    assert queries() == few


def test_it_is_short_for_a_child_with_two_adults_and_every_use_answered(
    new_browser, a_manager, a_parent, a_second_parent, a_child
):
    """Before anything is unfolded; a manager reads it at the gate."""
    factories.sign_all(a_child, a_parent)
    factories.sign_all(a_child, a_second_parent)
    main = new_browser(a_manager).get("children.view", child_id=a_child.id).root.find(".//main")
    for fold in main.xpath(".//details/div"):
        fold.getparent().remove(fold)
    count = len(words(main).split())
    assert count <= 350, count


def test_a_child_who_has_left_says_so(new_browser, a_manager, a_staff_member, a_child):
    Child.update(starts_on=date(2024, 9, 2), leaves_on=date(2025, 7, 24)).execute()
    for account in (a_manager, a_staff_member):
        assert "Left on 24 July 2025" in main_of(new_browser(account).get("children.view", child_id=a_child.id))
    Child.update(leaves_on=clock.today() + timedelta(days=9)).execute()
    assert "Last day" in main_of(new_browser(a_manager).get("children.view", child_id=a_child.id))
    assert "Last day" not in main_of(new_browser(a_staff_member).get("children.view", child_id=a_child.id))


def test_a_child_without_any_adult_says_what_that_means(new_browser, a_manager, a_child):
    seen = main_of(new_browser(a_manager).get("children.view", child_id=a_child.id))
    assert "Nobody here can say yes for Zofia" in seen
    assert "No adult is on the register for Zofia." in seen
    assert "Nothing is signed yet." in seen


def test_before_the_form_is_published_the_family_is_there_and_no_picture_may_be_shown(new_browser, db_ready):
    child = factories.make_child("Mei", "Chen")
    families.an_adult("Li Chen", child)
    settings.name_setting("Little Herons", by_id=None)
    keeper, staff = (factories.make_account(role.title(), role) for role in (Role.MANAGER, Role.STAFF))
    for account in (keeper, staff):
        seen = main_of(new_browser(account).get("children.view", child_id=child.id))
        assert "May a picture be shown today? No. The form that parents sign is not published yet." in seen
        assert ("Li Chen" in seen) is (account == keeper)
        assert "Note a no" not in seen
        assert "Print" not in seen


# Finding


@pytest.fixture
def nuria(setting):
    """A child with a name that is typed in many ways, who is called otherwise, and has a reference."""
    child = factories.make_child("Núria", "O’Connor-Núñez", sessions=("holiday",))
    Child.update(known_as="Nuri", reference="SR-0042").where(Child.id == child.id).execute()
    families.an_adult("Michał Zieliński", child, email="michal.z@example.org")
    Adult.update(phone="+44 7700 900 123").execute()
    return child


@pytest.mark.parametrize(
    "typed",
    ["oconnor", "NUNEZ", "nunez nuria", "nuri", "O'Connor Nuria", "zielinski", "MICHAŁ", "zielinski michal",
     "michal.z@example.org", "Michal.Z", "@example.org", "07700 900123", "07700900", "+44 7700 900123", "0044 7700 900 123",
     "900123", "sr-0042", "SR 0042", "SR0042"],
)  # fmt: skip
def test_a_keeper_finds_somebody_by_whatever_is_at_hand_and_goes_straight_there(
    new_browser, a_manager, a_lead, a_strangers_child, nuria, typed
):
    for account in (a_manager, a_lead):
        browser = new_browser(account).get("home.index").submit("Search", q=typed)
        assert browser.heading == "Núria O’Connor-Núñez", typed


@pytest.mark.parametrize("typed", ["michal", "michal.z@example.org", "07700900123", "SR-0042", "kelly"])
def test_staff_find_children_alone(new_browser, a_staff_member, a_strangers_child, nuria, typed):
    browser = new_browser(a_staff_member).get("home.index")
    assert browser.submit("Search", q="nunez").heading == "Núria O’Connor-Núñez"
    browser.submit("Search", q=typed)
    assert browser.heading == "Find a child"
    assert "Nobody found" in browser.text
    assert "Núria" not in browser.text
    assert "Zieliński" not in browser.text


def test_several_are_listed_with_what_tells_them_apart(new_browser, a_manager, a_staff_member, setting):
    one = factories.make_child("Sam", "Lee", born_on=date(2021, 5, 1), sessions=("after_school",))
    factories.make_child("Sam", "Leeson", leaves_on=date(2025, 7, 24))
    families.an_adult("Leela Brown", one)
    factories.make_adult("Leena Alone")
    text = main_of(new_browser(a_manager).post("children.find", {"q": "lee"}))
    assert "You looked for “lee”." in text
    assert "Sam Lee born 1 May 2021, After-school club" in text
    assert "Sam Leeson born 3 September 2022, Playgroup Left on 24 July 2025" in text
    assert "Adults (2)" in text
    assert "Leela Brown: Sam Lee" in text
    assert "Leena Alone: no child" in text
    text = main_of(new_browser(a_staff_member).post("children.find", {"q": "lee"}))
    assert "Sam Leeson" in text
    assert "Leela" not in text


def test_an_adult_of_one_child_who_has_the_same_name_is_no_second_stop(new_browser, a_manager, a_child, a_parent):
    assert new_browser(a_manager).post("children.find", {"q": "kowalska"}).heading == "Zofia Kowalska"


def test_what_is_not_shown_of_a_long_list_is_said(new_browser, a_manager, setting):
    for number in range(52):
        families.an_adult(f"Alex Santos {number:02}", factories.make_child("Sam", f"Santos {number:02}"))
    browser = new_browser(a_manager)
    text = main_of(browser.post("children.find", {"q": "santos"}))
    assert "Children (52)" in text
    assert text.count("2 more fit. Type more of the name.") == 2
    with count_queries() as many:
        browser.post("children.find", {"q": "santos"})
    with count_queries() as few:
        browser.post("children.find", {"q": "santos 1"})
    assert len(many) == len(few)


@pytest.mark.parametrize(
    "typed", ["", " ", "%", "_", "'", "\x00", "🐦" * 3000, "<b>x</b>", "Bartholomew", "0", "123", "@"]
)
def test_what_finds_nobody_says_so_offers_the_list_and_is_never_markup(
    new_browser, a_manager, a_staff_member, setting, typed
):
    factories.make_child("Mei", "Chen")
    factories.make_adult("Li Chen", email=None)
    for account, first in ((a_manager, "Families"), (a_staff_member, "Children today")):
        browser = new_browser(account).post("children.find", {"q": typed})
        assert browser.status == 200
        assert "Mei" not in browser.text
        assert "<b>x" not in browser.page
        assert browser.click("Show every child").heading == first
    assert new_browser(a_manager).get("/children/find").heading == "Find a child or adult"


def test_the_field_stands_on_every_page_of_those_who_work_with_children_and_on_no_other(
    new_browser, a_manager, a_staff_member, a_parent, a_chair, an_inspector
):
    def label(account, page):
        return words(new_browser(account).get(page).root.find(".//label[@for='find-person']"))

    for page in ("home.index", "families.list_children", "accounts.own_account", "concerns.raise_concern"):
        assert label(a_manager, page) == "Find a child or adult"
    assert label(a_staff_member, "accounts.own_account") == "Find a child"
    for account in (a_parent, a_chair, an_inspector):
        assert "find-person" not in new_browser(account).get("accounts.own_account").page
    keeper_and_parent = factories.make_account("Folake Adeyemi", Role.STAFF, Role.PARENT)
    assert label(keeper_and_parent, "accounts.own_account") == "Find a child"


def test_what_somebody_looks_for_stands_in_no_address_and_is_there_again_after_a_step_back(
    new_browser, a_manager, a_child, a_parent, a_strangers_child, a_staff_member
):
    factories.make_child("Zofia", "Nowak")
    browser, before = new_browser(a_manager).get("home.index"), snapshot()
    browser.submit("Search", q="zofia")
    assert (browser.url, browser.trail) == ("/children/find", [(303, "/children/find"), (200, "/children/find")])
    browser.click("Zofia Nowak").get("children.find")
    assert ("You looked for “zofia”." in browser.text, "Zofia Kowalska" in browser.text) == (True, True)
    assert changed_tables(before) == []
    assert "Zofia" not in new_browser(a_manager).get("/children/find?q=zofia").text
    assert "Zofia" not in new_browser(a_staff_member).get("children.find").text
    browser.get("families.merge_children", child_id=a_strangers_child.id)
    assert "Zofia" not in browser.text, "it was looked for on another page"
    browser.submit("Find", q="zofia").click("Zofia Nowak").get("families.merge_children", child_id=a_strangers_child.id)
    assert "Zofia Kowalska" in browser.text


@pytest.mark.parametrize("page", ["home.index", "families.merge_children"])
def test_looking_for_somebody_from_a_page_that_was_open_too_long_finds_nobody_and_keeps_what_was_typed(
    new_browser, a_manager, a_child, a_strangers_child, page
):
    browser = new_browser(a_manager)
    where = f"/families/child/{a_child.id}/same-as" if "merge" in page else "/children/find"
    browser.post_without_token(where, {"q": "liban"})
    assert "This page was open for too long" in browser.text
    assert "Liban" not in browser.text
    assert "liban" in browser.root.xpath("//input[@name='q']/@value")
