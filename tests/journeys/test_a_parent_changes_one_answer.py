"""Promises to a parent who changes one answer, clears a choice, or settles what they left out (product.md §2.9)."""

from datetime import timedelta

import pytest

from portal.consents.models import ConsentAnswer, ConsentRecord, CurrentAnswer
from portal.consents.policy import Answer
from portal.families.models import Child, Guardianship
from portal.families.policy import Responsibility
from portal.foundation import clock
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from tests.support import factories
from tests.support.forms import NoSuchThing
from tests.support.rulings import ruling

NAME = "Agnieszka Kowalska"

pytestmark = pytest.mark.both_engines


def may_show(child, use="website"):
    return ruling(child, use, on=clock.today()).may_show


def chosen(browser):
    return browser.root.xpath("//input[@type='radio'][@checked]/@id")


def test_one_no_becomes_a_yes_on_one_page_and_nothing_else_with_it(new_browser, a_parent, a_child):
    factories.sign_all(a_child, a_parent, Answer.NO)
    browser = new_browser(a_parent).get("consents.own_answers", child_id=a_child.id).click("Website")
    assert browser.heading == "Say yes for Zofia?"
    assert "Now: No, since" in browser.text
    browser.submit("Say yes and sign", declared=True, signed_name=NAME)
    assert browser.heading == "Signed for Zofia"
    assert "On our website and in our leaflets: Yes" in browser.text
    assert may_show(a_child)
    assert not may_show(a_child, "press")
    record = ConsentRecord.select().order_by(ConsentRecord.id.desc()).get()
    assert [(each.use, each.answer) for each in record.answers] == [("website", "yes")]
    assert browser.get("consent_register.record_pdf", reference=record.reference).content[:5] == b"%PDF-"
    assert browser.get("consent_register.record_json", reference=record.reference).status == 200


def test_a_double_press_is_one_record_and_a_missing_name_signs_nothing(new_browser, a_parent, a_child):
    browser = new_browser(a_parent).get("consents.change", child_id=a_child.id, use="website")
    browser.submit("Say yes and sign", declared=True)
    assert "Type your full name to sign" in browser.text
    page, url = browser.content, browser.url
    for _press in range(2):
        browser.content, browser.url = page, url
        browser.submit("Say yes and sign", declared=True, signed_name=NAME)
        assert browser.heading == "Signed for Zofia"
    assert ConsentRecord.select().count() == 1


def test_what_was_never_answered_takes_a_no_in_one_press(new_browser, a_parent, a_second_parent, a_child):
    factories.sign_all(a_child, a_second_parent)
    assert may_show(a_child)
    browser = new_browser(a_parent).get("consents.change", child_id=a_child.id, use="website")
    browser.submit("Say no")
    assert browser.heading == "Withdrawn for Zofia"
    assert not may_show(a_child)


def test_say_yes_again_opens_the_signature_of_that_one_use(new_browser, a_parent, a_child):
    factories.sign_all(a_child, a_parent)
    browser = new_browser(a_parent).get("consents.withdraw", child_id=a_child.id, use="press")
    browser.submit("Withdraw my yes").click("Say yes again")
    assert "Now: Withdrawn, since" in browser.text
    assert not may_show(a_child, "press")
    browser.submit("Say yes and sign", declared=True, signed_name=NAME)
    assert may_show(a_child, "press")


def test_nobody_signs_a_question_that_has_changed_since_it_was_shown(new_browser, a_parent, a_child):
    browser = new_browser(a_parent).get("consents.change", child_id=a_child.id, use="website")
    factories.publish_form()
    browser.submit("Say yes and sign", declared=True, signed_name=NAME)
    assert "Nothing is signed yet" in browser.text
    assert browser.root.xpath("//input[@name='signed_name']/@value") == [NAME]
    assert ConsentRecord.select().count() == 0


def test_one_question_is_closed_to_whoever_the_form_is_closed_to(
    new_browser, a_parent, a_child, a_stranger, a_staff_member
):
    sent = {"declared": "y", "signed_name": NAME}
    stranger, staff, own = (new_browser(each) for each in (a_stranger, a_staff_member, a_parent))
    for browser, status in ((stranger, 404), (staff, 403)):
        assert browser.get("consents.change", child_id=a_child.id, use="website").status == status
        assert browser.post("consents.change", sent, child_id=a_child.id, use="website").status == status
    assert own.get("consents.change", child_id=a_child.id, use="billboards").status == 404
    Child.update(leaves_on=clock.today() - timedelta(days=1)).execute()
    assert own.get("consents.change", child_id=a_child.id, use="website").status == 409
    Child.update(leaves_on=None).execute()
    Guardianship.update(responsibility=Responsibility.NONE).execute()
    assert own.post("consents.change", sent, child_id=a_child.id, use="website").status == 409
    assert ConsentRecord.select().count() == 0


