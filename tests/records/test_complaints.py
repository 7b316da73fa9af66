"""The complaints register that an inspector reads: every concern but those about a manager, and nobody’s name."""

import pytest

from portal.concerns import handling
from portal.concerns.policy import EntryKind, Outcome
from portal.foundation import clock
from portal.foundation.tokens import new_token
from tests.concerns import factories as concerns

pytestmark = pytest.mark.both_engines


def answered(by, handler, **given):
    """Raise a concern and tell its outcome, with actions that name a child and a worker."""
    concern = concerns.raise_concern(by, **given)
    for kind in (EntryKind.ACKNOWLEDGED, EntryKind.STARTED):
        handling.take_step(concern, kind, "Thank you.", submission=new_token(), by_id=handler.id)
    told = handling.OutcomeDetails(
        outcome=Outcome.UPHELD,
        actions="Priya took the picture of Zofia down.",
        text="It is gone.",
        told_on=clock.today(),
    )
    handling.tell_outcome(concern, told, submission=new_token(), by_id=handler.id)
    return concern


def test_an_inspector_reads_what_was_done_and_no_name(
    new_browser, an_inspector, a_manager, a_parent, a_child, a_staff_member
):
    concern = answered(a_parent, a_manager, about=(f"staff-{a_staff_member.id}",), child=a_child)
    assert "nobody has looked for names in this text yet" in new_browser(an_inspector).get("records.complaints").text
    concerns.read_texts(concern, a_manager)

    browser = new_browser(an_inspector).get("home.index").click("Complaints register")

    assert concern.reference in browser.text
    assert "Upheld" in browser.text
    assert "took the picture of Child" in browser.text
    for name in ("Zofia", "Kowalsk", "Priya", "Raman", "Siobhán"):
        assert name not in browser.page.partition("<main")[2]


def test_a_concern_about_a_manager_is_in_no_register_that_a_manager_could_open_as_an_inspector(
    new_browser, an_inspector, a_manager, a_chair, a_parent
):
    browser = new_browser(an_inspector)
    before = browser.get("records.complaints").text
    hidden = concerns.raise_concern(a_parent, about=("manager",))
    assert browser.get("records.complaints").text == before
    assert hidden.reference not in before
    assert "Concerns about a manager are not listed here." in before


def test_nobody_but_an_inspector_opens_it(new_browser, a_manager, a_lead, a_chair, a_staff_member, a_parent):
    for person in (a_manager, a_lead, a_chair, a_staff_member, a_parent):
        assert new_browser(person).get("records.complaints").status == 403


def test_an_inspector_opens_no_concern_of_the_register(new_browser, an_inspector, a_parent):
    concern = concerns.raise_concern(a_parent)
    assert new_browser(an_inspector).get("concerns.case", reference=concern.reference).status == 403


def test_nothing_that_an_inspector_is_shown_answers_403(new_browser, an_inspector, a_manager, a_parent, a_child):
    concerns.raise_concern(a_parent)
    browser = new_browser(an_inspector).get("home.index")
    shown = {a.get("href") for a in browser.root.iter("a") if a.get("href", "").startswith("/")}
    assert len(shown) > 6
    for address in shown:
        assert browser.get(address).status == 200, address
        inside = {a.get("href") for a in browser.root.xpath("//main//a") if a.get("href", "").startswith("/")}
        for further in inside:
            assert browser.get(further).status == 200, (address, further)
