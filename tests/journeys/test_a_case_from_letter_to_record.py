"""A case is worked from the letter at the gate to the closed record, by whoever it is not about."""

from datetime import date, timedelta

import pytest

from portal.audit.models import AuditEntry
from portal.concerns import evidence, noting
from portal.concerns.facts import FactKind, keep_until
from portal.concerns.models import Concern, ConcernEntry, ConcernFact
from portal.concerns.policy import EntryKind, Kind, Source
from portal.foundation import clock
from portal.mail.models import OutboxMessage
from portal.web.dates import format_date
from tests.concerns import factories as concerns
from tests.concerns.factories import typed
from tests.support.databases import changed_tables, snapshot

PICTURE = [(concerns.photograph(), "letter.jpg")]
SECRETS = ("Kelly tagged a parent", "Rota changed", "disciplinary", "Ring the LADO first", "Suitable people", "CAS-77")


@pytest.fixture(autouse=True)
def team(setting, a_manager, a_lead, a_chair, a_staff_member, a_parent):
    return {"manager": a_manager, "lead": a_lead, "chair": a_chair, "staff": a_staff_member}


def keyed_in(by, **more) -> Concern:
    """A letter that was handed over at the gate, keyed in by somebody who works here."""
    letter = {"kind": Kind.COMPLAINT, "source": Source.LETTER, "teller": "Nadia Haddad", **more}
    return concerns.raise_concern(by, received_on=clock.today() - timedelta(days=2), **letter)


def test_the_chair_works_a_letter_about_the_manager_to_the_closed_record(new_browser, team):
    concern = keyed_in(team["staff"], about=("manager",))
    desk = new_browser(team["chair"]).get("concerns.case", reference=concern.reference)
    desk.click("Acknowledge this concern").submit()
    desk.click("Add an internal note").submit(text="Ring the LADO first", evidence=PICTURE)
    desk.click("Add an action").submit(text="Rota changed", who="The chair", due_on=typed(clock.today()))
    desk.click("What it relates to").submit(
        requirement=["EYFS (September 2026): Suitable people"],
        post="https://facebook.example/groups/9",
        person="Jo Bloggs",
    )
    desk.click("Details for the record").submit(
        handled=["internal", "ofsted"],
        procedure="First stage",
        friend="Her sister",
        learned="Ask first",
        conditions="no",
    )
    desk.click("Outcome for staff").submit(staff_outcome="disciplinary", staff_words="Kelly tagged a parent")
    desk.click("Send it on to Ofsted").submit(text="The letter, by e-mail", on=typed(clock.today()), reference="CAS-77")
    assert "Ofsted’s reference: CAS-77" in desk.text
    desk.click("Tell the outcome")
    assert "Rota changed" in desk.root.xpath("string(//textarea[@name='actions'])")
    desk.submit(outcome="partly_upheld", text="You were right in part.")
    concerns.settle(concern, team["chair"])
    desk.get("concerns.close", reference=concern.reference)
    assert "each action done" in desk.text
    desk.get("concerns.case", reference=concern.reference).click("Rota changed").submit(done_on=typed(clock.today()))
    desk.click("Close it").submit()
    last = format_date(keep_until(clock.today()))
    assert f"at least until {last}" in desk.text
    for words in ("Completed on", "Us, inside the setting; Ofsted", "Her sister", "Jo Bloggs", *SECRETS[:2]):
        assert words in desk.text


def closed(new_browser, team, **more) -> Concern:
    """A parent's own complaint whose outcome was told by the manager."""
    concern = concerns.raise_concern(team["parent"], kind=Kind.COMPLAINT, **more)
    new_browser(team["manager"]).get("concerns.outcome", reference=concern.reference).submit(
        outcome="upheld", text="We found that you were right.", actions="None needed"
    )
    return concern


def test_the_outcome_letter_is_edited_sealed_and_read_by_whoever_raised_it(new_browser, team, a_parent):
    concern = closed(new_browser, {**team, "parent": a_parent})
    parent = new_browser(a_parent)
    assert parent.get("concerns.own_letter", reference=concern.reference).status == 404
    desk = new_browser(team["manager"]).get("concerns.case", reference=concern.reference).click("Outcome letter")
    begun = desk.root.xpath("string(//textarea[@name='text'])").strip()
    for words in (f"Dear {a_parent.name},", "Upheld", "We found that you were right.", "Manager"):
        assert words in begun
    desk.submit("Keep the letter", text=begun + "\n\n[add a line]")
    assert "Write your own words in place of" in desk.text
    desk.submit("Keep the letter", text=begun + "\n\nCome and see us.")
    assert "Come and see us." in desk.text
    assert parent.get("concerns.own_letter", reference=concern.reference).status == 404, "kept is not sent"
    desk.submit("Send it as a message")
    desk.post("concerns.send_letter", reference=concern.reference)
    assert ConcernEntry.select().where(ConcernEntry.kind == EntryKind.MESSAGE_FROM_SETTING).count() == 1
    assert "Come and see us." in parent.get("concerns.own_case", reference=concern.reference).text
    parent.click("Our letter about the outcome (PDF)")
    assert parent.content[:5] == b"%PDF-"


