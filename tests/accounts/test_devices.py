"""Everybody sees where they are signed in, and can end it everywhere else."""

from dataclasses import replace

import pytest

from portal.access.permissions import Role
from portal.accounts.devices import describe_user_agent
from portal.audit.models import AuditEntry
from tests.accounts.factories import somebody
from tests.support.databases import changed_tables, snapshot

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"
PIXEL = "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (IPHONE, "Safari on iPhone"),
        (EDGE, "Edge on Windows"),
        (PIXEL, "Chrome on Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("curl/8", "A device that does not say what it is"),
        ("<script>", "A device that does not say what it is"),
    ],
)
def test_a_device_is_named_as_people_name_it(db_ready, says: str, words: str) -> None:
    assert describe_user_agent(says) == words


def test_a_person_signs_their_other_devices_out(new_browser, setting) -> None:
    parent, stranger = somebody("Mary Byrne", Role.PARENT), somebody("Hodan Warsame", Role.PARENT)
    here, lost, strangers = new_browser(parent), new_browser(parent), new_browser(stranger)
    here.get("accounts.own_account")
    assert here.text.count("since") == 2
    here.submit("Sign out other devices")
    assert "Every other device is signed out" in here.text
    assert here.text.count("since") == 1
    assert "Sign out other devices" not in here.text
    assert lost.get("home.index").trail[-1][1].startswith("/sign-in")
    assert strangers.get("home.index").heading != "Sign in"
    assert AuditEntry.select().where(AuditEntry.event == "SessionsEnded").count() == 1


def test_with_one_device_there_is_nothing_to_sign_out_and_nothing_is_logged(new_browser, a_parent) -> None:
    browser = new_browser(a_parent)
    before = snapshot()
    browser.post("accounts.sign_out_others")
    assert changed_tables(before) == []


@pytest.mark.parametrize(("old", "stays"), [(True, True), (False, False)])
def test_a_new_secret_key_signs_nobody_out_while_the_old_one_is_named(new_browser, app, monkeypatch, old, stays):
    browser = new_browser(somebody())
    config = replace(app.config["PORTAL"], secret_key="n" * 48, old_secret_key=app.secret_key if old else "")
    for name in ("SECRET_KEY", "SECRET_KEY_FALLBACKS"):
        monkeypatch.setitem(app.config, name, config.for_flask()[name])
    assert (browser.get("accounts.own_account").heading == "Your account") is stays
