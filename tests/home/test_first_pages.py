"""Each role’s first page says what needs them today, and nothing that is not theirs."""

import shutil

import pytest

from portal.access.permissions import Role
from portal.accounts import service
from portal.attachments.vault import Vault
from portal.concerns import handling, queries
from portal.concerns.policy import EntryKind
from portal.consents.policy import Answer
from portal.foundation.tokens import new_token
from tests.concerns import factories as concerns_world
from tests.support import factories

pytestmark = pytest.mark.both_engines


def sign_for_a_sibling(parent):
    """Sign once: a setting gets ready until its first family has signed."""
    sibling = factories.make_child("Kuba", "Kowalski")
    factories.link(factories.adult_of(parent), sibling)
    factories.sign_all(sibling, parent)


def test_a_parent_sees_what_waits_for_each_child(new_browser, a_parent, a_child):
    sign_for_a_sibling(a_parent)

    page = new_browser(a_parent).get("home.index").text

    assert f"Next: answer for {a_child.called}" in page
    assert "8 questions are open. 1 of 2 children done." in page
    assert "answer for Kuba" not in page
    assert "8 yes, 0 no" in page
    assert "Read and sign: Our rules for parents" in page


def test_news_of_a_concern_is_one_tap_away_for_who_raised_it_and_nobody_else(
    new_browser, a_manager, a_parent, a_second_parent, a_stranger
):
    concern = concerns_world.raise_concern(a_parent)
    handling.take_step(concern, EntryKind.ACKNOWLEDGED, "Thank you.", submission=new_token(), by_id=a_manager.id)

    news = queries.news_for(a_parent)[0].sentence
    browser = new_browser(a_parent).get("home.index")
    assert browser.click(news).url.endswith(concern.reference)
    assert browser.status == 200
    for other in (a_second_parent, a_stranger):
        page = new_browser(other).get("home.index").text
        assert news not in page
        assert concern.reference not in page


def test_who_may_not_answer_for_a_child_is_not_asked_to(new_browser, a_child):
    aunt = factories.make_account("Halina Kowalska", Role.PARENT)
    factories.link(factories.make_adult(aunt.name, account=aunt), a_child, responsible=False)

    page = new_browser(aunt).get("home.index").text

    assert "Only an adult with parental responsibility can sign it." in page
    assert "open" not in page


def test_another_familys_child_is_on_no_page_of_mine(new_browser, a_stranger, a_strangers_child, a_child, a_parent):
    page = new_browser(a_stranger).get("home.index").text

    assert a_strangers_child.called in page
    assert a_child.first_name not in page


def test_a_parent_without_children_on_the_list_is_told_whom_to_ask(new_browser, setting):

    parent = factories.make_account("Ana Petrović", Role.PARENT)

    assert "Please tell the manager" in new_browser(parent).get("home.index").text


def test_the_managers_page_names_the_gaps_worst_first(new_browser, a_manager, a_parent, a_child, a_strangers_child):
    concerns_world.raise_concern(a_parent)
    factories.make_child("Lonely", "Child")
    sign_for_a_sibling(a_parent)

    page = new_browser(a_manager).get("home.index").text

    wanted = [
        "2 children with nobody who can sign",
        "1 concern without an outcome",
        "1 adult owes answers or rules",
    ]
    found = [page.index(words) for words in wanted]
    assert found == sorted(found)


def test_a_concern_about_the_manager_does_not_move_their_page(new_browser, a_manager, a_chair, a_parent, a_child):
    before = new_browser(a_manager).get("home.index").text

    concerns_world.raise_concern(a_parent, about=("manager",))

    assert new_browser(a_manager).get("home.index").text == before
    assert "1 concern without an outcome" in new_browser(a_chair).get("home.index").text


def test_the_chair_sees_no_family(new_browser, a_chair, a_parent, a_child):
    page = new_browser(a_chair).get("home.index").text

    assert a_child.first_name not in page
    assert "children" not in page


def test_staff_start_at_who_may_be_photographed_now(new_browser, a_staff_member, a_parent, a_child):
    factories.sign(a_child, a_parent, {"group_alone": Answer.YES, "website": Answer.NO})
    browser = new_browser(a_staff_member).get("home.index")
    assert browser.heading == "Who may be photographed now"
    assert f"May (1) {a_child.called}" in browser.text
    browser.submit("Show this list", use="website", session="")
    assert f"May not (1) {a_child.called}" in browser.text


