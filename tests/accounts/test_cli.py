"""Inviting people from the terminal."""

import pytest
from click.testing import Result
from flask import Flask

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.mail.models import OutboxMessage


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
    assert "waits in the outbox" in result.output


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
    assert invite("priya@example.org", "--role", "king").exit_code == 2
    assert Account.select().count() == 0
