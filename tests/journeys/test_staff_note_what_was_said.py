"""Promises about what is said rather than signed, each with the attempt of somebody who may not."""

import re

import pytest

from portal.consents.models import ChildWish, ConsentAnswer, ConsentRecord
from portal.consents.policy import Answer, Wish
from portal.consents.staff_notes import spoken
from portal.families.models import ChildSession
from portal.families.policy import Relationship
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.mail.models import OutboxMessage
from tests.support import factories
from tests.support.rulings import ruling

NOT_NOW = "May not"


def may_show(child, use="website"):
    return ruling(child, use, on=clock.today()).may_show


def submission_in(page):
    return re.search(r'name="submission" value="([^"]+)"', page)[1]


@pytest.fixture
def a_club_child(setting):
    child = factories.make_child("Oluwaseun", "Adeyemi", sessions=("after_school",))
    factories.sign_all(child, factories.make_parent("Folake Adeyemi", child))
    return child


# Who may come in


def test_only_people_who_work_with_children_open_these_pages(
    new_browser, a_child, a_parent, a_chair, an_inspector, a_staff_member, a_poster, a_lead, a_manager
):
    for account, status in (
        (a_parent, 403), (a_chair, 403), (an_inspector, 403),
        (a_staff_member, 200), (a_poster, 200), (a_lead, 200), (a_manager, 200),
    ):  # fmt: skip
        browser = new_browser(account)
        assert browser.get("consent_notes.children").status == status
        assert browser.get("children.view", child_id=a_child.id).status == status
        assert browser.get("consent_notes.withdrawal", child_id=a_child.id).status == status
        assert browser.get("children.view", child_id=999_999).status == (404 if status == 200 else 403)


# The child's own say


def test_staff_note_what_a_child_says_with_one_tap_on_the_childs_page(new_browser, a_staff_member, a_club_child):
    browser = new_browser(a_staff_member).get("consent_notes.children").click("Oluwaseun Adeyemi")
    assert browser.text.count(NOT_NOW) == 0

    browser.submit("Not today")
    assert browser.text.count(NOT_NOW) == 8
    assert "noted by Priya Raman" in browser.text
    browser.submit("No pictures")
    assert not may_show(a_club_child)
    browser.submit("Happy to be in pictures")
    assert may_show(a_club_child)
    assert [said.say for said in ChildWish.select().order_by(ChildWish.id)] == ["not_today", "no", "happy"]


def test_going_back_to_tap_another_answer_notes_it_and_an_old_tap_undoes_nothing(
    new_browser, a_staff_member, a_club_child
):
    browser = new_browser(a_staff_member).get("children.view", child_id=a_club_child.id)
    pairs = re.findall(
        r'name="say" value="(\w+)">\s*<input type="hidden" name="submission" value="([^"]+)"', browser.page
    )
    keys = dict(pairs)
    assert set(keys) == set(Wish)
    for say, status in (("happy", 200), ("happy", 200), ("no", 200), ("happy", 409)):
        browser.post("consent_notes.say", {"say": say, "submission": keys[say]}, child_id=a_club_child.id)
        assert browser.status == status
    assert [said.say for said in ChildWish.select().order_by(ChildWish.id)] == ["happy", "no"]
    assert not may_show(a_club_child)


def test_a_playgroup_child_is_not_asked(new_browser, a_staff_member, a_child):
    browser = new_browser(a_staff_member).get("children.view", child_id=a_child.id)
    assert "What does" not in browser.text

    browser.post("consent_notes.say", {"say": "no"}, child_id=a_child.id)
    assert browser.status == 409
    assert "Only children of the breakfast" in browser.text
    assert ChildWish.select().count() == 0


@pytest.mark.parametrize("sent", [{}, {"say": ""}, {"say": "maybe"}, {"say": "yes"}, {"say": "NO"}])
def test_what_is_no_answer_notes_nothing_and_says_so(new_browser, a_staff_member, a_club_child, sent):
    browser = new_browser(a_staff_member)
    browser.post("consent_notes.say", sent, child_id=a_club_child.id)

    assert "Nothing was noted. Please tap again." in browser.text
    browser.post_without_token("consent_notes.say", {"say": "no"}, child_id=a_club_child.id)
    assert "Nothing was noted. Please tap again." in browser.text
    assert ChildWish.select().count() == 0


