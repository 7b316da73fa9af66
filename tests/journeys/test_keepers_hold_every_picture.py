"""Promises about holds: they block at once, and nobody but manager and lead can tell that there is one."""

import re

from portal.consents import holds
from portal.consents.models import ConsentHold, HoldLift
from portal.consents.policy import Answer, HoldBasis
from portal.foundation import clock
from portal.foundation.tokens import new_token
from tests.support import factories
from tests.support.rulings import ruling

WHY = "Order of 3 March 2026, kept in the locked cabinet"
NOT_NOW = "May not"


def may_show(child):
    return ruling(child, "website", on=clock.today()).may_show


def hold(child, by):
    return holds.place_hold(child, HoldBasis.COURT_ORDER, WHY, submission=new_token(), by_id=by.id)


def submission_in(page):
    return re.search(r'name="submission" value="([^"]+)"', page)[1]


def test_a_hold_blocks_every_picture_at_once_and_is_lifted_with_a_reason(new_browser, a_lead, a_parent, a_child):
    factories.sign_all(a_child, a_parent)
    browser = new_browser(a_lead).get("children.view", child_id=a_child.id)
    browser.click("Put a hold in place").submit("Put the hold in place")
    assert "Choose what the hold is based on" in browser.text
    assert "Write why" in browser.text
    assert may_show(a_child)

    browser.submit("Put the hold in place", basis="court_order", reason=WHY)
    assert "The hold is in place" in browser.text
    assert WHY in browser.text
    assert not may_show(a_child)

    browser.click("Lift this hold").submit("Lift the hold", reason="   ")
    assert "Write why the hold can end" in browser.text
    assert not may_show(a_child)
    browser.submit("Lift the hold", reason="The court ended it on 9 May.")
    assert may_show(a_child)
    for kept in (WHY, "The court ended it on 9 May.", "Adaeze Okafor", "Hold lifted"):
        assert kept in browser.text


def test_the_reasons_why_not_are_told_apart(new_browser, a_lead, a_parent, a_child):
    factories.sign_all(a_child, a_parent, Answer.NO)
    hold(a_child, a_lead)
    page = new_browser(a_lead).get("children.view", child_id=a_child.id).text
    assert "On hold; An adult said no" in page


def test_a_double_click_is_one_hold_and_a_second_lift_is_refused(new_browser, a_manager, a_lead, a_child):
    browser = new_browser(a_manager).get("consent_notes.place_hold", child_id=a_child.id)
    sent = {"basis": "other", "reason": WHY, "submission": submission_in(browser.page)}
    for _click in range(2):
        browser.post("consent_notes.place_hold", sent, child_id=a_child.id)
        assert browser.status == 200
    assert ConsentHold.select().count() == 1

    number = ConsentHold.get().id
    for _click in range(2):
        assert browser.post("consent_notes.lift_hold", {"reason": "Over."}, hold_id=number).status == 200
    other = new_browser(a_lead)
    assert "lifted already" in other.get("consent_notes.lift_hold", hold_id=number).text
    other.post("consent_notes.lift_hold", {"reason": "Mine."}, hold_id=number)
    assert "Somebody lifted this hold a moment ago" in other.text
    assert "Mine." in other.text  # what was typed is not lost
    assert [lift.reason for lift in HoldLift.select()] == ["Over."]


def test_an_old_page_or_a_bad_choice_keeps_the_reason_that_was_typed(new_browser, a_manager, a_child):
    browser = new_browser(a_manager)
    browser.post_without_token("consent_notes.place_hold", {"basis": "other", "reason": WHY}, child_id=a_child.id)
    assert WHY in browser.page
    browser.post("consent_notes.place_hold", {"basis": "whim", "reason": WHY}, child_id=a_child.id)
    assert WHY in browser.page
    browser.post("consent_notes.place_hold", {"basis": "other", "reason": "x" * 4001}, child_id=a_child.id)
    assert "This is too long" in browser.text
    assert ConsentHold.select().count() == 0


