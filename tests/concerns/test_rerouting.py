"""When those who handle concerns change, no concern is left alone, and none reaches whom it is about."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.access.permissions import Role
from portal.accounts import invitations, staff_accounts
from portal.accounts import service as accounts
from portal.accounts.models import Account, AccountRole
from portal.accounts.policy import Channel
from portal.audit.models import AuditEntry
from portal.concerns import handling, register, rerouting
from portal.concerns.handling import OutcomeDetails
from portal.concerns.models import Concern, ConcernHandler, ConcernSubject
from portal.concerns.policy import Kind, Outcome
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.mail.models import OutboxMessage
from tests.concerns import factories as concerns
from tests.support import factories
from tests.support.databases import count_queries

pytestmark = pytest.mark.both_engines


def leave(account: Account) -> None:
    """Somebody can no longer sign in, whatever told the portal so."""
    Account.update(disabled_at=clock.now()).where(Account.id == account.id).execute()


def come_in(account: Account) -> None:
    """Somebody opens the link of their invitation and chooses a password."""
    invitations.accept(invitations.invite(account, channel=Channel.EMAIL, by_id=None).token, factories.PASSWORD)


def a_new(role: Role, name: str = "Oluwaseun Adeyemi") -> Account:
    return factories.make_account(name, role)


def shown(browser) -> str:
    return browser.get("concerns.register").text


def close(concern: Concern, by: Account) -> None:
    told = OutcomeDetails(Outcome.UPHELD, "Spoke to the person", "It is down", clock.today())
    handling.tell_outcome(concern, told, submission=new_token(), by_id=by.id)
    concerns.settle(concern, by)
    handling.close_concern(concern, submission=new_token(), by_id=by.id)


def test_a_new_manager_opens_what_the_old_one_left(a_manager, a_parent, new_browser):
    concern = concerns.raise_concern(a_parent, kind=Kind.COMPLAINT)
    leave(a_manager)
    OutboxMessage.delete().execute()
    manager = a_new(Role.MANAGER)

    assert [message.recipient for message in OutboxMessage.select()] == [manager.email]
    browser = new_browser(manager)
    assert concern.reference in shown(browser)
    assert browser.get("concerns.case", reference=concern.reference).status == 200
    assert f"Handled by {manager.name}" in browser.text
    told = new_browser(a_parent).get("concerns.own_case", reference=concern.reference).text
    assert f"Who can read it here {manager.name}" in told


def test_somebody_who_is_given_the_role_later_opens_it_too(a_manager, a_staff_member, a_parent, new_browser):
    concern = concerns.raise_concern(a_parent, kind=Kind.COMPLAINT)
    leave(a_manager)
    accounts.give_role(a_staff_member, Role.MANAGER, by_id=None)

    assert concern.reference in shown(new_browser(Account.get_by_id(a_staff_member.id)))


def test_a_new_chair_opens_what_found_nobody(a_manager, a_parent, new_browser):
    concern = concerns.raise_concern(a_parent, about=("manager",))
    assert not ConcernHandler.select().exists()
    chair = a_new(Role.CHAIR)

    assert concern.reference in shown(new_browser(chair))
    assert [message.recipient for message in OutboxMessage.select()] == [chair.email]
    assert concern.reference not in shown(new_browser(a_manager))
    log = new_browser(a_manager).get("audit.log").text
    assert "gave a concern to somebody new" not in log
    assert "raised a concern" not in log


def test_the_raiser_reads_who_can_open_it_now(a_manager, a_parent, new_browser):
    concern = concerns.raise_concern(a_parent, about=("manager",))
    page = new_browser(a_parent).get("concerns.own_case", reference=concern.reference).text
    assert "Who can read it here Nobody" in page
    chair = a_new(Role.CHAIR)

    page = new_browser(a_parent).get("concerns.own_case", reference=concern.reference).text
    assert f"Who can read it here {chair.name}" in page
    assert "28 days left" in page


@pytest.mark.parametrize("choice", ["manager", "named"])
def test_a_concern_about_the_manager_who_left_stays_with_the_chair(a_manager, a_chair, a_parent, choice):
    if choice == "named":
        factories.make_account("Wei Chen", Role.MANAGER)
    about = "manager" if choice == "manager" else f"staff-{a_manager.id}"
    concern = concerns.raise_concern(a_parent, about=(about,))
    AccountRole.delete().where(AccountRole.account == a_manager.id).execute()
    manager = a_new(Role.MANAGER)

    assert {row.account_id for row in ConcernHandler.select()} == {a_chair.id}
    assert not Concern.visible_to(manager).where(Concern.id == concern.id).exists()


def test_who_is_made_manager_after_a_concern_about_them_never_sees_it(a_manager, a_chair, a_staff_member, a_parent):
    concerns.raise_concern(a_parent, about=(f"staff-{a_staff_member.id}",))
    leave(a_manager)
    accounts.give_role(a_staff_member, Role.MANAGER, by_id=None)

    assert a_staff_member.id not in {row.account_id for row in ConcernHandler.select()}
    assert a_chair.id in {row.account_id for row in ConcernHandler.select()}


def test_who_takes_a_role_that_nobody_held_when_it_was_about_it_never_gets_it(a_manager, a_parent):
    concerns.raise_concern(a_parent, about=("lead",))
    lead = a_new(Role.LEAD)

    assert {row.account_id for row in ConcernHandler.select()} == {a_manager.id}
    assert not Concern.visible_to(lead).exists()


@pytest.mark.parametrize("typed", ["Mr Adeyemi", "oluwaseun adeyemi", "Adeyemi’s van"])
def test_who_is_called_like_the_somebody_else_never_gets_it(a_manager, a_chair, a_parent, typed):
    concerns.raise_concern(a_parent, about=("other",), other_name=typed)
    leave(a_manager)
    manager = a_new(Role.MANAGER)

    assert not Concern.visible_to(manager).exists()
    assert Concern.visible_to(a_chair).exists()


def test_who_takes_over_many_is_told_once_and_of_nothing(a_manager, a_parent):
    made = [concerns.raise_concern(a_parent, kind=Kind.COMPLAINT) for _ in range(4)]
    leave(a_manager)
    OutboxMessage.delete().execute()
    a_new(Role.MANAGER)

    message = OutboxMessage.get()
    assert OutboxMessage.select().count() == 1
    written = f"{message.subject} {message.body}".lower()
    assert not any(word in written for word in ("concern", "screenshot", *(one.reference.lower() for one in made)))
    assert AuditEntry.select().where(AuditEntry.event == "ConcernHandedOn").count() == 4


def test_a_closed_concern_goes_on_only_when_nobody_can_open_it(a_manager, a_chair, a_parent):
    concern = concerns.raise_concern(a_parent, kind=Kind.COMPLAINT)
    close(concern, a_manager)
    first = a_new(Role.MANAGER)
    assert not Concern.handled_by(first).exists()
    leave(a_manager)
    second = a_new(Role.MANAGER, "Halima Warsame")

    assert Concern.handled_by(second).exists()
    assert not Concern.handled_by(a_chair).exists()


def test_finding_handlers_again_changes_nothing(a_manager, a_lead, a_chair, a_parent):
    concerns.raise_concern(a_parent)
    concerns.raise_concern(a_parent, about=("manager",))
    before = ConcernHandler.select().count(), AuditEntry.select().count(), OutboxMessage.select().count()

    assert rerouting.reroute_open() == 0
    assert (ConcernHandler.select().count(), AuditEntry.select().count(), OutboxMessage.select().count()) == before


def test_many_concerns_are_looked_through_in_as_many_questions_as_one(a_manager, a_lead, a_chair, a_parent):
    asked = []
    for more in (1, 9):
        for _ in range(more):
            concerns.raise_concern(a_parent)
        with count_queries() as sent:
            rerouting.reroute_open()
        asked.append(len(sent))
    assert asked[0] == asked[1]


def test_families_who_are_invited_move_no_concern(a_manager, a_parent):
    concerns.raise_concern(a_parent, about=("manager",))
    with count_queries() as sent:
        factories.make_account("Ana Petrović", Role.PARENT)
    assert not [query for query in sent if "concern" in query]


CHOICES = st.sampled_from(["manager", "lead", "nobody", "staff", "second"])
STEPS = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from([Role.MANAGER, Role.LEAD, Role.CHAIR, None])), min_size=1, max_size=6
)


@settings(max_examples=15)
@given(st.lists(CHOICES, min_size=1, max_size=2, unique=True), STEPS)
def test_whoever_comes_and_goes_nobody_it_is_about_ever_sees_it(
    setting, a_manager, a_lead, a_chair, a_staff_member, a_parent, about, steps
):
    people = [a_manager, a_lead, a_chair, a_staff_member, a_parent]
    before = {person.id: person.roles for person in people}
    named = {"staff": f"staff-{a_staff_member.id}", "second": f"staff-{a_chair.id}"}
    concern = concerns.raise_concern(a_parent, about=tuple(named.get(who, who) for who in about))
    subjects = {row.account_id for row in ConcernSubject.select().where(ConcernSubject.concern == concern.id)}
    for number, role in steps:
        person = Account.get_by_id(people[number].id)
        if role is None:
            leave(person)
            rerouting.reroute_open()
        else:
            accounts.give_role(person, role, by_id=None)
        handlers = {row.account_id for row in ConcernHandler.select().where(ConcernHandler.concern == concern.id)}
        assert not handlers & subjects
        for someone in Account.select().where(Account.id.in_(subjects)):
            assert concern.id not in [line.id for line in register.handled(someone, on=clock.today())]
    _restore(before)


def _restore(before: dict[int, frozenset[Role]]) -> None:
    Account.update(disabled_at=None).execute()
    AccountRole.delete().execute()
    AccountRole.insert_many(
        [{"account": id_, "role": role} for id_, roles in before.items() for role in roles]
    ).execute()


@pytest.mark.parametrize("role", [Role.CHAIR, Role.LEAD, Role.MANAGER])
def test_nobody_gives_a_concern_about_themselves_to_a_friend(a_manager, a_staff_member, role):
    """At the first set-up the manager invites an account of a friend, who comes in at once and looks."""
    concern = concerns.raise_concern(a_staff_member, about=("manager",))
    friend, _ = staff_accounts.invite_person(
        "friend@example.org", name="A Friend", roles={role}, last_day=None, on=clock.today(), by_id=a_manager.id
    )
    come_in(friend)
    assert rerouting.reroute_open() == 0
    assert not Concern.visible_to(Account.get_by_id(friend.id)).exists()

    chair = a_new(Role.CHAIR, "Margaret Whitlock")  # whom whoever runs the portal names
    assert [seen.id for seen in Concern.visible_to(chair)] == [concern.id]


def test_what_comes_later_reaches_the_chair_whom_the_manager_named(a_manager, a_staff_member):
    chair, _ = staff_accounts.invite_person(
        "chair@example.org", name="Femi Adeyemi", roles={Role.CHAIR}, last_day=None, on=clock.today(),
        by_id=a_manager.id,
    )  # fmt: skip
    first = concerns.raise_concern(a_staff_member, about=("manager",))
    come_in(chair)
    second = concerns.raise_concern(a_staff_member, about=("manager",))
    assert [seen.id for seen in Concern.visible_to(chair)] == [second.id]
    assert first.id != second.id


def test_who_names_somebody_keeps_from_them_only_what_is_about_who_named_them(a_manager, a_staff_member, a_parent):
    concerns.raise_concern(a_parent, about=(f"staff-{a_staff_member.id}",))
    leave(a_manager)
    second, _ = staff_accounts.invite_person(
        "second@example.org", name="Second Manager", roles={Role.MANAGER}, last_day=None, on=clock.today(),
        by_id=a_manager.id,
    )  # fmt: skip
    come_in(second)
    assert Concern.visible_to(second).exists()


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CHAIR, Role.LEAD])
def test_who_never_accepted_an_invitation_handles_nothing_until_they_come_in(a_parent, role):
    invited = factories.make_account("Femi Adeyemi", role, has_come=False)
    concern = concerns.raise_concern(a_parent)
    assert concern.outside_bodies
    assert not ConcernHandler.select().exists()
    assert not Concern.visible_to(invited).exists()
    assert invited.email not in {message.recipient for message in OutboxMessage.select()}

    come_in(invited)
    assert [seen.id for seen in Concern.visible_to(Account.get_by_id(invited.id))] == [concern.id]
    assert [message.recipient for message in OutboxMessage.select()] == [invited.email]
