"""A case is worked from the letter at the gate to the closed record, by whoever it is not about."""

from datetime import date, timedelta

import pytest
import time_machine

from portal.access.permissions import Role
from portal.accounts import service as accounts
from portal.accounts.models import Account
from portal.audit.models import AuditEntry
from portal.concerns import evidence, following, noting, service
from portal.concerns.facts import FactKind, keep_until
from portal.concerns.models import Concern, ConcernEntry, ConcernFact
from portal.concerns.policy import EntryKind, Kind, Source
from portal.foundation import clock
from portal.foundation.tokens import new_code
from portal.mail.models import OutboxMessage
from portal.web.dates import format_date
from tests.concerns import factories as concerns
from tests.concerns.factories import typed
from tests.posts import post_factories
from tests.posts.clearance_factories import make_families, make_poster
from tests.support import factories
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
    read = desk.root.xpath("string(//input[@name='letter']/@value)")
    desk.get("concerns.letter", reference=concern.reference).submit(
        "Keep the letter", text=begun + "\n\nCome and see us soon."
    )
    desk.post("concerns.send_letter", {"letter": read}, reference=concern.reference)
    assert "Somebody changed this letter since you read it." in desk.text
    assert not ConcernEntry.select().where(ConcernEntry.kind == EntryKind.MESSAGE_FROM_SETTING).exists()
    desk.get("concerns.record", reference=concern.reference, face="letter").submit("Send it as a message")
    desk.post("concerns.send_letter", {"letter": read}, reference=concern.reference)
    assert ConcernEntry.select().where(ConcernEntry.kind == EntryKind.MESSAGE_FROM_SETTING).count() == 1
    assert "Come and see us soon." in parent.get("concerns.own_case", reference=concern.reference).text
    parent.click("Our letter about the outcome (PDF)")
    assert parent.content[:5] == b"%PDF-"


def test_the_letter_of_whom_has_a_code_is_theirs_to_take_and_holds_no_name_told_in_confidence(new_browser, team):
    code = new_code()
    told = {"source": Source.NO_ACCOUNT, "teller": "Nadia Haddad", "is_confidential": True}
    concern = concerns.raise_concern(None, kind=Kind.COMPLAINT, code=service.code_hashes(code)[0], **told)
    stranger, desk = new_browser(), new_browser(team["manager"])
    desk.get("concerns.outcome", reference=concern.reference).submit(
        outcome="upheld", text="True.", actions="None needed"
    )
    letter = "Our letter about the outcome (PDF)"
    assert letter not in stranger.get("concerns.track").submit(code=code).text
    assert stranger.post("concerns.tracked_letter").status == 404, "none was sent yet"
    desk.get("concerns.letter", reference=concern.reference)
    assert "Dear parent or carer," in desk.page
    desk.submit("Keep the letter")
    desk.submit("Send it as a message")
    assert stranger.get("concerns.tracked").submit(letter).content[:5] == b"%PDF-"
    for face in ("full", "letter"):
        assert "Haddad" not in desk.get("concerns.record", reference=concern.reference, face=face).text
    other = new_browser().post("concerns.tracked_letter")
    assert other.heading == "Type your code"


def test_a_letter_begins_anew_from_the_outcome_that_was_told_last(new_browser, team, a_parent):
    concern = closed(new_browser, {**team, "parent": a_parent})
    desk = new_browser(team["manager"]).get("concerns.letter", reference=concern.reference)
    desk.submit("Keep the letter")
    desk.get("concerns.step", reference=concern.reference, slug="reopen").submit(text="More came in")
    desk.get("concerns.outcome", reference=concern.reference)
    yesterday = clock.today() - timedelta(days=1)
    desk.submit(outcome="not_upheld", text="It was not so.", actions="None needed", told_on=typed(yesterday))
    assert "or they were told last" in desk.text
    desk.submit(told_on=typed(clock.today()))
    assert "It was not so." in desk.get("concerns.letter", reference=concern.reference).page


def test_nothing_is_completed_before_its_last_action_was_done(new_browser, team, a_parent):
    concern = concerns.raise_concern(a_parent, kind=Kind.COMPLAINT, received_on=clock.today() - timedelta(days=9))
    desk = new_browser(team["manager"]).get("concerns.action", reference=concern.reference)
    days = [typed(clock.today() - timedelta(days=each)) for each in (1, 3, 2)]
    desk.submit(text="Rota", who="Jo", done_on=days[0])
    desk.click("Tell the outcome").submit(outcome="upheld", text="True.", told_on=days[1])
    desk.click("Close it").submit(completed_on=days[2])
    assert "or an action was done" in desk.text
    desk.submit(completed_on=days[0])
    assert f"Completed on {format_date(clock.today() - timedelta(days=1))}" in desk.text


def test_an_action_is_chased_until_it_is_done_after_the_concern_is_closed_too(new_browser, team, a_parent):
    concern = closed(new_browser, {**team, "parent": a_parent})
    desk = new_browser(team["manager"]).get("concerns.close", reference=concern.reference).submit()
    assert "Do what was agreed" not in desk.get("home.index").text
    desk.get("concerns.action", reference=concern.reference)
    due = typed(clock.today() + timedelta(days=20))
    desk.submit(text="Look at the gate again", who="Jo", due_on=due)
    for accused in (team["staff"], a_parent):
        assert "agreed" not in new_browser(accused).get("home.index").text
    with time_machine.travel(clock.now() + timedelta(days=21)):
        desk = new_browser(team["manager"]).get("home.index")
        assert "concern: Do what was agreed" in desk.text
        assert "Late: it was due on" in desk.text
        listed = desk.get("concerns.register", duty="action", due="late")
        assert listed.heading == "Do what was agreed"
        assert concern.reference in listed.text
        assert "1 day late" in listed.text
        desk.get("concerns.action", reference=concern.reference, item=1).submit(done_on=typed(clock.today()))
        assert "Do what was agreed" not in desk.get("home.index").text


