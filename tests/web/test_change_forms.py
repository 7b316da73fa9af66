"""Of two people who have the same form open, the second never overwrites unseen what the first one saved."""

from collections.abc import Mapping
from typing import Any

import pytest

from portal.families.models import Adult, Guardianship
from portal.families.policy import Responsibility
from portal.settings.models import ContactCheck, Setting
from portal.web.change_form import ChangeForm
from tests.posts import post_factories
from tests.posts.clearance_factories import make_families, make_poster
from tests.support.browser import Browser

ANOTHER = "Somebody else changed this while this page was open. Look at it, then save again."
TYPED = "Somebody else saved “%s” here while this page was open. Save again to put yours in its place."

# By form: its page; the field that both people change, to what, and how what the first one saved is told to the second;
# and a field that only one of them changes.
CASES: dict[str, tuple[str, str, Any, Any, str, str, str]] = {
    "SettingForm": (
        "settings.edit", "phone", "01632 960 111", "01632 960 222", "01632 960 111", "email", "a@herons.example"),
    "ChildForm": (
        "families.edit_child", "leaves_on", "24 July 2027", "25 July 2027", "24 July 2027", "known_as", "Zosia"),
    "AdultForm": (
        "families.edit_adult", "phone", "01632 960 111", "01632 960 222", "01632 960 111", "address", "2 New Lane"),
    "LinkForm": ("families.edit_link", "relationship", "guardian", "grandparent", "Guardian", "", ""),
    "SessionsForm": ("families.edit_sessions", "playgroup", "Tiny Tots", "Herons", "Tiny Tots", "breakfast", "Late"),
    "RolesForm": (
        "staff.person", "roles", ["poster"], ["manager"], "Designated poster", "", ""),
    "DocumentForm": (
        "wording.change_details", "owner", "Ama Obi", "Chidi Okafor", "Ama Obi", "summary", "What we ask of you"),
    "EditForm": (
        "posts.edit", "caption", "A boat of card.", "A red boat.", "A boat of card.", "link", "https://herons.example/1"),
}  # fmt: skip
# Told of other changes than of an answer that stands in a field: each has a test of its own.
OTHERS = {"CheckContactsForm", "RightsForm"}


@pytest.fixture
def addresses(a_manager, a_parent, a_child, a_staff_member) -> dict[str, Mapping[str, Any]]:
    """Where the pages of the forms are."""
    child = make_families("Mei Lin", answered=True)[0].child
    post = post_factories.post(make_poster("Chidi Cole", by=a_manager), child)
    adult = Adult.get(Adult.account == a_parent.id)
    return {
        "families.edit_child": {"child_id": a_child.id},
        "families.edit_adult": {"adult_id": adult.id},
        "families.edit_link": {"child_id": a_child.id, "adult_id": adult.id},
        "staff.person": {"account_id": a_staff_member.id},
        "wording.change_details": {"name": "parent-rules"},
        "posts.edit": {"reference": post.reference},
    }


@pytest.fixture
def two(request, new_browser, a_manager, addresses) -> tuple[Browser, Browser]:
    """Two people who have opened the page of a form at the same time."""
    page = CASES[request.param][0]
    who = make_poster("Grace Adeleke", by=a_manager) if page == "posts.edit" else a_manager
    first, second = new_browser(who), new_browser(who)
    return first.get(page, **addresses.get(page, {})), second.get(page, **addresses.get(page, {}))


def save(browser: Browser, answers: Mapping[str, Any]) -> Browser:
    """Send the form of the page with these answers."""
    (button,) = {
        form.xpath("string(.//button[@type='submit'][1])").strip()
        for form in browser.root.iter("form")
        if form.xpath(".//input[@name='opened']")
    }
    return browser.submit(button, answers)


def shown(browser: Browser, field: str) -> Any:
    """Return the answer that stands in a field."""
    controls = browser.root.xpath(f"//*[@name='{field}']")
    if controls[0].tag == "textarea":
        return controls[0].text_content().removeprefix("\n")
    chosen = browser.root.xpath(f"//select[@name='{field}']/option[@selected]/@value")
    if controls[0].get("type") == "checkbox":
        return [control.get("value") for control in controls if control.get("checked") is not None]
    return chosen[0] if chosen else controls[0].get("value")


@pytest.mark.parametrize(("two", "form"), [(form, form) for form in CASES], indirect=["two"])
def test_who_saves_second_is_shown_what_the_first_saved_and_keeps_what_was_typed(two, form, addresses):
    page, field, theirs, mine, told, other, alone = CASES[form]
    (first, second), fresh = two, addresses.get(page, {})
    save(first, {field: theirs})
    save(second, {field: mine} | ({other: alone} if other else {}))
    assert TYPED % told in second.text
    assert shown(second, field) == mine
    assert shown(first.get(page, **fresh), field) == theirs
    save(second, {})
    assert shown(first.get(page, **fresh), field) == mine
    assert not other or shown(first, other) == alone