def test_whoever_raised_it_and_strangers_find_nothing_of_what_is_noted(new_browser, team, a_parent):
    concern = concerns.raise_concern(a_parent, about=("staff-4",), kind=Kind.COMPLAINT)
    desk = new_browser(team["manager"]).get("concerns.case", reference=concern.reference)
    desk.click("Add an internal note").submit(text="Ring the LADO first", evidence=PICTURE)
    desk.click("Send a message").submit(text="Here is our policy.", evidence=PICTURE)
    desk.click("Outcome for staff").submit(staff_outcome="disciplinary", staff_words="Kelly tagged a parent")
    desk.click("What it relates to").submit(requirement=["EYFS (September 2026): Suitable people"])
    desk.click("Add an action").submit(text="Rota changed", who="The manager", due_on=typed(clock.today()))
    shown, hidden = sorted(
        (file for (file,) in evidence.files_by_entry(concern).values()), key=lambda file: file.position
    )
    parent = new_browser(a_parent).get("concerns.own_case", reference=concern.reference)
    assert "Here is our policy." in parent.text
    assert not [words for words in SECRETS if words.lower() in parent.page.lower()]
    assert parent.get("concerns.evidence", reference=concern.reference, position=shown.position).status == 200
    assert parent.get("concerns.evidence", reference=concern.reference, position=hidden.position).status == 404
    strangers = [parent, new_browser(team["staff"])]
    before = snapshot()
    for stranger in strangers:
        for slug in ("relates", "details", "staff"):
            stranger.post("concerns.facts", {"staff_words": "x"}, reference=concern.reference, slug=slug)
            assert stranger.status == 403
        assert stranger.post("concerns.add_action", {"text": "x"}, reference=concern.reference).status == 403
    assert changed_tables(before) == []
    assert not OutboxMessage.select().where(OutboxMessage.body.contains("Rota")).exists()
    said = " ".join(entry.details for entry in AuditEntry.select())
    assert not [words for words in SECRETS[:5] if words in said]


def test_of_two_handlers_at_one_page_the_second_reads_the_first_before_anything_is_overwritten(new_browser, team):
    concern = keyed_in(team["staff"], kind=Kind.COMMENT_ON_POST)
    first, second = (
        new_browser(who).get("concerns.facts", reference=concern.reference, slug="details")
        for who in (team["manager"], team["lead"])
    )
    first.submit(learned="Ask twice")
    second.submit(learned="Ask once", procedure="Second stage")
    assert "Somebody wrote about this since you opened the page." in second.text
    assert "What we learned Ask twice" in second.text
    assert "Ask once" in second.page, "what was typed is kept"
    second.submit()
    record = noting.record_of(concern)
    assert record.of(FactKind.LEARNED).text == "Ask once"
    assert ConcernFact.select().where(ConcernFact.kind == FactKind.LEARNED).count() == 2


def test_what_cannot_be_is_said_beside_its_question(new_browser, team):
    concern = keyed_in(team["staff"])
    desk = new_browser(team["manager"]).get("concerns.add_action", reference=concern.reference)
    desk.submit(text="Rota", who="Jo")
    assert "Write by which day it will be done" in desk.text
    desk.submit(done_on=typed(clock.today() + timedelta(days=1)))
    assert "This time has not come yet" in desk.text
    desk.submit(done_on=typed(clock.today()))
    desk.click("Rota").submit("Take it off the list")
    assert "The action is taken off." in desk.text
    assert noting.record_of(concern).actions == ()
    desk.click("Send it on to Ofsted").submit(text="x", on=typed(concern.received_on - timedelta(days=1)))
    assert "before you knew of it" in desk.text
    assert desk.get("concerns.letter", reference=concern.reference).status == 409


def test_the_manager_edits_the_requirements_and_records_keep_the_words_they_have(new_browser, team):
    concern = keyed_in(team["staff"])
    desk = new_browser(team["manager"]).get("concerns.facts", reference=concern.reference, slug="relates")
    desk.submit(requirement=["EYFS (September 2026): Complaints"])
    desk.get("concerns.requirements").submit(
        eyfs_edition="September 2027", eyfs_headings="Key person\nKey person\n\nFood"
    )
    assert noting.editions()[0].headings == ("Key person", "Food")
    desk.get("concerns.facts", reference=concern.reference, slug="relates")
    desk.submit(requirement=["EYFS (September 2026): Complaints", "EYFS (September 2027): Food"])
    assert set(noting.record_of(concern).of(FactKind.REQUIREMENT).lines) == {
        "EYFS (September 2026): Complaints", "EYFS (September 2027): Food",
    }  # fmt: skip
    assert new_browser(team["staff"]).get("concerns.requirements").status == 403


@pytest.mark.parametrize(
    ("completed_on", "until"), [(date(2026, 11, 29), date(2029, 11, 29)), (date(2028, 2, 29), date(2031, 3, 1))]
)
def test_a_record_is_kept_three_years_from_its_completion(completed_on, until):
    assert keep_until(completed_on) == until
