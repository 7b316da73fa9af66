"""A record of a concern leaves with names or without, and without them only as somebody read and let it stand."""

import io
from datetime import timedelta

import pypdfium2
import pytest
import time_machine

from portal.concerns import handling, noting
from portal.concerns.facts import Fact, FactKind
from portal.concerns.policy import EntryKind
from portal.concerns.redaction.models import ConcernRedaction
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.issued.models import IssuedRecord
from portal.mail.models import OutboxMessage
from portal.records.policy import Currency
from portal.records.validity import currency_of
from tests.concerns import factories as concerns
from tests.support.databases import changed_tables, count_queries, snapshot

STORY = "Zofia cried. Zosia’s mum, Mrs Kowalska, saw Priya will not listen."


@pytest.fixture
def concern(setting, a_manager, a_chair, a_staff_member, a_parent, a_child):
    about = (f"staff-{a_staff_member.id}",)
    return concerns.raise_concern(a_parent, about=about, child=a_child, what_happened=STORY, wish="Say sorry to Zofia.")


@pytest.fixture
def manager(new_browser, a_manager, concern):
    return new_browser(a_manager).get("concerns.case", reference=concern.reference)


def text_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pages).split())


def words(browser) -> dict[str, bool]:
    """Return each word of the texts on the page, and whether it is hidden."""
    return {
        label.text_content(): label.find("input").get("checked") is not None
        for label in browser.root.xpath("//label[contains(@class, 'hideable__word')]")
    }


def send(browser, *, show=(), hide=(), read=None):
    """Send the page as it stands, with some words shown or hidden by tapping, and texts ticked as read: all or some."""
    sent: dict[str, list[str]] = {}
    for label in browser.root.xpath("//label[contains(@class, 'hideable__word')]"):
        box, word = label.find("input"), label.text_content()
        if word in hide or (box.get("checked") is not None and word not in show):
            sent.setdefault(box.get("name"), []).append(box.get("value"))
    ticks = browser.root.xpath("//input[starts-with(@name, 'read-')]/@name")
    sent |= {name.replace("read-", "shown-"): ["y"] for name in ticks}
    return browser.post("concerns.redact", sent | {name: ["y"] for name in ticks[:read]}, reference=reference(browser))


def reference(browser) -> str:
    return browser.url.split("/case/")[1].split("/")[0]


def test_no_record_without_names_is_made_until_somebody_read_each_text(manager, concern) -> None:
    for button in ("For inspectors, without names (PDF)", "Read without names"):
        manager.get("concerns.case", reference=concern.reference).click(button)
        assert manager.heading == "Look for names"
        assert "The record was not made" in manager.text
    assert IssuedRecord.select().count() == 0
    assert {word for word, is_hidden in words(manager).items() if is_hidden} == {"Zofia", "Kowalska", "Priya"}
    send(manager, hide=["Zosia’s"], read=1)
    assert "Read “What the person would like”, then tick it" in manager.text
    assert words(manager)["Zosia’s"], "what was read is kept"
    manager.click("Back to the concern").click("For inspectors, without names (PDF)")
    assert manager.heading == "Look for names"
    send(manager)
    assert "The record without names can be made." in manager.text
    text = text_of(manager.click("For inspectors, without names (PDF)").content)
    assert "Child A cried. [left out] mum, Mrs Child A/Parent" in text
    assert "Say sorry to Child A." in text
    for name in ("Zofia", "Zosia", "Kowalska", "Priya", "Agnieszka", "Siobhán"):
        assert name not in text
    assert "Zosia" in text_of(manager.get("concerns.record_pdf", reference=concern.reference, face="full").content)


def test_a_name_with_another_ending_is_marked_to_be_looked_at_and_left_to_whoever_reads(
    new_browser, a_manager, a_parent, a_child
) -> None:
    told = "I gave Zofii and Halinę a drink. Zofia said: halt."
    concern = concerns.raise_concern(a_parent, child=a_child, what_happened=told)
    others = Fact(FactKind.PERSON, text="Halina Nowak, her aunt\nZofia Kowalska, the child")
    noting.note_facts(concern, [others], seen=0, submission=new_token(), by_id=a_manager.id)
    desk = new_browser(a_manager).get("concerns.redact", reference=concern.reference)
    marked = [label.text_content() for label in desk.root.find_class("hideable__word--like")]
    assert marked == ["Zofii (like a name)", "Halinę (like a name)"]
    assert "Look twice at a word with a wavy line" in desk.text
    seen = words(desk)
    assert (seen["Zofii (like a name)"], seen["Zofia"], seen["Halina Nowak"]) == (False, True, True)
    send(desk, hide=["Zofii (like a name)"])
    text = text_of(desk.get("concerns.record_pdf", reference=concern.reference).content)
    assert "I gave [left out] and Halinę a drink. Child A said: halt." in text
    assert "her aunt" in text
    assert "Nowak" not in text
    assert "Child A/" not in text, "who stands in the register is one person"


