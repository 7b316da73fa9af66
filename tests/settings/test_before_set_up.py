"""A manager who was invited before the portal was set up is no dead end: the setting can be named by either way."""

import re

import pytest

from portal.access.permissions import Role
from portal.accounts import invitations
from portal.accounts.models import Account
from portal.accounts.policy import AlreadySetUp
from portal.settings import service as settings
from portal.settings.models import Setting
from portal.wording.models import WordingVersion
from tests.accounts.factories import PASSWORD, invited, somebody
from tests.support import factories
from tests.support.databases import changed_tables, snapshot

EMAIL = "siobhan.kelly@example.org"


def set_up(browser, email: str = EMAIL):
    browser.get("accounts.set_up", token=invitations.set_up_token())
    return browser.submit(setting_name="Little Herons", name="Siobhán Kelly", email=email, password=PASSWORD)


def test_an_invited_manager_does_not_make_the_set_up_link_disappear(browser, db_ready) -> None:
    account, _ = invited("S. Kelly", Role.MANAGER)
    assert invitations.needs_set_up()
    set_up(browser, account.email)
    assert browser.heading == "What needs you today"
    assert [(a.name, a.roles) for a in Account.select()] == [("Siobhán Kelly", {Role.MANAGER})]
    assert settings.current().name == "Little Herons"
    assert not invitations.needs_set_up()


def test_the_invitation_of_somebody_who_set_up_opens_nothing_any_more(browser, new_browser, db_ready) -> None:
    account, token = invited("S. Kelly", Role.MANAGER)
    set_up(browser, account.email)
    assert new_browser().get(f"/invitation/{token}").status == 409


def test_somebody_with_a_password_is_not_taken_over_by_the_link(browser, db_ready) -> None:
    account = somebody("Siobhán Kelly", Role.MANAGER)
    before = snapshot()
    set_up(browser, account.email)
    assert browser.heading == "Set up the portal"
    assert "Somebody already signs in" in browser.root.xpath("string(//*[@id='email-error'])")
    assert changed_tables(before) == []
    assert browser.get("home.index").heading == "Sign in"


def test_a_manager_who_came_in_first_names_the_setting(new_browser, db_ready) -> None:
    browser = new_browser(somebody("Siobhán Kelly", Role.MANAGER))
    browser.get("home.index")
    assert browser.heading == "The setting"
    assert "Give your setting its name first" in browser.text
    browser.submit(name="Little Herons", phone="01632 960 999")
    assert "Your setting is called" in browser.text
    assert (Setting.get().name, Setting.get().phone) == ("Little Herons", "01632 960 999")
    assert browser.heading == "What needs you today"
    assert "Get ready: 0 of 7" in browser.text
    assert WordingVersion.select().count() == 0, "nobody published what nobody read"
    with pytest.raises(AlreadySetUp):
        invitations.check_set_up_token(invitations.set_up_token())


@pytest.mark.parametrize("role", Role)
def test_before_set_up_every_first_page_stands(new_browser, db_ready, role: Role) -> None:
    browser = new_browser(factories.make_account("Mary Byrne", role))
    assert browser.get("home.index").status == 200
    if role is Role.PARENT:
        assert browser.get("home.as_parent").heading == "Nearly ready"


def test_where_the_setting_has_no_manager_left_the_link_makes_one(browser, setting) -> None:
    assert invitations.needs_set_up()
    set_up(browser)
    assert browser.heading == "What needs you today"
    assert [s.name for s in Setting.select()] == ["Little Herons"]


def test_a_stranger_before_set_up_is_told_where_the_link_is_and_gets_no_secret(browser, db_ready) -> None:
    for address in ("/", "/sign-in", "/families/"):
        browser.get(address)
        assert browser.heading == "This portal is not set up yet"
        assert "flask accounts set-up-link" in browser.text
        assert "/set-up/" not in browser.page
    browser.post("accounts.sign_in", {"login": "x", "password": "y"})
    assert browser.heading == "This portal is not set up yet"


def test_who_has_a_password_can_sign_in_before_the_setting_has_a_name(browser, db_ready) -> None:
    somebody("Siobhán Kelly", Role.MANAGER)
    assert browser.get("home.index").heading == "Sign in"


def test_after_set_up_the_sign_in_page_is_there_again(browser, new_browser, db_ready) -> None:
    set_up(browser)
    assert "Get ready: 0 of 7" in browser.text
    assert new_browser().get("home.index").heading == "Sign in"


def test_a_set_up_link_that_is_too_old_says_how_to_get_another(browser, db_ready) -> None:
    browser.get("/set-up/something-that-was-cut-short")
    assert browser.status == 409
    assert "flask accounts set-up-link" in browser.text


def test_a_command_prints_a_new_link_until_the_portal_is_set_up(app, browser, db_ready) -> None:
    printed = app.test_cli_runner().invoke(args=["accounts", "set-up-link"]).output
    (link,) = re.findall(r"http://localhost(/set-up/\S+)", printed)
    assert browser.get(link).heading == "Set up the portal"
    set_up(browser)
    again = app.test_cli_runner().invoke(args=["accounts", "set-up-link"])
    assert (again.exit_code, "already set up" in again.output) == (1, True)
