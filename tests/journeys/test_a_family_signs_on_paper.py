"""Promises to families who use a pen, each with the stranger's attempt beside it."""

from datetime import UTC, datetime

import pypdfium2
import pytest
import time_machine
import zxingcpp

from portal.attachments.models import Attachment
from portal.consents.models import ConsentAnswer, ConsentRecord
from portal.consents.policy import Answer, Method
from portal.families.models import Guardianship
from portal.families.policy import Responsibility
from portal.foundation import clock
from portal.mail.models import OutboxMessage
from tests.consents import paper_fixtures
from tests.consents.paper_factories import key_in, photograph, print_one
from tests.support import factories
from tests.support.forms import NoSuchThing
from tests.support.rulings import ruling

NAME = "Ạgnieszka 🐦 Kowalską"


def whole(adult, **more):
    """What stands on a paper that is signed otherwise than our list spells it."""
    return paper_fixtures.whole(adult, **{"signed_name": NAME, **more})


def may_show(child, use="website"):
    return ruling(child, use, on=clock.today()).may_show


def test_a_form_is_printed_signed_keyed_in_and_counts(new_browser, a_manager, adult, a_child):
    browser = new_browser(a_manager).get("children.view", child_id=a_child.id)
    browser.click("Print a paper form").submit("Make the PDF")
    page = pypdfium2.PdfDocument(browser.content)[0].render(scale=200 / 72).to_pil()
    (code,) = zxingcpp.read_barcodes(page)

    browser.get(code.text.removeprefix("http://localhost"))
    assert browser.heading == "Key in the form of Zofia Kowalska"
    browser.submit("Check what you keyed in", **whole(adult, use_press="no"))
    assert "Nothing is stored yet" in browser.text
    assert NAME in browser.text
    assert ConsentRecord.select().count() == 0
    browser.submit("Store this form", scan=(photograph(), "scan.jpg"))

    record = ConsentRecord.get()
    assert browser.heading == "Stored for Zofia Kowalska"
    assert "on paper, keyed in by Siobhán Kelly, with a scan" in browser.text
    assert (record.method, record.signed_name, record.adult_id) == (Method.PAPER, NAME, adult.id)
    assert {row.use: row.answer for row in ConsentAnswer.select()}["displays"] == "not_answered"
    assert may_show(a_child)
    assert not may_show(a_child, "press")
    assert OutboxMessage.get().recipient == adult.email


def test_the_code_asks_to_sign_in_first_and_then_leads_to_the_form(browser, form):
    browser.get("consent_paper.key", reference=form.reference)
    assert browser.url.startswith("/sign-in")
    assert form.reference in browser.url


@pytest.mark.parametrize("spelling", ["{}", " {} ", "http://localhost/consents/paper/{}"])
def test_without_a_camera_the_reference_is_typed_as_people_type(new_browser, a_manager, form, spelling):
    reference = form.reference.lower().replace("-", " ")
    browser = new_browser(a_manager).get("consent_paper.find")
    browser.submit("Open the form", reference=spelling.format(reference))
    assert browser.heading == "Key in the form of Zofia Kowalska"


@pytest.mark.parametrize("wrong", ["PF-2222-2222", "nonsense", "PF-", "🐦", "<b>x</b>", "x" * 201])
def test_a_wrong_reference_is_told_beside_the_box_with_what_was_typed(new_browser, a_manager, wrong):
    browser = new_browser(a_manager).get("consent_paper.find").submit("Open the form", reference=wrong)
    assert browser.status == 404
    assert "Compare each letter with the paper" in browser.text or "This is too long" in browser.text
    assert browser.root.xpath("//input[@name='reference']/@value") == [wrong]


def test_a_wrong_address_leads_to_the_same_page(new_browser, a_manager):
    browser = new_browser(a_manager).get("/consents/paper/PF-2222-2222")
    assert browser.status == 404
    assert browser.heading == "Key in a signed form"


def test_opening_the_page_without_typing_is_no_mistake(new_browser, a_manager):
    browser = new_browser(a_manager).get("consent_paper.find")
    assert browser.status == 200
    assert "There is a problem" not in browser.text
    assert "Write the reference" in browser.submit("Open the form", reference="").text


def test_nothing_is_chosen_beforehand(keying):
    assert "checked" not in keying.page