def test_a_choice_can_be_cleared_and_the_others_are_kept(new_browser, a_parent, a_child):
    browser = new_browser(a_parent).get("consents.answer", child_id=a_child.id)
    browser.submit("Clear my choice On our website and in our leaflets", use_website="yes", use_press="no")
    assert chosen(browser) == ["use_press-2"]
    browser.submit("Clear my choice In the local press")
    assert chosen(browser) == []
    assert ConsentRecord.select().count() == 0


def test_the_present_answer_stands_beside_each_question_and_no_tile_is_chosen(new_browser, a_parent, a_child):
    factories.sign(a_child, a_parent, {"website": Answer.YES, "press": Answer.NO})
    browser = new_browser(a_parent).get("consents.answer", child_id=a_child.id)
    assert browser.text.count("Now: Yes, since") == 1
    assert browser.text.count("Now: No, since") == 1
    assert chosen(browser) == []
    browser.submit("Check your answers", use_displays="no")
    assert browser.text.count("as before") == 2


def test_what_was_left_out_becomes_a_no_in_one_press_and_only_by_it(new_browser, a_parent, a_child):
    factories.sign(a_child, a_parent, {"press": Answer.YES})
    browser = new_browser(a_parent).get("consents.answer", child_id=a_child.id)
    browser.submit("Check your answers", use_website="yes")
    assert "You left out 6." in browser.text
    browser.submit("Say no to the 6 I left out")
    assert browser.heading == "Check and sign for Zofia"
    assert "Left out" not in browser.text.replace("Left out Change Wait", "")
    assert ConsentRecord.select().count() == 1
    browser.submit("Sign for", declared=True, signed_name=NAME)
    stored = {each.use: each.answer for each in CurrentAnswer.select()}
    assert (stored["website"], stored["press"], stored["displays"]) == ("yes", "yes", "no")
    assert "always_consult" not in stored, "the wish is no picture, and nobody answered it"


def test_what_is_left_open_is_stored_as_not_answered(new_browser, a_parent, a_child):
    browser = new_browser(a_parent).get("consents.answer", child_id=a_child.id)
    browser.submit("Check your answers", use_website="yes").submit("Sign for", declared=True, signed_name=NAME)
    assert "You said yes to 1 and no to 0. You left 7 open." in browser.text
    left = ConsentAnswer.select().where(ConsentAnswer.answer == Answer.NOT_ANSWERED).count()
    assert left == 8
    assert CurrentAnswer.select().count() == 1


def test_the_confirmation_leads_to_the_next_child_and_says_how_far_one_is(new_browser, a_parent, a_child):
    sister = factories.make_child("Maja", "Kowalska")
    factories.link(factories.adult_of(a_parent), sister)
    browser = new_browser(a_parent).get("consents.answer", child_id=a_child.id)
    browser.submit(
        "Check your answers", {f"use_{use.key}": "no" for use in wording.current(DocumentKey.CONSENT_FORM).consent.uses}
    )
    browser.submit("Sign for", declared=True, signed_name=NAME)
    assert "You said yes to 0 and no to 8." in browser.text
    assert "1 of 2 done" in browser.text
    browser.click("Answer for Maja")
    assert browser.heading == "Pictures of your child: Maja"
    factories.sign_all(sister, a_parent)
    browser.get("consents.signed", reference=ConsentRecord.select().order_by(ConsentRecord.id).first().reference)
    with pytest.raises(NoSuchThing):
        browser.click("Answer for")


def test_many_faults_of_a_kind_are_one_line_that_leads_to_the_first(new_browser, a_parent, a_child):
    browser = new_browser(a_parent)
    given = {f"use_{use}": "perhaps" for use in ("website", "press", "displays")}
    browser.post("consents.answer", {**given, "use_first_name": "yes"}, child_id=a_child.id)
    lines = browser.root.xpath("//*[@class='error-summary']//li")
    assert [line.text_content() for line in lines] == ["Choose yes or no (3 questions)"]
    assert lines[0].xpath("a/@href") == ["#use_displays"]
    assert browser.root.findtext(".//title").startswith("Error: May we show Zofia?")
    assert chosen(browser) == ["use_first_name"]
