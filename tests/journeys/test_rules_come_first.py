"""Promises to and about people who start to work here, each with the attempt to get round it."""

from collections.abc import Callable

import pytest
from flask import Flask

from portal.access.guard import PUBLIC, declared_access, is_open_before_rules
from portal.access.permissions import OPEN_TO_NEW_STARTERS, Permission, Role
from portal.accounts import service as accounts
from portal.accounts.models import Account
from portal.families.models import Child
from portal.settings.models import Setting
from portal.wording import service as wording
from portal.wording.policy import Change, DocumentKey
from tests.architecture.addresses import every_way
from tests.support import factories
from tests.support.browser import Browser
from tests.support.databases import changed_tables, snapshot

NewBrowser = Callable[..., Browser]
RULES = "Our rules for staff"
# What a new starter opens although its permission would wait: who may be photographed, and who is in the building.
SAFETY_FIRST = {"photo_list.choose", "photo_list.live", "photo_list.pdf", "visitors.here", "visitors.note_left"}


@pytest.fixture
def staff_rules(setting: Setting) -> None:
    wording.publish_default_texts(DocumentKey.STAFF_RULES, by_id=None)


def sign(browser: Browser) -> Browser:
    """Tick each rule on the page and sign."""
    boxes = browser.root.xpath("//main//input[@type='checkbox']/@name")
    name = browser.root.xpath("//*[@class='menu__name']")[0].text_content().strip()
    return browser.submit("Sign this", {str(box): True for box in boxes}, signed_name=name)


def test_every_page_says_whether_it_waits_for_the_rules(app: Flask) -> None:
    """A new page waits unless its permission, or the page itself, says that it does not."""
    with app.app_context():
        for way in every_way(app):
            waits = not is_open_before_rules(way.endpoint, {Role.STAFF})
            is_open = way.access in {PUBLIC, *OPEN_TO_NEW_STARTERS} or way.endpoint in SAFETY_FIRST
            assert waits is not is_open, way.endpoint
        assert declared_access("photo_list.live") is Permission.CONSENT_REGISTER


def test_a_new_starter_reads_and_signs_the_rules_before_anything_else_opens(
    new_browser: NewBrowser, staff_rules: None, a_staff_member: Account, a_parent: Account, a_child: Child
) -> None:
    browser = new_browser(a_staff_member)
    for closed in ("consent_notes.children", "consent_register.show"):
        page = browser.get(closed)
        assert page.heading == RULES
        assert "Please read and sign this first." in page.text
    assert browser.get("children.view", child_id=a_child.id).heading == RULES
    sign(browser)
    assert browser.heading == f"Signed: {RULES}"
    assert browser.get("consent_notes.children").heading == "Children today"


def test_who_handles_concerns_opens_none_and_no_file_of_one_before_the_rules(
    new_browser: NewBrowser, staff_rules: None, a_lead: Account
) -> None:
    for closed, more in (("case", {}), ("evidence", {"position": 1}), ("original", {"position": 1})):
        page = new_browser(a_lead).get(f"concerns.{closed}", reference="CN-2222-2222", **more)
        assert page.heading == RULES, closed


def test_safety_comes_first(
    new_browser: NewBrowser, staff_rules: None, a_staff_member: Account, a_child: Child
) -> None:
    """Who may be photographed, telling us of something, whom to turn to, and one’s own account stay open."""
    browser = new_browser(a_staff_member).get("home.index")
    assert browser.heading == "Who may be photographed now"
    assert browser.text.index(RULES) < browser.text.index("As it stood") or RULES in browser.text
    for door in ("Report something", "Speak up about something wrong here"):
        assert browser.get("home.index").click(door).heading != RULES
    for opens in ("photo_list.choose", "photo_list.live", "concerns.raise_concern", "accounts.own_account"):
        assert browser.get(opens).heading != RULES


def test_what_is_sent_past_the_rules_changes_nothing_and_is_not_lost(
    new_browser: NewBrowser, staff_rules: None, a_staff_member: Account, a_child: Child
) -> None:
    browser = new_browser(a_staff_member)
    before = snapshot()
    page = browser.post("consent_notes.say", {"note": "She hid behind her bag."}, child_id=a_child.id)
    assert (page.status, page.heading) == (403, "Please sign our rules first")
    assert page.root.xpath("//input[@name='note']/@value") == ["She hid behind her bag."]
    assert changed_tables(before) == []


def test_managers_are_led_to_the_rules_first_and_whoever_published_them_is_not_locked_out(
    new_browser: NewBrowser, a_manager: Account, a_lead: Account
) -> None:
    """Before they are published nobody owes them. Who published them has read them, and owes the signature alone."""
    second = factories.make_account("Femi Adeyemi", Role.MANAGER)
    publisher, *others = [new_browser(each) for each in (a_manager, a_lead, second)]
    for browser in (publisher, *others):
        assert browser.get("home.index").heading == "What needs you today"
    wording.publish_default_texts(DocumentKey.STAFF_RULES, by_id=a_manager.id)
    assert f"Read and sign: {RULES}" in publisher.get("home.index").text
    assert publisher.get("families.list_children").heading == "Families"
    for browser in others:
        assert browser.get("home.index").heading == RULES
        assert browser.get("families.list_children").heading == RULES
        sign(browser)
        assert browser.get("home.index").heading == "What needs you today"
        assert browser.get("families.list_children").heading == "Families"


def test_changed_rules_are_owed_and_shut_nobody_out(
    new_browser: NewBrowser, staff_rules: None, a_staff_member: Account
) -> None:
    browser = new_browser(a_staff_member).get("consent_notes.children")
    sign(browser)
    wording.publish(
        DocumentKey.STAFF_RULES, wording.default_text(DocumentKey.STAFF_RULES), change=Change.REAL, by_id=None
    )
    assert "It has changed since you signed it." in browser.get("home.index").text
    assert browser.get("consent_notes.children").heading == "Children today"


def test_a_parent_who_starts_to_work_here_says_no_to_a_picture_before_any_rule(
    new_browser: NewBrowser, staff_rules: None, a_parent: Account, a_child: Child
) -> None:
    accounts.give_role(a_parent, Role.STAFF, by_id=None)
    browser = new_browser(a_parent)
    assert browser.get("consents.own_answers", child_id=a_child.id).heading != RULES
    assert browser.get("home.as_parent").heading == "What needs you"
    assert browser.get("consent_notes.children").heading == RULES


def test_parents_and_the_chair_owe_no_rules_of_the_staff(
    new_browser: NewBrowser, staff_rules: None, a_parent: Account, a_chair: Account
) -> None:
    assert new_browser(a_parent).get("home.index").heading == "What needs you"
    assert new_browser(a_chair).get("home.index").heading == "What needs you today"
    assert (
        new_browser(factories.make_account("Helen Ashworth", Role.INSPECTOR)).get("consent_register.show").heading
        != RULES
    )
