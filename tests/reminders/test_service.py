"""Everybody who owes an answer is reminded in one step, and nobody twice within three days."""

import threading
from datetime import UTC, date, datetime, timedelta

import peewee
import pytest
import time_machine
from flask import Flask

from portal.accounts.models import Account
from portal.audit.models import AuditEntry
from portal.consents.policy import Answer
from portal.families.models import Child
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.tokens import new_token
from portal.mail.models import OutboxMessage
from portal.reminders import service as reminders
from portal.reminders.models import Reminder, ReminderRound
from portal.reminders.policy import ReminderChannel
from portal.reminders.recipients import Filter
from tests.families.factories import with_password
from tests.reminders.factories import (
    a_parent_without_email,
    a_signed_in_parent,
    an_adult,
    owing,
    remind,
)
from tests.support import factories

pytestmark = pytest.mark.both_engines

START = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def agnieszka(a_child: Child) -> Account:
    return a_signed_in_parent("Agnieszka Kowalska", a_child)


def test_one_step_reminds_everybody_in_the_way_that_reaches_them(
    agnieszka: Account, a_child: Child, a_manager: Account
) -> None:
    a_parent_without_email("Fatima Haddad", a_child)
    an_adult("Marek Kowalski", a_child, email="marek@example.org")
    an_adult("Chen Wei", a_child)

    made = remind(a_manager)

    assert made
    assert {one.name: one.channel for one in reminders.reminded_in(made)} == {
        "Agnieszka Kowalska": ReminderChannel.EMAIL,
        "Fatima Haddad": ReminderChannel.LETTER,
        "Marek Kowalski": ReminderChannel.INVITATION_EMAIL,
        "Chen Wei": ReminderChannel.INVITATION_LETTER,
    }
    assert {(m.recipient, m.kind) for m in OutboxMessage.select()} == {
        (agnieszka.email, "reminder"),
        ("marek@example.org", "invitation"),
    }
    entry = AuditEntry.get(AuditEntry.event == "AdultsReminded")
    assert '"emails":1' in entry.details
    assert "Kowalsk" not in entry.details


def test_a_reminder_names_children_by_first_name_and_nothing_that_anybody_said(
    agnieszka: Account, a_second_parent: Account, a_child: Child
) -> None:
    jan = factories.make_child("Jan", "Nowicki", born_on=date(2023, 1, 1))
    factories.link(factories.adult_of(agnieszka), jan)
    factories.sign_all(a_child, a_second_parent, Answer.NO)
    remind()

    message = OutboxMessage.get(OutboxMessage.kind == "reminder")
    assert message.subject == "Something from us waits for you"
    assert "{PORTAL_URL}/sign-in" in message.body
    for secret in ("Nowicki", "Piotr", "said", "withdr", "website"):
        assert secret not in message.body.replace("Agnieszka Kowalska", "")


def test_nobody_is_reminded_twice_within_three_days(agnieszka: Account, a_manager: Account) -> None:
    with time_machine.travel(START, tick=False):
        assert remind(a_manager)
        assert remind(a_manager) is None
    with time_machine.travel(START + timedelta(days=3, seconds=-1), tick=False):
        assert remind(a_manager) is None
    with time_machine.travel(START + timedelta(days=3), tick=False):
        assert remind(a_manager)
    assert OutboxMessage.select().where(OutboxMessage.kind == "reminder").count() == 2


def test_a_clock_that_was_a_year_ahead_silences_nobody(agnieszka: Account, a_manager: Account) -> None:
    with time_machine.travel(START + timedelta(days=365), tick=False):
        assert remind(a_manager)
    with time_machine.travel(START, tick=False):
        assert remind(a_manager)


def test_another_filter_is_no_way_round_the_three_days(agnieszka: Account, a_manager: Account) -> None:
    assert remind(a_manager, Filter(use="website"))
    assert remind(a_manager, Filter(session="playgroup")) is None


