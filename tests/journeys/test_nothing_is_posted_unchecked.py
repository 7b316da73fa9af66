"""Nothing is posted before the portal has checked every child in it (product.md §5.1, P1 and P2)."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from peewee import IntegrityError

from portal.access.permissions import Role
from portal.consents import holds
from portal.consents.models import ConsentRecord
from portal.consents.policy import Answer, HoldBasis
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.posts.clearance import adults, queries
from portal.posts.clearance.models import AdultPictureAnswer, Clearance, ClearanceChild, PosterDesignation
from portal.posts.clearance.policy import AdultAnswer, ClearanceState, NotDesignated, StaffRulesUnsigned, who
from portal.settings import service as settings
from tests.posts.clearance_factories import WHERE, clear, designate, make_families, make_poster, sign_staff_rules
from tests.support import factories


@pytest.fixture
def children(families):
    return [family.child for family in families]


def open_form(browser, **where):
    return browser.get("/clearances/new/picture", **{**WHERE, **where})


def state_of(clearance):
    return queries.load([clearance], now=clock.now())[0].state


def void_of(clearance):
    return queries.load([clearance], now=clock.now())[0].void


# The answer at once


def test_a_picture_of_eight_children_is_cleared_in_eleven_taps(new_browser, poster):
    names = ("Ann Ash", "Bea Birch", "Cal Cedar", "Dan Dogwood", "Eve Elm", "Fay Fir", "Gus Gorse", "Hal Hazel")
    eight = [family.child for family in make_families(*names, answered=True)]
    browser = new_browser(poster).get("home.index").click("Clear a picture")
    browser.click("Picture: Our closed group on Facebook")  # one tap
    for name in ("Ann", "Hal"):
        assert name in browser.text
    # Eight taps on children, one on the tick under the caption, one on the button.
    browser.submit(
        "May we post it?", children=[child.id for child in eight], caption="In the mud.", tells_no_place=True
    )

    clearance = Clearance.get()
    assert (browser.heading, clearance.reference.replace("-", "‑") in browser.text) == ("CLEAR", True)
    assert "You may post it today." in browser.text
    rested = [json.loads(row.rests_on) for row in clearance.children]
    assert [[use for use, *_record in answers] for answers in rested] == [["group_together"]] * 8


def test_it_stores_what_it_rests_on_and_no_picture(new_browser, poster, families, children):
    browser = open_form(new_browser(poster))
    assert "never the picture" in browser.text
    assert b'type="file"' not in browser.content
    browser.submit("May we post it?", children=[children[0].id])

    clearance = Clearance.get()
    assert (clearance.made_by, clearance.place, clearance.what) == (poster, "closed_group", "picture")
    row = ClearanceChild.get()
    ((use, record_id, wording_id),) = json.loads(row.rests_on)
    record = ConsentRecord.get_by_id(record_id)
    assert (row.child, use, record.adult.account, record.wording_id) == (
        children[0],
        "group_alone",
        families[0].parent,
        wording_id,
    )


@pytest.mark.parametrize("why", ["nobody answered", "held", "left", "refused"])
def test_who_is_blocked_is_named_and_nobody_reads_why(new_browser, poster, a_manager, families, children, why):
    amira, browser = children[0], open_form(new_browser(poster))
    if why == "nobody answered":
        amira = children[2]
    elif why == "held":
        holds.place_hold(amira, HoldBasis.COURT_ORDER, "An order.", submission=new_token(), by_id=a_manager.id)
    elif why == "left":
        amira.leaves_on = datetime(2020, 1, 1).date()
        amira.save()
    else:
        factories.withdraw(amira, families[0].parent, "group_together")
    browser.submit("May we post it?", children=[amira.id, children[1].id])

    assert browser.heading.startswith("BLOCKED")
    assert amira.name in browser.text
    for word in ("hold", "order", "left", "said no", "answered", "withdr", "parent of"):
        assert word not in browser.text.lower()
    assert ClearanceChild.select().where(ClearanceChild.is_blocked).get().child == amira


def test_the_largest_group_that_is_clear_takes_one_tap(new_browser, poster, families, children):
    (dora,) = make_families("Dora Diaz", answered=True)
    browser = open_form(new_browser(poster))
    browser.submit("May we post it?", children=[*(child.id for child in children), dora.child.id])
    assert "3 children would be clear" in browser.text
    browser.submit("Clear a picture of them alone")

    assert browser.heading.startswith("CLEAR")
    last = Clearance.select().order_by(Clearance.id.desc()).get()
    assert {row.child_id for row in last.children} == {children[0].id, children[1].id, dora.child.id}

    # An old page whose group has gone makes no picture of nobody.
    browser = open_form(new_browser(poster)).submit("May we post it?", children=[children[0].id, children[2].id])
    factories.withdraw(children[0], families[0].parent, "group_alone")
    browser.submit("Clear a picture of them alone")
    assert browser.status == 409
    assert "None of these children would be clear now." in browser.text


def test_somebody_on_no_list_is_blocked_and_where_nobody_was_asked_nothing_is_cleared(new_browser, poster, children):
    browser = open_form(new_browser(poster)).submit("May we post it?", children=[children[0].id], unlisted=True)
    assert browser.heading.startswith("BLOCKED")
    assert "Somebody is in it who is not on our list." in browser.text
    assert "Nowhere else" in browser.get("clearances.choose").text
    where = {**WHERE, "place": "own_journal", "platform": ""}
    assert browser.post("/clearances/new/picture", {"children": children[0].id}, **where).url == "/clearances/new"
    assert Clearance.select().count() == 1


def test_a_child_is_found_by_first_letters_and_what_was_ticked_stays(new_browser, poster, children):
    gone = factories.make_child("Zelda", "Quist", leaves_on=datetime(2020, 1, 1).date())
    browser = open_form(new_browser(poster))
    assert "Zelda" not in browser.text
    browser.submit("Show", children=[children[0].id], find="zel", caption="Mud")
    assert "Zelda Q (left)" in browser.text
    assert f'value="{children[0].id}" checked' in browser.page
    assert "Mud" in browser.page
    browser.submit("May we post it?", children=[children[0].id, gone.id], tells_no_place=True)
    assert browser.heading.startswith("BLOCKED")
    assert "Zelda Quist" in browser.text


def test_what_is_missing_is_said_and_what_was_typed_stays(new_browser, poster, children):
    browser = open_form(new_browser(poster)).submit("May we post it?", caption="At the pond")
    assert "Tick each child in it, or that no child is" in browser.text
    assert "If it tells nobody where the children will be, tick this" in browser.text
    assert "At the pond" in browser.page
    browser.submit("May we post it?", children=[children[0].id], nobody=True, tells_no_place=True)
    assert "You ticked a child as well." in browser.text
    assert Clearance.select().count() == 0
    browser.submit("May we post it?", nobody=True, children=[], caption="We open at nine.", tells_no_place=True)
    assert browser.heading.startswith("CLEAR")


# The caption


@pytest.mark.parametrize(
    ("caption", "sentence"),
    [
        ("Amira Green at the easel", "Take out the last name: it says Amira Green."),
        ("Happy birthday, born 3 September 2022", "Take out the date"),
        ("We are at 3 Mill Lane", "Take out our address"),
    ],
)
def test_a_caption_that_finds_a_child_is_refused_beside_it(new_browser, poster, a_manager, children, caption, sentence):
    settings.change_setting({"address": "3 Mill Lane\nAshford"}, by_id=a_manager.id)
    browser = open_form(new_browser(poster))
    browser.submit("May we post it?", children=[children[1].id], caption=caption, tells_no_place=True)
    assert sentence in browser.text
    assert "Do you mean" not in browser.text
    assert caption in browser.page
    assert Clearance.select().count() == 0


def test_a_lone_first_name_is_asked_about_and_needs_its_own_yes(new_browser, poster, families, children):
    factories.withdraw(children[0], families[0].parent, "first_name")
    browser = open_form(new_browser(poster))
    browser.submit("May we post it?", children=[children[1].id], caption="Amira’s tower", tells_no_place=True)
    assert "Do you mean Amira Green?" in browser.text
    assert Clearance.select().count() == 0
    browser.submit("May we post it?", {f"named_{children[0].id}": "no"})
    assert browser.heading.startswith("CLEAR")

    browser = open_form(new_browser(poster))
    browser.submit("May we post it?", children=[children[1].id], caption="Amira’s tower", tells_no_place=True)
    browser.submit("May we post it?", {f"named_{children[0].id}": "yes"})
    assert browser.heading.startswith("BLOCKED")
    assert "May not be named there: take the name out" in browser.text
    assert "would be clear" not in browser.text

    # In the picture with them, it is still the name alone that is in the way.
    browser = open_form(new_browser(poster))
    browser.submit("May we post it?", children=[children[0].id], caption="Amira’s tower", tells_no_place=True)
    browser.submit("May we post it?", {f"named_{children[0].id}": "yes"})
    assert "May not be named there: take the name out" in browser.text
    assert "May not be shown there" not in browser.text
    assert "would be clear" not in browser.text


# Only designated posters


def test_only_a_poster_who_is_designated_today_and_signed_the_staff_rules_clears(new_browser, a_manager, children):
    unsigned = make_poster("Ian Fox", by=a_manager, signs=False)
    assert "The manager has not published the staff rules yet." in open_form(new_browser(unsigned)).text
    roleless = factories.make_account("Priya Raman", Role.STAFF)
    undesignated = factories.make_account("Jo Swift", Role.STAFF, Role.POSTER)
    for account in (roleless, a_manager, undesignated):
        sign_staff_rules(account)
        browser = new_browser(account)
        status = 409 if account == undesignated else 403
        assert open_form(browser).status == status
        assert browser.post("/clearances/new/picture", {"children": children[0].id}, **WHERE).status == status
    assert "Only designated posters clear pictures" in browser.text
    with pytest.raises(StaffRulesUnsigned):
        clear(unsigned, children[:1])
    assert Clearance.select().count() == 0
    sign_staff_rules(unsigned)
    assert open_form(new_browser(unsigned)).status == 200


def test_a_poster_whose_designation_ended_clears_nothing_more(new_browser, poster, a_manager, children):
    browser = open_form(new_browser(poster))
    manager = new_browser(a_manager)
    assert "Nobody may post pictures" not in manager.get("home.index").text
    manager.get("clearances.designate").submit("End now")
    assert "Tomasz Nowak is no poster any more." in manager.text
    assert "Nobody may post pictures" in manager.get("home.index").text
    assert "Only designated posters clear pictures" in new_browser(poster).get("home.index").text
    browser.submit("May we post it?", children=[children[0].id])
    assert browser.status == 409
    assert Clearance.select().count() == 0


def test_a_designation_ends_with_its_last_day(poster, a_manager, children):
    with time_machine.travel(clock.now() + timedelta(days=31), tick=False), pytest.raises(NotDesignated):
        clear(poster, children[:1])


def test_nobody_designates_themselves_while_another_manager_could(new_browser, a_manager):
    both = factories.make_account("Ruth Bell", Role.MANAGER, Role.POSTER)
    sign_staff_rules(both)
    sign_staff_rules(a_manager)
    day = clock.today().strftime("%d %m %Y")
    browser = new_browser(both).get("clearances.designate")
    browser.submit("Designate", account=str(both.id), first_day=day, last_day=day)
    assert "Nobody makes themselves a poster." in browser.text
    assert PosterDesignation.select().count() == 0
    browser = new_browser(a_manager).get("clearances.designate")
    browser.submit("Designate", account=str(both.id), first_day=day, last_day="1 1 2020")
    assert "Choose a last day from the first day on" in browser.text
    browser.submit("Designate", last_day=day)
    assert "Ruth Bell may post pictures in these days." in browser.text
    a_manager.disabled_at = clock.now()
    a_manager.save()
    designate(both, by=both)  # who is alone has to


# A hand-made request


@pytest.mark.parametrize("sent", ["999999", "0", "-1", "x", "2147483648", ""])
def test_a_child_whom_nobody_has_is_refused_beside_the_children(new_browser, poster, children, sent):
    browser = new_browser(poster)
    browser.post("/clearances/new/picture", {"children": [children[0].id, sent]}, **WHERE)
    assert browser.status == 200
    assert "Somebody you ticked is not on our list any more." in browser.text
    browser.post("/clearances/new/picture", {"children": children[0].id, "known": sent or "x"}, **WHERE)
    assert "Somebody you ticked is not on our list any more." in browser.text
    assert Clearance.select().count() == 0


def test_a_place_that_is_gone_is_chosen_anew(new_browser, poster):
    for where in ({"place": "wherever"}, {"platform": "Signal"}, {"what": "work"}, {"event": "fair"}):
        assert open_form(new_browser(poster), **where).url == "/clearances/new"


def test_a_parent_and_a_stranger_see_no_clearance(new_browser, poster, families, children):
    clearance = clear(poster, children[:1])
    for account in (families[0].parent, factories.make_account("Helen Ashworth", Role.INSPECTOR)):
        browser = new_browser(account)
        for way in ("clearances.show", "clearances.today"):
            assert browser.get(way, reference=clearance.reference).status == 403
        assert browser.post("clearances.clear_largest", reference=clearance.reference).status == 403


# Void the moment anything changes


def test_a_withdrawal_between_clearing_and_posting_makes_it_void_and_names_the_child(
    new_browser, poster, families, children
):
    clearance = clear(poster, children[:2])
    factories.withdraw(children[1], families[1].parent, "website")
    assert state_of(clearance) is ClearanceState.CLEAR, "a no to another use changes nothing here"
    factories.withdraw(children[1], families[1].parent, "group_together")
    browser = new_browser(poster).get("clearances.show", reference=clearance.reference)
    assert browser.heading.startswith("VOID")
    assert "What we know changed about: Ben Okafor." in browser.text
    assert "Amira Green" not in browser.text.partition("What and where")[0]
    # A new yes is another answer than the one it rested on.
    factories.sign(children[1], families[1].parent, {"group_together": Answer.YES})
    assert void_of(clearance).children == ("Ben Okafor",)
    assert state_of(clear(poster, children[:2])) is ClearanceState.CLEAR


def test_a_clearance_is_replayed_in_vain_after_midnight(new_browser, a_manager):
    half_past_eleven, after_midnight = (datetime(2026, 7, 1, hour, 30, tzinfo=UTC) for hour in (22, 23))
    with time_machine.travel(half_past_eleven, tick=False) as now:  # by the clock in England
        poster, (gil,) = make_poster("Ian Fox", by=a_manager), make_families("Gil Gray", answered=True)
        browser = open_form(new_browser(poster))
        page = browser.content
        browser.submit("May we post it?", children=[gil.child.id])
        first = Clearance.get()
        now.move_to(after_midnight)
        assert void_of(first).is_over
        assert browser.get("clearances.show", reference=first.reference).heading.startswith("VOID")
        # The same page once more is another day’s question.
        browser.content = page
        browser.submit("May we post it?", children=[gil.child.id])
        assert browser.heading.startswith("CLEAR")
        assert Clearance.select().count() == 2
        assert "No picture" not in browser.get("clearances.today").text
        assert first.reference not in browser.text


def test_the_same_page_sent_twice_is_one_clearance_and_two_posters_make_two(new_browser, poster, second, children):
    browser, other = open_form(new_browser(poster)), open_form(new_browser(second))
    page = browser.page
    for _press in range(2):
        browser.content = page.encode()
        browser.submit("May we post it?", children=[children[0].id])
    other.submit("May we post it?", children=[children[0].id])
    assert sorted(clearance.made_by.name for clearance in Clearance.select()) == ["Grace Adeleke", "Tomasz Nowak"]


# Adults, and the second pair of eyes


def test_an_adult_without_an_answer_is_asked_and_a_no_blocks(new_browser, poster, a_staff_member, children):
    browser = open_form(new_browser(poster))
    browser.submit(
        "May we post it?", children=[children[0].id], known=[who(a_staff_member.id, None)], adults="Mr Brown, Mr Brown"
    )
    assert browser.heading.startswith("ASK")
    browser.submit("They say yes Priya Raman")
    assert browser.heading.startswith("ASK")
    browser.submit("They say yes Mr Brown")
    assert browser.heading.startswith("CLEAR")
    assert "Mr Brown (Tomasz Nowak asked)" in browser.text

    adults.answer_for_oneself(AdultAnswer.NO, submission=new_token(), by=a_staff_member)
    assert browser.get(browser.url).heading.startswith("VOID")
    # A typed name that is a colleague’s is that colleague.
    browser = open_form(new_browser(poster)).submit("May we post it?", children=[children[0].id], adults="priya raman")
    assert browser.heading.startswith("BLOCKED")
    assert "Priya Raman does not want to be in pictures." in browser.text
    browser.submit("Clear a picture of them alone")
    assert browser.heading.startswith("CLEAR")


def test_one_standing_answer_is_given_and_taken_back_on_ones_own_page(new_browser, poster, a_staff_member, children):
    sign_staff_rules(a_staff_member)
    browser = new_browser(a_staff_member).get("clearances.own_answer")
    assert "You have not answered" in browser.text
    assert "checked" not in browser.page
    browser.submit("Store my answer")
    assert "Choose yes or no" in browser.text
    browser.submit("Store my answer", answer="yes")
    assert "Your answer since" in browser.text
    form = open_form(new_browser(poster))
    form.submit("May we post it?", children=[children[0].id], known=[who(a_staff_member.id, None)])
    assert form.heading.startswith("CLEAR")
    browser.submit("Store my answer", answer="no")
    assert form.get(form.url).heading.startswith("VOID")
    assert "Does not want to be in pictures: Priya Raman." in form.text


def test_a_volunteer_without_an_account_answers_once_by_a_link_and_takes_it_back_there(
    new_browser, poster, families, children
):
    browser = new_browser(poster).get("clearances.list_adults").submit("List them", name="  ")
    assert "Write their full name" in browser.text
    browser.submit("List them", name="Margaret Hill").submit("List them", name="margaret  hill")
    assert "margaret hill can be ticked already." in browser.text
    assert "Ask each time" in browser.get("clearances.list_adults").text
    link = link_of(browser)
    assert (
        open_form(new_browser(poster))
        .submit("May we post it?", children=[children[0].id], known=["listed_adult-1"])
        .heading.startswith("ASK")
    )

    own = new_browser().get(link)
    assert "Hello Margaret Hill. Your one answer" in own.text
    assert "checked" not in own.page
    own.submit("Store my answer", answer="yes")
    form = open_form(new_browser(poster)).submit("May we post it?", children=[children[0].id], adults="Hill, Margaret")
    assert form.heading.startswith("ASK"), "a comma parts two names"
    form = open_form(new_browser(poster)).submit("May we post it?", children=[children[0].id], adults="margaret hill")
    assert form.heading.startswith("CLEAR")
    own.get(link).submit("Store my answer", answer="no")
    assert form.get(form.url).heading.startswith("VOID")
    assert "Does not want to be in pictures: Margaret Hill." in form.text
    form = open_form(new_browser(poster)).submit("May we post it?", children=[children[0].id], known=["listed_adult-1"])
    assert "Margaret Hill does not want to be in pictures." in form.text

    # A newer link ends this one; nobody else’s opens it, and no parent sees who is listed.
    newer = link_of(browser)
    assert own.get(link).status == 404
    assert own.get(newer).status == 200
    assert own.get(newer[:-1]).status == 404
    assert new_browser(families[0].parent).get("clearances.list_adults").status == 403
    browser.get("clearances.list_adults").submit("Comes no more Margaret Hill")
    assert own.get(newer).status == 404
    form = open_form(new_browser(poster))
    assert "Margaret Hill" not in form.text
    form.post("/clearances/new/picture", {"children": children[0].id, "known": "listed_adult-1"}, **WHERE)
    assert "Somebody you ticked is not on our list any more." in form.text


def link_of(browser):
    page = browser.get("clearances.list_adults").submit("Make a link to their page Margaret Hill")
    return urlsplit(page.root.xpath("string(//*[@id='link'])")).path


def test_staff_note_a_spoken_no_of_a_volunteer_and_never_a_yes(new_browser, poster):
    volunteer = adults.list_adult("Margaret Hill", submission=new_token(), by=poster)
    browser = new_browser(poster).get("clearances.list_adults")
    assert "yes" not in {button.text_content().lower() for button in browser.root.xpath("//button")}
    browser.submit("They told us no Margaret Hill")
    assert "Stored: no more pictures of Margaret Hill." in browser.text
    assert adults.refusing() == {who(None, volunteer.id): "Margaret Hill"}
    with pytest.raises(IntegrityError):
        AdultPictureAnswer.create(listed=volunteer, answer="yes", noted_by=poster, submission="x")


def test_a_second_poster_looks_and_the_maker_cannot_be_the_one(new_browser, a_manager, poster, second, children):
    browser = new_browser(a_manager).get("settings.edit")
    browser.submit("Save the details", needs_second_poster=True)
    form = open_form(new_browser(poster)).submit("May we post it?", children=[children[0].id])
    clearance = Clearance.get()
    assert form.heading.startswith("ASK")
    assert form.post("clearances.see", reference=clearance.reference).status == 409
    assert state_of(clearance) is ClearanceState.ASK
    assert "Look at a picture as second poster" not in form.get("home.index").text
    other = (
        new_browser(second)
        .get("home.index")
        .click("Look at a picture as second poster")
        .click("Our closed group on Facebook: Amira")
    )
    other.submit("I have seen it")
    assert other.heading.startswith("CLEAR")
    assert "Grace Adeleke" in form.get("clearances.show", reference=clearance.reference).text
    assert other.post("clearances.see", reference=clearance.reference).heading.startswith("CLEAR"), "twice is once"
    undesignated = factories.make_account("Jo Swift", Role.STAFF, Role.POSTER)
    sign_staff_rules(undesignated)
    assert new_browser(undesignated).post("clearances.see", reference=clearance.reference).status == 409


def test_a_manager_who_posts_finds_it_on_the_first_page_and_only_while_designated(
    new_browser, a_manager, poster, children
):
    settings.change_setting({"needs_second_poster": True}, by_id=a_manager.id)
    clear(poster, children[:1])
    both = factories.make_account("Ruth Bell", Role.MANAGER, Role.POSTER)
    sign_staff_rules(both)
    browser = new_browser(both)
    assert "as second poster" not in browser.get("home.index").text
    assert "Clear a picture" not in browser.get("clearances.today").text
    designate(both, by=a_manager)
    assert "Clear a picture" in browser.get("clearances.today").text
    browser.get("home.index").click("picture to look at as second poster").click("Our closed group on Facebook: Amira")
    assert browser.submit("I have seen it").heading.startswith("CLEAR")