@pytest.mark.parametrize(("two", "form"), [(form, form) for form in CASES if CASES[form][5]], indirect=["two"])
def test_what_was_left_as_it_stood_shows_what_the_first_saved_and_stays_so(two, form, addresses):
    page, field, theirs, _mine, _told, other, alone = CASES[form]
    (first, second), fresh = two, addresses.get(page, {})
    save(first, {field: theirs})
    save(second, {other: alone})
    assert ANOTHER in second.text
    assert (shown(second, field), shown(second, other)) == (theirs, alone)
    assert shown(first.get(page, **fresh), other) != alone
    save(second, {})
    first.get(page, **fresh)
    assert (shown(first, field), shown(first, other)) == (theirs, alone)


@pytest.mark.parametrize(("two", "form"), [(form, form) for form in CASES], indirect=["two"])
def test_the_same_said_twice_is_no_conflict(two, form):
    _page, field, theirs, *_rest = CASES[form]
    for browser in two:
        save(browser, {field: theirs})
        assert "while this page was open" not in browser.text


def test_every_form_that_changes_what_is_stored_is_tried():
    def below(kind: type) -> set[type]:
        return {kind} | {each for sub in kind.__subclasses__() for each in below(sub)}

    named = {kind.__name__ for kind in below(ChangeForm) if not kind.__name__.startswith("Bound")}
    # Who is new was stored nowhere; the form of the sessions is made anew for each page.
    assert named - {"ChangeForm", "NewAdultForm", "SessionsForm"} == (CASES.keys() | OTHERS) - {"SessionsForm"}


def test_responsibility_that_somebody_else_changed_is_told_though_nothing_is_chosen(new_browser, a_manager, addresses):
    page = addresses["families.edit_link"]
    first, second = (new_browser(a_manager).get("families.edit_link", **page) for _each in range(2))
    save(first, {"responsibility": "none", "basis": "birth_certificate"})
    save(second, {"relationship": "guardian"})
    assert TYPED % "No parental responsibility" in second.text
    assert Guardianship.get(Guardianship.child == page["child_id"]).relationship != "guardian"
    save(second, {})
    link = Guardianship.get(Guardianship.child == page["child_id"])
    assert (link.relationship, link.responsibility) == ("guardian", Responsibility.NONE)


def test_a_check_that_changed_nothing_is_told_before_responsibility_is_given(new_browser, a_manager, addresses):
    page = addresses["families.edit_link"]
    Guardianship.update(responsibility=Responsibility.NONE).where(Guardianship.child == page["child_id"]).execute()
    first, second = (new_browser(a_manager).get("families.edit_link", **page) for _each in range(2))
    save(first, {"responsibility": "none", "basis": "court_order"})
    save(second, {"responsibility": "held", "basis": "said_by_parent"})
    assert TYPED % "No parental responsibility" in second.text
    assert Guardianship.get(Guardianship.child == page["child_id"]).responsibility == Responsibility.NONE
    save(second, {})
    assert Guardianship.get(Guardianship.child == page["child_id"]).responsibility == Responsibility.HELD


def test_who_ticks_a_box_learns_that_somebody_else_checked_it_and_left_it_empty(
    new_browser, a_manager, a_parent, a_child
):
    link = Guardianship.get(Guardianship.child == a_child.id)
    Guardianship.update(responsibility=Responsibility.NONE).where(Guardianship.id == link.id).execute()
    first, second = (new_browser(a_manager).get("families.check_responsibility") for _each in range(2))
    box, basis = f"right_{a_child.id}_{link.adult_id}", {"basis": "birth_certificate"}
    page = new_browser(a_manager).get("families.edit_link", child_id=a_child.id, adult_id=link.adult_id)
    save(page, {"responsibility": "none", "basis": "court_order"})
    first.submit("Save", {box: "y", **basis})
    assert TYPED % "No" in first.text
    assert "Checked: no parental responsibility." in first.text
    assert Guardianship.get_by_id(link.id).responsibility == Responsibility.NONE
    second.submit("Save", basis)
    assert "while this page was open" not in second.text
    first.submit("Save", {})
    assert Guardianship.get_by_id(link.id).responsibility == Responsibility.HELD


def test_a_contact_is_not_said_to_be_checked_in_words_that_nobody_saw(new_browser, a_manager, setting):
    browser = new_browser(a_manager).get("settings.check_contacts")
    Setting.update(ofsted_contact="Ofsted, 01632 960 333").execute()
    save(browser, {"contacts": ["ofsted_contact"]})
    assert ANOTHER in browser.text
    assert "in its place" not in browser.text  # a tick takes the place of no words
    assert "Ofsted, 01632 960 333" in browser.text
    assert ContactCheck.select().count() == 0
    save(browser, {})
    assert [check.words for check in ContactCheck.select()] == ["Ofsted, 01632 960 333"]
