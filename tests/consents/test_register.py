"""The register tells each person what they may know, finds any child, and keeps what was chosen."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.audit.models import AuditEntry
from portal.consents.models import CONSULT, ChildWish, ConsentHold, ConsentRecord, CurrentAnswer
from portal.consents.names import ListedChild, disambiguate, matches_name
from portal.consents.policy import (
    Answer,
    LatestAnswer,
    LatestWish,
    Reason,
    Terms,
    UseFacts,
    Wish,
    counts_until,
    may_show,
)
from portal.consents.register import filtering
from portal.consents.register import service as register_service
from portal.consents.rulings import rulings
from portal.families.models import Child, Guardianship
from portal.foundation import clock
from portal.foundation.text import folded
from portal.foundation.tokens import new_token
from portal.web.dates import format_date
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from tests.consents import paper_factories
from tests.support import factories
from tests.support.databases import count_queries

pytestmark = pytest.mark.both_engines


def entry(number, first, last, born_on=date(2022, 5, 1)):
    return ListedChild(number, first, last, "", born_on, None)


@pytest.mark.parametrize(
    "typed", ["oconnor", "O'Connor", "o’connor", "NUNEZ", "núñez mary", "connor-nu", "oconnornunez"]
)
def test_a_name_is_found_however_it_is_typed(typed):
    assert matches_name(entry(1, "Mary", "O’Connor-Núñez"), folded(typed).split())


@pytest.mark.parametrize(("typed", "first", "last"), [("lukasz", "Łukasz", "Wójcik"), ("soren", "Søren", "Kjær")])
def test_letters_that_have_no_accent_are_found_too(typed, first, last):
    assert matches_name(entry(1, first, last), folded(typed).split())


def test_another_name_is_not_found():
    assert not matches_name(entry(1, "Mary", "O’Connor"), folded("mary kelly").split())


def test_names_on_a_wall_are_as_short_as_they_can_be():
    children = [
        entry(1, "Ada", "Obi"),
        entry(2, "Zofia", "Kowalska"),
        entry(3, "Zofia", "Kowalczyk"),
        entry(4, "Zofia", "Nowak"),
    ]
    assert disambiguate(children) == {1: "Ada O", 2: "Zofia Kowals", 3: "Zofia Kowalc", 4: "Zofia N"}


def test_a_name_inside_another_and_a_name_twice_are_told_apart():
    one, two = entry(3, "Amira", "Khan"), entry(4, "Amira", "Khan", date(2021, 12, 24))
    names = disambiguate([entry(1, "Mei", "Li"), entry(2, "Mei", "Lin"), one, two])
    assert (names[1], names[2]) == ("Mei Li", "Mei Lin")
    assert (names[3], names[4]) == ("Amira K (1)", "Amira K (2)")


def test_children_of_one_name_and_one_birthday_are_numbered_and_another_keeps_their_letters():
    children = [entry(7, "Ali", "Khan"), entry(2, "ALI", "Khan"), entry(5, "Ali", "Khatri"), entry(9, "Ali", "Obi")]
    assert disambiguate(children) == {2: "ALI Khan (1)", 7: "Ali Khan (2)", 5: "Ali Khat", 9: "Ali O"}
    assert disambiguate(reversed(children)) == disambiguate(children)


@given(
    st.lists(st.tuples(st.sampled_from(["Mei", "Zoë", "zoe"]), st.text("aAbé’ ", max_size=4)), max_size=8, unique=True)
)
def test_no_two_children_ever_share_what_a_wall_calls_them(pairs):
    children = [entry(n, first, last, date(2020, 1, 1) + timedelta(days=n)) for n, (first, last) in enumerate(pairs)]
    shown = disambiguate(children)
    assert shown.keys() == {child.id for child in children}
    assert len({(name.casefold()) for name in shown.values()}) == len(children)


@pytest.mark.parametrize("after", ["0x10", "-1", "9" * 40, "²", "1 2", ""])
def test_nonsense_in_the_address_chooses_nothing(after, a_manager, a_child):
    address = {"session": "x'--", "show": "everything", "use": "\x00", "after": after}
    found = filtering.apply_filter(filtering.read_filter(address, a_manager), on=clock.today())
    assert found.filter == filtering.Filter(use="\x00")
    page, of_all = filtering.load_page(a_manager, found, address)
    assert ([line.child.id for line in page.rows], page.previous, of_all) == ([a_child.id], None, 1)


def naive(child, use, *, on):
    """The ruling as the table of cases defines it, one child and use at a time, from the rows themselves."""
    form = wording.in_force(DocumentKey.CONSENT_FORM)
    papers = {record.id for record in ConsentRecord.select().where(ConsentRecord.method == "paper")}
    words = list(CurrentAnswer.select().where(CurrentAnswer.child == child))
    links = list(Guardianship.select().where(Guardianship.child == child))
    says = ChildWish.select().where(ChildWish.child == child).order_by(ChildWish.id.desc()).first()
    facts = UseFacts(
        responsible=frozenset(link.adult_id for link in links if link.responsibility == "held"),
        restricted=frozenset(link.adult_id for link in links if link.responsibility == "restricted"),
        answers=tuple(
            LatestAnswer(
                w.adult_id,
                Answer(w.answer),
                w.given_on,
                form.counts(use, w.wording_id),
                w.record_id in papers,
                w.counts_until,
            )
            for w in words
            if w.use == use
        ),
        asked_to_consult=frozenset(w.adult_id for w in words if w.use == CONSULT and w.answer == "yes"),
        last_day=child.leaves_on,
        is_held=ConsentHold.select().where(ConsentHold.child == child).exists(),
        child_wish=LatestWish(Wish(says.say), says.said_on) if says else None,
    )
    return may_show(facts, on=on)


def test_the_whole_register_equals_the_table_of_cases(a_manager):
    today = clock.today()
    keys = [use.key for use in wording.current(DocumentKey.CONSENT_FORM).consent.uses]
    mother = factories.make_adult("Anna Kowalska")
    keyed = factories.make_child("Zofia", "Kowalska")
    factories.link(mother, keyed)
    on_paper = paper_factories.key_in(
        paper_factories.print_one(keyed, a_manager), mother, a_manager, {"press": Answer.YES}
    )
    kinds, ages = [None, "yes", "no", "withdrawn"], [1, 340, 364, 365, 366, -3]
    for number in range(36):
        child = factories.make_child(
            "Sam", f"Obi-{number}", leaves_on=today + timedelta(days=5) if number % 7 == 1 else None
        )
        for place in range(number % 4):
            adult = factories.make_adult(f"Adult {number} {place}")
            factories.link(adult, child, responsible=(number + place) % 5 != 0)
            for position, key in enumerate([*keys, CONSULT]):
                answer = kinds[(number * 3 + place * 5 + position * (place + 1)) % 4]
                if answer:
                    given_on = today - timedelta(days=ages[(number + place) % 6])
                    until = counts_until(given_on, Terms()) if answer == "yes" and key != CONSULT else None
                    CurrentAnswer.create(
                        child=child, adult=adult, use=key, answer=answer,
                        record_id=on_paper.id if (number * 5 + place + position) % 3 else 0,
                        given_on=given_on, counts_until=until,
                        wording_id=1 if number % 11 else 99,
                    )  # fmt: skip
        if number % 9 == 2:
            hold(child, a_manager)
        if number % 8 == 3:
            ChildWish.create(child=child, say="no" if number % 16 == 3 else "not_today", said_on=today,
                            noted_by=a_manager, submission=new_token())  # fmt: skip
    lines = register_service.load_register(a_manager, on=today).lines
    children = {child.id: child for child in Child.select()}
    found = {(line.child.id, key): line.rulings[key] for line in lines for key in keys}
    assert found == {(id_, key): naive(child, key, on=today) for id_, child in children.items() for key in keys}
    assert len({(r.may_show, r.reasons) for r in found.values()}) > 12
    assert {len(r.papers) for r in found.values()} >= {0, 1, 2}
    assert not any(r.papers and r.is_unanswered for r in found.values())
    few = rulings(list(children.values())[:5], keys[:1], on=today)
    assert all(few[id_] == {keys[0]: found[id_, keys[0]]} for id_ in few)


def test_the_register_of_a_moment_is_told_from_the_signed_facts_and_equals_todays(
    a_manager, a_child, a_parent, a_second_parent
):
    factories.sign_all(a_child, a_parent)
    factories.sign(a_child, a_second_parent, {"website": Answer.NO, CONSULT: Answer.YES})
    before = clock.now()
    now = register_service.load_register(a_manager, on=clock.today())
    factories.withdraw(a_child, a_parent, "press")
    then = register_service.load_register(a_manager, on=clock.today(), known_by=before)
    assert (then.uses, then.lines, then.known_by) == (now.uses, now.lines, before)
    assert register_service.load_register(a_manager, on=clock.today()) != now
    assert {ruling.reasons[0] for ruling in now.lines[0].rulings.values()} == {Reason.REFUSED, Reason.NOT_EVERY_ADULT}


def hold(child, by):
    ConsentHold.create(child=child, basis="court_order", reason="Order of 3 May", placed_by=by, submission=new_token())


def test_a_filter_is_a_form_without_script_and_survives_turning_the_page(new_browser, a_manager):
    for number in range(60):
        factories.make_child("Ada", f"Obi{number:02}")
        factories.make_child("Finn", f"Chen{number:02}", sessions=("holiday",))
    browser = new_browser(a_manager).get("consent_register.show")
    assert "120 children" in browser.text
    browser.submit("Show", session="playgroup", use="website", show="not_answered")
    assert "Obi49" in browser.text
    assert "Obi50" not in browser.text
    assert "Chen" not in browser.text
    browser.click("Children after these")
    assert "Obi59" in browser.text
    assert all(part in browser.url for part in ("session=playgroup", "use=website", "show=not_answered"))
    assert "Obi49" not in browser.text
    browser.click("Children before these")
    assert all(f"Obi{number:02}" in browser.text for number in range(50))
    assert "Obi50" not in browser.text


def test_sorted_by_first_name_it_turns_its_pages_and_keeps_what_was_chosen(new_browser, a_manager):
    for number in range(60):
        factories.make_child(f"Ada{number:02}", f"Obi{60 - number:02}")
    browser = new_browser(a_manager).get("consent_register.show", use="website").click("By first name")
    names = [row.text_content().split()[0] for row in browser.root.findall(".//tbody/tr/th")]
    assert names == [f"Ada{number:02}" for number in range(50)]
    browser.click("Children after these")
    assert all(part in browser.url for part in ("use=website", "sort=first"))
    assert [row.text_content().split()[0] for row in browser.root.findall(".//tbody/tr/th")] == [
        f"Ada{number}" for number in range(50, 60)
    ]
    browser.submit("Show", show="not_answered")
    assert "sort=first" in browser.url


def test_the_whole_line_opens_the_child_for_those_who_may_and_nothing_leads_the_inspector_astray(
    new_browser, a_manager, a_staff_member, an_inspector, a_child
):
    for account, links in ((a_manager, 1), (a_staff_member, 1), (an_inspector, 0)):
        browser = new_browser(account).get("consent_register.show")
        found = browser.root.xpath("//table[@class='marks']//a/@href")
        assert found == [f"/children/{a_child.id}"] * links
    assert a_child.name in browser.text


def test_no_child_is_lost_between_pages_when_one_leaves_meanwhile(new_browser, a_manager):
    children = [factories.make_child("Ada", f"Obi{number:02}") for number in range(60)]
    browser = new_browser(a_manager).get("consent_register.show")
    Child.update(leaves_on=clock.today() - timedelta(days=1)).where(Child.id == children[49].id).execute()
    browser.click("Children after these")
    assert all(f"Obi{number}" in browser.text for number in range(50, 60))
    assert "59 children" in browser.text


def test_each_standing_finds_its_children(new_browser, a_manager):
    today, parents = clock.today(), {}
    for name in ("May", "Refused", "Silent", "Ending", "Disputed"):
        child = factories.make_child("Sam", name, leaves_on=today + timedelta(days=9) if name == "Ending" else None)
        parents[name] = (child, factories.make_parent(f"Alex {name}", child))
    for name, answer in (("May", Answer.YES), ("Refused", Answer.NO), ("Ending", Answer.YES)):
        factories.sign(*parents[name], {"website": answer})
    child, parent = parents["Disputed"]
    factories.sign(child, parent, {"website": Answer.YES})
    factories.sign(child, factories.make_parent("Kim Disputed", child), {"website": Answer.NO})
    browser = new_browser(a_manager)
    for show, names in (
        ("may", {"May", "Ending"}),
        ("disputed", {"Disputed"}),
        ("may_not", {"Refused", "Disputed"}),
        ("not_answered", {"Silent"}),
        ("runs_out", {"Ending"}),
    ):
        browser.get("consent_register.show", use="website", show=show)
        assert {name for name in parents if f"Sam {name}" in browser.text} == names
    assert f"until {format_date(today + timedelta(days=9))}" in browser.text


def test_the_child_s_page_tells_keepers_the_reason_and_nobody_else_receives_it(
    new_browser, a_manager, a_staff_member, an_inspector, a_child, a_parent
):
    factories.sign(a_child, a_parent, {"website": Answer.NO})
    hold(a_child, a_manager)
    keeper = new_browser(a_manager).get("consent_register.show", use="website").click(a_child.name)
    assert "On hold; An adult said no" in keeper.text
    for account in (a_staff_member, an_inspector):
        page = new_browser(account).get("consent_register.show", use="website")
        assert page.status == 200
        assert "May not" in page.text
        assert "hold" not in page.page.lower().replace("household", "").replace("placeholder", "")
        assert "said no" not in page.text
        assert page.get("consent_register.register_csv").status == 403
        assert page.get("consent_register.register_pdf").status == 403


def test_that_adults_disagree_is_known_to_those_who_keep_the_records_alone(
    new_browser, a_manager, a_staff_member, an_inspector, a_child, a_parent, a_second_parent
):
    factories.make_child("Sam", "Silent")
    factories.sign(a_child, a_parent, {"website": Answer.YES})
    factories.sign(a_child, a_second_parent, {"website": Answer.NO})
    assert "Sam Silent" not in new_browser(a_manager).get("consent_register.show", show="disputed").text
    for account in (a_staff_member, an_inspector):
        page = new_browser(account).get("consent_register.show", show="disputed")
        assert "Sam Silent" in page.text, "the choice is not there for them"
        assert "disagree" not in page.text


def test_the_register_is_closed_to_parents(new_browser, a_parent, a_child):
    browser = new_browser(a_parent)
    for page in ("show", "coverage", "register_csv", "register_pdf"):
        assert browser.get(f"consent_register.{page}").status == 403


def test_more_children_ask_the_database_no_more_often(a_manager):
    factories.make_child("Ada", "Obi")
    asked = []
    for more in (0, 20):
        for number in range(more):
            child = factories.make_child("Sam", f"Raman{number}")
            factories.sign_all(child, factories.make_parent(f"Alex Raman {number}", child))
        found = filtering.apply_filter(filtering.Filter(), on=clock.today())
        filtering.load_page(a_manager, found, {})  # what is read once and kept is read here
        with count_queries() as sent:
            filtering.load_page(a_manager, found, {})
        asked.append(len(sent))
    assert asked[0] == asked[1] <= 9


def test_looking_is_not_exporting(new_browser, a_manager, a_child):
    new_browser(a_manager).get("consent_register.show")
    assert not AuditEntry.select().where(AuditEntry.event == "RegisterExported").exists()
