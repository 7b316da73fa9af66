"""Nobody chooses who judges them: whom a concern is about picks, shuts out and re-addresses nobody who handles it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from portal.access.permissions import Role
from portal.accounts import handlers, invitations, service, staff_accounts
from portal.accounts.models import Account, HandlerProposal, HandlerProposalEnd, Invitation
from portal.accounts.policy import Channel, SignInRefused
from portal.audit.models import AuditEntry
from portal.concerns.models import Concern, ConcernHandler, ConcernSubject
from portal.concerns.policy import Kind
from portal.families import inviting, same_person
from portal.foundation import clock
from portal.mail.models import OutboxMessage
from tests.concerns import factories as concerns
from tests.support import factories
from tests.support.browser import Browser
from tests.support.databases import changed_tables, snapshot

pytestmark = pytest.mark.both_engines

NewBrowser = Callable[..., Browser]
FRIEND = {"name": "A Friend", "email": "friend@example.org"}


def come_in(email: str) -> Account:
    account = Account.get(Account.email == email)
    return invitations.accept(invitations.invite(account, channel=Channel.EMAIL, by_id=None).token, factories.PASSWORD)


def propose(manager: Browser, **who: str) -> Browser:
    return manager.get("handlers.name_handler").submit("Propose this person", **{"role": "chair", **FRIEND, **who})


def days_later(days: float) -> time_machine.travel:
    return time_machine.travel(clock.now() + timedelta(days=days))


def reads(account: Account, concern: Concern) -> bool:
    return Concern.visible_to(Account.get_by_id(account.id)).where(Concern.id == concern.id).exists()


def told() -> list[str]:
    """Take the addresses of the messages that wait."""
    found = sorted(message.recipient for message in OutboxMessage.select())
    OutboxMessage.delete().execute()
    return found


# Inviting, shutting out


def test_a_second_account_of_the_manager_reads_nothing_about_her(new_browser, a_manager, a_parent) -> None:
    """She invites it as chair, and as lead; families have come, so neither is hers to give."""
    concern = concerns.raise_concern(a_parent, about=("manager",))
    manager = new_browser(a_manager)
    for role in ("chair", "lead"):
        manager.get("staff.invite").submit("Send the invitation", **FRIEND, roles=[role])
        assert "You can propose somebody" in manager.text
    assert not Account.select().where(Account.email == FRIEND["email"]).exists()
    assert not ConcernHandler.select().where(ConcernHandler.concern == concern.id).exists()


def test_who_never_accepted_reads_nothing_and_then_only_what_came_later(new_browser, a_manager, a_staff_member) -> None:
    """At the first set-up she may name a chair, who still is nobody's judge in what is open about her."""
    new_browser(a_manager).get("staff.invite").submit("Send the invitation", **FRIEND, roles=["chair"])
    concern = concerns.raise_concern(a_staff_member, about=("manager",))
    friend = come_in(FRIEND["email"])
    assert not reads(friend, concern)
    assert reads(friend, concerns.raise_concern(a_staff_member, about=("manager",)))


def test_the_manager_shuts_out_neither_chair_nor_lead(new_browser, a_manager, a_chair, a_lead, a_parent) -> None:
    concern = concerns.raise_concern(a_parent, about=("manager",))
    manager = new_browser(a_manager)
    for judge in (a_chair, a_lead):
        for endpoint in ("disable", "end_sessions", "revoke_invitations", "invite_again"):
            manager.post(f"staff.{endpoint}", account_id=judge.id)
        manager.post("staff.person", {"roles": ["staff"]}, account_id=judge.id)
        assert Account.get_by_id(judge.id).roles == judge.roles
        assert not Account.get_by_id(judge.id).disabled_at
    assert reads(a_chair, concern)
    page = new_browser(a_parent).get("concerns.own_case", reference=concern.reference).text
    assert f"Who can read it here {a_chair.name}" in page


def test_the_manager_moves_nobodys_address_and_prints_no_way_in(
    new_browser, a_manager, a_chair, a_child, a_parent
) -> None:
    """The chair is a parent too, and has not come in yet: the list of families is the manager's to correct."""
    judge = factories.make_account("Femi Adeyemi", Role.CHAIR, Role.PARENT, has_come=False)
    adult = factories.make_adult(judge.name, account=judge)
    factories.link(adult, a_child)
    manager = new_browser(a_manager)
    manager.get("families.edit_adult", adult_id=adult.id).submit(email=FRIEND["email"])
    assert Account.get_by_id(judge.id).email == judge.email
    inviting.invite([adult.id], on=clock.today(), by_id=a_manager.id, by_letter=[adult.id], again=True)
    assert not Invitation.select().where(Invitation.channel == Channel.LETTER).exists()
    assert FRIEND["email"] not in told()


