"""The register leaves the portal as it is on the screen, harmless in a spreadsheet, and not unnoticed."""

import csv
import io
import json
from datetime import timedelta

import pypdfium2
import pytest

from portal.audit.models import AuditEntry
from portal.consents.policy import Answer
from portal.foundation import clock
from tests.support import factories


def rows_of(content):
    assert content.startswith(b"\xef\xbb\xbf"), "Excel takes the letters for UTF-8 only behind this mark"
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_spreadsheet_holds_what_was_chosen_in_the_words_of_the_page(new_browser, a_manager, a_child, a_parent):
    factories.sign(a_child, a_parent, {"website": Answer.YES, "press": Answer.NO})
    factories.make_child("Łukasz", "O’Connor-Núñez", sessions=["holiday"])
    browser = new_browser(a_manager).get("consent_register.show", session="playgroup")
    browser.click("Spreadsheet")
    header, *rows = rows_of(browser.content)
    assert header[0] == "Child"
    assert len(header) == 1 + 3 * 8
    ((name, *cells),) = rows
    assert name == "Zofia Kowalska"
    assert sorted(cells[::3]) == ["May", "May not", *["No answer"] * 6]
    assert set(cells[1::3]) == {""}
    assert sorted(filter(None, cells[2::3])) == [
        str(clock.today().replace(year=clock.today().year + 1) - timedelta(days=1))
    ]
    assert "attachment" in browser.headers["Content-Disposition"]


@pytest.mark.parametrize("first", ["=cmd|' /C calc'!A1", "+44", "-2+3", "@SUM(1)", "\t=1", " =1", "\uff1d1"])
def test_no_name_is_run_by_a_spreadsheet(new_browser, a_manager, first):
    factories.make_child(first, "Obi")
    rows = rows_of(new_browser(a_manager).get("consent_register.register_csv").content)
    assert rows[1][0] == f"'{first} Obi"


def test_an_ordinary_name_stays_as_it_is(new_browser, a_manager):
    factories.make_child("Ada-Mei", "O’Connor, “Núñez”")
    rows = rows_of(new_browser(a_manager).get("consent_register.register_csv").content)
    assert rows[1][0] == "Ada-Mei O’Connor, “Núñez”"


def test_the_paper_holds_the_choice_and_the_counts(new_browser, a_manager, a_child):
    factories.make_child("Hodan", "Warsame", sessions=["holiday"])
    browser = new_browser(a_manager).get("consent_register.register_pdf", session="playgroup", use="website")
    text = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(browser.content))
    text = " ".join(text.split())
    assert "Zofia Kowalska" in text
    assert "Hodan" not in text
    assert "Only: Playgroup" in text
    assert "How far each use is answered" in text


def test_a_choice_that_nobody_fits_is_a_file_too(new_browser, a_manager, a_child):
    browser = new_browser(a_manager)
    assert len(rows_of(browser.get("consent_register.register_csv", session="holiday").content)) == 1
    assert browser.get("consent_register.register_pdf", session="holiday").content[:5] == b"%PDF-"


def test_the_log_says_who_took_how_many(new_browser, a_manager, a_child):
    new_browser(a_manager).get("consent_register.register_csv", session="playgroup", use="press")
    entry = AuditEntry.get(AuditEntry.event == "RegisterExported")
    assert entry.actor_id == a_manager.id
    assert json.loads(entry.details) == {"file": "csv", "children": 1, "session": "playgroup", "use": "press"}