def test_staff_who_are_parents_too_have_both_on_their_first_page(new_browser, a_staff_member, a_child):
    service.give_role(a_staff_member, Role.PARENT, by_id=None)
    factories.link(factories.make_adult(a_staff_member.name, account=a_staff_member), a_child)
    browser = new_browser(a_staff_member).get("home.index")
    assert browser.heading == "Who may be photographed now"
    browser.click(f"Answer for {a_child.called}")
    assert browser.status == 200


def test_a_parent_never_sees_the_photo_list(new_browser, a_parent, a_strangers_child):
    browser = new_browser(a_parent).get("home.index")
    assert a_strangers_child.called not in browser.text
    assert browser.get("photo_list.live", use="website").status == 403


@pytest.mark.parametrize(
    ("roles", "heading"),
    [
        ((Role.POSTER,), "Who may be photographed now"),
        ((Role.INSPECTOR,), "What is here"),
        ((Role.STAFF, Role.LEAD), "What needs you today"),
        ((Role.STAFF, Role.PARENT), "Who may be photographed now"),
    ],
)
def test_each_role_starts_where_its_work_is(new_browser, setting, roles, heading):
    assert new_browser(factories.make_account("Hodan Warsame", *roles)).get("home.index").heading == heading


def test_a_manager_who_is_a_parent_too_has_both_pages(new_browser, a_manager, a_child):

    service.give_role(a_manager, Role.PARENT, by_id=None)
    factories.link(factories.make_adult(a_manager.name, account=a_manager), a_child)
    browser = new_browser(a_manager)

    assert browser.get("home.index").heading == "What needs you today"
    assert f"Answer for {a_child.called}" in browser.click("Your children").text


def test_only_who_may_import_is_asked_to(new_browser, a_lead):
    page = new_browser(a_lead).get("home.index").text
    assert "Import your families" not in page
    assert "Complete the details" not in page


def test_the_manager_is_reminded_of_what_parents_cannot_read_yet(new_browser, a_manager, a_parent):
    sign_for_a_sibling(a_parent)
    browser = new_browser(a_manager).get("home.index")
    missing = "your address, how to reach the LADO and a check of the contacts"
    assert f"Still missing: {missing}." in browser.text
    browser.click("Complete the details of the setting")
    browser.submit(address="1 Reed Lane", lado_contact="The LADO, 01632 960 444", contacts_checked="y")
    assert "Complete the details" not in browser.get("home.index").text


@pytest.mark.parametrize("answer", [Answer.YES, Answer.NO])
def test_who_has_answered_everything_is_asked_nothing(new_browser, a_parent, a_child, answer):
    factories.sign_all(a_child, a_parent, answer)

    page = new_browser(a_parent).get("home.index").text
    assert "answer for" not in page.lower()
    assert "One thing is waiting." in page  # the rules


def test_manager_and_chair_are_told_while_a_concern_would_find_nobody(new_browser, a_manager, a_lead, a_parent):
    sign_for_a_sibling(a_parent)
    task = "Somebody has to be able to handle every concern"
    browser = new_browser(a_manager).get("home.index")
    assert task in browser.text
    assert f"A concern about {a_manager.name} would find nobody independent." in browser.text
    assert task not in new_browser(a_lead).get("home.index").text
    browser.click(task)
    assert browser.status == 200
    chair = factories.make_account("Margaret Whitlock", Role.CHAIR)
    assert task not in new_browser(a_manager).get("home.index").text
    assert task not in new_browser(chair).get("home.index").text


def test_a_chair_alone_is_told_that_nobody_manages(new_browser, a_chair):
    page = new_browser(a_chair).get("home.index").text
    assert "A concern about Margaret Whitlock would find nobody independent." in page


def test_a_lost_key_is_the_first_thing_on_the_managers_page_alone(
    new_browser, a_manager, a_lead, a_chair, a_staff_member, a_parent, instance
):
    shutil.rmtree(instance / "vault", ignore_errors=True)
    concerns_world.raise_concern(a_parent)
    Vault(instance).store(b"A letter about Zofia", purpose="a test")
    task = "The key of the stored files is missing"
    assert task not in new_browser(a_manager).get("home.index").text
    key = instance / "vault.key"
    content = key.read_bytes()
    key.unlink()

    browser = new_browser(a_manager).get("home.index")
    assert "Restore the file vault.key from the backup." in browser.text
    assert browser.text.index(task) < browser.text.index("1 concern without an outcome")
    for other in (a_lead, a_chair, a_staff_member, a_parent):
        assert task not in new_browser(other).get("home.index").text

    key.write_bytes(content)
    assert task not in new_browser(a_manager).get("home.index").text
