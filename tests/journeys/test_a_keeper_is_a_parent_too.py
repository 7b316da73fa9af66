"""Promises to the other parent: who works here and is the child's parent learns no more than any parent does."""

import pytest

from portal.access.permissions import Role
from portal.consents import holds
from portal.consents.models import ConsentHold, HoldLift
from portal.consents.policy import Answer, HoldBasis
from portal.families.policy import Relationship
from portal.foundation.tokens import new_token
from tests.consents import paper_factories
from tests.consents.own_child_factories import comes_in, make_own
from tests.support import factories
from tests.support.databases import changed_tables, snapshot

WHY = "A letter of the court, kept in the locked cabinet"
NOT_NOW = "May not"
REFUSED = "This child is in your own care, so somebody else here has to do this."


def hold(child, by):
    return holds.place_hold(child, HoldBasis.COURT_ORDER, WHY, submission=new_token(), by_id=by.id)


def main_of(browser):
    return " ".join(browser.root.find(".//main").text_content().split())


@pytest.fixture
def mother(a_lead, a_child):
    """The safeguarding lead, who is the child's mother."""
    make_own(a_lead, a_child)
    comes_in(a_lead)
    return a_lead


@pytest.fixture
def father(a_second_parent):
    """The child's other parent."""
    return a_second_parent


@pytest.fixture
def a_colleague(a_manager):
    """A manager who is no adult of the child, and can sign in."""
    comes_in(a_manager)
    return a_manager


def test_a_lead_sees_of_her_own_child_what_a_parent_sees_and_whom_to_ask(
    new_browser, mother, father, a_colleague, a_child
):
    theirs = factories.sign(a_child, father, {"website": Answer.NO, "press": Answer.YES})
    mine = factories.sign(a_child, mother, {"press": Answer.YES})
    hold(a_child, a_colleague)
    browser = new_browser(mother).get("children.view", child_id=a_child.id)
    seen = main_of(browser)
    assert f"For anything else ask {a_colleague.name}." in seen
    assert seen.count(NOT_NOW) == 8
    assert mine.reference in seen
    for kept in (theirs.reference, father.name, WHY, "On hold", "An adult said no", "No answer", "Why"):
        assert kept not in seen
    assert "Put a hold in place" not in seen
    browser.get("consent_register.show", use="website")
    assert NOT_NOW in browser.root.find(".//table").text_content()
    assert browser.root.xpath("//table//details") == []


def test_she_opens_neither_the_other_s_record_nor_the_scan_nor_the_hold(
    new_browser, mother, father, a_colleague, a_child
):
    form = paper_factories.print_one(a_child, a_colleague)
    scan = paper_factories.scan()
    theirs = paper_factories.key_in(form, factories.adult_of(father), a_colleague, {"website": Answer.NO}, scan=scan)
    mine = factories.sign(a_child, mother, {"website": Answer.YES})
    placed = hold(a_child, a_colleague)
    browser = new_browser(mother)
    for page in ("consent_register.record_pdf", "consent_paper.scan", "consent_paper.stored"):
        assert browser.get(page, reference=theirs.reference).status == 404, page
    assert browser.get("consent_notes.lift_hold", hold_id=placed.id).status == 404
    assert browser.get("consent_register.record_pdf", reference=mine.reference).status == 200
    assert new_browser(a_colleague).get("consent_paper.scan", reference=theirs.reference).status == 200


def test_a_hold_on_her_own_child_is_for_somebody_else_to_place_and_to_lift(new_browser, mother, a_colleague, a_child):
    placed = hold(a_child, a_colleague)
    browser, before = new_browser(mother).get("consent_notes.place_hold", child_id=a_child.id), snapshot()
    assert (browser.status, REFUSED in browser.text) == (409, True)
    sent = {"basis": "other", "reason": "I say so", "submission": new_token()}
    browser.post("consent_notes.place_hold", sent, child_id=a_child.id)
    assert (browser.status, REFUSED in browser.text) == (409, True)
    browser.post("consent_notes.lift_hold", {"reason": "I say so"}, hold_id=placed.id)
    assert browser.status == 404
    assert changed_tables(before) == []


def test_another_child_is_hers_to_keep_as_before(
    new_browser, mother, a_colleague, a_child, a_stranger, a_strangers_child
):
    record = factories.sign(a_strangers_child, a_stranger, {"website": Answer.NO})
    browser = new_browser(mother).get("children.view", child_id=a_strangers_child.id)
    assert "An adult said no" in browser.text
    assert record.reference in browser.text
    browser.click("Put a hold in place").submit("Put the hold in place", basis="court_order", reason=WHY)
    assert WHY in browser.text
    browser.click("Lift this hold").submit("Lift the hold", reason="Over")
    assert HoldLift.select().count() == 1


def test_where_nobody_else_keeps_the_records_she_sees_everything(new_browser, mother, father, a_child):
    a_manager = factories.make_account("Siobhán Kelly", Role.MANAGER, has_come=False)
    theirs = factories.sign(a_child, father, {"website": Answer.NO})
    browser = new_browser(mother).get("children.view", child_id=a_child.id)
    assert "An adult said no" in browser.text, "the manager was invited, but has never come in"
    assert theirs.reference in browser.text
    browser.click("Put a hold in place").submit("Put the hold in place", basis="court_order", reason=WHY)
    assert WHY in browser.text
    assert ConsentHold.select().count() == 1
    comes_in(a_manager)
    seen = browser.get("children.view", child_id=a_child.id).text
    assert WHY not in seen
    assert theirs.reference not in seen


