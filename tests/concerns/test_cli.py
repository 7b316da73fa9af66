"""The daily check hands concerns on, and fails loudly when any would find nobody."""

import pytest

from portal.accounts.models import Account
from portal.concerns.models import Concern, ConcernHandler
from portal.concerns.policy import Kind
from portal.foundation import clock
from tests.concerns import factories as concerns


@pytest.fixture
def check(app, setting):
    return lambda: app.test_cli_runner().invoke(args=["concerns", "check"])


def test_a_setting_with_manager_lead_and_chair_passes(check, a_manager, a_lead, a_chair):
    result = check()
    assert result.exit_code == 0, result.output
    assert result.stdout == "Every kind of concern finds somebody independent.\n"


def test_without_a_chair_it_fails_with_one_line_for_each_gap(check, a_manager, a_lead):
    result = check()
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert len(lines) == len(Kind)
    assert lines[-1] == "“Compliment”, about Siobhán Kelly: would find nobody independent, only Adaeze Okafor."


def test_with_nobody_it_fails_for_every_kind(check):
    result = check()
    assert result.exit_code == 1
    assert result.stderr.splitlines()[0].endswith("about nobody: would find nobody.")


def test_it_hands_on_what_was_left_and_says_how_much(check, a_manager, a_lead, a_chair, a_parent):
    concerns.raise_concern(a_parent, kind=Kind.COMPLAINT)
    # As a hand in the database would, without telling the portal.
    Account.update(disabled_at=clock.now()).where(Account.id == a_manager.id).execute()
    result = check()
    assert "Concerns given to somebody new: 1." in result.stdout
    assert Concern.handled_by(a_chair).exists()


def test_a_concern_that_nobody_can_open_fails_without_saying_which(check, a_manager, a_parent):
    concern = concerns.raise_concern(a_parent, about=("manager",))
    result = check()
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == "Concerns stored that nobody here may open: 1."
    assert concern.reference not in result.output
    assert not ConcernHandler.select().exists()
