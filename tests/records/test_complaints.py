"""The complaints register of a period: for whom it is, what it holds, and nobody’s name."""

import csv
import io
from datetime import timedelta

import pypdfium2
import pytest

from portal.audit.models import AuditEntry
from portal.concerns import handling, noting, register
from portal.concerns.facts import Fact, FactKind
from portal.concerns.policy import EntryKind, Kind, Outcome
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.issued.models import IssuedRecord
from portal.web.dates import format_date
from tests.concerns import factories as concerns
from tests.support.databases import count_queries

pytestmark = pytest.mark.both_engines

CLASSIC = [
    "Number", "Received", "Source", "Kind", "Requirements it relates to", "What happened", "Dealt with by",
    "What was done, step by step", "Outcome", "Actions", "Conditions of our registration changed", "What we learned",
    "Person told on", "Copy of the record shared on", "Stage of our own procedure", "Who came along with them",
    "Recorded by", "Their position", "Completed on", "Keep until",
]  # fmt: skip
NAMES = ("Zofia", "Kowalsk", "Priya", "Raman", "Siobhán")


def answered(by, handler, **given):
    """Raise a concern and tell its outcome, with actions that name a child and a worker."""
    concern = concerns.raise_concern(by, **given)
    for kind in (EntryKind.ACKNOWLEDGED, EntryKind.STARTED):
        handling.take_step(concern, kind, "Thank you.", submission=new_token(), by_id=handler.id)
    told = handling.OutcomeDetails(
        outcome=Outcome.UPHELD,
        actions="Priya took the picture of Zofia down.",
        text="It is gone.",
        told_on=clock.today(),
    )
    handling.tell_outcome(concern, told, submission=new_token(), by_id=handler.id)
    return concern


@pytest.fixture
def concern(a_manager, a_parent, a_child, a_staff_member):
    return answered(a_parent, a_manager, about=(f"staff-{a_staff_member.id}",), child=a_child)


def text_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pages).split())


def table(browser) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(browser.content.decode("utf-8-sig"))))


def test_an_inspector_reads_what_was_done_and_no_name(new_browser, an_inspector, a_manager, concern):
    inspector = new_browser(an_inspector).get("home.index").click("Complaints register")
    assert "nobody has looked for names in this text yet" in inspector.text
    for face in ("pseudonymised", "summary", "full"):
        for button in ("Download as PDF", "Download as a table (CSV)"):
            inspector.get("records.complaints", face=face).click(button)
            assert "The file was not made" in inspector.text
    assert IssuedRecord.select().count() == 0
    concerns.read_texts(concern, a_manager)
    shown = inspector.get("records.complaints").page.partition("<main")[2]
    pdf = text_of(inspector.click("Download as PDF").content)
    (row,) = table(inspector.get("records.complaints_csv", face="full"))
    assert list(row) == CLASSIC
    for text in (shown, pdf, str(row)):
        assert concern.reference in text
        assert "Upheld" in text
        assert "took the picture of Child" in text
        for name in NAMES:
            assert name not in text
    assert "With names" not in inspector.get("records.complaints").text


def test_on_the_page_each_complaint_is_a_line_with_all_of_it_folded_beneath(new_browser, a_manager, a_parent, concern):
    concerns.raise_concern(a_parent, kind=Kind.COMPLIMENT, what_happened="Thank you all")
    page = new_browser(a_manager).get("records.complaints", face="full")
    (folded,) = page.root.xpath("//main//details")
    assert folded.get("open") is None
    assert f"All that is noted of {concern.reference}" in folded.find("summary").text_content()
    for said in (concerns.STORY, "Priya took the picture", "Acknowledged: "):
        assert said in folded.text_content()
    (line,) = page.root.xpath("//main//details/preceding-sibling::p[1]")
    today = format_date(clock.today())
    assert line.text_content() == f"{today} · Picture or screenshot shared · Upheld: the concern was right"


def test_the_classic_fields_hold_what_was_noted(new_browser, a_manager, concern):
    noted = {
        FactKind.REQUIREMENT: "EYFS (September 2026): Suitable people", FactKind.HANDLED: "internal",
        FactKind.LEARNED: "Ask first", FactKind.PROCEDURE: "Second", FactKind.FRIEND: "Her sister",
        FactKind.CONDITIONS: "no", FactKind.RECORDER: "Siobhán Kelly", FactKind.POSITION: "Manager",
    }  # fmt: skip
    facts = [Fact(kind, text=text) for kind, text in noted.items()]
    noting.note_facts(concern, facts, seen=0, submission=new_token(), by_id=a_manager.id)
    (row,) = table(new_browser(a_manager).get("records.complaints_csv", face="full"))
    assert row["Requirements it relates to"] == "EYFS (September 2026): Suitable people"
    assert row["Dealt with by"] == "Us, inside the setting"
    assert row["What was done, step by step"].startswith("Acknowledged: ")
    assert row["Recorded by"] == "Siobhán Kelly"
    assert "after 0 days (told in time)" in row["Person told on"]
    assert "Priya took the picture" in row["Actions"]
    assert row["Keep until"] == ""


