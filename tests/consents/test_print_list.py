"""For whom a form is printed: who needs paper, and how a child is found among thousands."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from werkzeug.datastructures import MultiDict

from portal.consents.paper.forms import PrintForm
from portal.consents.paper.policy import NoLongerHere
from portal.consents.paper.print_list import PAGE, chosen_children, print_list
from portal.consents.policy import Answer
from portal.foundation import clock
from portal.reminders.policy import Owed
from portal.reminders.recipients import Filter, recipients
from portal.wording import service as wording
from portal.wording.policy import Change, DocumentKey
from tests.consents.paper_factories import key_in, print_one
from tests.support import factories
from tests.support.databases import count_queries

pytestmark = pytest.mark.both_engines


def answers(answer, *, but=()):
    uses = wording.current(DocumentKey.CONSENT_FORM).consent.uses
    return {use.key: answer for use in uses if use.key not in but}


def publish_without(*keys):
    """Publish a form that no longer asks of these uses; everything else stays as it is."""
    text = wording.current(DocumentKey.CONSENT_FORM).consent
    left = text.with_clauses(use for use in text.uses if use.key not in keys)
    return wording.publish(DocumentKey.CONSENT_FORM, left, change=Change.MINOR, by_id=None)


@pytest.fixture
def grandmother(a_child):
    """Somebody whom only paper reaches."""
    adult = factories.make_adult("Halina Kowalska")
    factories.link(adult, a_child)
    return adult


@pytest.fixture
def waiting(a_manager, a_child):
    """Say who waits for paper on a day, of the only child."""

    def say(on=None):
        return tuple(print_list(a_manager, MultiDict(), on=on or clock.today()).needs_paper.get(a_child.id, ()))

    return say


def key_for(grandmother, child, by, said):
    return key_in(print_one(child, by), grandmother, by, said)


def test_who_needs_paper_is_whoever_has_no_other_way_and_has_not_answered(
    a_child, a_parent, a_manager, grandmother, waiting
):
    factories.link(factories.make_adult("Ewa Lis"), a_child, responsible=False)
    assert waiting() == ("Halina Kowalska",)
    key_for(grandmother, a_child, a_manager, answers(Answer.NO))
    assert waiting() == ()


def test_one_answer_left_out_still_needs_paper(a_child, a_manager, grandmother, waiting):
    key_for(grandmother, a_child, a_manager, answers(Answer.YES, but=["press"]))
    assert waiting() == ("Halina Kowalska",)
    key_for(grandmother, a_child, a_manager, {"press": Answer.NO})
    assert waiting() == ()


def test_an_answer_to_a_use_that_was_dropped_is_no_answer_to_the_present_form(a_child, a_manager, grandmother, waiting):
    key_for(grandmother, a_child, a_manager, {"website": Answer.YES})
    publish_without("website")
    assert waiting() == ("Halina Kowalska",)
    key_for(grandmother, a_child, a_manager, answers(Answer.YES))
    assert waiting() == ()


def test_who_needs_paper_owes_an_answer_on_the_page_of_reminders_too(a_child, a_manager, grandmother, waiting):
    for said in ({"website": Answer.YES}, {"press": Answer.NO}, answers(Answer.YES)):
        key_for(grandmother, a_child, a_manager, said)
        owing = {each.adult.name for each in recipients(Filter(owed=Owed.ANSWERS), on=clock.today())}
        assert set(waiting()) == owing & {"Halina Kowalska"}


def test_a_real_change_asks_for_a_yes_anew_and_leaves_a_no(a_child, a_manager, grandmother, waiting):
    key_for(grandmother, a_child, a_manager, answers(Answer.NO, but=["website"]))
    factories.publish_form()
    key_for(grandmother, a_child, a_manager, {"website": Answer.YES})
    assert waiting() == ()
    factories.publish_form(title="Another")
    assert waiting() == ("Halina Kowalska",)


def test_a_yes_that_ended_needs_paper_again(a_child, a_manager, grandmother, waiting):
    with time_machine.travel(datetime(2025, 3, 1, 9, tzinfo=UTC), tick=False):
        key_for(grandmother, a_child, a_manager, answers(Answer.YES))
    assert waiting(on=date(2025, 6, 1)) == ()
    assert waiting(on=date(2026, 2, 20)) == ("Halina Kowalska",)


def listed(account, address=()):
    """Return the list that an address opens."""
    return print_list(account, MultiDict(address), on=clock.today())


def names(found):
    return [line.child.name for line in found.page.rows]


def ticked(found):
    return PrintForm.listing(found).child.data


def test_a_longer_list_asks_the_database_no_more_often(a_child, a_manager):
    assert a_manager.roles
    assert wording.current(DocumentKey.CONSENT_FORM)  # read once, and kept
    with count_queries() as of_one:
        listed(a_manager)
    for surname in ("Okafor", "Raman", "Chen"):
        factories.link(factories.make_adult(f"Sam {surname}"), factories.make_child("Sam", surname))
    with count_queries() as of_four:
        assert len(names(listed(a_manager))) == 4
    assert len(of_four) == len(of_one)


@pytest.fixture
def three(a_manager):
    """Three children of two sessions; the family of the last needs paper."""
    ifeoma = factories.make_child("Ifẹ́oma", "O’Connor", sessions=["playgroup"])
    factories.make_child("Łukasz", "Nowak", sessions=["playgroup", "holiday"])
    chen = factories.make_child("Mei", "Chen", sessions=["holiday"])
    factories.link(factories.make_adult("Chen Hua"), chen)
    return ifeoma, chen


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ({}, ["Mei Chen", "Łukasz Nowak", "Ifẹ́oma O’Connor"]),
        ({"session": "holiday"}, ["Mei Chen", "Łukasz Nowak"]),
        ({"select": "waiting"}, ["Mei Chen"]),
        ({"select": "waiting", "session": "playgroup"}, []),
        ({"session": "nonsense", "select": "x", "after": "x"}, ["Mei Chen", "Łukasz Nowak", "Ifẹ́oma O’Connor"]),
        ({"after": "0"}, ["Mei Chen", "Łukasz Nowak", "Ifẹ́oma O’Connor"]),
        ({"after": "9" * 4000}, ["Mei Chen", "Łukasz Nowak", "Ifẹ́oma O’Connor"]),
        ({"child": "999999999999999999999999"}, []),
        ({"show": "not_answered", "session": "playgroup"}, ["Łukasz Nowak", "Ifẹ́oma O’Connor"]),
        ({"show": "may"}, []),
    ],
)
def test_a_child_is_found_by_session_and_need(three, a_manager, address, expected):
    assert names(listed(a_manager, address)) == expected


def test_only_the_children_asked_for_are_ticked(app, three, a_manager):
    ifeoma, chen = three
    with app.test_request_context():
        assert ticked(listed(a_manager)) == []
        assert ticked(listed(a_manager, {"session": "holiday"})) == []
        assert ticked(listed(a_manager, {"select": "waiting"})) == [chen.id]
        assert ticked(listed(a_manager, {"child": str(ifeoma.id)})) == [ifeoma.id]


def test_thousands_come_a_page_at_a_time_and_every_page_fits_into_one_file(app, a_manager):
    for number in range(PAGE + 2):
        factories.link(factories.make_adult(f"Sam {number}"), factories.make_child("Sam", f"Okafor {number:04}"))
    first = listed(a_manager, {"select": "waiting"})
    second = listed(a_manager, {"select": "waiting", **first.page.following})
    assert (len(first.page.rows), len(second.page.rows)) == (PAGE, 2)
    assert (first.page.previous, second.page.following) == (None, None)
    assert names(listed(a_manager, {"select": "waiting", **second.page.previous})) == names(first)
    with app.test_request_context():
        assert {*ticked(first), *ticked(second)} == first.needs_paper.keys()
    assert (first.children, second.children, len(first.needs_paper)) == (PAGE + 2,) * 3


def test_a_child_is_asked_for_by_those_who_see_every_child_alone(three, a_parent, a_child):
    assert "Mei Chen" not in names(listed(a_parent))
    with pytest.raises(NoLongerHere):
        chosen_children(a_parent, [three[0].id], on=clock.today())