def test_a_letter_that_was_printed_before_opens_no_judges_account(a_manager, a_chair, a_child, a_parent) -> None:
    neighbour = factories.make_account("Femi Adeyemi", Role.PARENT, has_come=False)
    letter = invitations.invite(neighbour, channel=Channel.LETTER, by_id=a_manager.id)
    given = {"name": neighbour.name, "email": neighbour.email, "submission": "1", "on": clock.today(), "by": a_chair}
    handlers.name_handler(Role.CHAIR, **given)
    with pytest.raises(invitations.LinkInvalid):
        invitations.accept(letter.token, factories.PASSWORD)


def test_a_letter_that_somebody_came_in_by_makes_nobody_a_judge(a_manager, a_chair, a_child, a_parent) -> None:
    """She prints a letter for whom she proposed, or whom the chair names, and comes in as them before they do."""
    adult = factories.make_adult("Femi Adeyemi", email="femi@example.org")
    factories.link(adult, a_child)
    (letter,) = inviting.invite_by_letter([adult.id], on=clock.today(), by_id=a_manager.id)
    she = invitations.accept(letter.token, factories.PASSWORD)
    session = service.start_session(she, device="hers")
    given = {"name": "Femi Adeyemi", "email": "femi@example.org", "submission": "1", "on": clock.today()}
    told()
    handlers.name_handler(Role.CHAIR, **given, by=a_chair)
    assert told() == ["femi@example.org"]
    assert not reads(she, concerns.raise_concern(a_parent, about=("manager",)))
    assert service.account_of_session(session) is None
    with pytest.raises(SignInRefused):
        service.authenticate(she.email, factories.PASSWORD, address="127.0.0.1")
    assert reads(come_in("femi@example.org"), concerns.raise_concern(a_parent, about=("manager",)))


def test_whom_the_chair_named_is_not_shut_out_before_they_come(new_browser, a_manager, a_chair, a_parent) -> None:
    given = {"name": "Femi Adeyemi", "email": "femi@example.org", "submission": "1", "on": clock.today()}
    successor, _outcome = handlers.name_handler(Role.CHAIR, **given, by=a_chair)
    manager = new_browser(a_manager)
    manager.post("staff.revoke_invitations", account_id=successor.id)
    manager.post("staff.person", {"roles": ["staff"]}, account_id=successor.id)
    manager.post("staff.disable", account_id=successor.id)
    assert Invitation.get(Invitation.account == successor.id).is_open
    assert Account.get_by_id(successor.id).roles == {Role.CHAIR}
    assert not Account.get_by_id(successor.id).disabled_at


def test_two_entries_that_are_said_to_be_one_move_no_judge(a_manager, a_chair, a_child, a_parent) -> None:
    """She says that the chair, a parent too, is the entry of a friend: its address is not where the chair is reached."""
    judge = factories.make_account("Femi Adeyemi", Role.CHAIR, Role.PARENT, has_come=False)
    entry, friend = factories.make_adult(judge.name, account=judge), factories.make_adult(**FRIEND)
    factories.link(entry, a_child)
    same_person.state(friend, entry, {}, last_record=0, by_id=a_manager.id)
    told()
    for by_letter in ([friend.id], []):
        inviting.invite([friend.id], on=clock.today(), by_id=a_manager.id, by_letter=by_letter, again=True)
    assert inviting.invite_by_letter([friend.id], on=clock.today(), by_id=a_manager.id) == []
    assert set(told()) <= {judge.email}
    assert Account.get_by_id(judge.id).email == judge.email


def test_a_chair_who_was_shut_out_leaves_no_role_to_give_away(new_browser, a_manager, a_chair) -> None:
    """No family has come in yet, so it would still be the first set-up."""
    staff_accounts.disable(a_chair, by_id=None)
    new_browser(a_manager).get("staff.invite").submit("Send the invitation", **FRIEND, roles=["chair"])
    assert not Account.select().where(Account.email == FRIEND["email"]).exists()


# Handing on, and stepping down


