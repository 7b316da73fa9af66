"""Nobody is written to twice within three days, whether by a reminder or by an invitation, unless asked for by name."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import peewee
import pytest
import time_machine
from flask import Flask

from portal.accounts import staff_accounts
from portal.accounts.models import Account
from portal.families import contact_limit, inviting
from portal.families.models import Adult, Child
from portal.foundation import clock
from portal.foundation.database import db
from portal.mail import service as mail
from portal.mail.models import OutboxMessage
from portal.reminders.models import Reminder, ReminderRound
from tests.families.factories import pages_of, print_letters
from tests.reminders.factories import a_parent_without_email, a_signed_in_parent, an_adult
from tests.support.browser import Browser
from tests.support.databases import changed_tables, snapshot

pytestmark = pytest.mark.both_engines

NewBrowser = Callable[..., Browser]
LEFT_OUT = "Left out, since they were invited or reminded in the last 3 days"


@pytest.fixture
def manager(new_browser: NewBrowser, a_manager: Account) -> Browser:
    return new_browser(a_manager)


@pytest.fixture
def marek(a_child: Child) -> Adult:
    """Was never invited, and has an e-mail."""
    return an_adult("Marek Kowalski", a_child, email="marek@example.org")


@pytest.fixture
def chen(a_child: Child) -> Adult:
    """Was never invited, and has no e-mail."""
    return an_adult("Chen Wei", a_child)


def remind_all(manager: Browser) -> Browser:
    return manager.get("reminders.show").submit()


def choose(manager: Browser, *adults: Adult) -> Browser:
    return manager.get("families.invitations").submit("Go on", {"adult": [adult.id for adult in adults]})


def test_who_was_invited_is_not_reminded_within_three_days_though_they_came_in(
    manager: Browser, new_browser: NewBrowser, a_manager: Account, a_child: Child
) -> None:
    marek = a_signed_in_parent("Marek Kowalski", a_child)
    Adult.update(last_written_at=clock.now() - timedelta(days=3) + timedelta(minutes=5)).execute()
    assert "1 was asked in the last 3 days" in manager.get("reminders.show").text
    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        assert "Remind 1 adult" in new_browser(a_manager).get("reminders.show").text
    assert marek.email


def test_who_was_reminded_is_left_out_when_everybody_is_invited(manager: Browser, marek: Adult) -> None:
    remind_all(manager)
    assert OutboxMessage.select().count() == 1
    choose(manager, marek)
    assert LEFT_OUT in manager.text
    assert "Send 1 e-mail" not in manager.text
    before = snapshot()
    manager.post("families.send_invitations", {"adult": marek.id})
    assert "1 person was invited or reminded in the last 3 days, and is left out." in manager.text
    manager.post("families.send_invitations", {"adult": marek.id, "letter": marek.id})
    assert "1 person was invited or reminded in the last 3 days, and is left out." in manager.text
    assert changed_tables(before) == []


def test_who_was_invited_by_e_mail_gets_no_letter_with_the_others(manager: Browser, marek: Adult, chen: Adult) -> None:
    choose(manager, marek).submit("Send 1 e-mail")
    manager.post("families.send_invitations", {"adult": [marek.id, chen.id], "letter": [marek.id, chen.id]})
    assert [("Chen Wei" in page) for page in pages_of(print_letters(manager))] == [True]


def test_one_adult_can_be_written_to_again_by_name(manager: Browser, marek: Adult, mail_is_set: Path) -> None:
    remind_all(manager)
    assert mail.send_due() == 1
    OutboxMessage.update(sent_at=clock.now() - timedelta(hours=1)).execute()
    choose(manager, marek).submit("E-mail again")
    assert "1 e-mail is on its way." in manager.text
    assert OutboxMessage.select().count() == 2
    choose(manager, marek).submit("Make a letter")
    assert "Marek Kowalski" in pages_of(print_letters(manager))[0]


def test_asking_for_two_by_name_writes_to_neither_though_one_has_a_letter_at_hand(
    manager: Browser, marek: Adult, chen: Adult
) -> None:
    choose(manager, chen).submit("Make 1 letter")
    choose(manager, marek).submit("Send 1 e-mail")
    manager.post("families.send_invitations", {"adult": [marek.id, chen.id], "letter": marek.id, "again": "1"})
    assert ["Chen Wei" in page for page in pages_of(print_letters(manager))] == [True]


def test_asking_for_many_by_name_at_once_writes_to_nobody_twice(manager: Browser, marek: Adult, a_child: Child) -> None:
    ruth = an_adult("Ruth Adeyemi", a_child, email="ruth@example.org")
    remind_all(manager)
    before = snapshot()
    manager.post("families.send_invitations", {"adult": [marek.id, ruth.id], "again": "1"})
    assert "2 people were invited or reminded in the last 3 days, and are left out." in manager.text
    assert changed_tables(before) == []


def test_nobody_without_the_right_writes_to_anybody_by_name(
    new_browser: NewBrowser, a_staff_member: Account, a_parent: Account, marek: Adult
) -> None:
    browsers = [new_browser(somebody) for somebody in (a_staff_member, a_parent)]
    before = snapshot()
    for browser in browsers:
        for endpoint in ("send_invitations", "make_letters", "mark_letters_printed"):
            assert browser.post(f"families.{endpoint}", {"adult": marek.id, "again": "1"}).status == 403
    assert changed_tables(before) == []


def test_a_letter_can_be_printed_again_when_the_printer_jams(manager: Browser, chen: Adult) -> None:
    choose(manager, chen).submit("Make 1 letter")
    for _print in range(2):
        manager.get("families.invitations").submit("Print 1 letter")
        assert len(pages_of(manager.content)) == 1
    assert "1 was asked in the last 3 days" in manager.get("reminders.show").text


def test_a_letter_printed_days_later_counts_anew(
    manager: Browser, new_browser: NewBrowser, a_manager: Account, chen: Adult
) -> None:
    choose(manager, chen).submit("Make 1 letter")
    with time_machine.travel(clock.now() + timedelta(days=5)):
        later = new_browser(a_manager)
        later.get("families.invitations").submit("Print 1 letter")
        assert len(pages_of(later.content)) == 1
        assert "1 was asked in the last 3 days" in later.get("reminders.show").text
        later.post("reminders.show", {"adults": f"adult-{chen.id}"})
        assert "Nobody was left to remind" in later.text


def test_who_was_invited_to_work_here_is_not_reminded_on_the_same_day(
    manager: Browser, marek: Adult, a_manager: Account
) -> None:
    account = Account.create(name="Marek Kowalski", email="marek@example.org")
    Adult.update(account=account.id).where(Adult.id == marek.id).execute()
    staff_accounts.invite_again(account, by_id=a_manager.id)
    assert OutboxMessage.select().count() == 1
    manager.post("reminders.show", {"adults": f"adult-{marek.id}"})
    assert "Nobody was left to remind" in manager.text
    assert OutboxMessage.select().count() == 1


def test_an_invitation_to_work_here_and_a_reminder_at_once_wait_for_nobody_in_a_circle(
    app: Flask, db_ready: str, marek: Adult, a_manager: Account
) -> None:
    """Each holds what the other wants next: the reminder the adult, the invitation the chain of the audit log."""
    account = Account.create(name="Marek Kowalski", email="marek@example.org")
    Adult.update(account=account.id).where(Adult.id == marek.id).execute()
    is_claimed, is_invited = threading.Event(), threading.Event()
    problems: list[BaseException] = []

    def remind() -> None:
        with db.atomic():
            contact_limit.free_to_contact([marek.id])
            is_claimed.set()
            is_invited.wait(timeout=1)
            inviting.invite_by_email([marek.id], on=clock.today(), by_id=a_manager.id)

    def invite() -> None:
        is_claimed.wait(timeout=120)
        staff_accounts.invite_again(account, by_id=a_manager.id)
        is_invited.set()

    def beside(act: Callable[[], object]) -> None:
        with app.app_context():
            db.connect(reuse_if_open=True)
            try:
                act()
            except peewee.DatabaseError as problem:
                problems.append(problem)
            finally:
                db.close()

    people = [threading.Thread(target=beside, args=(act,)) for act in (remind, invite)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert problems == []
    assert OutboxMessage.select().count() == 1


def test_a_letter_of_a_round_is_left_out_once_somebody_was_written_to_by_name(manager: Browser, chen: Adult) -> None:
    remind_all(manager)
    made = ReminderRound.get()
    choose(manager, chen).submit("Make a letter")
    manager.get("reminders.sent", round_id=made.id).submit("Print 1 letter")
    assert "There is no letter left to print" in manager.text


def test_letters_of_a_round_end_after_three_days_when_a_new_round_can_be_made(
    manager: Browser, new_browser: NewBrowser, a_manager: Account, a_child: Child
) -> None:
    a_parent_without_email("Fatima Haddad", a_child)
    remind_all(manager)
    made = ReminderRound.get()
    with time_machine.travel(clock.now() + timedelta(days=3, minutes=1)):
        later = new_browser(a_manager)
        assert "no longer printed" in later.get("reminders.sent", round_id=made.id).text
        later.post("reminders.print_letters", round_id=made.id)
        assert "There is no letter left to print" in later.text
        assert "1 letter to print." in remind_all(later).text
    assert Reminder.select().count() == 2


def test_a_forgotten_password_is_no_reminder(manager: Browser, a_child: Child) -> None:
    a_parent_without_email("Fatima Haddad", a_child)
    remind_all(manager)
    manager.get("families.invitations").submit("Make a new letter")
    assert "Fatima Haddad" in pages_of(print_letters(manager))[0]