def test_why_it_is_late_is_asked_once_at_logging_or_with_the_outcome(new_browser, team):
    long_ago = {"received_on": clock.today() - timedelta(days=40), "late_reason": "It lay in a drawer"}
    concern = concerns.raise_concern(team["staff"], kind=Kind.COMPLAINT, source=Source.LETTER, **long_ago)
    desk = new_browser(team["manager"]).get("concerns.outcome", reference=concern.reference)
    assert "Why is it late?" not in desk.text
    desk.submit(outcome="upheld", text="True.", actions="None needed")
    assert "Outcome recorded" in desk.text
    assert "It lay in a drawer" in desk.get("records.complaints", face="full").text


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
    assert parent.get("concerns.own_evidence", reference=concern.reference, position=shown.position).status == 200
    assert parent.get("concerns.own_evidence", reference=concern.reference, position=hidden.position).status == 404
    strangers = [parent, new_browser(team["staff"])]
    before = snapshot()
    for stranger in strangers:
        for slug in ("relates", "details", "staff"):
            stranger.post("concerns.facts", {"staff_words": "x"}, reference=concern.reference, slug=slug)
            assert stranger.status == 403
        assert stranger.post("concerns.action", {"text": "x"}, reference=concern.reference).status == 403
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


def test_the_posts_it_is_about_are_chosen_from_the_register_of_posts(new_browser, team, a_child):
    poster = make_poster("Cole Gray", by=team["manager"])
    post = post_factories.post(poster, make_families("Ada Bell", answered=True)[0].child)
    concern = keyed_in(team["staff"])
    desk = new_browser(team["manager"]).get("concerns.facts", reference=concern.reference, slug="relates")
    label = f"Post {post.reference}, {format_date(clock.today())}"
    assert label in desk.text
    desk.submit(post=[label])
    made_up = new_browser(team["manager"]).post(
        "concerns.facts", {"post": "Post PO-1"}, reference=concern.reference, slug="relates"
    )
    assert "is not offered any more" in made_up.text
    desk.click(label)
    assert post.reference in desk.heading
    assert label in desk.get("concerns.record", reference=concern.reference, face="full").text


def test_what_cannot_be_is_said_beside_its_question(new_browser, team):
    concern = keyed_in(team["staff"])
    desk = new_browser(team["manager"]).get("concerns.action", reference=concern.reference)
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


def test_whoever_told_what_was_logged_follows_it_where_a_handler_says_so_and_never_whom_it_is_about(
    new_browser, team, a_parent
):
    accused = factories.make_parent("Jo Bloggs", factories.make_child("Tom", "Bloggs"))
    told = {"teller": "Mrs Kowalska", "about": ("other",), "other_name": "Jo Bloggs"}
    concern = keyed_in(team["staff"], **told)
    other = keyed_in(team["staff"], teller="Jo Bloggs", about=("other",), other_name="Mr Bloggs")
    parent, desk = new_browser(a_parent), new_browser(team["manager"])
    assert parent.get("concerns.own_case", reference=concern.reference).status == 404
    desk.get("concerns.case", reference=concern.reference).click("Let them follow it here")
    assert [desk.text.count(name) for name in (a_parent.name, "Jo Bloggs")] == [1, 0]
    for id_ in (accused.id, team["staff"].id, 0, "x", -1):
        desk.post("concerns.teller", {"account": str(id_)}, reference=concern.reference)
    assert concern.follower_id is None
    desk.get("concerns.teller", reference=concern.reference).submit(account=str(a_parent.id))
    assert [message.recipient for message in OutboxMessage.select()][-1] == a_parent.email
    assert concern.reference in parent.get("concerns.own").page
    desk.click("Add an internal note").submit(text="Ring the LADO first")
    desk.click("Send a message").submit(text="We look into it.")
    page = parent.get("concerns.own_case", reference=concern.reference)
    assert "We look into it." in page.text
    assert "LADO first" not in page.text
    page.submit("Send", text="Thank you")
    for stranger in (accused, team["staff"]):
        assert new_browser(stranger).get("concerns.own_case", reference=concern.reference).status == 404
    assert "Jo Bloggs" not in desk.get("concerns.teller", reference=other.reference).text
    desk.get("concerns.teller", reference=concern.reference).submit(account="0")
    assert parent.get("concerns.own_case", reference=concern.reference).status == 404
    assert parent.get("concerns.teller", reference=concern.reference).status == 403


def test_who_follows_what_they_told_does_not_handle_it_whatever_role_they_are_given(new_browser, team, a_parent):
    followed, another = keyed_in(team["staff"], teller="Mrs Kowalska"), keyed_in(team["staff"], teller="Mr Adeyemi")
    following.choose_teller(followed, a_parent.id, by_id=team["manager"].id)
    accounts.give_role(Account.get_by_id(a_parent.id), Role.MANAGER, by_id=None)
    desk = new_browser(Account.get_by_id(a_parent.id))
    assert desk.get("concerns.case", reference=another.reference).status == 200
    assert desk.get("concerns.case", reference=followed.reference).status == 404
    assert desk.get("concerns.own_case", reference=followed.reference).status == 200