def test_a_child_in_passing_is_marked_too_where_the_name_has_another_ending(
    new_browser, a_manager, a_parent, a_child, a_strangers_child
) -> None:
    concern = concerns.raise_concern(a_parent, child=a_child, what_happened="She played with Libanem all day.")
    desk = new_browser(a_manager).get("concerns.redact", reference=concern.reference)
    marked = [label.text_content() for label in desk.root.find_class("hideable__word--like")]
    assert marked == ["Libanem (like a name)"]


def test_whoever_has_to_do_with_a_case_is_offered_by_name(manager, concern, a_staff_member, a_child) -> None:
    manager.get("concerns.facts", reference=concern.reference, slug="relates")
    offered = manager.root.xpath("//datalist/option/@value")
    assert {a_child.name, a_staff_member.name, "Agnieszka Kowalska"} <= set(offered)
    manager.submit(person="Jo Bloggs, saw it", one_more=a_child.name)
    assert noting.record_of(concern).of(FactKind.PERSON).lines == ["Jo Bloggs, saw it", a_child.name]
    manager.get("concerns.action", reference=concern.reference)
    assert a_staff_member.name in manager.root.xpath("//datalist/option/@value")


def test_a_word_that_is_no_name_can_stand_and_what_was_decided_stays(manager, concern, a_manager) -> None:
    send(manager.get("concerns.redact", reference=concern.reference), show=["Priya"], hide=["Zosia’s"])
    manager.get("concerns.record", reference=concern.reference)
    assert "saw Priya will not listen" in manager.text
    before = snapshot()
    send(manager.get("concerns.redact", reference=concern.reference))
    assert "concern_redactions" not in changed_tables(before), "the same decision is not stored twice"
    rows = list(ConcernRedaction.select().order_by(ConcernRedaction.id))
    assert [(row.by_id, row.concern_id) for row in rows] == [(a_manager.id, concern.id)] * 2


def test_what_is_written_afterwards_is_looked_at_before_the_next_record(manager, concern, a_manager) -> None:
    send(manager.get("concerns.redact", reference=concern.reference))
    checked = manager.get("concerns.record_pdf", reference=concern.reference).content
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        reply = "Liban’s brother told me."
        handling.take_step(concern, EntryKind.MESSAGE_FROM_SETTING, reply, submission=new_token(), by_id=a_manager.id)
        manager.get("concerns.record_pdf", reference=concern.reference)
        assert manager.heading == "Look for names"
        assert words(manager)["Liban’s"] is False, "no such child is known here: a person has to see it"
        assert checked
        assert IssuedRecord.select().count() == 1


def test_a_redaction_that_was_forgotten_is_caught_before_the_file_is_made(manager, concern) -> None:
    page = manager.get("concerns.redact", reference=concern.reference)
    manager.post("concerns.redact", {}, reference=concern.reference)
    assert "needs every text" in manager.text
    names = {name: ["y"] for name in page.root.xpath("//input[starts-with(@name, 'read-')]/@name")}
    manager.post("concerns.redact", names, reference=concern.reference)
    assert ConcernRedaction.select().count() == 0, "ticked without having been shown"
    manager.get("concerns.record_pdf", reference=concern.reference)
    assert manager.headers["Content-Type"] != "application/pdf"
    assert IssuedRecord.select().count() == 0


@pytest.mark.parametrize(
    ("kind", "over"), [(FactKind.STAFF_WORDS, {"full"}), (FactKind.LEARNED, {"full", "pseudonymised"})]
)
def test_a_record_is_over_once_something_is_noted_that_it_shows(manager, concern, a_manager, kind, over) -> None:
    send(manager.get("concerns.redact", reference=concern.reference), hide=["Zosia’s"])
    for face in ("full", "pseudonymised", "shared"):
        manager.get("concerns.record_pdf", reference=concern.reference, face=face)
    fact = Fact(kind, text="Ask first")
    noting.note_facts(concern, [fact], seen=0, submission=new_token(), by_id=a_manager.id)
    found = {issued.face: currency_of(issued, on=clock.today()) for issued in IssuedRecord.select()}
    assert {face for face, currency in found.items() if currency is Currency.OVER} == over


