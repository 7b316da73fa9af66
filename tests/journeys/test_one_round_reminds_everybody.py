"""Promises about reminders, each with the stranger's attempt beside it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from portal.access.permissions import Role
from portal.accounts import service as accounts
from portal.accounts.models import Account, Invitation
from portal.consents import holds
from portal.consents.outstanding import uses_asked
from portal.consents.policy import Answer, HoldBasis
from portal.families.models import Adult, Child
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.mail import service as mail
from portal.mail.models import OutboxMessage
from portal.reminders.models import Reminder, ReminderRound
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from tests.acknowledgements import factories as acknowledgements
from tests.families.factories import codes_in, pages_of
from tests.reminders.factories import a_parent_without_email, a_signed_in_parent, an_adult
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
    return manager.get("reminders.show").submit()


def settle(parent: Account, child: Child) -> None:
    """Answer and sign all that is asked."""
    factories.sign_all(child, parent, Answer.NO)
    acknowledgements.sign(parent)


def test_one_page_shows_the_very_text_and_everybody_with_what_they_owe_and_how_they_are_reached(
    manager: Browser, agnieszka: Account, fatima: Adult, a_child: Child
) -> None:
    an_adult("Marek Kowalski", a_child, email="marek@example.org")
    with read_only():
        manager.get("reminders.show")
    assert manager.heading == "Remind 3 adults"
    for line in ("answers for Zofia · rules · e-mail", "answers for Liban · rules · letter",
                 "answers for Zofia · rules · invitation by e-mail"):  # fmt: skip
        assert line in manager.text
    assert "Send 2 e-mails, make 1 letter" in manager.text
    assert "Hello Marek Kowalski," in manager.text, "the invitation that stands for a reminder is shown too"


def test_what_is_shown_is_what_goes_out_once_for_both_things(manager: Browser, agnieszka: Account) -> None:
    manager.get("reminders.show")
    shown = manager.text
    manager.submit("Send 1 e-mail")
    message = OutboxMessage.get()
    assert " ".join(message.body.replace("{PORTAL_URL}", "http://localhost").split()) in shown
    assert "answers about pictures of Zofia" in message.body
    assert "to read and sign: Our rules for parents" in message.body
    assert "1 reminder by e-mail." in manager.text
    assert "answers and rules" in manager.text
    assert OutboxMessage.select().count() == 1


def test_e_mails_that_no_server_takes_are_said_to_wait(
    manager: Browser, agnieszka: Account, request: pytest.FixtureRequest
) -> None:
    assert "1 e-mail waits: no mail server is set." in remind_all(manager).text
    request.getfixturevalue("mail_is_set")
    Adult.update(last_written_at=None).execute()
    assert "1 e-mail is on its way." in remind_all(manager).text


def test_who_owes_the_rules_alone_is_reminded_of_them_alone(
    manager: Browser, agnieszka: Account, a_child: Child
) -> None:
    factories.sign_all(a_child, agnieszka)
    remind_all(manager)
    message = OutboxMessage.get(OutboxMessage.kind == "reminder")
    assert "to read and sign: Our rules for parents" in message.body
    assert "pictures" not in message.body
    assert Reminder.get().about == "documents"


def test_who_said_no_and_signed_is_left_in_peace(manager: Browser, agnieszka: Account, a_child: Child) -> None:
    settle(agnieszka, a_child)
    before = snapshot()
    assert "Nobody owes us anything" in manager.get("reminders.show").text
    manager.post("reminders.show", {"adults": f"adult-{factories.adult_of(agnieszka).id}"})
    assert "Nobody was left to remind" in manager.text
    assert changed_tables(before) == []


def test_who_is_unticked_gets_nothing(manager: Browser, agnieszka: Account, fatima: Adult) -> None:
    manager.get("reminders.show").submit("Send 1 e-mail, make 1 letter", adults=[f"adult-{fatima.id}"])
    assert OutboxMessage.select().count() == 0
    assert Reminder.get().adult_id == fatima.id
    assert "Remind 1 adult" in manager.get("reminders.show").text


def test_with_nobody_ticked_nothing_goes_out_and_the_page_says_so(
    manager: Browser, agnieszka: Account, fatima: Adult
) -> None:
    before = snapshot()
    manager.get("reminders.show").submit("Send 1 e-mail, make 1 letter", adults=[])
    assert "Tick at least one person. Nothing has gone out yet." in manager.text
    assert not manager.root.xpath("//input[@name='adults'][@checked]"), "what was unticked stays so"
    assert changed_tables(before) == []


def test_whose_e_mails_do_not_arrive_goes_apart(manager: Browser, agnieszka: Account, fatima: Adult) -> None:
    mail.queue(str(agnieszka.email), "Before", "mail/test")
    OutboxMessage.update(failed_at=clock.now(), kind="invitation", last_problem="550 No such user").execute()
    assert manager.get("reminders.show").heading == "Remind 1 adult"
    assert "1 whose last e-mail did not arrive" in manager.text
    remind_all(manager)
    assert OutboxMessage.select().count() == 1
    OutboxMessage.update(sent_at=clock.now(), failed_at=None).execute()
    assert "Agnieszka Kowalska" in remind_all(manager).text


def test_that_a_message_about_a_concern_did_not_arrive_puts_nobody_apart(manager: Browser, agnieszka: Account) -> None:
    mail.queue(str(agnieszka.email), "Something new", "mail/test")
    OutboxMessage.update(failed_at=clock.now(), kind="something_new").execute()
    assert manager.get("reminders.show").heading == "Remind 1 adult"


def test_who_has_no_e_mail_gets_a_letter_and_all_letters_are_one_pdf(
    manager: Browser, fatima: Adult, a_child: Child, a_strangers_child: Child
) -> None:
    Adult.update(address="4 Mill Row, Ashford").where(Adult.id == fatima.id).execute()
    an_adult("Chen Wei", a_child)
    remind_all(manager)
    assert "2 letters to print." in manager.text
    manager.submit("Print 2 letters")

    first, second = pages_of(manager.content)
    assert manager.headers["Content-Type"] == "application/pdf"
    assert "4 Mill Row" in first
    assert "pictures of Liban that wait for your answer" in " ".join(first.split())
    assert "Please read and sign: Our rules for parents and carers." in first
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
    assert len(pages_of(manager.submit("Print 1 letter").content)) == 1
    manager.get("reminders.sent", round_id=made.id)
    settle(Account.get_by_id(Adult.get_by_id(fatima.id).account_id), a_strangers_child)
    manager.submit("Print 1 letter")
    assert "There is no letter left to print" in manager.text
    assert Reminder.select().count() == 1


def test_nobody_is_reminded_twice_within_three_days(
    new_browser: NewBrowser, manager: Browser, agnieszka: Account, a_manager: Account
) -> None:
    remind_all(manager)
    manager.get("reminders.show")
    assert "1 was asked in the last 3 days" in manager.text
    assert not manager.root.xpath("//main//form[@method='post']")

    manager.post("reminders.show", {"adults": f"adult-{factories.adult_of(agnieszka).id}"})
    assert "Nobody was left to remind" in manager.text
    with time_machine.travel(clock.now() + timedelta(days=3, minutes=1)):
        assert "Remind 1 adult" in new_browser(a_manager).get("reminders.show").text


def test_pressing_twice_ends_at_the_same_round(manager: Browser, agnieszka: Account) -> None:
    (submission,) = manager.get("reminders.show").root.xpath("//input[@name='submission']/@value")
    sent = {"submission": submission, "adults": f"adult-{factories.adult_of(agnieszka).id}"}
    first = manager.post("reminders.show", sent).url
    assert manager.post("reminders.show", sent).url == first
    assert OutboxMessage.select().count() == 1


def test_whoever_answers_and_signs_before_the_button_is_pressed_is_not_reminded(
    manager: Browser, agnieszka: Account, a_child: Child
) -> None:
    manager.get("reminders.show")
    settle(agnieszka, a_child)
    written = OutboxMessage.select().count()
    manager.submit("Send 1 e-mail")
    assert "Nobody was left to remind: they have answered since" in manager.text
    assert OutboxMessage.select().count() == written


def test_some_can_be_chosen_and_each_message_still_names_everything(
    manager: Browser, agnieszka: Account, fatima: Adult
) -> None:
    club = factories.make_child("Jan", "Nowak", sessions=("after_school",))
    a_signed_in_parent("Ewa Nowak", club)
    manager.get("reminders.show").submit("Show", session="after_school", use="press", owed="documents")
    assert "Agnieszka" not in manager.text
    label = next(use.label for use in uses_asked() if use.key == "press")
    assert f"You chose: After-school club, {label}, rules." in manager.text
    manager.submit("Send 1 e-mail")
    assert [message.recipient for message in OutboxMessage.select()] == ["ewa.nowak@example.org"]
    made = ReminderRound.get()
    assert (made.session_id, made.use) == ("after_school", "press")


@pytest.mark.parametrize("value", ["", "x", "'", "%", "\x00", "❄", "a" * 5000])
def test_a_filter_that_does_not_exist_leaves_the_list_open(manager: Browser, agnieszka: Account, value: str) -> None:
    manager.get("reminders.show", session=value, use=value, owed=value)
    assert manager.status == 200
    assert "Agnieszka Kowalska" in manager.text


@pytest.mark.parametrize("adults", ["x", "0", "-1", "9" * 400, "1e3", "²", "\x00"])
def test_numbers_that_nobody_has_remind_nobody(manager: Browser, agnieszka: Account, adults: str) -> None:
    manager.post("reminders.show", {"adults": adults})
    assert "Nobody was left to remind" in manager.text
    assert OutboxMessage.select().count() == 0


def test_a_page_that_was_open_too_long_sends_nothing_and_shows_the_list_again(
    manager: Browser, agnieszka: Account
) -> None:
    before = snapshot()
    manager.post("reminders.show", {"csrf_token": "stale", "adults": f"adult-{factories.adult_of(agnieszka).id}"})
    assert "This page was open for too long" in manager.text
    assert changed_tables(before) == []
    manager.submit("Send 1 e-mail")
    assert OutboxMessage.select().count() == 1


def test_a_held_childs_adults_are_asked_like_everybody_else(
    manager: Browser, agnieszka: Account, fatima: Adult, a_child: Child, a_manager: Account
) -> None:
    free = manager.get("reminders.show").text
    holds.place_hold(a_child, HoldBasis.SAFEGUARDING, "Told to nobody.", submission=new_token(), by_id=a_manager.id)
    assert manager.get("reminders.show").text == free


@pytest.mark.parametrize("who", ["a_staff_member", "a_poster", "a_lead", "a_chair", "an_inspector", "a_stranger"])
def test_nobody_but_the_manager_reminds_and_nothing_goes_out(
    request: pytest.FixtureRequest, new_browser: NewBrowser, manager: Browser, agnieszka: Account, who: str
) -> None:
    remind_all(manager)
    made = ReminderRound.get()
    browser = new_browser(request.getfixturevalue(who))
    Adult.update(last_written_at=None).execute()
    before = snapshot()
    assert browser.get("reminders.show").status == 403
    assert browser.get("reminders.sent", round_id=made.id).status == 403
    assert browser.post("reminders.show", {"adults": f"adult-{factories.adult_of(agnieszka).id}"}).status == 403
    assert browser.post("reminders.print_letters", round_id=made.id).status == 403
    assert changed_tables(before) == []


def test_a_round_that_does_not_exist_is_not_found(manager: Browser) -> None:
    assert manager.get("reminders.sent", round_id=41).status == 404
    assert manager.post("reminders.print_letters", round_id=41).status == 404


def test_without_any_family_nobody_is_said_to_have_answered(manager: Browser) -> None:
    manager.get("reminders.show")
    assert "No families yet" in manager.text
    assert "Nobody owes us anything" not in manager.text
    manager.click("Import a list")
    assert manager.heading == "Import a list"


def test_a_round_of_an_earlier_release_was_about_answers(manager: Browser, agnieszka: Account, app: Flask) -> None:
    made = ReminderRound.create(submission="s" * 64)
    Reminder.create(round=made.id, adult=factories.adult_of(agnieszka).id, way="email")
    assert "Agnieszka Kowalska answers e-mail" in manager.get("reminders.sent", round_id=made.id).text


def test_whoever_works_here_is_reminded_in_the_same_round_and_not_twice(
    manager: Browser, new_browser: NewBrowser, a_manager: Account, a_staff_member: Account, agnieszka: Account
) -> None:
    """Also who is a parent too, in one message; not who was only invited, and nobody within three days."""
    wording.publish_default_texts(DocumentKey.STAFF_RULES, by_id=a_manager.id)
    factories.make_account("Jo Bell", Role.STAFF, has_come=False)
    accounts.give_role(agnieszka, Role.STAFF, by_id=None)
    page = manager.get("reminders.show")
    assert page.heading == "Remind 3 adults"
    assert "Jo Bell" not in page.text
    page.submit("Send 3 e-mails")
    texts = {message.recipient: message.body for message in OutboxMessage.select()}
    assert "to read and sign: Our rules for staff" in texts[a_staff_member.email]
    assert "to read and sign: Our rules for staff" in texts[agnieszka.email]
    assert "answers about pictures of Zofia" in texts[agnieszka.email]
    assert "pictures" not in texts[a_staff_member.email]
    assert manager.get("reminders.show").heading == "Reminders"
    reminded = [(each.adult_id is None, each.account_id) for each in Reminder.select().order_by(Reminder.id)]
    assert sorted(reminded) == [(False, None), (True, a_manager.id), (True, a_staff_member.id)]
    with time_machine.travel(clock.now() + timedelta(days=3, minutes=1), tick=False):
        assert new_browser(a_manager).get("reminders.show").heading == "Remind 3 adults"
