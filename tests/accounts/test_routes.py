"""Signing in and out, invitations, forgotten passwords, set-up and one’s own account, as people meet them."""

import re

import pytest
import time_machine

from portal.access.permissions import Role
from portal.accounts import emails, invitations
from portal.accounts.models import Account, SignIn
from portal.accounts.policy import RESET_AGAIN_AFTER, RESETS_PER_ADDRESS, TRIES_PER_PERSON, Channel
from portal.foundation import clock
from portal.mail.models import OutboxMessage
from portal.settings import service as settings
from tests.accounts.factories import PASSWORD, invited, somebody

NEW = "eight green herons fly"


def sign_in(browser, login: str = "mary.byrne@example.org", password: str = PASSWORD):
    return browser.get("accounts.sign_in").submit(login=login, password=password)


def test_a_person_signs_in_and_out(browser, setting) -> None:
    somebody()
    assert sign_in(browser).url == "/"
    browser.submit("Sign out")
    assert browser.heading == "Sign in"
    assert browser.get("home.index").heading == "Sign in"
    assert SignIn.get().ended_at is not None


def test_a_page_asked_for_first_opens_after_signing_in(browser, setting) -> None:
    somebody()
    browser.get("accounts.own_account")
    assert browser.heading == "Sign in"
    browser.submit(login="mary.byrne@example.org", password=PASSWORD)
    assert browser.url == "/your-account"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_signing_in_leads_nowhere_else(browser, setting, elsewhere: str) -> None:
    somebody()
    browser.get("accounts.sign_in", next=elsewhere).submit(login="mary.byrne@example.org", password=PASSWORD)
    assert browser.url == "/"


def test_a_wrong_password_says_so_and_keeps_the_name(browser, setting) -> None:
    somebody()
    sign_in(browser, password="wrong")
    assert "The name and the password do not match" in browser.text
    assert browser.root.xpath("//input[@name='login']/@value") == ["mary.byrne@example.org"]
    assert "wrong" not in browser.root.xpath("//input/@value")


def test_a_name_that_does_not_exist_is_answered_alike(new_browser, setting) -> None:
    somebody()
    pages = [
        re.sub(r'value="[^"]*"', "", sign_in(new_browser(), login=login, password="wrong").page)
        for login in ("mary.byrne@example.org", "nobody@example.org")
    ]
    assert pages[0] == pages[1]


def test_empty_boxes_are_asked_for_by_name(browser, setting) -> None:
    browser.get("accounts.sign_in").submit()
    assert "Enter your e-mail address or sign-in name" in browser.text
    assert "Enter your password" in browser.text


@pytest.mark.parametrize("login", ["' OR 1=1 --", "\x00", "%", "x" * 10_000, "mary.byrne@example.org\x00", "💜"])
def test_odd_names_are_just_wrong(browser, setting, login: str) -> None:
    somebody()
    sign_in(browser, login=login)
    assert browser.status == 200
    assert SignIn.select().count() == 0 or login.startswith("mary")


def test_too_many_guesses_are_told_to_wait(browser, setting) -> None:
    somebody()
    for _ in range(TRIES_PER_PERSON):
        sign_in(browser, password="wrong")
    sign_in(browser)
    assert browser.status == 429
    assert int(browser.headers["Retry-After"]) > 0


def test_signing_in_ends_what_an_earlier_person_left_in_the_browser(browser, a_parent, setting) -> None:
    somebody()
    browser.sign_in(a_parent)
    before = browser.client.get_cookie("portal", domain="localhost").value
    sign_in(browser)
    assert browser.client.get_cookie("portal", domain="localhost").value != before
    assert "Mary Byrne" in browser.get("accounts.own_account").text


def test_a_session_that_the_server_ended_asks_to_sign_in(browser, a_parent) -> None:
    browser.sign_in(a_parent).get("home.index")
    SignIn.update(ended_at=SignIn.get().started_at).execute()
    assert browser.get("home.index").heading == "Sign in"


def test_an_invitation_leads_in(browser, setting) -> None:
    account, token = invited()
    browser.get("accounts.accept_invitation", token=token)
    assert account.name in browser.text
    browser.submit(password=PASSWORD)
    assert browser.url == "/"
    assert browser.get("accounts.accept_invitation", token=token).status == 409


def test_a_weak_password_is_explained_and_the_link_stays_good(browser, setting) -> None:
    _, token = invited()
    browser.get("accounts.accept_invitation", token=token).submit(password="short")
    assert "Use at least 10 characters" in browser.text
    browser.submit(password="passwordpassword")
    assert "easy to guess" in browser.text
    assert browser.submit(password=PASSWORD).url == "/"


def test_a_made_up_invitation_is_explained(browser, setting) -> None:
    assert browser.get("accounts.accept_invitation", token="made-up").status == 409
    assert "This link has been used, or is too old" in browser.text


def test_a_forgotten_password_is_chosen_anew_by_mail(browser, setting) -> None:
    somebody()
    browser.get("accounts.forgotten").submit(login="Mary.Byrne@example.org")
    message = OutboxMessage.get()
    assert message.recipient == "mary.byrne@example.org"
    link = re.search(r"{PORTAL_URL}(\S+)", message.body)
    assert link
    browser.get(link[1]).submit(password=NEW)
    browser.submit("Sign out")
    assert sign_in(browser, password=NEW).url == "/"