def test_the_chair_hands_the_role_on_and_then_steps_down(new_browser, a_manager, a_chair, a_parent) -> None:
    concern = concerns.raise_concern(a_parent, about=("manager",))
    chair = new_browser(a_chair)
    assert "Step down" not in chair.get("handlers.show").text
    assert chair.post("handlers.step_down", {"role": "chair"}).status == 409
    chair.get("handlers.show").click("Name somebody for your role")
    chair.submit("Send the invitation", name="Femi Adeyemi", email="femi@example.org")
    assert "Step down" not in chair.get("handlers.show").text, "nobody else has come in yet"

    successor = come_in("femi@example.org")
    assert reads(successor, concern)
    chair.get("handlers.show").submit("Step down as: Chair")
    assert not reads(a_chair, concern)
    assert chair.get("home.index").trail[-1][1].startswith("/sign-in")
    assert [row.actor_id for row in AuditEntry.select().where(AuditEntry.event == "RoleTaken")] == [a_chair.id]


@pytest.mark.parametrize("who", ["a_parent", "a_staff_member"])
def test_nobody_else_names_proposes_objects_or_steps_anybody_down(
    request, new_browser, who, a_manager, a_chair
) -> None:
    propose(new_browser(a_manager))
    browser = new_browser(request.getfixturevalue(who))
    before = snapshot()
    assert browser.post("handlers.name_handler", {"role": "chair", **FRIEND}).status == 403
    assert browser.post("handlers.object_to", proposal_id=HandlerProposal.get().id).status == 403
    assert browser.post("handlers.step_down", {"role": "chair"}).status == 403
    assert changed_tables(before) == []


def test_a_lead_names_no_chair(new_browser, a_lead, a_chair) -> None:
    new_browser(a_lead).post("handlers.name_handler", {"role": "chair", **FRIEND})
    assert not Account.select().where(Account.email == FRIEND["email"]).exists()
    assert not HandlerProposal.select().exists()


# Proposing


def test_a_proposal_is_told_to_all_and_counts_after_seven_days(
    new_browser, a_manager, a_chair, a_lead, a_parent
) -> None:
    concern = concerns.raise_concern(a_parent, about=("manager",))
    told()
    assert "counts from" in propose(new_browser(a_manager)).text
    assert told() == sorted([a_chair.email, a_lead.email])
    page = new_browser(a_parent).get("handlers.show")
    assert "Proposed: A Friend, Chair" in page.text
    assert FRIEND["email"] not in page.text, "who handles concerns reads it, families do not"
    assert "Proposed to handle concerns: A Friend" in new_browser(a_chair).get("home.index").text
    with days_later(6.9):
        assert handlers.settle_proposals() == 0
        assert not Account.select().where(Account.email == FRIEND["email"]).exists()
    between = concerns.raise_concern(a_parent, about=("manager",))
    with days_later(7.1):
        assert handlers.settle_proposals() == 1
        assert handlers.settle_proposals() == 0
        friend = come_in(FRIEND["email"])
        assert friend.roles == {Role.CHAIR}
        assert not reads(friend, concern)
        assert not reads(friend, between), "it was open when the role was given"
        assert reads(friend, concerns.raise_concern(a_parent, about=("manager",)))
        assert "A Friend" in new_browser(a_parent).get("handlers.show").text


@pytest.mark.parametrize("who", ["a_chair", "a_lead"])
def test_one_objection_ends_it_and_a_second_press_changes_nothing(
    request, new_browser, who, a_manager, a_chair, a_lead
) -> None:
    propose(new_browser(a_manager))
    told()
    objecting = request.getfixturevalue(who)
    browser = new_browser(objecting).get("handlers.show")
    assert FRIEND["email"] in browser.text
    browser.submit("Object")
    assert "does not get the role" in browser.text
    assert objecting.email not in told()
    before = snapshot()
    browser.post("handlers.object_to", proposal_id=HandlerProposal.get().id)
    assert changed_tables(before) == []
    with days_later(8):
        assert handlers.settle_proposals() == 0
        assert not Account.select().where(Account.email == FRIEND["email"]).exists()


def test_an_objection_that_comes_too_late_is_said_to_be(new_browser, a_manager, a_chair) -> None:
    propose(new_browser(a_manager))
    with days_later(7.1):
        browser = new_browser(a_chair).post("handlers.object_to", proposal_id=HandlerProposal.get().id)
        assert "The time to object is over" in browser.text
    assert not HandlerProposalEnd.select().exists()