def test_staff_who_are_parents_cannot_tell_a_no_from_silence(new_browser, a_staff_member, a_parent, a_child):
    make_own(a_staff_member, a_child)
    other = factories.make_child("Mei", "Chen")
    browser, seen = new_browser(a_staff_member), []
    for answer in (None, Answer.NO):
        if answer:
            factories.sign_all(a_child, a_parent, answer)
        seen.append(browser.get("consent_register.show").root.find(".//table").text_content())
    assert seen[0] == seen[1]
    assert NOT_NOW in seen[0]
    assert "No answer" in seen[0], f"{other.name} is nobody's of theirs"
    factories.sign(a_child, a_parent, {"website": Answer.YES})
    cells = browser.get("consent_register.show", use="website").root.findall(".//table//td")
    assert [cell.text_content().strip() for cell in cells] == ["No answer", "May"]


def test_an_inspector_is_unaffected_unless_the_child_is_theirs(new_browser, an_inspector, a_parent, a_child):
    browser, seen = new_browser(an_inspector), []
    for answer in (None, Answer.NO):
        if answer:
            factories.sign_all(a_child, a_parent, answer)
        seen.append(browser.get("consent_register.show").root.find(".//table").text_content())
    assert ("No answer" in seen[0], "No answer" in seen[1], NOT_NOW in seen[1]) == (True, False, True)
    make_own(an_inspector, a_child)
    factories.sign(a_child, a_parent, {"website": Answer.YES})
    other = factories.make_child("Mei", "Chen")
    factories.link(factories.adult_of(an_inspector), other)
    rows = [row.text_content() for row in browser.get("consent_register.show").root.findall(".//tbody/tr")]
    assert [row.count(NOT_NOW) for row in rows] == [8, 7], f"{other.name} never answered, and that is not told"


def test_the_other_parent_sees_their_own_answers_alone_and_an_ordinary_keeper_everything(
    new_browser, mother, father, a_colleague, a_child
):
    hers, his = factories.sign_all(a_child, mother, Answer.NO), factories.sign_all(a_child, father)
    page = new_browser(father).get("consents.own_answers", child_id=a_child.id)
    assert his.reference in page.text
    assert hers.reference not in page.text
    keeper = new_browser(a_colleague).get("children.view", child_id=a_child.id)
    assert all(part in keeper.text for part in (hers.reference, his.reference, "An adult said no", "Holds"))
    assert "in your own care" not in keeper.text
    assert keeper.get("consent_register.record_pdf", reference=hers.reference).status == 200


def test_every_keeper_who_can_be_asked_is_named(new_browser, mother, a_colleague, a_child, a_parent):
    third = factories.make_account("Folake Adeyemi", Role.LEAD)
    comes_in(third)
    factories.sign_all(a_child, a_parent, Answer.NO)
    asked = new_browser(mother).get("children.view", child_id=a_child.id)
    assert f"{third.name} or {a_colleague.name}" in asked.text
    assert "An adult said no" in new_browser(third).get("children.view", child_id=a_child.id).text


def test_the_photo_list_tells_staff_no_more_of_their_own_child(new_browser, a_staff_member, a_parent, a_child):
    make_own(a_staff_member, a_child)
    browser, seen = new_browser(a_staff_member), []
    for answer in (None, Answer.NO):
        if answer:
            factories.sign_all(a_child, a_parent, answer)
        page = browser.get("photo_list.live", use="website", session="playgroup").text
        assert "Zofia" in page
        seen.append(page[page.index("May not") :])
    assert seen[0] == seen[1]


def test_she_does_not_learn_from_the_paper_of_her_own_child_that_the_other_parent_signed_it(
    new_browser, mother, father, a_colleague, a_child
):
    form = paper_factories.print_one(a_child, a_colleague)
    browser, seen = new_browser(mother), []
    for is_keyed in (False, True):
        if is_keyed:
            paper_factories.key_in(form, factories.adult_of(father), a_colleague, {"website": Answer.NO})
        seen.append(main_of(browser.get("consent_paper.key", reference=form.reference)))
    assert seen[0] == seen[1]
    assert father.name not in seen[0]


def test_the_manager_s_first_page_tells_nothing_of_a_hold_or_an_answer_on_her_own_child(
    new_browser, a_manager, a_lead, a_parent, a_child
):
    make_own(a_manager, a_child)
    comes_in(a_manager, a_lead)
    browser = new_browser(a_manager)
    seen = [main_of(browser.get("home.index"))]
    factories.sign_all(a_child, a_parent, Answer.NO)
    seen.append(main_of(browser.get("home.index")))
    hold(a_child, a_lead)
    seen.append(main_of(browser.get("home.index")))
    assert seen[0] == seen[1] == seen[2]


def test_a_hold_does_not_change_the_first_page_of_whoever_keeps_the_records(new_browser, a_manager, a_lead, a_child):
    browser = new_browser(a_manager)
    before = main_of(browser.get("home.index"))
    assert "1 child with nobody who can sign" in before
    hold(a_child, a_lead)
    assert main_of(browser.get("home.index")) == before


def test_whom_to_chase_and_who_needs_paper_tells_her_no_answer_of_the_other_parent(
    new_browser, mother, a_colleague, a_child, a_parent
):
    grandfather = factories.make_adult("Jan Kowalski")
    factories.link(grandfather, a_child, relationship=Relationship.GRANDPARENT)
    factories.sign(a_child, a_parent, {"website": Answer.NO})
    page = new_browser(mother).get("consent_paper.choose")
    assert a_child.name in page.text
    assert grandfather.name not in page.text
    assert grandfather.name in new_browser(a_colleague).get("consent_paper.choose").text
