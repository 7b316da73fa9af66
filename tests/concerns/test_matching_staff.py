"""A name typed for “somebody else” that is a worker’s is noticed before anything is sent."""

import pytest

from portal.access.permissions import Role
from portal.concerns.models import Concern, ConcernHandler, ConcernSubject
from portal.concerns.routing import Worker
from portal.concerns.subjects import choice_for, matching_staff
from portal.mail.models import OutboxMessage
from tests.concerns import factories as concerns
from tests.concerns.factories import STORY
from tests.support import factories

BOSS = Worker(1, "Siobhán Kelly", frozenset({"manager"}))
LEAD = Worker(2, "Adaeze Okafor", frozenset({"lead"}))
HELPER = Worker(3, "Aoife O’Neill", frozenset({"staff"}))
COOK = Worker(4, "Łukasz Wójcik-Nowak", frozenset({"staff"}))
DRIVER = Worker(5, "Wei Ng", frozenset({"staff"}))
TEAM = [BOSS, LEAD, HELPER, COOK, DRIVER]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Siobhán Kelly", [BOSS]),
        ("siobhan KELLY", [BOSS]),
        ("Kelly, Siobhan", [BOSS]),
        ("Mrs Kelly", [BOSS]),
        ("kelly", [BOSS]),
        ("Siobhan", [BOSS]),
        ("Ada from the office", [LEAD]),
        ("Kelley", [BOSS]),
        ("Ms Kely from the office", [BOSS]),
        ("S. Kelly", [BOSS]),
        ("Kelly’s husband", [BOSS]),
        ("Aoife O'Neill", [HELPER]),
        ("oneill", [HELPER]),
        ("O Neill", [HELPER]),
        ("Lukasz", [COOK]),
        ("Mr Nowak", [COOK]),
        ("Wojcik Nowak", [COOK]),
        ("Ng", [DRIVER]),
        ("Kelly and Okafor", [BOSS, LEAD]),
        ("A cousin of Ade", []),
        ("Mary Kerr", []),
        ("the neighbour", []),
        ("Mrs", []),
        ("", []),
        ("?!", []),
        ("محمد", []),
    ],
)
def test_a_workers_name_is_known_however_it_is_typed(typed, found):
    assert matching_staff(typed, TEAM) == found


def test_each_worker_has_one_box_and_oneself_none():
    team = [*TEAM, Worker(6, "Wei Chen", frozenset({"lead"}))]
    assert choice_for(BOSS, team, raiser_id=99) == "manager"
    assert choice_for(LEAD, team, raiser_id=99) == "staff-2"
    assert choice_for(HELPER, team, raiser_id=99) == "staff-3"
    assert choice_for(HELPER, team, raiser_id=3) is None


@pytest.fixture
def form(new_browser, setting, a_manager, a_lead, a_chair, a_parent, a_child):
    """The question with the manager’s name under “somebody else”, sent once."""
    browser = new_browser(a_parent)
    browser.post("concerns.raise_concern", {"kind": "staff_conduct"})
    return browser.submit("Go on", other_name="Mrs Kelly")


def send(browser):
    """Answer what is left, and send."""
    assert browser.heading == "What happened?"
    return browser.submit(what_happened=STORY).submit("Check it", reply="here").submit("Send it")


def test_the_person_is_asked_and_nothing_is_sent_or_lost(form):
    assert "Do you mean somebody who works here?" in form.text
    assert "The manager (Siobhán Kelly)" in form.text
    assert "has a name like this" in form.text
    assert "Mrs Kelly" in form.page
    assert not Concern.select().exists()
    assert not OutboxMessage.select().exists()


def test_a_yes_keeps_it_from_the_manager(form, a_manager, a_chair):
    send(form.submit("Go on", meant=["manager"]))
    assert form.heading == "We have your concern"
    assert {row.account_id for row in ConcernHandler.select()} == {a_chair.id}
    assert a_manager.id in {row.account_id for row in ConcernSubject.select()}
    assert [message.recipient for message in OutboxMessage.select()] == [a_chair.email]


def test_ticking_the_managers_box_does_it_too(form, a_chair):
    send(form.submit("Go on", about=["manager"]))
    assert {row.account_id for row in ConcernHandler.select()} == {a_chair.id}


def test_a_no_sends_it_as_it_was_meant(form, a_manager, a_lead):
    send(form.submit("Go on", meant=["other-manager"]))
    assert {row.account_id for row in ConcernHandler.select()} == {a_manager.id, a_lead.id}
    assert [(row.kind, row.name) for row in ConcernSubject.select()] == [("other", "Mrs Kelly")]


def test_a_no_to_one_name_is_none_to_another(form):
    form.post(form.url, {"other_name": "Adaeze Okafor", "meant": "other-manager"})
    assert "The safeguarding lead (Adaeze Okafor)" in form.text
    form.submit("Go on", meant=["other-lead"])
    form.click("Back").submit("Go on", other_name="Mrs Kelly")
    assert "The manager (Siobhán Kelly)" in form.text
    assert form.heading == "Who is it about?"


def test_a_worker_is_not_asked_about_their_own_name(new_browser, setting, a_manager, a_staff_member):
    browser = new_browser(a_staff_member)
    surname = a_staff_member.name.split()[-1]
    concerns.tell(browser, kind="complaint", other_name=f"My brother, {surname}")
    assert browser.heading == "We have your concern"


def test_a_name_of_a_hundred_thousand_words_is_refused_at_once(new_browser, setting, a_manager, a_parent):
    browser = new_browser(a_parent)
    browser.post("concerns.raise_concern", {"kind": "complaint"})
    browser.post(browser.url, {"other_name": "Kelli " * 100_000})
    assert "at most 200 characters" in browser.text


def test_two_workers_of_one_surname_can_both_be_meant(new_browser, setting, a_manager, a_chair, a_parent):
    cook = factories.make_account("Tomasz Kelly", Role.STAFF)
    browser = new_browser(a_parent)
    browser.post("concerns.raise_concern", {"kind": "complaint"})
    browser.submit("Go on", other_name="Kelly")
    send(browser.submit("Go on", meant=["manager", f"staff-{cook.id}"]))
    assert {row.account_id for row in ConcernSubject.select()} == {a_manager.id, cook.id, None}


def test_whom_a_typed_name_meant_is_named_once_on_the_pages(form, new_browser, a_manager, a_chair):
    send(form.submit("Go on", meant=["manager"]))
    concern = Concern.get()
    theirs = form.get("concerns.own_case", reference=concern.reference).text
    handlers = new_browser(a_chair).get("concerns.case", reference=concern.reference).text
    for page in (theirs, handlers):
        assert f"About {a_manager.name} Happened" in page
    # What was typed stays with the facts: by it nobody of that name is handed the concern later.
    assert {row.name for row in ConcernSubject.select()} == {a_manager.name, "Mrs Kelly"}


@pytest.mark.parametrize("typed", ["Kelly’s husband", "Kelly and Mary Kerr", "Somebody else"])
def test_a_typed_name_that_says_more_is_still_shown(form, typed):
    send(form.submit("Go on", about=["manager"], other_name=typed))
    told = form.get("concerns.own_case", reference=Concern.get().reference).text
    assert "Siobhán Kelly" in told
    assert typed in told
