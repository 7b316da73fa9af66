"""Promises to parents about their child's pictures, each with the stranger's attempt beside it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.consents import service
from portal.consents.models import ConsentAnswer, ConsentRecord, CurrentAnswer
from portal.consents.policy import Answer, Method, RecordKind
from portal.families.models import Adult, Child, Guardianship
from portal.families.policy import Responsibility
from portal.foundation import clock
from portal.mail.models import OutboxMessage
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from tests.support import factories
from tests.support.rulings import ruling


def may_show(child, use="website"):
    return ruling(child, use, on=clock.today()).may_show


def answer_and_sign(browser, child, **answers):
    browser.get("consents.answer", child_id=child.id)
    browser.submit("Check your answers", **answers)
    return browser.submit("Sign for", declared=True, signed_name="Agnieszka Kowalska")


def test_a_parent_reads_answers_checks_signs_and_keeps_a_record(new_browser, a_parent, a_child):
    browser = new_browser(a_parent)
    browser.get("home.index").click(f"Answer for {a_child.called}")
    assert "A question left out counts as no. An earlier answer stays." in browser.text
    browser.click("To the questions")
    browser.submit("Check your answers", use_website="yes", use_press="no")
    assert browser.text.count("Left out") == 7
    browser.submit(f"Sign for {a_child.called}", declared=True, signed_name="Agnieszka Kowalska")

    record = ConsentRecord.get()
    assert record.reference in browser.text
    assert (record.signed_name, record.method, record.kind) == ("Agnieszka Kowalska", Method.ONLINE, RecordKind.FORM)
    assert record.wording_sha256 == wording.current(DocumentKey.CONSENT_FORM).sha256
    stored = {a.use: a.answer for a in ConsentAnswer.select()}
    assert stored["website"] == "yes"
    assert stored["press"] == "no"
    assert stored["displays"] == "not_answered"
    assert may_show(a_child)
    assert not may_show(a_child, "press")
    assert not may_show(a_child, "displays")
    message = OutboxMessage.get()
    assert message.recipient == factories.adult_of(a_parent).email
    assert record.reference in message.body


def test_what_is_missing_is_said_in_the_order_of_the_page(new_browser, a_parent, a_child):
    browser = new_browser(a_parent).get("consents.answer", child_id=a_child.id)
    browser.submit("Check your answers")
    assert "Choose yes or no for one picture at least" in browser.text
    browser.submit("Check your answers", use_website="no")
    browser.submit("Sign for")
    said = [line.text_content() for line in browser.root.findall(".//*[@class='error-summary']//li")]
    assert said == ["Tick the box to say that you have parental responsibility", "Type your full name to sign"]


def test_nothing_is_chosen_beforehand(new_browser, a_parent, a_child):
    page = new_browser(a_parent).get("consents.answer", child_id=a_child.id).page

    assert page.count('type="radio"') == 18
    assert "checked" not in page


def test_answers_may_be_changed_before_signing_and_nothing_is_stored_until_then(new_browser, a_parent, a_child):
    browser = new_browser(a_parent).get("consents.answer", child_id=a_child.id)
    browser.submit("Check your answers", use_website="yes")
    assert ConsentRecord.select().count() == 0

    browser.get("consents.answer", child_id=a_child.id)
    browser.submit("Check your answers", use_website="no")
    browser.submit("Sign for", declared=True, signed_name="Agnieszka Kowalska")

    assert CurrentAnswer.get(CurrentAnswer.use == "website").answer == "no"


def test_a_form_with_no_answer_says_what_to_do(new_browser, a_parent, a_child):
    browser = new_browser(a_parent).get("consents.answer", child_id=a_child.id).submit("Check your answers")

    assert "Choose yes or no for one picture at least" in browser.text
    assert ConsentRecord.select().count() == 0


@pytest.mark.parametrize("name", ["\u200b", "\u2060", "\u00ad", "\u3164", ".", "-", "x"])
def test_what_names_nobody_signs_nothing_even_with_the_box_ticked(new_browser, a_parent, a_child, name):
    browser = new_browser(a_parent).get("consents.answer", child_id=a_child.id)
    browser.submit("Check your answers", use_website="yes")
    browser.submit("Sign for", declared=True, signed_name=name)
    assert "Type your full name" in browser.text
    assert ConsentRecord.select().count() == 0
    browser.submit("Sign for", declared=True, signed_name="王伟").submit("Sign for")
    assert ConsentRecord.get().signed_name == "王伟"


@pytest.mark.parametrize("name", ["", "   ", "\x00\x07", "n" * 201])
def test_a_signature_needs_a_name_and_the_declaration(new_browser, a_parent, a_child, name):
    browser = new_browser(a_parent).get("consents.answer", child_id=a_child.id)
    browser.submit("Check your answers", use_website="yes").submit("Sign for", signed_name=name)

    assert "Tick the box to say that you have parental responsibility" in browser.text
    assert ("Type your full name" in browser.text) or ("This is too long" in browser.text)
    assert ConsentRecord.select().count() == 0


@pytest.mark.parametrize(
    "name", ["Ifẹ́oma 🐦 Okafor", "محمد الأمين", "O’Connor-Núñez", "<b>Bobby</b> & ''); DROP TABLE"]
)
def test_a_name_unlike_ones_own_is_asked_about_once_and_kept_as_typed(new_browser, a_parent, a_child, name):
    browser = new_browser(a_parent).get("consents.answer", child_id=a_child.id)
    browser.submit("Check your answers", use_website="yes")
    browser.submit("Sign for", declared=True, signed_name=name)
    assert "We know you as Agnieszka Kowalska." in browser.text
    assert ConsentRecord.select().count() == 0
    browser.submit("Sign for", signed_name="Somebody Else")
    assert "We know you as Agnieszka Kowalska." in browser.text, "another name is another question"
    browser.submit("Sign for", signed_name=name).submit("Sign for")

    assert ConsentRecord.get().signed_name == name
    assert browser.get("consent_register.record_pdf", reference=ConsentRecord.get().reference).content[:5] == b"%PDF-"


def test_a_double_click_is_one_record(new_browser, a_parent, a_child):
    browser = new_browser(a_parent).get("consents.answer", child_id=a_child.id)
    browser.submit("Check your answers", use_website="yes")
    sent = {"declared": "y", "signed_name": "Agnieszka Kowalska", **_hidden(browser.page)}

    first = browser.post("consents.sign", sent, child_id=a_child.id).url
    again = browser.post("consents.sign", sent, child_id=a_child.id).url

    assert first == again
    assert ConsentRecord.select().count() == 1
    assert OutboxMessage.select().count() == 1


def _hidden(page):
    found = dict(re.findall(r'name="(submission|checked)" value="([^"]+)"', page))
    assert len(found) == 2
    return found


def test_the_back_button_after_signing_asks_for_answers_anew(new_browser, a_parent, a_child):
    browser = new_browser(a_parent)
    answer_and_sign(browser, a_child, use_website="yes")

    browser.get("consents.sign", child_id=a_child.id)

    assert browser.heading == "May we show Zofia?"
    assert ConsentRecord.select().count() == 1


def test_signing_needs_answers_first(new_browser, a_parent, a_child):
    browser = new_browser(a_parent)
    browser.post("consents.sign", {"declared": "y", "signed_name": "Agnieszka Kowalska"}, child_id=a_child.id)

    assert browser.heading == "May we show Zofia?"
    assert ConsentRecord.select().count() == 0


def test_a_stale_page_keeps_what_was_typed(new_browser, a_parent, a_child):
    browser = new_browser(a_parent).get("consents.answer", child_id=a_child.id)
    browser.submit("Check your answers", use_website="yes")
    sent = {"declared": "y", "signed_name": "Agnieszka Kowalska", **_hidden(browser.page)}
    browser.post_without_token("consents.sign", sent, child_id=a_child.id)

    assert "This page was open for too long" in browser.text
    assert 'value="Agnieszka Kowalska"' in browser.page
    assert ConsentRecord.select().count() == 0


def test_a_new_wording_in_the_meantime_has_to_be_read_first(new_browser, a_parent, a_child):
    browser = new_browser(a_parent).get("consents.answer", child_id=a_child.id)
    browser.submit("Check your answers", use_website="yes")
    factories.publish_form()

    browser.get("consents.sign", child_id=a_child.id)

    assert browser.heading == "May we show Zofia?"
    assert "checked" not in browser.page
    signed = service.SignedForm(1, {"website": Answer.YES}, "Ifeoma", "key")
    with pytest.raises(service.WordingChanged):
        service.sign_consent(a_child, signed, by_id=a_parent.id)


def test_withdrawing_is_two_taps_and_one_button_and_counts_at_once(new_browser, a_parent, a_child):
    factories.sign_all(a_child, a_parent)
    OutboxMessage.delete().execute()
    browser = new_browser(a_parent).get("home.index")
    browser.click("Zofia").click("Website")
    assert may_show(a_child)

    browser.submit("Withdraw my yes")

    assert "no, from" in browser.text
    assert not may_show(a_child)
    assert may_show(a_child, "displays")
    assert OutboxMessage.get().subject == "You withdrew a consent"


def test_a_no_said_again_is_stored_again(new_browser, a_parent, a_child):
    factories.sign_all(a_child, a_parent)
    factories.withdraw(a_child, a_parent, "website")
    browser = new_browser(a_parent)

    browser.post("consents.withdraw", {}, child_id=a_child.id, use="website")

    assert browser.heading.startswith("Withdrawn for")
    assert ConsentRecord.select().where(ConsentRecord.kind == "withdrawal").count() == 2
    assert not may_show(a_child)


def test_either_parent_can_withdraw_what_the_other_allowed(new_browser, a_parent, a_second_parent, a_child):
    factories.sign_all(a_child, a_parent)

    browser = new_browser(a_second_parent).get("consents.own_answers", child_id=a_child.id)
    assert "You said yes" not in browser.text
    browser.get("consents.withdraw", child_id=a_child.id, use="website").submit("Say no")

    assert not may_show(a_child)
    assert may_show(a_child, "displays")


def test_no_adult_sees_another_adults_answer(new_browser, a_parent, a_second_parent, a_child):
    record = factories.sign_all(a_child, a_parent)
    browser = new_browser(a_second_parent)

    assert browser.get("consents.signed", reference=record.reference).status == 404
    assert browser.get("consent_register.record_pdf", reference=record.reference).status == 404
    page = browser.get("consents.own_answers", child_id=a_child.id).text
    assert record.reference not in page
    assert factories.adult_of(a_parent).name not in page


def test_a_later_form_erases_no_answer_it_leaves_out(new_browser, a_parent, a_child):
    browser = new_browser(a_parent)
    answer_and_sign(browser, a_child, use_website="yes", use_press="no")
    answer_and_sign(browser, a_child, use_displays="yes")

    assert may_show(a_child, "website")
    assert may_show(a_child, "displays")
    assert not may_show(a_child, "press")


def test_an_adult_without_parental_responsibility_can_read_but_not_sign(new_browser, a_parent, a_child):
    Guardianship.update(responsibility=Responsibility.NONE).execute()
    browser = new_browser(a_parent)

    assert "Only an adult with parental responsibility" in browser.get("consents.read", child_id=a_child.id).text
    assert browser.get("consents.answer", child_id=a_child.id).status == 409
    for step in ("consents.answer", "consents.sign"):
        browser.post(step, {"use_website": "yes", "declared": "y", "signed_name": "X"}, child_id=a_child.id)
        assert browser.status == 409
    assert browser.post("consents.withdraw", {}, child_id=a_child.id, use="website").status == 409
    assert ConsentRecord.select().count() == 0


def test_another_familys_child_does_not_exist(new_browser, a_parent, a_child, a_stranger, a_strangers_child):
    factories.sign_all(a_child, a_parent)
    before = ConsentRecord.select().count()
    browser = new_browser(a_stranger)

    for step in ("own_answers", "read", "answer", "sign"):
        assert browser.get(f"consents.{step}", child_id=a_child.id).status == 404
    assert browser.get("consents.withdraw", child_id=a_child.id, use="website").status == 404
    assert browser.post("consents.withdraw", {}, child_id=a_child.id, use="website").status == 404
    assert browser.post("consents.sign", {"declared": "y", "signed_name": "X"}, child_id=a_child.id).status == 404
    assert browser.get("consents.signed", reference=ConsentRecord.get().reference).status == 404
    assert ConsentRecord.select().count() == before
    assert may_show(a_child)


def test_a_use_that_does_not_exist_is_not_found(new_browser, a_parent, a_child):
    browser = new_browser(a_parent)

    assert browser.get("consents.withdraw", child_id=a_child.id, use="billboards").status == 404
    assert browser.post("consents.withdraw", {}, child_id=a_child.id, use="billboards").status == 404


def test_what_runs_out_reads_as_no_the_same_day_in_england(a_parent, a_child):
    with time_machine.travel(datetime(2026, 3, 28, 12, 0, tzinfo=UTC), tick=False):
        factories.sign_all(a_child, a_parent)
    with time_machine.travel(datetime(2027, 3, 27, 23, 59, tzinfo=UTC), tick=False):
        assert may_show(a_child)
    # 28 March 2027 is the day the clocks go forward: midnight in England is midnight in UTC.
    with time_machine.travel(datetime(2027, 3, 28, 0, 0, tzinfo=UTC), tick=False):
        assert not may_show(a_child)
    with time_machine.travel(datetime(2026, 6, 1, 23, 30, tzinfo=UTC), tick=False):
        # Half past midnight on 2 June in England: that day is what is stored.
        record = factories.sign_all(a_child, a_parent)
        assert record.given_on.isoformat() == "2026-06-02"


def test_the_table_of_last_words_equals_a_rebuild(a_parent, a_second_parent, a_child):
    factories.sign_all(a_child, a_parent)
    factories.withdraw(a_child, a_parent, "website")
    factories.sign(a_child, a_second_parent, {"website": Answer.NO, "press": Answer.YES})
    factories.sign(a_child, a_parent, {"displays": Answer.NO})
    before = sorted(CurrentAnswer.select().tuples())

    assert service.rebuild_current() == len(before)

    assert sorted(CurrentAnswer.select().tuples()) == before


def test_the_register_shows_each_child_and_use(new_browser, a_manager, a_parent, a_child, a_strangers_child):
    factories.sign(a_child, a_parent, {"website": Answer.YES, "press": Answer.NO})

    page = new_browser(a_manager).get("consent_register.show").text

    assert a_child.name in page
    assert a_strangers_child.name in page
    assert "Website 1 0 1" in " ".join(new_browser(a_manager).get("consent_register.coverage").text.split())


def test_the_reason_is_on_the_childs_page_for_its_keepers_alone(
    new_browser, a_manager, a_staff_member, a_parent, a_child
):
    factories.sign(a_child, a_parent, {"press": Answer.NO})

    assert "An adult said no" in new_browser(a_manager).get("children.view", child_id=a_child.id).text
    staff = new_browser(a_staff_member)
    assert "An adult said no" not in staff.get("consent_register.show").text
    assert "An adult said no" not in staff.get("children.view", child_id=a_child.id).text
    assert Adult.select().count() == 1


@pytest.mark.parametrize("name", ["agnieszka kowalska", "Kowalska Agnieszka", "AGNIESZKA  KOWALSKA"])
def test_ones_own_name_however_it_is_written_is_never_asked_about(new_browser, a_parent, a_child, name):
    browser = new_browser(a_parent).get("consents.answer", child_id=a_child.id)
    browser.submit("Check your answers", use_website="yes")
    browser.submit("Sign for", declared=True, signed_name=name)
    assert ConsentRecord.get().signed_name == " ".join(name.split())


def test_nobody_signs_for_a_child_who_has_left_and_a_yes_can_still_be_withdrawn(new_browser, a_parent, a_child):
    browser = new_browser(a_parent)
    answer_and_sign(browser, a_child, use_website="yes")
    browser.get("consents.answer", child_id=a_child.id).submit("Check your answers", use_displays="yes")
    sent = {"declared": "y", "signed_name": "Agnieszka Kowalska", **_hidden(browser.page)}
    Child.update(leaves_on=clock.today() - timedelta(days=1)).execute()

    assert browser.post("consents.sign", sent, child_id=a_child.id).status == 409
    assert "there is nothing to sign" in browser.text
    assert browser.get("consents.answer", child_id=a_child.id).status == 409
    assert "again" not in browser.get("consents.own_answers", child_id=a_child.id).text
    assert ConsentRecord.select().count() == 1
    browser.get("consents.withdraw", child_id=a_child.id, use="website").submit()
    assert CurrentAnswer.get(CurrentAnswer.use == "website").answer == "withdrawn"


def test_on_the_last_day_itself_a_parent_can_sign(new_browser, a_parent, a_child):
    Child.update(leaves_on=clock.today()).execute()
    answer_and_sign(new_browser(a_parent), a_child, use_website="no")
    assert ConsentRecord.select().count() == 1