def test_nobody_proposes_themselves_an_inspector_or_somebody_twice(
    new_browser, a_manager, a_chair, an_inspector, a_parent
) -> None:
    manager = new_browser(a_manager)
    for email, sentence in (
        (a_manager.email, "Nobody changes their own roles"),
        (an_inspector.email, "An inspector has no other role here"),
        (a_chair.email, "has the role already"),
    ):
        assert sentence in propose(manager, email=email).text
    assert not HandlerProposal.select().exists()


def test_a_double_press_is_one_proposal_and_one_message(new_browser, a_manager, a_chair) -> None:
    manager = new_browser(a_manager)
    sent = {"role": "chair", **FRIEND, "submission": "the same key"}
    for _press in range(2):
        assert "counts from" in manager.post("handlers.name_handler", sent).text
    assert HandlerProposal.select().count() == 1
    assert told() == [a_chair.email]


def test_a_proposal_names_the_account_and_not_what_was_typed(new_browser, a_manager, a_chair, a_staff_member) -> None:
    """A trusted name beside an address of somebody else's."""
    propose(new_browser(a_manager), name="Ofsted", email=a_staff_member.email)
    assert HandlerProposal.get().name == a_staff_member.name


def test_who_was_disabled_meanwhile_gets_no_role_and_it_is_told(
    new_browser, a_manager, a_chair, a_staff_member
) -> None:
    propose(new_browser(a_manager), email=a_staff_member.email)
    staff_accounts.disable(a_staff_member, by_id=a_manager.id)
    told()
    with days_later(7.1):
        assert handlers.settle_proposals() == 1
    assert Account.get_by_id(a_staff_member.id).roles == {Role.STAFF}
    assert HandlerProposalEnd.get().ending == "not_possible"
    assert told() == sorted([a_manager.email, a_chair.email])


def test_a_fellow_manager_chooses_no_judge_for_her_either(new_browser, a_manager, a_chair, a_parent) -> None:
    fellow = factories.make_account("Wei Chen", Role.MANAGER)
    propose(new_browser(fellow))
    concern = concerns.raise_concern(a_parent, about=(f"staff-{a_manager.id}",))
    with days_later(7.1):
        handlers.settle_proposals()
        assert not reads(come_in(FRIEND["email"]), concern)


def test_who_takes_the_role_from_whoever_proposed_for_her_gains_nothing(
    new_browser, a_manager, a_chair, a_parent
) -> None:
    fellow = factories.make_account("Wei Chen", Role.MANAGER)
    propose(new_browser(fellow))
    concern = concerns.raise_concern(a_parent, about=(f"staff-{a_manager.id}",))
    with days_later(7.1):
        handlers.settle_proposals()
        friend = come_in(FRIEND["email"])
        staff_accounts.change_roles(fellow, {Role.STAFF}, None, on=clock.today(), by_id=a_manager.id)
        assert not reads(friend, concern)


@pytest.mark.parametrize("as_chair", [False, True])
def test_a_fellow_manager_whom_she_invited_judges_her_as_nothing(new_browser, a_manager, a_parent, as_chair) -> None:
    manager = new_browser(a_manager)
    manager.get("staff.invite").submit("Send the invitation", **FRIEND, roles=["manager"])
    fellow = come_in(FRIEND["email"])
    if as_chair:
        propose(manager)
    with days_later(7.1):
        handlers.settle_proposals()
        concern = concerns.raise_concern(a_parent, about=(f"staff-{a_manager.id}",))
        assert (Role.CHAIR in Account.get_by_id(fellow.id).roles) == as_chair
        assert not reads(fellow, concern)
        assert concern.outside_bodies


# When nobody independent is left


def test_who_raised_it_is_told_at_once_when_the_last_judge_goes(
    app: Flask, new_browser, a_manager, a_chair, a_parent
) -> None:
    concern = concerns.raise_concern(a_parent, about=("manager",))
    told()
    assert app.test_cli_runner().invoke(args=["accounts", "disable", a_chair.email]).exit_code == 0
    assert told() == [a_parent.email]
    page = new_browser(a_parent).get("concerns.own_case", reference=concern.reference).text
    assert "Nobody independent of this is left" in page
    assert "Ofsted" in page
    assert page.index("Ofsted") < page.index("Who can read it here Nobody")

    second = factories.make_account("Femi Adeyemi", Role.CHAIR)
    assert reads(second, concern)
    page = new_browser(a_parent).get("concerns.own_case", reference=concern.reference).text
    assert "Nobody independent of this is left" not in page
    told()
    staff_accounts.disable(second, by_id=None)
    assert told() == [a_parent.email]