def test_a_wish_to_be_asked_is_nothing_without_an_answer_to_a_use(keying, adult):
    keying.submit("Check what you keyed in", **whole(adult, use_website=None, always_consult="yes"))
    assert "Choose yes or no for at least one use" in keying.text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"signer": None}, "Choose who signed"),
        ({"signed_name": "  "}, "Write the name as it is on the paper"),
        ({"signed_name": "n" * 201}, "This is too long"),
        ({"signed_on": ""}, "Write the date beside the signature"),
        ({"signed_on": "31 2 2026"}, "Write the date as day, month and year"),
        ({"signed_on": "last week"}, "Write the date as day, month and year"),
        ({"signed_on": "1 1 2099"}, "This day has not come yet"),
        ({"signed_on": "1 1 2021"}, "before the child was born"),
        ({"signed_on": "1 1 2024"}, "Nobody can have signed it before that day"),
        ({"use_website": None}, "Choose yes or no for at least one use"),
        ({"use_website": "blank"}, "Choose yes or no for at least one use"),
    ],
)
def test_a_mistake_is_told_beside_its_question_and_nothing_is_lost(keying, adult, changed, sentence):
    keying.submit("Check what you keyed in", **{**whole(adult, always_consult="yes"), **changed})
    assert sentence in keying.text
    assert keying.root.xpath("//input[@name='always_consult' and @checked]/@value") == ["yes"]
    if "signed_name" not in changed:
        assert keying.root.xpath("//input[@name='signed_name']/@value") == [NAME]


@pytest.mark.parametrize(
    ("proof", "sentence"),
    [
        ({}, "Add a scan of the paper, or say who saw it being signed"),
        ({"witness": "  "}, "Add a scan of the paper, or say who saw it being signed"),
        ({"witness": "w" * 201, "scan": (photograph(), "a.jpg")}, "Remove a.jpg"),
        ({"scan": (b"%PDF-1.7 broken", "form.pdf")}, "“form.pdf” cannot be used: it is damaged"),
        (
            {"scan": (photograph()[:200], "half.jpg"), "witness": "Priya Raman"},
            "“half.jpg” cannot be used: it is damaged",
        ),
        ({"scan": (b"x" * 10_000_001, "huge.jpg")}, "it is bigger than 10 MB"),
        ({"scan": (b"", "empty.png")}, "it is empty"),
        ({"scan": (b"<script>alert(1)</script>", "form.jpg")}, "it is not a JPEG or PNG picture or a PDF"),
        ({"scan": [(photograph(), "a.jpg"), (photograph(), "b.jpg")]}, "Choose one file. You chose 2."),
    ],
)
def test_a_paper_needs_a_proof_and_a_refused_one_loses_nothing(keying, adult, a_child, proof, sentence):
    keying.submit("Check what you keyed in", **whole(adult)).submit("Store this form", **proof)
    assert sentence in keying.text
    assert NAME in keying.text
    assert ConsentRecord.select().count() == 0
    another = {} if "Remove a.jpg" in keying.text else {"scan": (photograph(), "scan.jpg")}
    keying.submit("Store this form", witness="Priya Raman", **another)
    assert "with a scan, witnessed by Priya Raman" in keying.text


def test_a_witness_is_enough_without_a_scan(keying, adult):
    keying.submit("Check what you keyed in", **whole(adult)).submit("Store this form", witness="Tomasz 🐦 Nowak")
    assert "on paper, keyed in by Siobhán Kelly, witnessed by Tomasz 🐦 Nowak" in keying.text
    assert "Download the scan" not in keying.text
    assert Attachment.select().where(Attachment.subject == "consent_record").count() == 0


def test_what_was_keyed_in_can_be_changed_before_it_is_stored(keying, adult):
    keying.submit("Check what you keyed in", **whole(adult, use_press="yes")).submit("Change what I keyed in")
    assert "There is a problem" not in keying.text
    assert keying.root.xpath("//input[@name='signed_name']/@value") == [NAME]
    keying.submit("Check what you keyed in", use_press="blank").submit("Store this form", witness="Priya Raman")
    stored = {row.use: row.answer for row in ConsentAnswer.select()}
    assert (stored["website"], stored["press"]) == ("yes", "not_answered")


