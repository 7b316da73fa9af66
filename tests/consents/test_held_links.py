"""While the portal's address opens on this computer only, nothing on paper leads there (product.md §8.11)."""

from dataclasses import replace

import pytest

from portal.reminders.models import ReminderRound
from tests.families.factories import codes_in, pages_of
from tests.reminders.factories import a_parent_without_email


@pytest.fixture
def held(app, monkeypatch):
    monkeypatch.setitem(app.config, "PORTAL", replace(app.config["PORTAL"], environment="production"))


def print_paper(browser, child):
    return browser.get("consent_paper.choose", child=child.id).submit("Make the PDF")


def test_letters_of_a_reminder_wait(new_browser, a_manager, a_child, held):
    a_parent_without_email("Fatima Haddad", a_child)
    manager = new_browser(a_manager).get("reminders.show")
    assert "E-mails and letters wait" in manager.text
    manager.submit("Make 1 letter")
    assert "1 letter to print." in manager.text
    assert "Print 1 letter" not in manager.text
    manager.post("reminders.print_letters", round_id=ReminderRound.get().id)
    assert "The letters wait: the portal’s address opens on this computer only." in manager.text


def test_a_paper_form_has_its_reference_and_no_square(new_browser, a_manager, a_child, held, app, monkeypatch):
    manager = new_browser(a_manager)
    content = print_paper(manager, a_child).content
    assert "Reference PF-" in pages_of(content)[0]
    assert "The square is for us" not in pages_of(content)[0]
    assert codes_in(content) == []
    monkeypatch.setitem(app.config, "PORTAL", replace(app.config["PORTAL"], environment="test"))
    assert len(codes_in(print_paper(manager, a_child).content)) == 1


def test_the_sheet_of_who_may_be_photographed_has_no_square(new_browser, a_manager, a_child, held, app, monkeypatch):
    manager = new_browser(a_manager)
    assert codes_in(manager.get("photo_list.pdf", use="website").content) == []
    monkeypatch.setitem(app.config, "PORTAL", replace(app.config["PORTAL"], environment="test"))
    assert len(codes_in(manager.get("photo_list.pdf", use="website").content)) == 1
