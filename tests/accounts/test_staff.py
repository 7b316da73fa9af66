"""The manager keeps the people who work here: in with what their work needs, out at once."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.access.permissions import Role
from portal.accounts import invitations, staff, staff_accounts
from portal.accounts.models import Account, AccountRole, Invitation, SignIn
from portal.accounts.policy import Channel, InvitationStatus, LinkInvalid
from portal.accounts.staff_policy import LastManager
from portal.audit.models import AuditEntry
from portal.foundation import clock
from portal.mail import service as mail
from portal.mail.models import OutboxMessage
from portal.web.dates import format_date
from tests.accounts.factories import PASSWORD, somebody
from tests.support import factories
from tests.support.databases import changed_tables, snapshot


def events(name: str) -> list[tuple[int | None, int]]:
    rows = AuditEntry.select().where(AuditEntry.event == name).order_by(AuditEntry.id)
    return [(row.actor_id, row.subject_id) for row in rows]


def status(account: Account) -> InvitationStatus:
    (person,) = staff.staff_members([Account.get_by_id(account.id)])
    return person.status


def invite(browser, *roles: Role, name: str = "Chen Wei", email: str = "chen.wei@example.org", last_day: str = ""):
    chosen = [role.value for role in roles]
    return browser.get("staff.invite").submit(name=name, email=email, roles=chosen, last_day=last_day)


def link_in(message: OutboxMessage) -> str:
    return re.search(r"/invitation/\S+", message.body).group()


def test_a_person_is_invited_comes_in_and_is_on_the_page(new_browser, a_manager, mail_is_set) -> None:
    manager = invite(new_browser(a_manager), Role.STAFF, Role.POSTER)
    assert "An invitation is on its way to chen.wei@example.org" in manager.text
    assert "Chen Wei" in manager.get("staff.list_staff").text
    message = OutboxMessage.get()
    assert message.recipient == "chen.wei@example.org"
    assert "your child" not in message.body
    new_browser().get(link_in(message)).submit(password=PASSWORD)
    account = Account.get(Account.email == "chen.wei@example.org")
    assert account.roles == {Role.STAFF, Role.POSTER}
    assert status(account) is InvitationStatus.SIGNED_UP
    assert format_date(clock.today()) in manager.get("staff.list_staff").text


def test_the_page_says_how_far_each_is_and_holds_no_parents(new_browser, a_manager, a_parent) -> None:
    never, asked, closed = (
        factories.make_account("Priya Raman", Role.STAFF, has_come=False),
        factories.make_account("Adaeze Okafor", Role.LEAD, has_come=False),
        somebody("Tom Bell", Role.STAFF),
    )
    invitations.invite(asked, channel=Channel.EMAIL, by_id=None)
    staff_accounts.disable(closed, by_id=a_manager.id)
    assert [status(each) for each in (never, asked, closed)] == [
        InvitationStatus.NOT_INVITED, InvitationStatus.INVITED, InvitationStatus.DISABLED,
    ]  # fmt: skip
    text = new_browser(a_manager).get("staff.list_staff").text
    assert "Agnieszka Kowalska" not in text
    assert text.index("Adaeze Okafor") < text.index("Priya Raman") < text.index("Tom Bell")
    with time_machine.travel(clock.now() + timedelta(days=15)):
        assert status(asked) is InvitationStatus.EXPIRED


def test_what_is_missing_is_said_beside_its_question_and_nothing_is_sent(new_browser, a_manager) -> None:
    browser = new_browser(a_manager).get("staff.invite").submit(name="", email="chen@", roles=[])
    assert "Enter their full name" in browser.text
    assert "Enter an e-mail address such as" in browser.text
    assert "Choose at least one role" in browser.text
    browser.post("staff.invite", {"name": "Chen Wei", "email": "chen.wei@example.org", "roles": "parent"})
    assert "valid choice" in browser.text
    assert changed_and(browser, roles=[], name="Chen Wei", email="chen.wei@example.org") == []
    assert "Choose at least one role" in browser.text
    assert browser.root.get_element_by_id("email").value == "chen.wei@example.org"
    assert OutboxMessage.select().count() == 0


def changed_and(browser, **answers: object) -> list[str]:
    before = snapshot()
    browser.submit(**answers)
    return changed_tables(before)


def test_a_double_click_sends_one_invitation(new_browser, a_manager, mail_is_set) -> None:
    browser = new_browser(a_manager)
    invite(browser, Role.STAFF)
    assert "There is an invitation for" in invite(browser, Role.STAFF).text
    assert Account.select().where(Account.email == "chen.wei@example.org").count() == 1
    assert OutboxMessage.select().count() == 1
    account = Account.get(Account.email == "chen.wei@example.org")
    browser.get("staff.person", account_id=account.id).submit("Send the invitation again")
    assert OutboxMessage.select().count() == 1
    assert mail.send_due() == 1
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        browser.get("staff.person", account_id=account.id).submit("Send the invitation again")
    assert OutboxMessage.select().count() == 2


def test_a_parent_gets_the_roles_of_their_work_as_well(new_browser, a_manager) -> None:
    parent = somebody("Hodan Warsame", Role.PARENT)
    browser = invite(new_browser(a_manager), Role.STAFF, email=parent.email)
    assert "They sign in already" in browser.text
    assert Account.get_by_id(parent.id).roles == {Role.PARENT, Role.STAFF}
    assert OutboxMessage.select().count() == 0


def test_roles_count_at_once(new_browser, a_manager) -> None:
    colleague = somebody("Adaeze Okafor", Role.MANAGER, Role.PARENT)
    theirs = new_browser(colleague)
    assert theirs.get("concerns.register").status == 200
    browser = new_browser(a_manager).get("staff.person", account_id=colleague.id)
    browser.submit("Save the roles", roles=["staff"])
    assert "It counts at once" in browser.text
    assert Account.get_by_id(colleague.id).roles == {Role.STAFF, Role.PARENT}
    assert theirs.get("concerns.register").status == 403
    assert events("RoleGiven") == events("RoleTaken") == [(a_manager.id, colleague.id)]


def test_saving_roles_without_a_change_logs_nothing(new_browser, a_manager, a_staff_member) -> None:
    browser = new_browser(a_manager).get("staff.person", account_id=a_staff_member.id)
    before = snapshot()
    browser.submit("Save the roles")
    assert changed_tables(before) == []


@pytest.mark.parametrize("endpoint", ["staff.person", "staff.disable"])
def test_nobody_changes_their_own_rights(new_browser, a_manager, endpoint: str) -> None:
    browser = new_browser(a_manager)
    assert "This is you." in browser.get("staff.person", account_id=a_manager.id).text
    before = snapshot()
    browser.post(endpoint, {"roles": "chair"}, account_id=a_manager.id)
    assert "Nobody changes their own roles" in browser.text
    assert changed_tables(before) == []


def test_nobody_gives_themselves_a_role_by_an_invitation(new_browser, a_manager) -> None:
    browser = invite(new_browser(a_manager), Role.CHAIR, email=a_manager.email)
    assert "Nobody changes their own roles" in browser.text
    assert Account.get_by_id(a_manager.id).roles == {Role.MANAGER}


def test_somebody_who_can_sign_in_stays_manager(new_browser, setting) -> None:
    last = somebody("Siobhán Kelly", Role.MANAGER)
    invited = factories.make_account("Priya Raman", Role.MANAGER, has_come=False)
    before = snapshot()
    for act in (
        lambda: staff_accounts.disable(last, by_id=invited.id),
        lambda: staff_accounts.change_roles(last, {Role.STAFF}, None, on=clock.today(), by_id=invited.id),
    ):
        with pytest.raises(LastManager):
            act()
    assert changed_tables(before) == []
    browser = new_browser(invited).get("staff.person", account_id=last.id).submit("Disable the account")
    assert "Somebody has to stay manager" in browser.text
    second = somebody("Adaeze Okafor", Role.MANAGER)
    staff_accounts.disable(last, by_id=second.id)
    assert Account.get_by_id(last.id).disabled_at


def test_disabling_shuts_a_person_out_at_once(new_browser, a_manager) -> None:
    colleague = somebody("Tom Bell", Role.STAFF)
    link = invitations.invite(colleague, channel=Channel.RESET, by_id=None)
    theirs = new_browser(colleague)
    browser = new_browser(a_manager).get("staff.person", account_id=colleague.id).submit("Disable the account")
    assert "cannot sign in any more" in browser.text
    assert theirs.get("consent_register.show").trail[-1][1].startswith("/sign-in")
    assert SignIn.select().where((SignIn.account == colleague.id) & SignIn.ended_at.is_null()).count() == 0
    with pytest.raises(LinkInvalid):
        invitations.find_invitation(link.token)
    refused = new_browser().get("accounts.sign_in").submit(login=colleague.email, password=PASSWORD)
    assert "do not match" in refused.text
    assert events("AccountDisabled") == [(a_manager.id, colleague.id)]


def test_enabling_lets_them_in_again_but_brings_no_session_or_link_back(new_browser, a_manager) -> None:
    colleague = somebody("Tom Bell", Role.STAFF)
    link, theirs = invitations.invite(colleague, channel=Channel.RESET, by_id=None), new_browser(colleague)
    manager = new_browser(a_manager)
    manager.get("staff.person", account_id=colleague.id).submit("Disable the account")
    manager.submit("Enable the account")
    assert "is enabled again" in manager.text
    assert theirs.get("consent_register.show").trail[-1][1].startswith("/sign-in")
    assert new_browser().get(f"/invitation/{link.token}").status == 409
    again = new_browser().get("accounts.sign_in").submit(login=colleague.email, password=PASSWORD)
    assert again.heading != "Sign in"
    assert events("AccountEnabled") == [(a_manager.id, colleague.id)]


def test_a_disabled_account_is_not_invited(new_browser, a_manager) -> None:
    colleague = somebody("Tom Bell", Role.STAFF)
    staff_accounts.disable(colleague, by_id=a_manager.id)
    browser = invite(new_browser(a_manager), Role.LEAD, email=colleague.email)
    assert "Enable it on its own page first" in browser.text
    browser.post("staff.invite_again", account_id=colleague.id)
    assert "Enable it on its own page first" in browser.text
    assert Account.get_by_id(colleague.id).roles == {Role.STAFF}
    assert OutboxMessage.select().count() == 0


def test_the_manager_signs_a_lost_phone_out(new_browser, a_manager) -> None:
    colleague = somebody("Tom Bell", Role.STAFF)
    phone = new_browser(colleague)
    browser = new_browser(a_manager).get("staff.person", account_id=colleague.id).submit("Sign out everywhere")
    assert "1 device is signed out." in browser.text
    assert phone.get("consent_register.show").trail[-1][1].startswith("/sign-in")
    assert events("SessionsEnded") == [(a_manager.id, colleague.id)]


def test_an_invitation_is_taken_back(new_browser, a_manager) -> None:
    browser = invite(new_browser(a_manager), Role.LEAD)
    link = link_in(OutboxMessage.get())
    browser.submit("Take the invitation back")
    assert "No invitation of Chen Wei opens any more" in browser.text
    assert new_browser().get(link).status == 409
    assert Invitation.select().count() == 0, "an e-mail that waited reached nobody"
    before = snapshot()
    browser.post("staff.revoke_invitations", account_id=Account.get(Account.name == "Chen Wei").id)
    assert changed_tables(before) == []


def test_an_inspector_reads_until_their_last_day_and_no_longer(new_browser, a_manager) -> None:
    start = datetime(2026, 11, 22, 15, 5, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        manager = new_browser(a_manager)
        assert "Write the last day" in invite(manager, Role.INSPECTOR).text
        assert "31 days ahead at most" in manager.submit(last_day="22 11 2027").text
        assert "has no other role" in manager.submit(roles=["inspector", "staff"], last_day="23 11 2026").text
        manager.submit(roles=["inspector"], last_day="23 11 2026")
        inspector = new_browser()
        inspector.get(link_in(OutboxMessage.get())).submit(password=PASSWORD)
        assert inspector.get("consent_register.show").status == 200
    with time_machine.travel(datetime(2026, 11, 23, 23, 59, tzinfo=UTC), tick=False):
        inspector.sign_in(Account.get(Account.name == "Chen Wei"))
        assert inspector.get("consent_register.show").heading == "Consent register"
    with time_machine.travel(datetime(2026, 11, 24, 0, 0, 1, tzinfo=UTC), tick=False):
        assert inspector.get("consent_register.show").trail[-1][1].startswith("/sign-in")
        again = inspector.submit(login="chen.wei@example.org", password=PASSWORD)
        assert "do not match" in again.text
        assert status(Account.get(Account.name == "Chen Wei")) is InvitationStatus.OVER


def test_a_stale_page_changes_nothing(new_browser, a_manager, a_staff_member) -> None:
    browser = new_browser(a_manager)
    before = snapshot()
    browser.post_without_token("staff.disable", account_id=a_staff_member.id)
    assert "This page was old" in browser.text
    assert changed_tables(before) == []


def test_two_managers_cannot_shut_each_other_out(setting) -> None:
    """The second finds, inside its transaction, that it is the last: the lock lets one at a time look."""
    one, other = somebody("Siobhán Kelly", Role.MANAGER), somebody("Adaeze Okafor", Role.MANAGER)
    staff_accounts.disable(other, by_id=one.id)
    with pytest.raises(LastManager):
        staff_accounts.disable(one, by_id=other.id)


def errors_of(browser) -> list[str]:
    return [line.text_content().strip() for line in browser.root.findall(".//*[@class='error-summary']//li")]


def test_errors_of_an_invitation_stand_in_the_order_of_the_page(new_browser, a_manager) -> None:
    browser = new_browser(a_manager).get("staff.invite").submit(name="", email="", roles=[], last_day="never")
    assert [message.split(".")[0] for message in errors_of(browser)[:2]] == [
        "Enter their full name", "Enter their e-mail address",
    ]  # fmt: skip
    browser.submit(last_day="")
    assert errors_of(browser) == [
        "Enter their full name", "Enter their e-mail address", "Choose at least one role",
    ]  # fmt: skip


def test_only_who_is_here_already_could_be_disabled_instead(new_browser, a_manager, a_staff_member) -> None:
    browser = new_browser(a_manager).get("staff.person", account_id=a_staff_member.id)
    browser.submit("Save the roles", roles=[])
    assert errors_of(browser) == ["Choose at least one role. To shut somebody out, disable their account instead."]


@pytest.mark.parametrize("role", [Role.CHAIR, Role.LEAD])
def test_no_manager_shuts_out_who_handles_concerns_about_them(new_browser, a_manager, role: Role) -> None:
    judge = factories.make_account("Margaret Whitlock", role)
    browser, theirs = new_browser(a_manager), new_browser(judge)
    assert "nobody shuts them out" in browser.get("staff.person", account_id=judge.id).text
    assert "Disable the account" not in browser.text
    before = (roles_of(judge), Account.get_by_id(judge.id).__data__)
    refused = "They hand it on themselves"
    for endpoint, sent in (
        ("disable", {}), ("enable", {}), ("person", {"roles": ["staff"]}), ("person", {"roles": [role, "manager"]}),
        ("end_sessions", {}), ("revoke_invitations", {}),
    ):  # fmt: skip
        assert refused in browser.post(f"staff.{endpoint}", sent, account_id=judge.id).text, (endpoint, sent)
    browser.post("staff.invite", {"name": "X", "email": judge.email, "roles": ["manager"]})
    assert refused in browser.text
    browser.post("staff.invite_again", {}, account_id=judge.id)
    assert OutboxMessage.select().count() == 0
    assert (roles_of(judge), Account.get_by_id(judge.id).__data__) == before
    assert theirs.get("concerns.register").status == 200


def test_who_handles_them_can_be_given_other_work_by_the_manager(new_browser, a_manager, a_lead) -> None:
    browser = new_browser(a_manager).get("staff.person", account_id=a_lead.id)
    browser.submit("Save the roles", roles=["lead", "staff", "poster"])
    assert roles_of(a_lead) == {Role.LEAD, Role.STAFF, Role.POSTER}


@pytest.mark.parametrize("role", [Role.CHAIR, Role.LEAD])
def test_no_manager_names_a_second_judge_once_there_is_one(new_browser, a_manager, a_staff_member, role: Role) -> None:
    judge = factories.make_account("Margaret Whitlock", role)
    browser = new_browser(a_manager).get("staff.invite")
    browser.submit("Send the invitation", name="A Friend", email="friend@example.org", roles=[role])
    assert "You can propose somebody" in browser.text
    browser.get("staff.person", account_id=a_staff_member.id).submit("Save the roles", roles=["staff", role])
    assert "You can propose somebody" in browser.text
    assert {row.account_id for row in AccountRole.select().where(AccountRole.role == role)} == {judge.id}


def test_once_families_have_come_no_manager_names_the_first_judge_alone(new_browser, a_manager, a_parent) -> None:
    browser = new_browser(a_manager).get("staff.invite")
    browser.submit("Send the invitation", name="A Friend", email="friend@example.org", roles=["chair"])
    assert "You can propose somebody" in browser.text
    assert Account.get_or_none(Account.email == "friend@example.org") is None


def test_no_manager_makes_a_judge_a_manager_before_they_come(new_browser, a_manager, a_parent) -> None:
    """What is about “the manager” would pass them by."""
    judge = factories.make_account("Margaret Whitlock", Role.CHAIR, has_come=False)
    browser = new_browser(a_manager).get("staff.person", account_id=judge.id)
    browser.submit("Save the roles", roles=["chair", "manager"])
    assert "They hand it on themselves" in browser.text
    assert roles_of(judge) == {Role.CHAIR}


def test_a_chair_who_never_came_in_can_be_replaced(new_browser, a_manager) -> None:
    a_chair = factories.make_account("Margaret Whitlock", Role.CHAIR, has_come=False)
    browser = new_browser(a_manager).get("staff.person", account_id=a_chair.id)
    browser.submit("Disable the account")
    assert Account.get_by_id(a_chair.id).disabled_at
    browser.get("staff.invite").submit("Send the invitation", name="Femi", email="femi@example.org", roles=["chair"])
    assert Account.get(Account.email == "femi@example.org").roles == {Role.CHAIR}


def test_at_the_terminal_a_chair_is_disabled_and_another_named(app, a_manager, a_chair, a_parent) -> None:
    run = app.test_cli_runner().invoke
    both = factories.make_account("Femi Adeyemi", Role.LEAD, Role.PARENT)
    assert "is no lead any more" in run(args=["accounts", "take-role", both.email, "--role", "lead"]).output
    assert roles_of(both) == {Role.PARENT}
    assert run(args=["accounts", "disable", a_chair.email]).exit_code == 0
    assert run(args=["accounts", "invite", "wei@example.org", "--role", "chair"]).exit_code == 0
    assert Account.get(Account.email == "wei@example.org").roles == {Role.CHAIR}


def roles_of(account: Account) -> set[str]:
    return {row.role for row in AccountRole.select().where(AccountRole.account == account.id)}