def test_asking_for_an_address_that_is_unknown_looks_the_same_and_sends_nothing(new_browser, setting) -> None:
    somebody()
    known = new_browser().get("accounts.forgotten").submit(login="mary.byrne@example.org")
    unknown = new_browser().get("accounts.forgotten").submit(login="nobody@example.org")
    assert known.text == unknown.text
    assert OutboxMessage.select().count() == 1


def test_nobody_is_flooded_with_links_and_nobody_is_kept_from_one(browser, setting) -> None:
    """A stranger asks again and again in somebody's name; then the person asks from another place."""
    somebody()
    for _ in range(RESETS_PER_ADDRESS):
        browser.get("accounts.forgotten").submit(login="mary.byrne@example.org")
    assert browser.get("accounts.forgotten").submit(login="mary.byrne@example.org").status == 429
    assert OutboxMessage.select().count() == 1
    with time_machine.travel(clock.now() + RESET_AGAIN_AFTER, tick=False):
        emails.send_reset("mary.byrne@example.org", address="192.0.2.9")
    assert OutboxMessage.select().count() == 2


def test_on_a_device_where_one_signed_in_before_no_stranger_uses_up_the_tries(new_browser, setting) -> None:
    """At the same address, too: behind a router many people have one."""
    somebody()
    own, stranger = sign_in(new_browser()), new_browser()
    own.submit("Sign out")
    for _ in range(TRIES_PER_PERSON + 1):
        sign_in(stranger, password="wrong guess here")
    assert stranger.status == 429
    assert sign_in(stranger).status == 429
    assert sign_in(own, password="wrong guess here").status == 200
    assert sign_in(own).url == "/"


def test_what_was_seen_of_a_device_is_taken_from_nobody_who_made_it_up(new_browser, setting) -> None:
    account = somebody()
    stranger = new_browser()
    stranger.client.set_cookie("known", f'["x",[{account.id}]].forged', domain="localhost")
    for _ in range(TRIES_PER_PERSON + 1):
        sign_in(stranger, password="wrong guess here")
    assert stranger.status == 429


def test_a_device_known_for_one_person_gives_no_tries_at_another(new_browser, setting) -> None:
    somebody(), somebody("Kwame Asante")
    kwames = sign_in(new_browser(), login="kwame.asante@example.org").submit("Sign out")
    for _ in range(TRIES_PER_PERSON + 1):
        sign_in(kwames, password="wrong guess here")
    assert kwames.status == 429


def test_a_password_is_changed_and_other_devices_are_signed_out(new_browser, setting) -> None:
    somebody()
    here, there = sign_in(new_browser()), sign_in(new_browser())
    here.get("accounts.own_account").submit("Change password", old=PASSWORD, password=NEW)
    assert "Your password is changed" in here.text
    assert here.get("home.index").url == "/"
    assert there.get("home.index").heading == "Sign in"


def test_a_wrong_old_password_changes_nothing(browser, setting) -> None:
    somebody()
    sign_in(browser).get("accounts.own_account").submit("Change password", old="wrong", password=NEW)
    assert "This is not your password now" in browser.text
    assert sign_in(browser).url == "/"


def test_the_first_manager_names_the_setting(browser, db_ready) -> None:
    browser.get("accounts.set_up", token=invitations.set_up_token())
    browser.submit(setting_name="Little Herons", name="Ifeoma Eze", email="not an address", password=PASSWORD)
    assert "Enter an e-mail address such as name@example.org" in browser.text
    assert browser.root.xpath("//input[@name='setting_name']/@value") == ["Little Herons"]
    browser.submit(email="ifeoma@example.org", password=PASSWORD)
    assert settings.current().name == "Little Herons"
    assert Account.get().roles == {Role.MANAGER}
    assert browser.get("home.index").status == 200


def test_an_address_that_somebody_signs_in_with_is_told_beside_it_at_set_up(browser, setting) -> None:
    somebody()
    browser.get("accounts.set_up", token=invitations.set_up_token())
    browser.submit(setting_name="Little Herons", name="Ifeoma Eze", email="mary.byrne@example.org", password=PASSWORD)
    assert "Somebody already signs in" in browser.root.xpath("string(//*[@id='email-error'])")
    assert browser.root.xpath("//input[@name='setting_name']/@value") == ["Little Herons"]
    assert browser.submit(email="ifeoma@example.org", password=PASSWORD).url == "/"


def test_a_second_set_up_is_refused(browser, a_manager) -> None:
    assert browser.get("accounts.set_up", token=invitations.set_up_token()).status == 409
    assert "already set up" in browser.text


def test_a_letter_and_a_mail_open_the_same_door(browser, setting) -> None:
    account, letter = invited(channel=Channel.LETTER)
    mail = invitations.invite(account, channel=Channel.EMAIL, by_id=None).token
    assert browser.get("accounts.accept_invitation", token=letter).status == 200
    assert browser.get("accounts.accept_invitation", token=mail).status == 200


def test_a_new_password_is_asked_for_by_that_name_only_where_there_is_an_old_one(new_browser, setting) -> None:
    account = somebody()
    page = new_browser(account).get("accounts.own_account").text
    assert "New password" in page
    assert "Choose a password" not in page
    link = invitations.invite(account, channel=Channel.RESET, by_id=None)
    assert "New password" not in new_browser().get("accounts.accept_invitation", token=link.token).text