def test_a_page_that_was_open_too_long_keeps_all_that_was_typed(keying, form, adult):
    keying.post_without_token("consent_paper.key", whole(adult), reference=form.reference)
    assert "This page was open for too long" in keying.text
    assert keying.root.xpath("//input[@name='signed_name']/@value") == [NAME]
    keying.submit("Check what you keyed in")
    sent = {**whole(adult), "witness": "Priya Raman"}
    keying.post_without_token("consent_paper.store", sent, reference=form.reference)
    assert "This page was open for too long" in keying.text
    assert ConsentRecord.select().count() == 0
    assert NAME in keying.page


def test_a_double_click_is_one_record(keying, form, adult):
    sent = {**whole(adult), "witness": "Priya Raman", "submission": "the-same-key"}
    first = keying.post("consent_paper.store", sent, reference=form.reference).url
    again = keying.post("consent_paper.store", sent, reference=form.reference).url
    assert first == again
    assert keying.heading == "Stored for Zofia Kowalska"
    assert ConsentRecord.select().count() == 1
    assert OutboxMessage.select().count() == 1


def test_the_same_paper_a_second_time_is_refused_with_the_first_reference(
    keying, form, adult, a_second_parent, a_manager
):
    first = key_in(form, adult, a_manager, {"website": Answer.NO})
    other = {**whole(factories.adult_of(a_second_parent)), "witness": "Priya Raman"}
    assert keying.post("consent_paper.store", other, reference=form.reference).status == 409
    assert first.reference in keying.text
    keying.get("consent_paper.key", reference=form.reference)
    assert keying.heading == "This form is keyed in already"
    assert first.reference in keying.text
    assert keying.post("consent_paper.key", other, reference=form.reference).status == 409
    assert ConsentRecord.select().count() == 1


def test_who_has_no_parental_responsibility_is_named_and_cannot_be_chosen(new_browser, a_manager, form, a_child, adult):
    aunt = factories.make_adult("Ewa Lis")
    factories.link(aunt, a_child, responsible=False)
    browser = new_browser(a_manager).get("consent_paper.key", reference=form.reference)
    assert "Cannot sign, because our list says that they have no parental responsibility: Ewa Lis." in browser.text
    with pytest.raises(NoSuchThing):
        browser.submit("Check what you keyed in", **whole(aunt))
    for step in ("key", "store"):
        browser.post(f"consent_paper.{step}", {**whole(aunt), "witness": "X"}, reference=form.reference)
        assert "There is a problem" in browser.text
    assert ConsentRecord.select().count() == 0


def test_a_child_without_anybody_who_can_sign_gets_an_honest_page(keying, form, a_manager):
    Guardianship.update(responsibility=Responsibility.NONE).execute()
    keying.get("consent_paper.key", reference=form.reference)
    assert "Nobody on our list has parental responsibility for Zofia" in keying.text
    keying.click("Open the family’s page")


def test_a_form_whose_wording_changed_is_stored_and_said_to_need_a_new_one(keying, form, adult, a_child):
    factories.publish_form()
    keying.get("consent_paper.key", reference=form.reference)
    assert "a yes to these does not count" in keying.text
    assert "We show a picture of your child only where you say yes" in keying.page
    keying.submit("Check what you keyed in", **whole(adult)).submit("Store this form", witness="Priya Raman")
    assert "a yes to these does not count" in keying.text
    assert not may_show(a_child)


def test_a_paper_signed_more_than_a_year_ago_is_stored_with_a_warning(new_browser, a_manager, a_child, adult):
    with time_machine.travel(datetime(2025, 3, 1, 9, tzinfo=UTC), tick=False):
        old = print_one(a_child, a_manager)
    browser = new_browser(a_manager).get("consent_paper.key", reference=old.reference)
    browser.submit("Check what you keyed in", **whole(adult, signed_on="1 Mar 2025"))
    assert "A yes from that day has run out already" in browser.text
    browser.submit("Store this form", witness="Priya Raman")
    assert "This yes has run out" in browser.text
    assert not may_show(a_child)


def test_an_answer_given_since_stays_and_the_keyer_is_told(keying, form, adult, a_parent, a_child):
    factories.withdraw(a_child, a_parent, "website")
    keying.submit("Check what you keyed in", **whole(adult, use_press="yes"))
    keying.submit("Store this form", witness="Priya Raman")
    assert "A newer answer counts" in keying.text
    assert not may_show(a_child)
    assert may_show(a_child, "press")
