"""One-time links: they open one door, once, for a while, and for one person."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from portal.access.permissions import Role
from portal.accounts import invitations, service
from portal.accounts.models import Account, Invitation
from portal.accounts.policy import AddressTaken, AlreadySetUp, Channel, LinkInvalid, PasswordRefused
from portal.audit.models import AuditEntry
from portal.settings import service as settings
from tests.accounts.factories import PASSWORD, invited, somebody
from tests.support import factories

pytestmark = pytest.mark.both_engines

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def last_event() -> str:
    return AuditEntry.select().order_by(AuditEntry.id.desc()).first().event


def test_a_link_lets_one_person_choose_a_password(setting) -> None:
    account, token = invited()
    assert invitations.accept(token, PASSWORD).id == account.id
    assert last_event() == "InvitationAccepted"
    assert service.authenticate(account.email, PASSWORD, address="192.0.2.1").id == account.id


def test_a_link_works_once(setting) -> None:
    _, token = invited()
    invitations.accept(token, PASSWORD)
    with pytest.raises(LinkInvalid):
        invitations.accept(token, "eight green herons fly")
    with pytest.raises(LinkInvalid):
        invitations.find_invitation(token)


def test_using_one_link_closes_the_others(setting) -> None:
    account, by_letter = invited(channel=Channel.LETTER)
    by_mail = invitations.invite(account, channel=Channel.EMAIL, by_id=None).token
    invitations.accept(by_letter, PASSWORD)
    with pytest.raises(LinkInvalid):
        invitations.find_invitation(by_mail)


def test_a_password_that_is_refused_leaves_the_link_good(setting) -> None:
    _, token = invited()
    with pytest.raises(PasswordRefused):
        invitations.accept(token, "mary byrne")
    assert invitations.find_invitation(token).used_at is None


@pytest.mark.parametrize(
    ("channel", "lasts"),
    [(Channel.EMAIL, timedelta(days=14)), (Channel.LETTER, timedelta(days=14)), (Channel.RESET, timedelta(hours=1))],
)
def test_a_link_ends_by_itself(setting, channel: Channel, lasts: timedelta) -> None:
    with time_machine.travel(START, tick=False) as clock:
        _, token = invited(channel=channel)
        clock.shift(lasts - timedelta(seconds=1))
        assert invitations.find_invitation(token)
        clock.shift(timedelta(seconds=1))
        with pytest.raises(LinkInvalid):
            invitations.find_invitation(token)


def test_the_setting_says_how_long_an_invitation_lasts(setting, a_manager) -> None:
    settings.change_setting({"invitation_days": 3}, by_id=a_manager.id)
    with time_machine.travel(START, tick=False) as clock:
        _, token = invited()
        clock.shift(timedelta(days=3))
        with pytest.raises(LinkInvalid):
            invitations.find_invitation(token)


def test_a_reset_signs_out_every_device(setting) -> None:
    account = somebody()
    session = service.start_session(account, device="lost phone")
    invitations.accept(invitations.invite(account, channel=Channel.RESET, by_id=None).token, "eight green herons fly")
    assert last_event() == "PasswordChanged"
    assert service.account_of_session(session) is None


def test_a_link_of_somebody_disabled_is_dead(setting) -> None:
    account, token = invited()
    Account.update(disabled_at=START).where(Account.id == account.id).execute()
    with pytest.raises(LinkInvalid):
        invitations.find_invitation(token)


@pytest.mark.parametrize("token", ["", "made-up", "\x00", "a" * 10_000])
def test_a_made_up_link_is_dead(setting, token: str) -> None:
    invited()
    with pytest.raises(LinkInvalid):
        invitations.find_invitation(token)


def test_the_secret_of_a_link_is_not_kept(setting) -> None:
    _, token = invited()
    assert token not in repr(list(Invitation.select().tuples()))
    assert token not in repr(list(AuditEntry.select().tuples()))


def test_an_address_belongs_to_one_account(setting) -> None:
    factories.make_account("Mary Byrne", Role.PARENT)
    with pytest.raises(AddressTaken):
        factories.make_account("Mary Byrne", Role.STAFF, email="MARY.BYRNE@example.org")
    assert Account.select().count() == 1


def test_set_up_names_the_setting_and_makes_its_first_manager(db_ready) -> None:
    assert invitations.needs_set_up()
    made = invitations.set_up(
        invitations.set_up_token(),
        setting_name="Little Herons",
        name="Ifeoma Eze",
        email="Ifeoma@Example.org",
        password=PASSWORD,
    )
    assert Account.get_by_id(made.id).roles == {Role.MANAGER}
    assert (settings.current().name, settings.current().email) == ("Little Herons", "ifeoma@example.org")
    assert not invitations.needs_set_up()


def test_set_up_happens_once(setting, a_manager) -> None:
    with pytest.raises(AlreadySetUp):
        invitations.check_set_up_token(invitations.set_up_token())


def test_of_two_who_set_up_at_once_the_second_is_told(app: Flask, db_ready) -> None:
    token, answers = invitations.set_up_token(), {"setting_name": "Little Herons", "password": PASSWORD}
    with app.test_request_context():
        assert not settings.is_named(), "and the page remembers it"
        with app.app_context():
            first = invitations.set_up(token, name="Ifeoma Eze", email="ifeoma@example.org", **answers)
        with pytest.raises(AlreadySetUp):
            invitations.set_up(token, name="Mallory", email="mallory@example.org", **answers)
    assert [account.id for account in Account.select()] == [first.id]


def test_a_set_up_link_lasts_a_day_and_cannot_be_made_up(db_ready) -> None:
    with time_machine.travel(START, tick=False) as clock:
        token = invitations.set_up_token()
        clock.shift(timedelta(hours=24, seconds=2))
        with pytest.raises(LinkInvalid):
            invitations.check_set_up_token(token)
    with pytest.raises(LinkInvalid):
        invitations.check_set_up_token("set-up")


def test_a_set_up_that_fails_leaves_nothing(db_ready) -> None:
    with pytest.raises(PasswordRefused):
        invitations.set_up(
            invitations.set_up_token(),
            setting_name="Little Herons",
            name="Ifeoma Eze",
            email="i@example.org",
            password="short",
        )
    assert invitations.needs_set_up()
    assert not settings.is_named()