def test_who_raised_it_is_told_each_time_the_last_judge_goes(a_manager, a_chair, a_parent) -> None:
    concern = concerns.raise_concern(a_parent, about=("manager",))
    for _time in range(2):
        told()
        staff_accounts.disable(a_chair, by_id=None)
        assert told() == [a_parent.email]
        staff_accounts.enable(a_chair, by_id=None)
        assert reads(a_chair, concern)
        assert told() == [a_chair.email]


def test_whom_it_is_about_hears_nothing_of_that(a_manager, a_chair, a_staff_member) -> None:
    concerns.raise_concern(a_staff_member, about=("manager",))
    told()
    staff_accounts.disable(a_chair, by_id=None)
    assert a_manager.email not in told()
    left = AuditEntry.visible_to(Account.get_by_id(a_manager.id)).where(AuditEntry.event == "ConcernLeftAlone")
    assert not left.exists()


# Naming later whom it is about


def test_whom_a_handler_names_is_out_at_once_on_every_path(new_browser, a_manager, a_lead, a_chair, a_parent) -> None:
    concern = concerns.raise_concern(a_parent)
    manager, lead = new_browser(a_manager), new_browser(a_lead)
    assert manager.get("concerns.case", reference=concern.reference).status == 200
    told()
    lead.get("concerns.case", reference=concern.reference).click("Say whom it is about")
    lead.submit("Shut them out of this concern", about=["manager"])
    assert "can no longer read it" in lead.text
    for endpoint in ("concerns.case", "concerns.name_subjects", "concerns.record_pdf"):
        assert manager.get(endpoint, reference=concern.reference).status == 404
    assert concern.reference not in manager.get("concerns.register").text
    assert concern.reference not in manager.get("audit.log").text
    assert told() == [a_chair.email]
    assert f"named by {a_lead.name}" in new_browser(a_chair).get("concerns.case", reference=concern.reference).text
    own = new_browser(a_parent).get("concerns.own_case", reference=concern.reference).text
    assert "About Nobody was named" in own, "what handlers find out stays with them until the outcome"


def test_who_is_less_independent_names_nobody_so_as_to_be_left_alone(
    new_browser, a_manager, a_lead, a_chair, a_parent
) -> None:
    """Once it is about the manager, the chair handles it; the lead still reads it, and would name the chair."""
    concern = concerns.raise_concern(a_parent)
    lead = new_browser(a_lead)
    for who in ("manager", f"staff-{a_chair.id}"):
        lead.get("concerns.name_subjects", reference=concern.reference)
        lead.submit("Shut them out of this concern", about=[who])
    assert "more independent of this than you" in lead.text
    assert [row.account_id for row in ConcernSubject.select()] == [a_manager.id]
    assert reads(a_chair, concern)


def test_a_handler_who_names_themselves_is_out_and_nobody_names_who_raised_it(
    new_browser, a_manager, a_staff_member
) -> None:
    concern = concerns.raise_concern(a_staff_member, kind=Kind.COMPLAINT)
    told()
    manager = new_browser(a_manager).get("concerns.name_subjects", reference=concern.reference)
    assert a_staff_member.name not in manager.root.find(".//main").text_content()
    manager.post("concerns.name_subjects", {"about": f"staff-{a_staff_member.id}"}, reference=concern.reference)
    assert "does not work here any more" in manager.text
    manager.get("concerns.name_subjects", reference=concern.reference)
    manager.submit("Shut them out of this concern", about=["manager"])
    assert not reads(a_manager, concern)
    assert reads(a_staff_member, concern)
    assert told() == [a_staff_member.email], "nobody is left, so they are told"
    page = new_browser(a_staff_member).get("concerns.own_case", reference=concern.reference).text
    assert "Nobody independent of this is left" in page


def test_everybody_reads_who_handles_what(new_browser, a_manager, a_lead, a_chair, a_parent, a_staff_member) -> None:
    for somebody in (a_parent, a_staff_member, a_manager):
        page = new_browser(somebody).get("handlers.show").text
        assert f"Pictures, messages, comments, and what staff do online {a_manager.name} and {a_lead.name}" in page
        assert f"Everything else {a_manager.name} " in page
        assert f"About the manager {a_chair.name} " in page
        assert f"About the safeguarding lead {a_manager.name}" in page
    factories.make_account("Femi Adeyemi", Role.CHAIR, has_come=False)
    assert "Femi Adeyemi" not in new_browser(a_parent).get("handlers.show").text
