"""Promises to visitors, who have no account, each with the stranger's attempt beside it."""

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.accounts.models import Account
from portal.foundation import clock
from portal.settings.models import Setting
from portal.visitors import doors
from portal.visitors.models import Visit, VisitEnd, VisitorDoor
from portal.web.dates import format_date
from portal.wording.policy import Change
from tests.support.browser import Browser
from tests.support.databases import changed_tables, read_only, snapshot
from tests.visitors.factories import a_phone, a_tablet, come, names_here, publish_rules

NewBrowser = Callable[..., Browser]
CODE, NUMBER = re.compile(r"\w{4}-\w{4}-\w{4}"), re.compile(r"\d{3} \d{3}")


@pytest.fixture(autouse=True)
def rules(setting: Setting) -> None:
    publish_rules(
        "I take no pictures.", "I keep what I see to myself.", "I stay with my host.", "I tell staff of worries."
    )


@pytest.fixture
def tablet(new_browser: NewBrowser, a_manager: Account) -> Browser:
    return a_tablet(new_browser, a_manager)


@pytest.fixture
def phone(new_browser: NewBrowser, a_manager: Account) -> Browser:
    return a_phone(new_browser, a_manager)


@pytest.fixture
def manager(new_browser: NewBrowser, a_manager: Account) -> Browser:
    return new_browser(a_manager)


def test_a_visitor_comes_ticks_each_rule_and_is_on_the_list_until_they_leave(tablet: Browser, manager: Browser) -> None:
    come(tablet, "Alex Kim", organisation="Baxter Plumbing")
    assert tablet.heading == "You are signed in"
    listed = manager.get("visitors.here")
    assert f"1 visitor on {format_date(clock.today())} at" in listed.text  # a sheet of yesterday misleads in a fire
    assert "☐ Safe" in listed.text
    assert all(said in listed.text for said in ("Alex Kim", "Baxter Plumbing", "Siobhán Kelly"))
    visit = Visit.get()
    assert visit.agreed_at
    assert visit.wording_sha256
    tablet.get("visits.leave").submit(name="alex  KIM")
    assert names_here() == []
    assert "Nobody who signed in is here now" in manager.get("visitors.here").text


def test_a_rule_that_is_not_ticked_stores_nothing_and_keeps_what_was_typed(tablet: Browser) -> None:
    form = tablet.get("visits.arrive").submit("Sign in", {"name": "Alex Kim", "seeing": "the boiler"})
    assert "Tick this rule if you agree to it" in form.text
    assert form.root.find(".//input[@name='name']").get("value") == "Alex Kim"
    assert not Visit.select().exists()


def test_a_text_that_changed_meanwhile_is_read_again_and_nothing_is_stored(tablet: Browser) -> None:
    form = tablet.get("visits.arrive")
    ticks = {box.get("name"): True for box in form.root.iterfind(".//input[@type='checkbox']")}
    publish_rules("I take no pictures at all.", "Two.", "Three.", "Four.")
    form.submit("Sign in", {**ticks, "name": "Alex Kim", "seeing": "the boiler", "is_regular": False})
    assert "changed a moment ago" in form.text
    assert not Visit.select().exists()