def test_the_summary_for_parents_says_neither_who_nor_what_happened(new_browser, a_manager, a_lead, a_parent, concern):
    concerns.raise_concern(a_parent, kind=Kind.COMPLIMENT, what_happened="Thank you, Priya")
    concerns.read_texts(concern, a_manager)
    concerns.raise_concern(a_lead, kind=Kind.LOW_LEVEL)
    desk = new_browser(a_manager)
    pages = [desk.get("records.complaints", face="summary").page.partition('<div class="record')[2]]
    pages += [text_of(desk.get("records.complaints_pdf", face="summary").content)]
    pages += [desk.get("records.complaints_csv", face="summary").content.decode("utf-8-sig")]
    for summary in pages:
        assert "Complaint 1" in summary
        assert "took the picture of Child" in summary
        for word in (concern.reference, concerns.STORY[:20], "Thank you", "Low-level", *NAMES):
            assert word not in summary
    assert all("Compliment: 1" in summary for summary in pages[:2])


def test_a_compliment_stands_beside_the_complaints_and_counts_apart(new_browser, a_manager, a_parent):
    concerns.raise_concern(a_parent, kind=Kind.COMPLIMENT, what_happened="Thank you all")
    page = new_browser(a_manager).get("records.complaints").text
    assert "No complaint was received in this time." in page
    assert "Counted apart, since they are no complaints: Compliment: 1." in page
    full = text_of(new_browser(a_manager).get("records.complaints_pdf", face="full").content)
    assert "Thank you all" in full


def test_what_is_counted_apart_is_counted_over_all_pages_of_a_long_register(new_browser, a_manager, a_parent):
    complaint = concerns.received_earlier(concerns.raise_concern(a_parent), days=9)
    for _ in range(51):
        concerns.raise_concern(a_parent, kind=Kind.QUESTION)
    page = new_browser(a_manager).get("records.complaints")
    assert complaint.reference in page.text
    assert "Question: 51." in page.text
    assert "No complaint was received" not in page.text


@pytest.mark.parametrize(("first", "last", "is_in"), [(-1, 0, True), (0, 1, True), (1, 2, False), (-2, -1, False)])
def test_both_days_of_a_period_belong_to_it(new_browser, a_manager, a_parent, first, last, is_in):
    complaint = concerns.received_earlier(concerns.raise_concern(a_parent), days=30)
    days = [concerns.typed(complaint.received_on + timedelta(days=each)) for each in (first, last)]
    page = new_browser(a_manager).get("records.complaints", first=days[0], last=days[1])
    assert (complaint.reference in page.text) is is_in


def test_a_concern_about_a_manager_is_in_no_register_that_a_manager_could_open(
    new_browser, an_inspector, a_manager, a_chair, a_parent
):
    inspector, manager = new_browser(an_inspector), new_browser(a_manager)
    before = [browser.get("records.complaints").text for browser in (inspector, manager)]
    hidden = concerns.raise_concern(a_parent, about=("manager",))
    assert [browser.get("records.complaints").text for browser in (inspector, manager)] == before
    assert "Concerns about a manager are not listed here." in before[0]
    chair = new_browser(a_chair)
    assert hidden.reference in chair.get("records.complaints").text
    for page in ("records.complaints_pdf", "records.complaints_csv"):
        assert chair.get(page, face="full").status == 200
        assert hidden.reference not in text_of(manager.get("records.complaints_pdf", face="full").content)
    assert "Margaret" not in manager.get("records.issued").text, "who else took it, and how much, would tell"
    assert "complaints register" not in str([entry.event for entry in AuditEntry.visible_to(a_manager)])


def test_a_wrong_period_is_said_beside_its_field(new_browser, a_manager):
    browser = new_browser(a_manager)
    for page in ("records.complaints", "records.complaints_pdf", "records.complaints_csv"):
        assert "Choose a last day" in browser.get(page, first="3 5 2026", last="2 5 2026").text


def test_only_handlers_and_inspectors_open_it(new_browser, a_manager, a_lead, a_chair, a_staff_member, a_parent):
    for person, status in ((a_manager, 200), (a_lead, 200), (a_chair, 200), (a_staff_member, 403), (a_parent, 403)):
        assert new_browser(person).get("records.complaints").status == status


def test_an_inspector_opens_no_concern_of_the_register(new_browser, an_inspector, a_parent):
    concern = concerns.raise_concern(a_parent)
    assert new_browser(an_inspector).get("concerns.case", reference=concern.reference).status == 403


def test_a_longer_register_asks_as_many_questions(concern, a_manager, a_chair):
    today = clock.today()

    def questions() -> int:
        with count_queries() as sent:
            register.load_complaints(register.lines_of(a_manager, today - timedelta(days=90), today, on=today))
        return len(sent)

    assert a_manager.roles
    one = questions()
    for number in range(8):
        concerns.received_earlier(concern, days=number)
    assert questions() == one


def test_nothing_that_an_inspector_is_shown_answers_403(new_browser, an_inspector, a_manager, a_parent, a_child):
    concerns.raise_concern(a_parent)
    browser = new_browser(an_inspector).get("home.index")
    shown = {a.get("href") for a in browser.root.iter("a") if a.get("href", "").startswith("/")}
    assert len(shown) > 6
    for address in shown:
        assert browser.get(address).status == 200, address
        inside = {a.get("href") for a in browser.root.xpath("//main//a") if a.get("href", "").startswith("/")}
        for further in inside:
            assert browser.get(further).status == 200, (address, further)
