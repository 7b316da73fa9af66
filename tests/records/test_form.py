"""The page of the pack: what it offers, what it says beside a field that is wrong, and the file that it gives."""

import pytest

from portal.audit.models import AuditEntry
from tests.records import packs
from tests.records.packs import Pack
from tests.support.databases import changed_tables, snapshot
from tests.support.inspection import words

WHOLE = "Choose a period that has begun, whose last day is not before its first, of at most seven years"
A_DAY = "Write the date as day, month and year, for example 3 9 2026"
A_YEAR = "Write the year with four digits, for example 2026"
NO_FIRST, NO_LAST = "Enter the first day of the period", "Enter the last day of the period"


@pytest.fixture
def page(busy, new_browser, a_manager):
    """A manager at the page of the pack."""
    return new_browser(a_manager).get("records.pack")


def typed(browser) -> tuple[str, str]:
    """Return what stands in the two fields."""
    return tuple(browser.root.xpath(f"//input[@name='{name}']")[0].get("value") for name in ("first", "last"))


def said_beside(browser, name: str) -> str:
    """Return the error that is tied to a field, or nothing."""
    (field,) = browser.root.xpath(f"//input[@name='{name}']")
    tied = (browser.root.get_element_by_id(id_) for id_ in (field.get("aria-describedby") or "").split())
    return " ".join(words(each) for each in tied if each.get("id").endswith("-error"))


def test_the_page_offers_this_year_until_today_and_says_what_the_pack_holds(page):
    assert typed(page) == ("1 January 2026", "15 September 2026")
    for part in ("consent register", "consent form and withdrawal", "acknowledgements", "complaints register",
                 "head of the audit log"):  # fmt: skip
        assert part in page.text


@pytest.mark.parametrize(
    ("first", "last", "field", "error"),
    [
        ("soon", "15 9 2026", "first", A_DAY),
        ("1 9 2026", "31 9 2026", "last", A_DAY),
        ("29 2 2026", "15 9 2026", "first", A_DAY),
        ("1 9 0026", "15 9 2026", "first", A_YEAR),
        ("1 9 2026", "15 9 20266", "last", A_DAY),
        ("", "15 9 2026", "first", NO_FIRST),
        ("1 9 2026", "", "last", NO_LAST),
        ("15 9 2026", "14 9 2026", "last", WHOLE),
        ("16 9 2026", "30 9 2026", "last", WHOLE),
        ("1 9 2018", "15 9 2026", "last", WHOLE),
        ("1 9 2026", '"><b>15</b>', "last", A_DAY),
        ("<script>alert(1)</script>", "15 9 2026", "first", A_DAY),
        ("١ ٩ ٢٠٢٦ %s {{ 1 }}", "15 9 2026", "first", A_DAY),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(page, first, last, field, error):
    before = snapshot()
    page.submit(first=first, last=last)
    assert page.headers["Content-Type"].startswith("text/html")
    assert error in said_beside(page, field)
    assert said_beside(page, "last" if field == "first" else "first") == ""
    assert typed(page) == (first, last)
    assert changed_tables(before) == []


def test_both_fields_can_be_wrong_at_once(page):
    page.submit(first="never", last="")
    assert A_DAY in said_beside(page, "first")
    assert NO_LAST in said_beside(page, "last")


@pytest.mark.parametrize("sent", ["9" * 5_000, "1\x009\x00\u202e2026 or so"], ids=["long", "controls"])
def test_a_forged_day_is_refused_like_any_other(page, sent):
    page.post("records.pack", {"first": sent, "last": "15 9 2026"})
    assert A_DAY in said_beside(page, "first")
    assert typed(page)[1] == "15 9 2026"
    assert not AuditEntry.select().where(AuditEntry.event == "PackMade").exists()


def test_a_page_of_another_site_makes_no_pack_and_what_was_typed_stays(page):
    before = snapshot()
    page.post_without_token("records.pack", {"first": "2 9 2026", "last": "14 9 2026"})
    assert "There is a problem" in page.text
    assert typed(page) == ("2 9 2026", "14 9 2026")
    assert changed_tables(before) == []


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("1 9 2026", "15 9 2026", "inspection-pack-2026-09-01-to-2026-09-15.pdf"),
        ("15th Sep 2026", "2026-09-15", "inspection-pack-2026-09-15-to-2026-09-15.pdf"),
        ("1/9/26", "31/12/26", "inspection-pack-2026-09-01-to-2026-09-15.pdf"),  # days to come are cut off
    ],
)
def test_the_file_is_a_download_named_for_the_days_it_covers(page, first, last, name):
    page.submit(first=first, last=last)
    assert page.headers["Content-Type"] == "application/pdf"
    assert page.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert page.headers["Cache-Control"] == "no-store"
    assert "sandbox" in page.headers["Content-Security-Policy"]
    packs.check_page_numbers(Pack(page.content))
