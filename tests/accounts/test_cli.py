"""Inviting people from the terminal."""

from datetime import timedelta

import pytest
from click.testing import Result
from flask import Flask

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.foundation import clock
from portal.mail.models import OutboxMessage
from tests.accounts.factories import somebody


@pytest.fixture
def invite(app: Flask, setting: object):
    def run(*arguments: str) -> Result:
        return app.test_cli_runner().invoke(args=["accounts", "invite", *arguments])

    return run


def test_somebody_new_is_invited(invite) -> None:
    result = invite("Priya.Raman@example.org", "--role", "staff", "--name", "Priya Raman")
    assert result.exit_code == 0, result.output
    account = Account.get()
    assert (account.name, account.email, account.roles) == ("Priya Raman", "priya.raman@example.org", {Role.STAFF})
    assert OutboxMessage.get().recipient == "priya.raman@example.org"
    assert "waits: no mail server is set" in result.output


def test_somebody_known_gets_another_role(invite) -> None:
    invite("priya.raman@example.org", "--role", "staff")
    invite("priya.raman@example.org", "--role", "lead")
    assert Account.get().roles == {Role.STAFF, Role.LEAD}


@pytest.mark.parametrize("address", ["priya", "priya@", "a@b.org,c@d.org"])
def test_what_is_no_address_is_refused(invite, address: str) -> None:
    result = invite(address, "--role", "staff")
    assert result.exit_code == 1
    assert "is not an e-mail address" in result.output
    assert Account.select().count() == 0


def test_a_role_that_does_not_exist_is_refused(invite) -> None:
    assert invite("priya@example.org", "--role", "king").exit_code == 1
    assert Account.select().count() == 0


def test_a_known_person_with_a_password_is_sent_nothing(invite) -> None:
    somebody("Priya Raman", Role.STAFF)
    assert "They sign in already" in invite("priya.raman@example.org", "--role", "lead").output
    assert OutboxMessage.select().count() == 0


def test_an_inspector_is_invited_for_a_while(invite) -> None:
    day = clock.today() + timedelta(days=3)
    result = invite("helen@example.org", "--role", "inspector", "--until", day.isoformat())
    assert result.exit_code == 0, result.output
    assert Account.get().last_day == day


def test_somebody_is_shut_out_and_let_in_again(app: Flask, setting: object) -> None:
    account = somebody("Priya Raman", Role.STAFF)
    run = app.test_cli_runner()
    assert run.invoke(args=["accounts", "disable", account.email]).output == "Priya Raman cannot sign in any more.\n"
    assert Account.get_by_id(account.id).disabled_at
    assert run.invoke(args=["accounts", "enable", account.email]).output == "Priya Raman can sign in again.\n"
    assert Account.get_by_id(account.id).disabled_at is None


def test_the_last_manager_is_not_shut_out(app: Flask, setting: object) -> None:
    account = somebody("Priya Raman", Role.MANAGER)
    result = app.test_cli_runner().invoke(args=["accounts", "disable", account.email])
    assert (result.exit_code, result.output.splitlines()) == (
        1,
        ["Error: Somebody has to stay manager. Make another person manager first, who has signed in."],
    )
    assert Account.get_by_id(account.id).disabled_at is None
