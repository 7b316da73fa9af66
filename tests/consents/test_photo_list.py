"""Who may be photographed: one page for the wall and one for the phone, that say the same as the register."""

import io
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pikepdf
import pypdfium2
import pytest
import time_machine
import zxingcpp

from portal.access.permissions import Role
from portal.audit.models import AuditEntry
from portal.consents.models import ConsentHold
from portal.consents.photo_list import service
from portal.consents.policy import Answer
from portal.foundation import clock
from portal.foundation.tokens import new_token
from tests.support import factories

FIRST = ("Ada", "Zofia", "Liban", "Amira", "Finn", "Mei", "Tomasz", "Ifeoma", "Oscar", "Priya")
LAST = ("Obi", "Kowalska", "Warsame", "Khan", "Kelly", "Chen", "Nowak", "Okafor", "Whitlock", "Raman")


def three_children():
    """One who may, one who may not, one for whom nobody answered."""
    for name, answer in (("Ada", Answer.YES), ("Finn", Answer.NO), ("Mei", None)):
        child = factories.make_child(name, "Obi")
        parent = factories.make_parent(f"Alex {name}", child)
        if answer:
            factories.sign(child, parent, {"website": answer})


def text_of(content):
    pages = pypdfium2.PdfDocument(content)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pages]


def test_staff_open_the_list_on_a_phone_and_each_child_stands_in_one_block(new_browser, a_staff_member):
    three_children()
    browser = new_browser(a_staff_member).get("photo_list.choose")
    browser.submit("Show this list", session="playgroup", use="website")
    blocks = {
        s.find("h2").text_content().split(" (")[0].strip(): s.text_content() for s in browser.root.iter("section")
    }
    for word, name in (("May", "Ada O"), ("May not", "Finn O"), ("No answer, so: may not", "Mei O")):
        assert name in blocks[word]
        assert sum(name in text for text in blocks.values()) == 1
    assert "Obi" not in browser.text


def test_the_paper_is_one_dated_page_whose_code_leads_to_the_phones_list(new_browser, a_staff_member):
    three_children()
    browser = new_browser(a_staff_member)
    today = clock.today()
    browser.get("photo_list.pdf", use="website", session="playgroup")
    (text,) = text_of(browser.content)
    assert f"Good for {today.day} " in text
    assert f"{today.year} only" in text
    for word in ("\u2713 May (1)", "\u2717 May not (1)", "? No answer, so: may not (1)", "Ada O", "Finn O", "Mei O"):
        assert word in text
    picture = pypdfium2.PdfDocument(browser.content)[0].render(scale=3).to_pil()
    (code,) = zxingcpp.read_barcodes(picture)
    address = urlsplit(code.text)
    assert (address.scheme, address.netloc) == ("http", "localhost")
    assert parse_qs(address.query) == {"use": ["website"], "session": ["playgroup"]}
    assert "Ada O" in browser.get(f"{address.path}?{address.query}").text


