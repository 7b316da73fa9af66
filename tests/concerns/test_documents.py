"""A record with every name, and with none."""

import io
import re

import pypdfium2
import pytest

from portal.concerns import complaint_documents, documents, handling, noting, queries, register
from portal.concerns.duties import Answer, Duty
from portal.concerns.facts import Fact, FactKind
from portal.concerns.handling import OutcomeDetails
from portal.concerns.models import Concern
from portal.concerns.policy import EntryKind, Face, Outcome
from portal.concerns.redaction import service as redaction
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.issued.models import IssuedRecord
from portal.records.policy import Currency
from portal.records.validity import currency_of
from portal.settings.paper import new_document
from tests.concerns import factories as concerns
from tests.support import factories

STORY = "Zofia and Liban were in it. Mrs Raman sent it on, says Agnieszka. Siobhan knows; so does Deka Farah."


@pytest.fixture
def concern(setting, a_manager, a_staff_member, a_parent, a_child, a_stranger, upload):
    made = concerns.raise_concern(
        a_parent, about=(f"staff-{a_staff_member.id}", "other"), other_name="Deka Farah", child=a_child,
        what_happened=STORY, evidence=[upload],
    )  # fmt: skip
    handling.take_step(made, EntryKind.INTERNAL_NOTE, "Keep this inside", submission=new_token(), by_id=a_manager.id)
    told = OutcomeDetails(Outcome.PARTLY_UPHELD, "Talked with Priya", "Dear Agnieszka, it is down", clock.today())
    handling.tell_outcome(made, told, submission=new_token(), by_id=a_manager.id)
    return made


def text_of(pdf: io.BytesIO) -> str:
    pages = pypdfium2.PdfDocument(pdf.getvalue())
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pages).split())


def written(concern, level):
    case = queries.load_case(concern, inside=True, on=clock.today())
    to = io.BytesIO()
    documents.write_concern(case, redaction.redactor_for([concern.id], level), to)
    return text_of(to)


def test_the_full_record_names_everyone_and_holds_the_notes(concern):
    text = written(concern, Face.FULL)
    for words in ("Zofia Kowalska", "Priya Raman", "Agnieszka Kowalska", "Deka Farah", "Keep this inside", "Mrs Raman",
                  "Partly upheld", "picture-1.jpg", concern.reference):  # fmt: skip
        assert words in text


def test_the_other_record_names_nobody_leaves_the_notes_out_and_has_the_duties(concern, a_manager):
    concerns.record(concern, a_manager, Duty.TRIAGE, Answer.NO, clock.today(), text="Agnieszka agrees")
    concerns.read_texts(concern, a_manager)
    text = written(concern, Face.PSEUDONYMISED)
    for name in ("Zofia", "Kowalska", "Raman", "Priya", "Agnieszka", "Deka", "Farah", "Liban", "Siobh", "Kelly"):
        assert name not in text, name
    assert "Keep this inside" not in text
    assert "Child A" in text
    assert "Dear Parent" in text
    assert "No (" in text
    assert re.search(r"Parent [A-Z] agrees", text)
    assert "Partly upheld" in text


def test_the_copy_for_whoever_told_us_cannot_hold_what_is_for_staff_alone(concern, a_manager, a_lead, new_browser):
    for_staff = {"learned": "Two sign now", "staff_outcome": "disciplinary", "staff_words": "Final warning in June",
                 "person": "Jo Bloggs saw it", "recorder": "Siobhán Kelly"}  # fmt: skip
    facts = [Fact(FactKind(kind), text=text) for kind, text in for_staff.items()]
    facts.append(Fact(FactKind.ACTION, 1, "Rota changed", "Deputy", on=clock.today()))
    for fact in facts:
        noting.note_facts(concern, [fact], seen=0, submission=new_token(), by_id=a_manager.id)
    concerns.record(concern, a_manager, Duty.TRIAGE, Answer.NO, clock.today(), text="Nobody was harmed")
    reply = "We look into it, Agnieszka"
    handling.take_step(concern, EntryKind.MESSAGE_FROM_SETTING, reply, submission=new_token(), by_id=a_manager.id)
    desk = new_browser(a_manager).get("concerns.case", reference=concern.reference)
    full = text_of(io.BytesIO(desk.click("Only for those who handle it, with names (PDF)").content))
    desk.get("concerns.case", reference=concern.reference)
    page = desk.click("Read the copy for whoever told us").text
    paper = text_of(io.BytesIO(desk.click("Download as PDF").content))
    secrets = ("disciplinary", "Final warning", "Two sign now", "Bloggs", "Rota changed", "Talked with Priya",
               "Keep this inside", "Nobody was harmed", "Priya Raman", "Recorded by")  # fmt: skip
    for secret in secrets:
        assert secret in full, secret
        assert secret not in paper, secret
        assert secret not in page, secret
    for said in (STORY, reply, "Dear Agnieszka, it is down", "Partly upheld", "Child A", "picture-1.jpg"):
        assert said in page, said
    assert "For whoever told us" in paper
    assert "Only for those who handle it" in full
    issued = {each.face: currency_of(each, on=clock.today()) for each in IssuedRecord.select()}
    assert issued == {"full": Currency.CURRENT, "shared": Currency.CURRENT}


def test_without_being_asked_a_record_names_nobody(concern, new_browser, a_manager):
    concerns.read_texts(concern, a_manager)
    browser = new_browser(a_manager).get("concerns.record_pdf", reference=concern.reference)
    assert browser.headers["Content-Type"] == "application/pdf"
    assert "Zofia" not in text_of(io.BytesIO(browser.content))
    browser.get("concerns.record_pdf", reference=concern.reference, face="full")
    assert "Zofia" in text_of(io.BytesIO(browser.content))


@pytest.mark.parametrize("level", [Face.FULL, Face.PSEUDONYMISED])
def test_the_register_says_what_was_done_and_in_how_many_days(concern, a_manager, level):
    concerns.read_texts(concern, a_manager)
    today = clock.today()
    lines = register.between(Concern.visible_to(a_manager), today, today, on=today)
    doc, to = new_document("Complaints register"), io.BytesIO()
    complaint_documents.draw_register(doc, lines, redaction.redactor_for([line.id for line in lines], level))
    doc.save(to)
    text = text_of(to)
    assert "Partly upheld" in text
    assert ("Priya" in text) is (level is Face.FULL)


def test_an_empty_register_says_so(setting, db_ready):
    doc, to = new_document("Complaints register"), io.BytesIO()
    complaint_documents.draw_register(doc, [], redaction.redactor_for([], Face.PSEUDONYMISED))
    doc.save(to)
    assert "No complaint was received" in text_of(to)


def test_whom_a_record_may_name_is_asked_in_a_constant_number_of_questions(concern):
    from tests.support.databases import count_queries

    with count_queries() as few:
        redaction.people_in_records([concern.id])
    for number in range(5):
        factories.make_parent(f"Ada Bell{number}", factories.make_child("Tom", f"Bell{number}"))
    with count_queries() as many:
        redaction.people_in_records([concern.id])
    assert len(few) == len(many)