def test_a_stranger_neither_reads_nor_decides(new_browser, concern, a_staff_member, a_parent, a_chair) -> None:
    before = snapshot()
    for account, status in ((a_staff_member, 403), (a_parent, 403), (a_chair, 404)):
        browser = new_browser(account)
        assert browser.get("concerns.redact", reference=concern.reference).status == status
        assert browser.post("concerns.redact", {}, reference=concern.reference).status == status
    assert "concern_redactions" not in changed_tables(before)


# The accused


HANDLER_PAGES = ("case", "redact", "record", "record_pdf", "outcome", "close", "breach", "name_subjects")


@pytest.fixture
def hidden(setting, a_manager, a_lead, a_chair, a_parent):
    """A concern about the manager, on which the chair did all that can be done."""
    concern = concerns.raise_concern(a_parent, about=("manager",), what_happened="She shouted.")
    concerns.read_texts(concern, a_chair)
    return concern


def traces(browser) -> list[str]:
    """Return what the accused can look at without a guess: first page, lists, counts, log and files."""
    pages = ("home.index", "concerns.register", "records.complaints", "records.issued", "audit.log", "concerns.own")
    return [browser.get(page).text for page in pages] + [
        browser.get("records.complaints_csv", face="full").content.decode("utf-8-sig"),
        text_of(browser.get("records.complaints_pdf", face="full").content).partition("SHA-256")[0],
    ]


def test_the_accused_finds_nothing_on_any_page_count_file_or_e_mail(
    new_browser, setting, a_manager, a_lead, a_chair, a_parent
) -> None:
    accused, chair, now = new_browser(a_manager), new_browser(a_chair), clock.now()
    with time_machine.travel(now, tick=False):
        traces(accused)
        before = traces(accused)
        concern = concerns.raise_concern(a_parent, about=("manager",), what_happened="She shouted.")
        send(chair.get("concerns.redact", reference=concern.reference))
        for page in ("records.complaints_pdf", "records.complaints_csv", "records.complaints"):
            assert chair.get(page).status == 200
        assert chair.get("concerns.record_pdf", reference=concern.reference).status == 200
        after = traces(accused)
    for was, is_now in zip(before, after, strict=True):
        assert concern.reference not in is_now
        assert is_now.count("Margaret Whitlock") == was.count("Margaret Whitlock")
    assert (after[:3], after[5:]) == (before[:3], before[5:]), "the two between list what the accused took themselves"
    assert a_manager.email not in {message.recipient for message in OutboxMessage.select()}


def test_the_accused_waits_no_longer_for_a_concern_about_them_than_for_none(new_browser, a_manager, hidden) -> None:
    accused = new_browser(a_manager)
    for page in HANDLER_PAGES:
        answers = []
        for number in (hidden.reference, "CN-0000-0000"):
            with count_queries() as sent:
                accused.get(f"concerns.{page}", reference=number)
            answers.append((accused.status, len(sent), accused.text))
        assert answers[0] == answers[1], page
        assert answers[0][0] == 404


def test_two_who_note_at_once_lose_nothing_of_each_other(new_browser, concern, a_manager) -> None:
    first, second = (
        new_browser(a_manager).get("concerns.facts", reference=concern.reference, slug="relates") for _each in range(2)
    )
    ticked = first.root.xpath("//input[@type='checkbox']/@name")[0]
    requirement = first.root.xpath("//input[@type='checkbox']/@value")[0]
    first.submit("Keep it", {ticked: [requirement], "one_more": "Halina Nowak"})
    second.submit("Keep it", one_more="Jo Bloggs")
    assert "Somebody wrote about this since you opened the page." in second.text
    second.submit("Keep it")
    record = noting.record_of(concern)
    assert record.of(FactKind.PERSON).lines == ["Halina Nowak", "Jo Bloggs"]
    assert requirement in record.of(FactKind(ticked)).lines


def test_a_row_that_no_page_can_have_shown_is_one_that_nobody_saw(manager, concern) -> None:
    noting.note_facts(
        concern,
        [Fact(FactKind.PERSON, text="Jo Bloggs")],
        seen=0,
        submission=new_token(),
        by_id=concern.handlers[0].account_id,
    )
    page = {"reference": concern.reference, "slug": "relates"}
    manager.get("concerns.facts", **page).post("concerns.facts", {"seen": "9" * 5000, "person": "Me"}, **page)
    assert "Somebody wrote about this" in manager.text