def test_a_parent_and_an_inspector_note_no_childs_say(new_browser, a_stranger, an_inspector, a_club_child):
    for account in (a_stranger, an_inspector):
        assert new_browser(account).post("consent_notes.say", {"say": "no"}, child_id=a_club_child.id).status == 403
    assert ChildWish.select().count() == 0
    assert ChildSession.select().count() == 2


# A spoken withdrawal


def test_staff_note_a_spoken_no_and_it_counts_at_once(new_browser, a_staff_member, a_manager, a_parent, a_child):
    factories.sign_all(a_child, a_parent)
    OutboxMessage.delete().execute()
    browser = new_browser(a_staff_member).get("children.view", child_id=a_child.id).click("Note a no")
    browser.submit("Go on and check")
    assert "Choose who said it" in browser.text
    assert "Choose at least one use" in browser.text
    adult = factories.adult_of(a_parent)
    browser.submit("Go on and check", adult=str(adult.id), uses=["press", "website"])
    for said in ("Agnieszka Kowalska", "Zofia Kowalska", "Priya Raman", "On our website"):
        assert said in browser.text
    assert adult.email not in browser.page
    assert may_show(a_child)

    browser.submit("Note this no")
    record = ConsentRecord.get(ConsentRecord.method == "spoken")
    assert record.reference in browser.text
    assert [answer.use for answer in record.answers] == ["website", "press"]
    assert not may_show(a_child)
    assert may_show(a_child, "displays")
    assert OutboxMessage.get().recipient == adult.email

    how = "by word of mouth, noted by Priya Raman"
    own = new_browser(a_parent).get("consents.signed", reference=record.reference)
    assert how in own.text
    assert "by word of mouth" in own.get("consents.own_answers", child_id=a_child.id).text
    assert how in new_browser(a_manager).get("children.view", child_id=a_child.id).text
    assert own.get("consent_register.record_pdf", reference=record.reference).content[:5] == b"%PDF-"


def test_all_of_them_is_one_tick_and_one_record(new_browser, a_poster, a_parent, a_child):
    factories.sign_all(a_child, a_parent)
    browser = new_browser(a_poster).get("consent_notes.withdrawal", child_id=a_child.id)
    browser.submit("Go on and check", adult=str(factories.adult_of(a_parent).id), uses=["all"]).submit("Note this no")

    assert browser.text.count(NOT_NOW) == 8
    assert ConsentRecord.select().where(ConsentRecord.method == "spoken").count() == 1
    assert ConsentAnswer.select().where(ConsentAnswer.answer == "withdrawn").count() == 8


def test_staff_see_names_and_no_address_number_or_answer(new_browser, a_staff_member, a_parent, a_child):
    grandmother = factories.make_adult("Halina Kowalska", email="halina@example.org")
    factories.link(grandmother, a_child, relationship=Relationship.GRANDPARENT, responsible=False)
    factories.sign_all(a_child, a_parent, Answer.NO)

    page = new_browser(a_staff_member).get("consent_notes.withdrawal", child_id=a_child.id).page
    assert "Agnieszka Kowalska" in page
    assert "Halina" not in page
    assert factories.adult_of(a_parent).email not in page
    assert "halina" not in page
    assert "checked" not in page
    assert "Withdrawn" not in page


def test_a_double_click_on_a_spoken_no_is_one_record(new_browser, a_staff_member, a_parent, a_child):
    said = {"adult": factories.adult_of(a_parent).id, "uses": "website"}
    browser = new_browser(a_staff_member).get("consent_notes.confirm_withdrawal", child_id=a_child.id)
    address = browser.address_of("consent_notes.confirm_withdrawal", child_id=a_child.id, **said)
    sent = {"submission": submission_in(browser.get(address).page)}
    for _click in range(2):
        browser.post(address, sent)
        assert browser.status == 200
    assert ConsentRecord.select().count() == 1
    assert OutboxMessage.select().count() == 1

    browser.post(address, {"submission": new_token()})
    assert browser.status == 200, "said again, it is noted again, and staff learn nothing of what was said before"
    assert ConsentRecord.select().count() == 2