def test_a_door_without_published_rules_still_says_who_is_in_the_building(
    tablet: Browser, manager: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.visitors.service.rules", lambda: None)
    come(tablet, "Alex Kim")
    assert names_here() == ["Alex Kim"]
    assert "none published" in manager.get("visitors.show_register").text


def test_pressed_twice_it_is_one_visit(tablet: Browser) -> None:
    tablet.get("visits.arrive")
    data = {field.get("name"): field.get("value") or "y" for field in tablet.root.iterfind(".//form//input[@name]")}
    told = []
    for _ in range(2):
        tablet.post("visits.arrive", {**data, "name": "Alex Kim", "seeing": "the boiler", "csrf_token": tablet.token()})
        told += NUMBER.findall(tablet.text)
    assert names_here() == ["Alex Kim"]
    # Whichever answer a browser shows has the number that is shown once.
    assert len(told) == 2
    assert len(set(told)) == 1


def test_what_was_typed_is_not_sent_again_by_the_next_visitor_with_back_and_reload(tablet: Browser) -> None:
    tablet.get("visits.arrive")
    half = {"name": "Alex Kim", "seeing": "the boiler", "csrf_token": tablet.token()}
    assert "Alex Kim" in tablet.post("visits.arrive", half).page
    tablet.get("visits.start")
    tablet.get("visits.arrive")
    assert "Alex" not in tablet.post_without_token("visits.arrive", half).page
    assert tablet.heading.startswith("Welcome")
    assert "nothing was stored" in tablet.text


def test_no_visitor_reads_another_ones_name(tablet: Browser, manager: Browser) -> None:
    come(tablet, "Alex Kim", organisation="Baxter Plumbing", often=True)
    tablet.get("visits.start")  # what was said on the last page is said once
    for page in ("visits.start", "visits.arrive", "visits.leave", "visits.done"):
        tablet.get(page)
        assert not {"Alex", "Baxter"} & set(re.findall(r"\w+", tablet.page)), page
        assert tablet.headers["Cache-Control"] == "no-store"
        assert 'autocomplete="name"' not in tablet.page
        # Whoever reads slowly has five minutes to fill a page in; the one that shows a number is cleared sooner.
        left = {"visits.start": None, "visits.done": "90; url=/visit/"}.get(page, "300; url=/visit/")
        assert tablet.headers.get("Refresh") == left
    # Whether somebody is here cannot be found out by signing them out: each guess is answered alike.
    guesses = ("Zed Nobody", "Alex Kim", "Alex Kim")
    assert len({tablet.get("visits.leave").submit(name=guess).text for guess in guesses}) == 1
    for guess in ("", "000 000", "7K2M-9QXD-4T0R"):
        assert "We do not know this number" in tablet.get("visits.start").submit("Sign me in", {"number": guess}).text


def test_of_two_visitors_with_one_name_neither_is_signed_out_by_it(tablet: Browser, manager: Browser) -> None:
    come(tablet, "John Smith", organisation="Smith and Son")
    come(tablet, "John Smith", organisation="The council")
    tablet.get("visits.leave").submit(name="John Smith")
    assert "two visitors share it" in tablet.text
    assert names_here() == ["John Smith", "John Smith"]
    manager.get("visitors.here").post("visitors.note_left", visit_id=Visit.select().first().id)
    assert "John Smith is signed out" in manager.text
    assert VisitEnd.get().noted_by.name == "Siobhán Kelly"
    assert len(names_here()) == 1


def test_who_comes_often_types_six_figures_at_the_tablet_and_nothing_else(tablet: Browser) -> None:
    come(tablet, "Alex Kim", often=True)
    number = NUMBER.search(tablet.text)
    assert number, tablet.text
    assert not NUMBER.search(tablet.get("visits.done").text)
    come(tablet, "Jo Park", often=True)
    assert number[0] not in tablet.text
    tablet.get("visits.leave").submit(name="Jo Park")
    with time_machine.travel(clock.now() + timedelta(days=3)):
        tablet.get("visits.start").submit("Sign me in", {"number": number[0].replace(" ", "-")})
        assert tablet.heading == "You are signed in"
        tablet.get("visits.start").submit("Sign me in", {"number": number[0]})
        assert names_here() == ["Alex Kim"]
        again = Visit.select().order_by(Visit.id.desc()).get()
        assert again.agreed_at < again.arrived_at - timedelta(days=2)
        # Nor are they in twice while they tick rules that are new; who types their number reads no name of theirs.
        publish_rules("I take no pictures at all.")
        tablet.get("visits.start").submit("Sign me out", {"number": number[0]})
        assert names_here() == []
        tablet.get("visits.start").submit("Sign me in", {"number": number[0]})
        assert "Our rules have changed" in tablet.text
        assert "Alex" not in tablet.page
        tablet.submit("Sign in", {"rule_rule_0": True})
        assert names_here() == ["Alex Kim"]


def test_figures_cannot_be_tried_and_are_no_number_away_from_the_tablet(
    tablet: Browser, phone: Browser, manager: Browser
) -> None:
    come(tablet, "Alex Kim", often=True)
    number = NUMBER.search(tablet.text)
    assert number
    phone.client.set_cookie("visitor-number", number[0], path="/visit/")
    assert "Alex" not in phone.get("visits.start").page
    for where in ("visits.number", "visits.arrive"):
        assert "Alex" not in phone.post(where, {"number": number[0]}).page
    tablet.get("visits.start").submit("Sign me out", {"number": number[0]})
    assert names_here() == []
    for guess in range(20):
        tablet.post("visits.number", {"number": f"{guess:06}"})
    assert tablet.post("visits.number", {"number": "000021"}).status == 429
    assert tablet.post("visits.arrive", {"number": number[0]}).status == 429
    assert come(tablet, "Jo Park").heading == "You are signed in"  # with their name everybody still comes in


def test_on_their_own_phone_it_takes_one_tap_until_the_points_change(phone: Browser, tablet: Browser) -> None:
    come(phone, "Alex Kim", seeing="Jo Park", often=True)
    phone.get("visits.start").submit("I am leaving")
    assert names_here() == []
    assert "Hello Alex Kim" in phone.get("visits.start").text
    phone.submit("I am here")
    assert names_here() == ["Alex Kim"]
    phone.get("visits.start").submit("I am leaving")
    publish_rules("I take no pictures.", change=Change.MINOR)
    phone.get("visits.start").submit("I am here")
    assert phone.heading == "You are signed in"
    phone.get("visits.start").submit("I am leaving")
    publish_rules("I take no pictures at all.")
    phone.get("visits.start").submit("I am here")
    assert "have changed since you ticked them" in phone.text
    assert names_here() == []
    phone.submit("Sign in", {"rule_rule_0": True})
    assert names_here() == ["Alex Kim"]
    phone.get("visits.start").submit("I am leaving")
    phone.get("visits.start").click("Something is different today")
    assert "Alex Kim" in phone.page
    assert "have changed since" not in phone.text
    phone.submit("Sign in", {"rule_rule_0": True, "seeing": "Ann Lee"})
    assert names_here() == ["Alex Kim"]
    assert "Last time you came to see: Ann Lee" in phone.get("visits.start").text
    # The tablet at the same door knows nothing of it, and the phone forgets when it is told.
    assert "Alex" not in tablet.get("visits.start").text
    assert "Alex" not in phone.get("visits.start").submit("Forget me on this phone").text


def test_a_forgotten_sign_out_is_closed_at_the_end_of_the_day_and_marked_so(tablet: Browser, manager: Browser) -> None:
    evening = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    with time_machine.travel(evening):
        come(tablet, "Alex Kim")
        assert names_here() == ["Alex Kim"]
    with time_machine.travel(evening + timedelta(hours=9)):
        assert names_here() == []
        tablet.get("visits.leave").submit(name="Alex Kim")
        assert not VisitEnd.select().exists()
        listed = manager.sign_in(Account.get(Account.name == "Siobhán Kelly")).get("visitors.show_register")
        assert "Did not sign out" in listed.text
        # A page that was open over midnight says no untruth.
        assert manager.post("visitors.note_left", visit_id=Visit.get().id).status == 404


def test_a_tablet_is_paired_once_with_a_code_that_works_once(
    new_browser: NewBrowser, manager: Browser, a_manager: Account
) -> None:
    code = CODE.search(manager.get("visitors.list_doors").submit("Get a code for a tablet").text)
    assert code
    assert code[0] not in manager.get("visitors.list_doors").text
    tablet = new_browser(a_manager).get("visits.start").submit(code=code[0])
    assert tablet.heading.startswith("Welcome")
    # Whoever holds the tablet is nobody in the portal: the manager who paired it was signed out there.
    assert tablet.get("home.index").url.startswith("/sign-in")
    assert "I am arriving" in tablet.get("visits.start").text
    another = new_browser().get("visits.start").submit(code=code[0])
    assert "This code does not work" in another.text
    stale = doors.make_code(by_id=a_manager.id)
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        assert "This code does not work" in new_browser().get("visits.start").submit(code=stale).text


def test_codes_cannot_be_tried_one_after_another(new_browser: NewBrowser) -> None:
    stranger = new_browser()
    for _ in range(11):
        stranger.get("visits.start").submit(code="7K2M-9QXD-4T0R")
    assert stranger.status == 429


def test_a_tablet_that_was_stolen_opens_nothing_any_more(tablet: Browser, manager: Browser) -> None:
    come(tablet, "Alex Kim")
    manager.get("visitors.list_doors").submit("End it")
    before = snapshot()
    for page in ("visits.arrive", "visits.leave", "visits.done"):
        assert tablet.get(page).heading == "Visitors sign in here"
    tablet.post("visits.arrive", {"name": "A Thief", "seeing": "nobody"})
    tablet.post("visits.leave", {"name": "Alex Kim"})
    assert changed_tables(before) == []
    assert names_here() == ["Alex Kim"]


def test_the_page_at_the_door_leads_nowhere_else(tablet: Browser) -> None:
    for page in ("visits.start", "visits.arrive", "visits.leave", "visits.done"):
        tablet.get(page)
        leads = {a.get("href") for a in tablet.root.iter("a")} | {f.get("action") for f in tablet.root.iter("form")}
        assert {address for address in leads if not address.startswith(("/visit/", "#"))} == set(), page
    for _ in range(61):
        tablet.post("visits.leave", {"name": "No One"})
    assert tablet.status == 429
    assert {a.get("href") for a in tablet.root.iter("a")} <= {"/visit/", "#main"}


def test_a_photo_of_the_wall_opens_nothing_once_the_square_is_renewed(
    phone: Browser, new_browser: NewBrowser, manager: Browser
) -> None:
    old = VisitorDoor.in_use().get()
    manager.get("visitors.list_doors").submit("Make a new square")
    assert phone.get("visits.arrive").heading == "Visitors sign in here"
    assert new_browser().get("visits.scan", token=old.wall_token).heading == "Visitors sign in here"
    assert manager.get("visitors.wall_pdf").content.startswith(b"%PDF")


def test_the_register_is_a_page_a_sealed_file_and_a_spreadsheet(tablet: Browser, manager: Browser) -> None:
    come(tablet, "=Alex Kim", organisation="Baxter Plumbing")
    assert "=Alex Kim" in manager.get("visitors.show_register").text
    rows = list(csv.reader(io.StringIO(manager.get("visitors.register_csv").content.decode("utf-8-sig"))))
    assert rows[1][1:4] == ["'=Alex Kim", "Baxter Plumbing", "Siobhán Kelly"]
    assert manager.get("visitors.register_pdf").content.startswith(b"%PDF")
    assert "Register of visitors" in manager.get("records.issued").text


@pytest.mark.parametrize("who", ["a_parent", "a_chair"])
def test_who_does_not_work_with_the_children_sees_no_visitor(
    tablet: Browser, new_browser: NewBrowser, request: pytest.FixtureRequest, who: str
) -> None:
    come(tablet, "Alex Kim")
    stranger = new_browser(request.getfixturevalue(who))
    for page in ("visitors.here", "visitors.show_register", "visitors.register_csv", "visitors.list_doors"):
        assert stranger.get(page).status == 403


def test_staff_see_who_is_here_and_no_earlier_visit(
    tablet: Browser, new_browser: NewBrowser, a_staff_member: Account
) -> None:
    with time_machine.travel(clock.now() - timedelta(days=2)):
        come(tablet, "Sam Past")
    come(tablet, "Alex Kim")
    staff = new_browser(a_staff_member)
    with read_only():
        assert "Alex Kim" in staff.get("visitors.here").text
    assert "Sam Past" not in staff.text
    assert staff.get("visitors.show_register").status == 403
    assert staff.post("visitors.note_left", visit_id=Visit.get(Visit.name == "Sam Past").id).status == 404
