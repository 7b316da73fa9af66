"""A disk that takes nothing loses nothing that was typed, on any form, and keeps nobody signed in."""

import pytest
from peewee import OperationalError

from portal.foundation.database import db
from portal.settings.models import Setting
from tests.support.databases import changed_tables, snapshot

pytestmark = pytest.mark.both_engines

# By the endpoint of a form: what is typed there, and the button.
FORMS = {
    "settings.edit": ("Save", {"address": "1 Swan Lane, beside the school"}),
    "staff.invite": (None, {"name": "Nkechi Eze", "email": "nkechi@example.org", "roles": ["staff"]}),
}


def test_the_engine_itself_says_that_its_disk_is_full_on_each_connection(disk, setting):
    disk.fill()
    for _connection in range(2):
        with pytest.raises(OperationalError, match=r"database or disk is full|No space left on device"):
            Setting.update(name="Acorns").execute()
        db.close()
        db.connect()
    disk.free()
    assert Setting.update(name="Acorns").execute() == 1


@pytest.mark.parametrize("endpoint", FORMS)
def test_what_was_typed_on_any_form_is_kept_and_sent_once_there_is_room(endpoint, disk, new_browser, a_manager):
    button, typed = FORMS[endpoint]
    page = new_browser(a_manager, expects_errors=True).get(endpoint)
    before = snapshot()
    disk.fill()
    page.submit(button, **typed)
    assert "could not be stored" in page.text
    assert changed_tables(before) == []
    disk.free()
    if page.status == 503:  # a page of its own, where the form cannot be shown again at once
        page.submit("Show me what I typed")
    for value in typed.values():
        assert (value if isinstance(value, str) else value[0]) in page.page
    assert changed_tables(before) == [], "looking at it does nothing yet"
    assert page.submit(button).status == 200
    assert "audit_entries" in changed_tables(before)


def test_no_password_is_in_the_page_that_keeps_what_was_typed(disk, browser, setting, a_manager):
    browser.expects_errors = True
    browser.get("accounts.sign_in")
    disk.fill()
    browser.submit(login="siobhan@example.org", password="otter and kettle and moss")
    assert "could not be stored" in browser.text
    assert "siobhan@example.org" in browser.page
    assert "otter" not in browser.page


def test_a_page_that_was_open_too_long_signs_out_and_another_site_does_not(app, new_browser, a_parent):
    browser = new_browser(a_parent)
    for site, where in (("cross-site", "/"), ("same-site", "/"), ("same-origin", "/sign-in")):
        browser.client.post("/sign-out", data={"csrf_token": "old"}, headers={"Sec-Fetch-Site": site})
        assert browser.get("home.index").url.partition("?")[0] == where


def test_signing_out_always_signs_this_browser_out(disk, new_browser, a_parent):
    browser = new_browser(a_parent).get("home.index")
    disk.fill()
    browser.post("accounts.sign_out")
    assert browser.url.startswith("/sign-in")
    assert browser.get("home.index").url.startswith("/sign-in")