def test_who_was_invited_a_moment_ago_is_not_written_to_again(a_child: Child, a_manager: Account) -> None:
    an_adult("Marek Kowalski", a_child, email="marek@example.org")
    assert remind(a_manager)
    assert owing()["Marek Kowalski"].contacted_at is not None
    assert OutboxMessage.select().count() == 1


def test_who_comes_in_after_an_invitation_is_not_reminded_at_once(a_child: Child, a_manager: Account) -> None:
    adult = an_adult("Marek Kowalski", a_child, email="marek@example.org")
    remind(a_manager)
    with_password(Account.get(Account.email == adult.email))
    assert owing()["Marek Kowalski"].contacted_at is not None


def test_a_double_click_is_one_round(agnieszka: Account, a_manager: Account) -> None:
    key = new_token()
    assert remind(a_manager, submission=key) == remind(a_manager, submission=key)
    assert ReminderRound.select().count() == Reminder.select().count() == OutboxMessage.select().count() == 1


def test_only_those_who_were_shown_are_reminded(
    agnieszka: Account, a_strangers_child: Child, a_manager: Account
) -> None:
    a_signed_in_parent("Ruth Adeyemi", a_strangers_child)
    shown = {owing()["Ruth Adeyemi"].key}
    made = reminders.remind(Filter(), shown, submission=new_token(), on=clock.today(), by_id=a_manager.id)
    assert made
    assert [one.name for one in reminders.reminded_in(made)] == ["Ruth Adeyemi"]


def test_two_managers_at_once_send_one_reminder(
    app: Flask, db_ready: str, agnieszka: Account, a_manager: Account
) -> None:
    made: list[ReminderRound | None] = []
    together = threading.Barrier(2)

    def press() -> None:
        with app.app_context():
            db.connect(reuse_if_open=True)
            together.wait()
            made.append(remind(a_manager))
            db.close()

    people = [threading.Thread(target=press) for _ in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sorted(one is None for one in made) == [False, True]
    assert OutboxMessage.select().count() == 1


def test_if_one_message_cannot_be_written_nobody_counts_as_reminded(agnieszka: Account, a_manager: Account) -> None:
    db.execute_sql("ALTER TABLE outbox_messages RENAME TO gone")
    with pytest.raises(peewee.DatabaseError):
        remind(a_manager)
    assert Reminder.select().count() == ReminderRound.select().count() == 0


def test_reminders_are_facts(agnieszka: Account, a_manager: Account) -> None:
    remind(a_manager)
    with pytest.raises(peewee.DatabaseError, match="only ever added"), db.atomic():
        Reminder.delete().execute()


def test_the_terminal_says_and_does_the_same(app: Flask, agnieszka: Account, a_child: Child) -> None:
    a_parent_without_email("Fatima Haddad", a_child)
    run = app.test_cli_runner().invoke
    said = run(args=["reminders", "send", "--check"]).output
    assert "1 adult gets an e-mail." in said
    assert "1 adult gets a letter." in said
    assert OutboxMessage.select().count() == 0

    said = run(args=["reminders", "send", "--session", "playgroup", "--use", "website"]).output
    assert "1 reminder by e-mail." in said
    assert "What goes by e-mail waits: no mail server is set." in said
    assert f"/reminders/round/{ReminderRound.get().id}" in said
    assert "Nobody was reminded" in run(args=["reminders", "send"]).output


def test_the_terminal_refuses_what_it_does_not_know(app: Flask, setting: object) -> None:
    run = app.test_cli_runner().invoke
    assert "group_alone" in run(args=["reminders", "send", "--use", "billboards"]).output
    assert run(args=["reminders", "send", "--check", "--session", "Holiday club"]).exit_code == 0
    wrong = run(args=["reminders", "send", "--session", "night"])
    assert wrong.exit_code != 0
    assert "It is one of: Playgroup, Breakfast club" in wrong.output


def test_before_there_is_a_form_the_terminal_says_so(app: Flask, db_ready: str) -> None:
    result = app.test_cli_runner().invoke(args=["reminders", "send"])
    assert result.exit_code == 1
    assert "No consent form is published yet" in result.output
