"""Promises about a signed paper once it is stored: it shows as paper for ever, and opens for the right people alone."""

from datetime import timedelta

import pytest

from portal.attachments import service as attachments
from portal.attachments.service import Variant
from portal.audit.models import AuditEntry
from portal.consents.models import FILES_OF, ConsentRecord, PaperForm
from portal.consents.policy import Answer
from portal.foundation import clock
from tests.consents.paper_factories import key_in, print_one, scan
from tests.consents.paper_fixtures import typed, whole
from tests.pdf.reading import page_texts
from tests.support import factories


def test_it_says_on_paper_wherever_the_record_appears_for_ever(
    new_browser, a_manager, a_parent, adult, form, a_child, a_second_parent
):
    record = key_in(form, adult, a_manager, {"website": Answer.YES}, scan=scan(), witness="Priya Raman")
    marked = "on paper, keyed in by Siobhán Kelly, with a scan, witnessed by Priya Raman"
    manager, parent = new_browser(a_manager), new_browser(a_parent)
    assert marked in manager.get("children.view", child_id=a_child.id).text
    assert marked in parent.get("consents.signed", reference=record.reference).text
    assert "Form, on paper" in parent.get("consents.own_answers", child_id=a_child.id).text
    for browser in (manager, parent):
        pdf = browser.get("consent_register.record_pdf", reference=record.reference).content
        words = " ".join(" ".join(page_texts(pdf)).split())
        assert marked in words
        assert form.reference in words
    period = {"first": typed(clock.today() - timedelta(days=7)), "last": typed(clock.today())}
    pack = manager.get("records.pack").submit(**pack_answers(manager, period)).content
    assert marked in " ".join(" ".join(page_texts(pack)).split())


def pack_answers(browser, period):
    names = browser.root.xpath("//main//form//input[not(@type='hidden')]/@name")
    return dict(zip(names, period.values(), strict=True))


def test_the_scan_is_for_the_keepers_and_for_the_adult_who_signed(
    new_browser,
    a_manager,
    a_lead,
    a_parent,
    a_second_parent,
    a_stranger,
    a_staff_member,
    a_chair,
    an_inspector,
    adult,
    form,
):
    record = key_in(form, adult, a_manager, {"website": Answer.YES}, scan=scan())
    copy = attachments.open_file(attachments.file_of(FILES_OF, record.id), Variant.COPY)

    def opened():
        return AuditEntry.select().where(AuditEntry.event == "ScanOpened").count()

    for count, account in enumerate((a_manager, a_lead, a_parent), start=1):
        browser = new_browser(account).get("consent_paper.scan", reference=record.reference, download=1)
        assert browser.content == copy
        assert "attachment" in browser.headers["Content-Disposition"]
        assert opened() == count
    for account, status in [(a_second_parent, 404), (a_stranger, 404), (a_staff_member, 403), (a_chair, 403),
                            (an_inspector, 403)]:  # fmt: skip
        for way in ({}, {"page": 1}, {"download": 1}):
            assert new_browser(account).get("consent_paper.scan", reference=record.reference, **way).status == status
    assert opened() == 3


def test_a_record_without_a_scan_has_none_to_open(new_browser, a_manager, a_parent, a_child):
    record = factories.sign_all(a_child, a_parent)
    browser = new_browser(a_manager)
    assert browser.get("consent_paper.scan", reference=record.reference).status == 404
    assert browser.get("consent_paper.stored", reference=record.reference).status == 404


@pytest.mark.parametrize("who", ["a_parent", "a_stranger", "a_staff_member", "a_poster", "a_chair", "an_inspector"])
def test_nobody_else_prints_or_keys_in(request, new_browser, who, form, adult, a_manager):
    keyed = key_in(print_one(form.child, a_manager), adult, a_manager, {"website": Answer.YES})
    browser = new_browser(request.getfixturevalue(who))
    before = (PaperForm.select().count(), ConsentRecord.select().count())
    for page in ("consent_paper.choose", "consent_paper.find"):
        assert browser.get(page).status == 403
    assert browser.get("consent_paper.key", reference=form.reference).status == 403
    assert browser.get("consent_paper.stored", reference=keyed.reference).status == 403
    assert browser.post("consent_paper.choose", {"child": str(form.child_id), "copies": "1"}).status == 403
    for step in ("key", "store"):
        sent = {**whole(adult), "witness": "X"}
        assert browser.post(f"consent_paper.{step}", sent, reference=form.reference).status == 403
    assert (PaperForm.select().count(), ConsentRecord.select().count()) == before


def test_the_lead_can_print_and_key_in_too(new_browser, a_lead, a_child, adult):
    browser = new_browser(a_lead).get("consent_paper.choose", child=a_child.id).submit("Make the PDF")
    assert browser.content[:5] == b"%PDF-"
    browser.get("consent_paper.key", reference=PaperForm.get().reference)
    browser.submit("Check what you keyed in", **whole(adult)).submit("Store this form", witness="Priya Raman")
    assert "keyed in by Adaeze Okafor" in browser.text


def test_first_page_of_a_setting_without_children_says_what_comes_first(new_browser, a_manager):
    assert "Import your families first" in new_browser(a_manager).get("consent_paper.choose").text


def test_each_answer_that_came_on_paper_says_so_on_the_parents_page(new_browser, a_manager, a_parent, a_child):
    paper = print_one(a_child, a_manager)
    key_in(paper, factories.adult_of(a_parent), a_manager, {"website": Answer.YES}, scan=scan())

    page = new_browser(a_parent).get("consents.own_answers", child_id=a_child.id)
    marked = [
        line for line in page.root.xpath("//main//li[@class='task task--link']") if "on paper" in line.text_content()
    ]

    assert len(marked) == 1
    assert all("No answer" not in line.text_content() for line in marked)
