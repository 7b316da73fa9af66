"""Promises about chasing answers, each with the stranger's attempt beside it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from portal.accounts.models import Account, Invitation
from portal.consents import holds
from portal.consents.models import Reminder, ReminderRound
from portal.consents.policy import Answer, HoldBasis
from portal.consents.reminders.outstanding import uses_asked
from portal.families.models import Adult, Child
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.mail.models import OutboxMessage
from tests.consents.reminder_factories import a_parent_without_email, a_signed_in_parent, an_adult
from tests.families.factories import codes_in, pages_of
from tests.support import factories
from tests.support.browser import Browser
from tests.support.databases import changed_tables, read_only, snapshot

NewBrowser = Callable[..., Browser]


@pytest.fixture
def manager(new_browser: NewBrowser, a_manager: Account) -> Browser:
    return new_browser(a_manager)


@pytest.fixture
def agnieszka(a_child: Child) -> Account:
    """Signs in with an e-mail."""
    return a_signed_in_parent("Agnieszka Kowalska", a_child)


@pytest.fixture
def fatima(a_strangers_child: Child) -> Adult:
    """Signs in with a sign-in name, and has no e-mail."""
    return a_parent_without_email("Fatima Warsame", a_strangers_child)


def remind_all(manager: Browser) -> Browser:
    return manager.get("consent_reminders.show").click("See who gets what").submit("Remind")


def test_the_manager_sees_who_owes_an_answer_and_what_each_would_get(
    manager: Browser, agnieszka: Account, fatima: Adult, a_child: Child
) -> None:
    an_adult("Marek Kowalski", a_child, email="marek@example.org")
    with read_only():
        manager.get("consent_reminders.show")
        assert "Answers are missing or run out soon from 3 adults, for 2 children." in manager.text
        assert "Zofia Kowalska – no answer: all uses" in manager.text
        manager.click("See who gets what")
    for sentence in ("1 adult gets an e-mail.", "1 adult gets a letter.",
                     "1 adult has not signed in yet and gets an invitation instead."):  # fmt: skip
        assert sentence in manager.text
    assert "Hello Agnieszka Kowalska, There are questions about pictures of Zofia" in manager.text
    assert agnieszka.email in manager.text


def test_the_preview_is_what_goes_out(manager: Browser, agnieszka: Account) -> None:
    manager.get("consent_reminders.preview")
    shown = manager.text
    manager.submit("Remind 1 adult")
    message = OutboxMessage.get()
    assert message.subject in shown
    assert " ".join(message.body.replace("{PORTAL_URL}", "http://localhost").split()) in shown
    assert "1 reminder by e-mail." in manager.text


def test_who_has_no_e_mail_gets_a_letter_and_all_letters_are_one_pdf(
    manager: Browser, fatima: Adult, a_child: Child, a_strangers_child: Child
) -> None:
    Adult.update(address="4 Mill Row, Ashford").where(Adult.id == fatima.id).execute()
    an_adult("Chen Wei", a_child)
    remind_all(manager)
    assert "2 letters to print." in manager.text
    manager.submit("Make 2 letters as PDF")

    first, second = pages_of(manager.content)
    assert manager.headers["Content-Type"] == "application/pdf"
    assert "4 Mill Row" in first
    assert "Please answer: pictures of Liban" in first
    assert "fatima-7k2m" in first
    assert "Zofia" not in first
    assert "Your invitation to our parent portal" in second
    assert codes_in(manager.content)[0] == "http://localhost/sign-in"
    assert Invitation.select().count() == 1


def test_letters_can_be_printed_again_without_whoever_has_answered(
    manager: Browser, fatima: Adult, a_strangers_child: Child
) -> None:
    remind_all(manager)
    made = ReminderRound.get()
    assert len(pages_of(manager.submit("Make 1 letter").content)) == 1
    manager.get("consent_reminders.sent", round_id=made.id)
    factories.sign_all(a_strangers_child, Account.get(Account.id == Adult.get_by_id(fatima.id).account_id), Answer.NO)
    manager.submit("Make 1 letter")
    assert "There is no letter left to print" in manager.text
    assert Reminder.select().count() == 1


def test_nobody_is_reminded_twice_within_three_days(
    new_browser: NewBrowser, manager: Browser, agnieszka: Account, a_manager: Account
) -> None:
    remind_all(manager)
    manager.get("consent_reminders.preview")
    assert "1 adult was invited or reminded in the last 3 days and is left out." in manager.text
    assert not manager.root.xpath("//main//form[@method='post']")

    manager.post("consent_reminders.remind", {"adults": str(factories.adult_of(agnieszka).id)})
    assert "Nobody was left to remind" in manager.text
    with time_machine.travel(clock.now() + timedelta(days=3, minutes=1)):
        assert "Remind 1 adult" in new_browser(a_manager).get("consent_reminders.preview").text


def test_pressing_twice_ends_at_the_same_round(manager: Browser, agnieszka: Account) -> None:
    page = manager.get("consent_reminders.preview").page
    sent = {name: _hidden(page, name) for name in ("submission", "adults")}
    first = manager.post("consent_reminders.remind", sent).url
    assert manager.post("consent_reminders.remind", sent).url == first
    assert OutboxMessage.select().count() == 1


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


def test_whoever_answers_before_the_button_is_pressed_is_not_reminded(
    manager: Browser, agnieszka: Account, a_child: Child
) -> None:
    manager.get("consent_reminders.preview")
    factories.sign_all(a_child, agnieszka, Answer.NO)
    manager.submit("Remind 1 adult")
    assert "Nobody was left to remind: they have answered since" in manager.text
    assert OutboxMessage.select().where(OutboxMessage.kind == "reminder").count() == 0


def test_the_filter_is_kept_on_the_way(manager: Browser, agnieszka: Account, fatima: Adult) -> None:
    club = factories.make_child("Jan", "Nowak", sessions=("after_school",))
    a_signed_in_parent("Ewa Nowak", club)
    manager.get("consent_reminders.show").submit("Show", session="after_school", use="press")
    assert "Agnieszka" not in manager.text
    manager.click("See who gets what")
    label = next(use.label for use in uses_asked() if use.key == "press")
    assert f"You chose: After-school club, {label}." in manager.text
    manager.submit("Remind 1 adult")
    assert [message.recipient for message in OutboxMessage.select()] == ["ewa.nowak@example.org"]
    made = ReminderRound.get()
    assert (made.session_id, made.use) == ("after_school", "press")


@pytest.mark.parametrize("value", ["", "x", "'", "%", "\x00", "❄", "a" * 5000])
def test_a_filter_that_does_not_exist_leaves_the_list_open(manager: Browser, agnieszka: Account, value: str) -> None:
    for where in ("consent_reminders.show", "consent_reminders.preview"):
        manager.get(where, session=value, use=value)
        assert manager.status == 200
        assert "Agnieszka Kowalska" in manager.text


@pytest.mark.parametrize("adults", ["", "x", "0", "-1", "9" * 400, "1e3", "²", "\x00"])
def test_numbers_that_nobody_has_remind_nobody(manager: Browser, agnieszka: Account, adults: str) -> None:
    manager.post("consent_reminders.remind", {"adults": adults})
    assert "Nobody was left to remind" in manager.text
    assert OutboxMessage.select().count() == 0


def test_a_page_that_was_open_too_long_sends_nothing_and_shows_the_list_again(
    manager: Browser, agnieszka: Account
) -> None:
    before = snapshot()
    manager.post("consent_reminders.remind", {"csrf_token": "stale", "adults": str(factories.adult_of(agnieszka).id)})
    assert "This page was open for too long" in manager.text
    assert changed_tables(before) == []
    manager.submit("Remind 1 adult")
    assert OutboxMessage.select().count() == 1


def test_a_held_childs_adults_are_asked_like_everybody_else(
    manager: Browser, agnieszka: Account, fatima: Adult, a_child: Child, a_manager: Account
) -> None:
    free = manager.get("consent_reminders.preview").text
    holds.place_hold(a_child, HoldBasis.SAFEGUARDING, "Told to nobody.", submission=new_token(), by_id=a_manager.id)
    assert manager.get("consent_reminders.preview").text == free


@pytest.mark.parametrize("who", ["a_staff_member", "a_poster", "a_lead", "a_chair", "an_inspector", "a_stranger"])
def test_nobody_but_the_manager_chases(
    request: pytest.FixtureRequest, new_browser: NewBrowser, manager: Browser, agnieszka: Account, who: str
) -> None:
    remind_all(manager)
    made = ReminderRound.get()
    browser = new_browser(request.getfixturevalue(who))
    before = snapshot()
    for endpoint in ("show", "preview"):
        assert browser.get(f"consent_reminders.{endpoint}").status == 403
    assert browser.get("consent_reminders.sent", round_id=made.id).status == 403
    assert browser.post("consent_reminders.remind", {"adults": "1"}).status == 403
    assert browser.post("consent_reminders.letters", round_id=made.id).status == 403
    assert changed_tables(before) == []


def test_a_round_that_does_not_exist_is_not_found(manager: Browser) -> None:
    assert manager.get("consent_reminders.sent", round_id=41).status == 404
    assert manager.post("consent_reminders.letters", round_id=41).status == 404


def test_when_nobody_owes_an_answer_the_page_says_so(manager: Browser, a_parent: Account, a_child: Child) -> None:
    factories.sign_all(a_child, a_parent)
    assert "Nobody owes an answer" in manager.get("consent_reminders.show").text
    assert "Nobody owes an answer." in manager.get("consent_reminders.preview").text


def test_without_any_family_nobody_is_said_to_have_answered(manager: Browser) -> None:
    manager.get("consent_reminders.show")
    assert "No families yet" in manager.text
    assert "Nobody owes an answer" not in manager.text
    manager.click("Import a list")
    assert manager.heading == "Import a list"