def test_sixty_children_fit_on_one_page_of_a4(new_browser, a_staff_member):
    for number in range(60):
        child = factories.make_child(FIRST[number % 10], LAST[number // 6])
        if number % 5:
            factories.sign(
                child,
                factories.make_parent(f"Alex {number}", child),
                {"website": [Answer.YES, Answer.NO][number % 7 == 1]},
            )
    content = new_browser(a_staff_member).get("photo_list.pdf", use="website").content
    assert len(text_of(content)) == 1
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert [round(float(x)) for x in pdf.pages[0].MediaBox] == [0, 0, 595, 842]


def test_a_child_stands_on_no_sheet_before_the_first_day(new_browser, a_staff_member):
    today = clock.today()
    later = factories.make_child("Later", "Lin", starts_on=today + timedelta(days=7))
    factories.sign_all(later, factories.make_parent("Alex Lin", later))
    browser = new_browser(a_staff_member)
    assert "Later" not in browser.get("photo_list.live", use="website").text
    assert "Later" not in text_of(browser.get("photo_list.pdf", use="website").content)[0]
    day = (today + timedelta(days=7)).isoformat()
    assert "Later L" in text_of(browser.get("photo_list.pdf", use="website", day=day).content)[0]


def test_a_child_whose_letters_no_font_has_is_told_by_the_birthday_and_no_other_child_is(new_browser, a_staff_member):
    for first, last in (("ꢳꢸ", "ꢬ"), ("ꢳꢱ", "ꢬ"), ("আয়েশা", "রহমান"), ("Ruby 🌈", "Brien")):
        factories.make_child(first, last)
    found = service.photo_list(
        a_staff_member, service.read_choice({"use": "website", "day": str(clock.today())}, clock.today())
    )
    shown = [name.partition(", ") for name in found.not_answered]
    assert sorted(name for name, comma, _ in shown if comma) == ["ꢳꢱ ꢬ", "ꢳꢸ ꢬ"]
    (text,) = text_of(new_browser(a_staff_member).get("photo_list.pdf", use="website").content)
    assert "আয়েশা" in text


def test_two_of_one_name_are_numbered_and_no_birthday_is_on_the_wall(new_browser, a_staff_member, an_inspector):
    for born_on in (date(2022, 1, 1), date(2022, 2, 3)):
        factories.make_child("Ali", "Khan", born_on=born_on)
    browser = new_browser(a_staff_member)
    (text,) = text_of(browser.get("photo_list.pdf", use="website").content)
    assert "Ali K (1)" in text
    assert "Ali K (2)" in text
    assert "Khan" not in text
    assert "2022" not in text
    live = browser.get("photo_list.live", use="website").text
    assert "Ali K (1): Ali Khan, born on 1 January 2022" in live
    assert "Ali K (2): Ali Khan, born on 3 February 2022" in live
    assert "2022" not in new_browser(an_inspector).get("photo_list.live", use="website").text


def test_each_sheet_that_leaves_is_logged_with_who_took_how_many_names(new_browser, a_staff_member):
    three_children()
    new_browser(a_staff_member).get("photo_list.pdf", use="website", session="playgroup")
    entry = AuditEntry.get(AuditEntry.event == "PhotoSheetTaken")
    assert entry.actor_id == a_staff_member.id
    assert '"children":3' in entry.details.replace(" ", "")
    assert "Ada" not in entry.details


def test_an_inspector_reads_the_list_and_takes_no_names_out(new_browser, an_inspector):
    three_children()
    browser = new_browser(an_inspector).get("photo_list.choose")
    assert "Download the sheet" not in browser.text
    assert browser.get("photo_list.pdf", use="website").status == 403
    assert not AuditEntry.select().where(AuditEntry.event == "PhotoSheetTaken").exists()


@pytest.mark.parametrize("values", [{"use": "gone", "session": "playgroup"}, {"session": "x"}, {"day": "1999-01-01"}])
def test_a_choice_that_is_not_understood_is_said_and_never_answered_with_another(new_browser, a_staff_member, values):
    three_children()
    browser = new_browser(a_staff_member).get("photo_list.choose", **values)
    assert browser.status == 200
    assert "Please choose again" in browser.text
    assert browser.url.endswith("/who-may-be-photographed/")
    assert "Please choose again" not in browser.get("photo_list.choose").text


def test_a_sheet_for_another_day_is_ruled_for_that_day(new_browser, a_staff_member):
    with time_machine.travel(datetime(2025, 11, 26, 12, 0, tzinfo=UTC), tick=False):
        child = factories.make_child("Ada", "Obi")
        factories.sign_all(child, factories.make_parent("Alex Obi", child))
    with time_machine.travel(datetime(2026, 11, 25, 9, 0, tzinfo=UTC), tick=False):
        browser = new_browser(a_staff_member)
        today = text_of(browser.get("photo_list.pdf", use="website").content)[0]
        assert "Good for 25 November 2026 only" in today
        assert "\u2713 May (1)" in today
        tomorrow = text_of(browser.get("photo_list.pdf", use="website", day="2026-11-26").content)[0]
        assert "Good for 26 November 2026 only" in tomorrow
        assert "\u2713 May (0)" in tomorrow
        assert "Ada O" in browser.get("photo_list.live", use="website", day="2026-11-26").text


def test_the_live_list_is_todays_whatever_the_address_says(new_browser, a_staff_member):
    three_children()
    page = new_browser(a_staff_member).get("photo_list.live", use="website", day="1999-01-01")
    assert page.status == 200
    assert "As it stood on" in page.text


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"use": "billboards"},
        {"use": "website", "session": "x"},
        {"use": "website", "day": "yesterday"},
        {"use": "\x00"},
    ],
)
def test_a_sheet_of_something_we_do_not_have_is_never_another_sheet(new_browser, a_staff_member, values):
    three_children()
    browser = new_browser(a_staff_member).get("photo_list.pdf", **values)
    assert browser.status == 200
    assert browser.heading == "Who may be photographed"
    assert "Please choose again" in browser.text


def test_no_day_in_the_past_is_offered():
    today = clock.today()
    assert service.days(today)[0] == today
    assert today - timedelta(days=1) not in service.days(today)


def test_the_list_does_not_say_why(new_browser, a_staff_member, a_manager):
    child = factories.make_child("Ada", "Obi")
    factories.sign_all(child, factories.make_parent("Alex Obi", child))
    ConsentHold.create(child=child, basis="court_order", reason="Order", placed_by=a_manager, submission=new_token())
    browser = new_browser(a_staff_member).get("photo_list.live", use="website")
    assert "May not (1)" in browser.text
    assert "hold" not in browser.text.lower()
    assert "hold" not in text_of(browser.get("photo_list.pdf", use="website").content)[0].lower()


def test_only_the_session_asked_for_is_on_it(new_browser, a_staff_member):
    factories.make_child("Ada", "Obi")
    factories.make_child("Oscar", "Chen", sessions=("holiday",))
    page = new_browser(a_staff_member).get("photo_list.live", use="website", session="holiday").text
    assert "Oscar C" in page
    assert "Ada O" not in page


def test_parents_and_the_chair_do_not_reach_it(new_browser, a_parent, a_child, a_chair):
    for account in (a_parent, a_chair):
        for page in ("choose", "live", "pdf"):
            assert new_browser(account).get(f"photo_list.{page}", use="website").status == 403


def test_whoever_scans_the_code_signs_in_first_and_then_is_there(new_browser, setting):
    three_children()
    browser = new_browser().get("photo_list.live", use="website")
    assert "Ada" not in browser.text
    assert browser.heading.startswith("Sign in")
    poster = factories.make_account("Tomasz Nowak", Role.POSTER)
    assert "Ada O" in new_browser(poster).get("photo_list.live", use="website").text