def test_a_stale_page_asks_again_with_everything_kept(new_browser, a_staff_member, a_parent, a_child):
    said = {"adult": factories.adult_of(a_parent).id, "uses": ["website", "press"]}
    browser = new_browser(a_staff_member)
    address = browser.address_of("consent_notes.confirm_withdrawal", child_id=a_child.id, **said)
    browser.post_without_token(address)

    assert "This page was open for too long" in browser.text
    assert ConsentRecord.select().count() == 0
    browser.submit("Note this no")
    assert ConsentAnswer.select().count() == 2


YES_LIKE = (
    {"answer": "yes", "kind": "form", "method": "spoken"},
    {"use_website": "yes", "declared": "y", "signed_name": "Agnieszka Kowalska"},
    {"website": "yes", "uses": "yes", "withdrawn": "no", "answers": '{"website": "yes"}'},
    {"always_consult": "yes", "say": "happy"},
)


@pytest.mark.parametrize("sent", YES_LIKE)
def test_no_field_of_any_kind_notes_a_yes(new_browser, a_staff_member, a_manager, a_parent, a_child, sent):
    said = {"adult": factories.adult_of(a_parent).id, "uses": "website"}
    for account in (a_staff_member, a_manager):
        browser = new_browser(account)
        address = browser.address_of("consent_notes.confirm_withdrawal", child_id=a_child.id, **said)
        for where in (address, browser.address_of("consent_notes.withdrawal", child_id=a_child.id)):
            browser.post(where, sent)
            browser.post(f"{where}{'&' if '?' in where else '?'}answer=yes&use_website=yes", sent)
        for step in ("consents.sign", "consents.answer"):
            assert browser.post(step, sent, child_id=a_child.id).status == 403
    assert {answer.answer for answer in ConsentAnswer.select()} <= {"withdrawn"}
    assert not may_show(a_child)


@pytest.mark.parametrize(
    "said",
    [{}, {"adult": "1"}, {"adult": "999", "uses": "website"}, {"adult": "x", "uses": "website"},
     {"adult": "\x00", "uses": "%"}, {"uses": "website"}, {"adult": "1", "uses": "billboards"}],
)  # fmt: skip
def test_an_address_that_says_nothing_sensible_leads_back_to_the_questions(
    new_browser, a_staff_member, a_parent, a_child, said
):
    browser = new_browser(a_staff_member)
    address = browser.address_of("consent_notes.confirm_withdrawal", child_id=a_child.id, **said)
    for step in (browser.get, browser.post):
        assert step(address).heading == "Note a no for Zofia"
    assert ConsentRecord.select().count() == 0


def test_an_adult_of_another_family_is_no_choice(new_browser, a_staff_member, a_parent, a_child, a_stranger):
    said = {"adult": factories.adult_of(a_stranger).id, "uses": "website"}
    browser = new_browser(a_staff_member)
    browser.post("consent_notes.withdrawal", said, child_id=a_child.id)
    assert browser.heading == "Note a no for Zofia"
    browser.post(browser.address_of("consent_notes.confirm_withdrawal", child_id=a_child.id, **said))
    assert browser.heading == "Note a no for Zofia"
    assert ConsentRecord.select().count() == 0


def test_a_child_whom_nobody_can_speak_for_sends_staff_to_the_manager(new_browser, a_staff_member, a_child):
    assert (
        "Nobody can say no here"
        in new_browser(a_staff_member).get("consent_notes.withdrawal", child_id=a_child.id).text
    )


def test_a_parent_does_not_note_for_the_other_parent(new_browser, a_parent, a_second_parent, a_child):
    said = {"adult": factories.adult_of(a_second_parent).id, "uses": "website"}
    browser = new_browser(a_parent)
    address = browser.address_of("consent_notes.confirm_withdrawal", child_id=a_child.id, **said)
    assert browser.get(address).status == 403
    assert browser.post(address).status == 403
    assert ConsentRecord.select().count() == 0


def test_another_family_and_the_other_parent_never_see_a_spoken_record(
    new_browser, a_staff_member, a_parent, a_second_parent, a_stranger, a_child
):
    record = spoken.note_withdrawal(
        a_child, factories.adult_of(a_parent).id, ["website"], submission=new_token(), by_id=a_staff_member.id
    )
    for account in (a_second_parent, a_stranger):
        browser = new_browser(account)
        assert browser.get("consents.signed", reference=record.reference).status == 404
        assert browser.get("consent_register.record_pdf", reference=record.reference).status == 404
