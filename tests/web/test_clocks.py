"""A wrong clock, of a device or of the server, signs nobody out and is said to whoever can put it right."""

from datetime import timedelta

import time_machine

from portal.foundation import clock


def test_a_device_whose_clock_is_years_ahead_keeps_its_cookie(new_browser, a_manager):
    """A browser asks its own clock about “Expires”, and none about “Max-Age” (RFC 6265 §5.2.2)."""
    browser = new_browser(a_manager).get("accounts.own_account")
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=False):  # the cookie is written anew
        (cookie,) = browser.client.get("/your-account").headers.getlist("Set-Cookie")
    assert "Max-Age=43200" in cookie


def test_the_clock_of_the_server_set_back_signs_nobody_out(new_browser, a_manager):
    browser = new_browser(a_manager)
    with time_machine.travel(clock.now() - timedelta(hours=2), tick=False):
        assert browser.get("accounts.own_account").heading == "Your account"


def test_the_manager_is_told_that_the_clock_is_behind_what_was_written(new_browser, a_manager):
    browser = new_browser(a_manager)
    assert "clock" not in browser.get("home.index").text
    with time_machine.travel(clock.now() - timedelta(hours=2), tick=False):
        assert "The clock of the portal’s computer is behind" in browser.get("home.index").text
