"""What is printed leaves sealed like every other PDF, and whoever checks a letter learns nothing of its code."""

from datetime import timedelta

import pytest
import time_machine

from portal.consents.models import PaperForm
from portal.foundation import clock
from portal.issued.models import IssuedRecord
from portal.settings import service as settings
from portal.visitors import doors
from portal.visitors.models import VisitorDoor
from portal.wording import service as wording
from portal.wording.policy import Change, DocumentKey
from tests.families import factories as families
from tests.records.test_verify import check

WHOLE = "Is it unchanged since it was sealed? Yes Nothing in it was changed since we sealed it."
OURS = "Is it exactly a file from us? Yes We gave out this file, byte for byte."


@pytest.fixture
def manager(new_browser, a_manager):
    return new_browser(a_manager)


@pytest.fixture
def letters(manager, a_child):
    """Letters with links and codes, as they are printed."""
    adult = families.an_adult("Efua Mensah", a_child)
    manager.get("families.invitations").submit("Go on", {"adult": [adult.id]}).submit("Make 1 letter")
    return families.print_letters(manager)


def test_a_blank_form_is_current_until_its_text_is_asked_again(manager, browser, a_child):
    papers = [
        manager.get("acknowledgements.blank_pdf", slug="parent-rules").content,
        manager.get("consent_paper.choose", child=a_child.id).submit("Make the PDF", copies="2").content,
    ]
    assert [(row.kind, row.records) for row in IssuedRecord.select()] == [("blank_form", 1), ("blank_form", 2)]
    assert IssuedRecord.select()[1].subject_id == PaperForm.get().wording_id
    for paper in papers:
        told = check(browser, paper).text
        assert (WHOLE in told, OURS in told, "Is it still current? Yes" in told) == (True, True, True)
    rules = wording.current(DocumentKey.PARENT_RULES)
    wording.publish(DocumentKey.PARENT_RULES, rules.acknowledgement, change=Change.REAL, by_id=None)
    assert "Is it still current? No longer" in check(browser, papers[0]).text
    assert "Is it still current? Yes" in check(browser, papers[1]).text


def test_the_sheet_for_the_wall_is_current_until_its_square_is_renewed(manager, browser, a_manager):
    manager.get("visitors.list_doors").submit("Make a square")
    sheet = manager.get("visitors.wall_pdf").content
    assert "Is it still current? Yes" in check(browser, sheet).text
    doors.end(VisitorDoor.get(), by_id=a_manager.id)
    assert "Is it still current? No longer" in check(browser, sheet).text


def test_the_sheet_for_the_wall_is_current_while_the_safeguarding_lead_is_the_one_it_names(manager, browser):
    settings.change_setting({"safeguarding_lead": "Samira Yusuf"}, by_id=None)
    manager.get("visitors.list_doors").submit("Make a square")
    sheet = manager.get("visitors.wall_pdf").content
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        settings.change_setting({"phone": "01632 960 555"}, by_id=None)
        assert "Is it still current? Yes" in check(browser, sheet).text
        settings.change_setting({"safeguarding_lead": "Ngozi Eze"}, by_id=None)
        assert "Is it still current? No longer" in check(browser, sheet).text


def test_letters_leave_sealed_and_nobody_learns_from_the_portal_what_stands_in_them(manager, browser, letters):
    told = check(browser, letters).text
    assert (WHOLE in told, OURS in told, "Is it still current? We cannot tell" in told) == (True, True, True)
    assert "Efua" not in told
    (row,) = IssuedRecord.select().dicts()
    codes = [link.rpartition("/")[2] for link in families.codes_in(letters)]
    assert codes
    assert not any(code in str(value) for code in codes for value in row.values())
    assert (row["kind"], row["reference"], row["subject_id"]) == ("letters", "", 1)


def test_what_was_told_of_a_letter_stays_the_same_once_its_link_was_used(manager, browser, new_browser, letters):
    before = check(browser, letters).text
    (link,) = families.codes_in(letters)
    new_browser().get(link.removeprefix("http://localhost")).submit(password="three random words here")
    assert check(browser, letters).text == before


def test_letters_printed_again_are_other_files(manager, letters):
    again = families.print_letters(manager)
    hashes = [row.sha256 for row in IssuedRecord.select()]
    assert (again != letters, len(set(hashes))) == (True, 2)