def test_nobody_but_manager_and_lead_places_lifts_or_opens_a_hold(
    new_browser, a_child, a_parent, a_staff_member, a_poster, a_chair, an_inspector, a_manager
):
    number = hold(a_child, a_manager).id
    for account in (a_parent, a_staff_member, a_poster, a_chair, an_inspector):
        browser = new_browser(account)
        assert browser.get("consent_notes.place_hold", child_id=a_child.id).status == 403
        assert browser.get("consent_notes.lift_hold", hold_id=number).status == 403
        assert browser.post("consent_notes.lift_hold", {"reason": "Let me"}, hold_id=number).status == 403
        sent = {"basis": "other", "reason": "Me too"}
        assert browser.post("consent_notes.place_hold", sent, child_id=a_child.id).status == 403
    assert (ConsentHold.select().count(), HoldLift.select().count()) == (1, 0)


def test_a_hold_reads_to_staff_and_inspector_as_a_parents_no_does(
    new_browser, a_manager, a_staff_member, a_poster, an_inspector, setting
):
    """The same words and the same size of page: nothing hints at the hold."""
    held, refused = factories.make_child("Anna", "Nowak"), factories.make_child("Emma", "Nowik")
    factories.sign_all(held, factories.make_parent("Ewa Nowak", held))
    factories.sign_all(refused, factories.make_parent("Ewa Nowik", refused), Answer.NO)
    hold(held, a_manager)

    for account in (a_staff_member, a_poster):
        browser = new_browser(account)
        one = browser.get("children.view", child_id=held.id).text
        assert one.count(NOT_NOW) == 8
        other = browser.get("children.view", child_id=refused.id).text
        assert one.replace("Anna Nowak", "Emma Nowik").replace("Anna", "Emma") == other
    for account in (a_staff_member, an_inspector):
        browser = new_browser(account).get("consent_register.show")
        rows = [row.text_content().split() for row in browser.root.iter("tr") if "Now" in row.text_content()]
        assert rows[0][2:] == rows[1][2:]
        assert len(rows) == 2
        assert "hold" not in browser.text.lower()


def test_the_inspectors_log_holds_no_trace_of_a_hold(new_browser, a_manager, an_inspector, a_child):
    lifted = hold(a_child, a_manager)
    holds.lift_hold(lifted, "Over.", by_id=a_manager.id)

    log = new_browser(a_manager).get("audit.log").text
    assert "put a hold on every picture" in log
    assert WHY not in log
    log = new_browser(an_inspector).get("audit.log").text
    assert "hold" not in log.lower().replace("holds", "")
    assert "consent form" in log or "setting" in log


def test_a_parent_whose_yes_is_not_followed_is_told_so_and_not_why(
    new_browser, a_manager, a_parent, a_second_parent, a_child
):
    sentence = "We show no such picture at present. Speak to the manager."
    factories.sign_all(a_child, a_parent)
    browser = new_browser(a_parent).get("consents.own_answers", child_id=a_child.id)
    assert "at present" not in browser.text
    browser.get("consents.withdraw", child_id=a_child.id, use="website")
    assert "We may show such a picture today." in browser.text

    placed = hold(a_child, a_manager)
    held = browser.get("consents.own_answers", child_id=a_child.id).text
    assert held.count("Not shown at present") == 8
    assert sentence in browser.get("consents.withdraw", child_id=a_child.id, use="website").text
    assert held.count("Not shown at present Yes") == 8
    assert "hold" not in held.lower().replace("household", "")
    holds.lift_hold(placed, "Over.", by_id=a_manager.id)

    factories.sign_all(a_child, a_second_parent, Answer.NO)
    assert browser.get("consents.own_answers", child_id=a_child.id).text == held


def test_what_a_parent_is_told_gives_away_no_other_adults_answer(
    new_browser, a_manager, a_parent, a_second_parent, a_child
):
    """Who has not answered reads the same, whether the other parent said yes or nothing."""
    browser = new_browser(a_second_parent)
    before = browser.get("consents.own_answers", child_id=a_child.id).text
    factories.sign_all(a_child, a_parent)

    assert browser.get("consents.own_answers", child_id=a_child.id).text == before
    assert "We may show" not in before
