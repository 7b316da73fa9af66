"""Promises about parental responsibility that a court order restricted, and restricts no more: no yes of before comes back."""

import importlib
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.access.permissions import Role
from portal.consents import service
from portal.consents.merging import service as merging
from portal.consents.models import CONSULT, ConsentRecord, CurrentAnswer, PaperForm, ResponsibilityReturn
from portal.consents.policy import Answer, AnswerState, Reason
from portal.consents.precedence import Merge, Return, latest_answers
from portal.consents.staff_notes import spoken
from portal.families import corrections
from portal.families.models import Adult, Child, Guardianship, ResponsibilityCheck
from portal.families.policy import ChangedSince, LinkDecision, Relationship, Responsibility, ResponsibilityBasis
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.events import Event
from portal.foundation.tokens import new_token
from portal.reminders.recipients import recipients
from tests.consents.paper_factories import key_in, print_one
from tests.consents.test_same_person import ASKED_AGAIN, MONDAY, PAPER, SILENT, outcome, said
from tests.imports import factories as imports
from tests.imports.factories import ZOFIA, listed
from tests.support import factories
from tests.support.databases import changed_tables, snapshot
from tests.support.rulings import ruling

pytestmark = pytest.mark.both_engines

YES, NO, WITHDRAWN = Answer.YES, Answer.NO, Answer.WITHDRAWN
HELD, NONE, RESTRICTED = Responsibility.HELD, Responsibility.NONE, Responsibility.RESTRICTED
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TOLD = "Our register has changed since you said yes, so that yes does not count now. Please answer again."

CASES = [
    # before, while it was limited, since it is there again; what counts
    ([YES], [], [], ASKED_AGAIN),
    ([], [YES], [], ASKED_AGAIN),
    ([NO], [YES], [], ASKED_AGAIN),
    ([NO], [], [], NO),
    ([YES], [NO], [], NO),
    ([YES], [WITHDRAWN], [], WITHDRAWN),
    ([YES], [], [YES], YES),
    ([NO], [], [YES], YES),
    ([YES], [YES], [NO], NO),
    ([YES], [], [SILENT], ASKED_AGAIN),
    ([NO], [], [SILENT], NO),
    ([], [], [YES], YES),
]


@pytest.mark.parametrize(("before", "limited", "since", "counts"), CASES)
def test_what_counts_of_an_adult_who_has_full_responsibility_again(before, limited, since, counts):
    key, stored = (1, 7, "press"), [*before, *limited, *since]
    told = [(key, said(answer, number)) for number, answer in enumerate(stored, start=1)]
    back = Return(1, 7, len(before) + len(limited), MONDAY + timedelta(days=len(before) + len(limited)))
    found = latest_answers(told, [back])
    assert outcome(found.get(key)) == counts
    for other in (Return(1, 8, 9, MONDAY), Return(2, 7, 9, MONDAY)):
        assert latest_answers(told, [other]) == latest_answers(told), "of another adult or child nothing changes"


@pytest.mark.parametrize(
    ("first", "day", "counts"),
    [(SILENT, 4, ASKED_AGAIN), (SILENT, 5, YES), (YES, 4, ASKED_AGAIN), (YES, 5, YES), (NO, 4, NO), (NO, 5, NO), (NO, 6, YES)],
)  # fmt: skip
def test_a_paper_of_before_that_is_keyed_in_later_gives_nothing_back(first, day, counts):
    """A paper bears no time of day: on the day itself it brings no no to an end."""
    key, back = (1, 7, "press"), Return(1, 7, 10, MONDAY + timedelta(days=5))
    paper = (key, said(YES, 11, day=day, method=PAPER))
    assert outcome(latest_answers([(key, said(first, 1)), paper], [back])[key]) == counts
    refused = (key, said(NO, 12, day=day, method=PAPER))
    assert outcome(latest_answers([(key, said(YES, 1)), refused], [back])[key]) is NO


@pytest.mark.parametrize("kept", [1, 2])
def test_of_two_entries_the_later_day_decides_which_paper_is_older(kept):
    late, early = Return(1, 7, 10, MONDAY + timedelta(days=9)), Return(2, 7, 11, MONDAY + timedelta(days=5))
    for day, counts in ((8, ASKED_AGAIN), (9, YES)):
        paper = ((kept, 7, "press"), said(YES, 13, day=day, method=PAPER))
        found = latest_answers([paper], [late, early, Merge(0, 3 - kept, kept, 12, MONDAY + timedelta(days=10))])
        assert outcome(found[kept, 7, "press"]) == counts


def test_the_wish_that_every_adult_be_asked_stays():
    key = (1, 7, CONSULT)
    found = latest_answers([(key, said(YES, 1, consult=True))], [Return(1, 7, 2, MONDAY)])
    assert found[key].answer is YES


def at(days):
    return time_machine.travel(NOON + timedelta(days=days), tick=False)


def set_to(state, child, parent, by):
    link = Guardianship.get((Guardianship.child == child.id) & (Guardianship.adult == factories.adult_of(parent)))
    corrections.set_responsibility(link, state, ResponsibilityBasis.COURT_ORDER, by_id=by.id)


def website(child):
    return ruling(Child.get_by_id(child.id), "website", on=clock.today())


def stored():
    return sorted(map(str, CurrentAnswer.select().tuples()))


@pytest.mark.parametrize("states", [[RESTRICTED], [RESTRICTED, NONE], [NONE, RESTRICTED]])
def test_a_yes_of_before_never_comes_back_by_itself_and_a_new_one_counts(a_child, a_parent, a_manager, states):
    with at(0):
        factories.sign_all(a_child, a_parent)
        factories.sign(a_child, a_parent, {"press": NO})
    with at(1):
        for state in states:
            set_to(state, a_child, a_parent, a_manager)
            assert not website(a_child).may_show
    with at(2):
        set_to(HELD, a_child, a_parent, a_manager)
        assert website(a_child).reasons == (Reason.ASKED_AGAIN,)
        assert ruling(a_child, "press", on=clock.today()).reasons == (Reason.REFUSED,)
        before = stored()
        service.rebuild_current()
        assert stored() == before
        (asked,) = recipients(on=clock.today())
        assert {own.state for own in asked.children[0].uses.values()} == {AnswerState.ASKED_AGAIN}
    with at(3):
        factories.sign(a_child, a_parent, {"website": YES})
        assert website(a_child).may_show
        set_to(HELD, a_child, a_parent, a_manager)
        corrections.set_responsibility(
            Guardianship.get(), HELD, ResponsibilityBasis.BIRTH_CERTIFICATE, by_id=a_manager.id
        )
        assert website(a_child).may_show, "what is confirmed once more asks nobody again"
        assert ResponsibilityReturn.select().count() == 1


def test_a_yes_that_was_said_while_it_was_limited_is_asked_again_and_a_spoken_no_stands(a_child, a_parent, a_manager):
    set_to(RESTRICTED, a_child, a_parent, a_manager)
    factories.sign(a_child, a_parent, {"website": YES, "press": YES})
    spoken.note_withdrawal(
        a_child, factories.adult_of(a_parent).id, ["press"], submission=new_token(), by_id=a_manager.id
    )
    set_to(HELD, a_child, a_parent, a_manager)
    assert website(a_child).reasons == (Reason.ASKED_AGAIN,)
    assert ruling(a_child, "press", on=clock.today()).reasons == (Reason.REFUSED,)


@pytest.mark.parametrize("keyed", [1, 4])
def test_a_paper_signed_while_it_was_limited_counts_for_nothing_whenever_it_is_keyed_in(
    a_child, a_parent, a_manager, keyed, new_browser
):
    with at(0):
        set_to(RESTRICTED, a_child, a_parent, a_manager)
        paper = print_one(a_child, a_manager)
    for day in range(1, 5):
        with at(day):
            if day == keyed:
                on = (NOON + timedelta(days=1)).date()
                key_in(PaperForm.get_by_id(paper.id), factories.adult_of(a_parent), a_manager, {"website": YES}, on=on)
            if day == 3:
                set_to(HELD, a_child, a_parent, a_manager)
            assert not website(a_child).may_show
    with at(4):
        assert website(a_child).reasons == (Reason.ASKED_AGAIN,)
        reference = ConsentRecord.get().reference
        assert "A yes counts until" not in new_browser(a_parent).get("consents.signed", reference=reference).text
        before = stored()
        service.rebuild_current()
        assert stored() == before


@pytest.mark.parametrize("steps", [(30, 0, 0), (0, -30, -30), (0, 0, -30)])
def test_the_order_of_what_happened_decides_though_the_clock_was_stepped(a_child, a_parent, a_manager, steps):
    signed, limited, again = steps
    with at(signed):
        factories.sign(a_child, a_parent, {"website": YES})
    with at(limited):
        set_to(RESTRICTED, a_child, a_parent, a_manager)
    with at(again):
        set_to(HELD, a_child, a_parent, a_manager)
    for day in (signed, limited, again, 31, 60):
        assert not ruling(a_child, "website", on=(NOON + timedelta(days=day)).date()).may_show
    before = stored()
    service.rebuild_current()
    assert stored() == before


def test_who_has_responsibility_for_the_first_time_is_asked_nothing_twice(a_child, a_manager):
    """What the register did not know yet was never limited: a paper of last week, signed by the child’s father, counts."""
    father = factories.make_account("Piotr Kowalski", Role.PARENT)
    factories.link(factories.make_adult("Piotr Kowalski", account=father), a_child, responsible=False)
    with at(0):
        set_to(NONE, a_child, father, a_manager)
        paper = print_one(a_child, a_manager)
    with at(7):
        set_to(HELD, a_child, father, a_manager)
        key_in(paper, factories.adult_of(father), a_manager, {"website": YES}, on=NOON.date())
        assert website(a_child).may_show


def test_the_other_parents_yes_goes_on_counting_and_tells_them_nothing(
    new_browser, a_child, a_parent, a_second_parent, a_manager
):
    for parent in (a_parent, a_second_parent):
        factories.sign_all(a_child, parent)
    browser = new_browser(a_parent)
    before = browser.get("consents.own_answers", child_id=a_child.id).text
    for state in (RESTRICTED, HELD):
        set_to(state, a_child, a_second_parent, a_manager)
        assert website(a_child).may_show
        assert browser.get("consents.own_answers", child_id=a_child.id).text == before
    assert TOLD in new_browser(a_second_parent).get("consents.own_answers", child_id=a_child.id).text


def test_the_manager_is_told_before_and_after_and_the_parent_answers_on_the_page(
    new_browser, a_child, a_parent, a_manager, a_stranger
):
    factories.sign(a_child, a_parent, {"website": YES, "press": NO})
    set_to(RESTRICTED, a_child, a_parent, a_manager)
    adult = factories.adult_of(a_parent)
    browser = new_browser(a_manager).get("families.edit_link", child_id=a_child.id, adult_id=adult.id)
    assert "each yes of theirs from before is asked again. Each no stands." in browser.text
    browser.submit("Save for Agnieszka Kowalska", responsibility="held", basis="court_order")
    assert "Asked again: two entries were put together, or a court order ended" in browser.text
    browser.get("families.edit_link", child_id=a_child.id, adult_id=adult.id)
    assert "is asked again" not in browser.text

    own = new_browser(a_parent).get("consents.own_answers", child_id=a_child.id)
    assert TOLD in own.text
    assert "We ask you again" in own.text
    assert "court" not in own.text
    own.click("Answer for Zofia").click("To the questions")
    own.submit("Check your answers", use_website="yes")
    own.submit("Sign for", signed_name="Agnieszka Kowalska", declared=True)
    assert website(a_child).may_show
    assert TOLD not in own.get("consents.own_answers", child_id=a_child.id).text

    before = snapshot()
    stranger = new_browser(a_stranger)
    assert stranger.get("consents.own_answers", child_id=a_child.id).status == 404
    given = {"relationship": "mother", "responsibility": "held", "basis": "court_order"}
    for who in (a_stranger, a_parent):
        tried = new_browser(who).post("families.edit_link", given, child_id=a_child.id, adult_id=adult.id)
        assert tried.status in (403, 404)
    assert set(changed_tables(before)) <= {"audit_entries", "sign_ins"}


def test_a_list_that_gives_responsibility_back_gives_no_yes_back(new_browser, a_manager):
    imports.import_list(new_browser(a_manager), listed(ZOFIA))
    father = factories.make_account("Marek Kowalski", Role.PARENT)
    Adult.update(account=father).where(Adult.name == "Marek Kowalski").execute()
    child = Child.get()
    factories.sign_all(child, father)
    assert website(child).may_show
    for state in (RESTRICTED, NONE):
        set_to(state, child, father, a_manager)
        assert not website(child).may_show
    imports.import_list(new_browser(a_manager), listed(ZOFIA))
    assert Guardianship.get(Guardianship.relationship == "father").responsibility == HELD
    assert website(child).reasons == (Reason.ASKED_AGAIN,)


def test_what_was_given_back_under_two_entries_stays_asked_again(a_child, a_parent, a_manager):
    """Restricted under one entry, put together with another, given back: neither the yes nor an undo brings it back."""
    twin = factories.make_child("Zofia", "Kowalsk")
    father = factories.make_parent("Piotr Kowalski", twin)
    factories.sign(twin, father, {"website": YES})
    set_to(RESTRICTED, twin, father, a_manager)
    fact = merging.merge(Child.get_by_id(a_child.id), twin, {}, by_id=a_manager.id)
    kept = Child.get_by_id(a_child.id)
    factories.sign(kept, father, {"press": YES})
    set_to(HELD, kept, father, a_manager)
    assert ruling(kept, "press", on=clock.today()).reasons == (Reason.ASKED_AGAIN,)
    assert website(kept).reasons == (Reason.ASKED_AGAIN,)
    assert not merging.lines_of([kept])[0].can_be_undone
    assert fact in [line.fact for line in merging.lines_of([kept])]


def test_two_entries_are_not_taken_apart_once_responsibility_was_given_back(a_child, a_parent, a_manager):
    twin = factories.make_child("Zofia", "Kowalsk")
    father = factories.make_parent("Piotr Kowalski", twin)
    factories.sign(twin, father, {"website": YES})
    set_to(RESTRICTED, twin, father, a_manager)
    fact = merging.merge(Child.get_by_id(a_child.id), twin, {}, by_id=a_manager.id)
    set_to(HELD, Child.get_by_id(a_child.id), father, a_manager)
    before = snapshot()
    with pytest.raises(ChangedSince):
        merging.undo(fact, by_id=a_manager.id)
    assert changed_tables(before) == []
    assert ResponsibilityCheck.select().count() == 2


@pytest.fixture
def two_entries(a_child, a_manager):
    """One father with two entries beside the same child, of whom one signs in; and what says how they are one."""
    father = factories.make_parent("Piotr Kowalski", a_child)
    twin = factories.make_adult("Piotr Kowalsky")
    factories.link(twin, a_child, responsible=False)
    limited = LinkDecision(Relationship.MOTHER, RESTRICTED, ResponsibilityBasis.COURT_ORDER)

    def check(adult, state):
        link = Guardianship.get((Guardianship.child == a_child.id) & (Guardianship.adult == adult.id))
        corrections.set_responsibility(link, state, ResponsibilityBasis.COURT_ORDER, by_id=a_manager.id)

    def unite():
        return merging.merge(factories.adult_of(father), twin, {a_child.id: limited}, by_id=a_manager.id)

    return father, twin, check, unite


def test_a_check_of_another_entry_before_the_two_were_one_gives_nothing_back(a_child, two_entries):
    father, twin, check, unite = two_entries
    own = factories.adult_of(father)
    with db.atomic() as undo:
        for day, (adult, state) in enumerate([(own, RESTRICTED), (twin, HELD)]):
            with at(day):
                check(adult, state)
        with at(2):
            unite()
        with at(3):
            service.ask_again_after_import(Event(actor_id=None, subject_id=0))
            assert not ResponsibilityReturn.select().exists()
            factories.sign(a_child, father, {"website": YES})
        with at(4):
            check(own, HELD)
            assert website(a_child).reasons == (Reason.ASKED_AGAIN,)
        found = [(row.check_id, row.last_record) for row in ResponsibilityReturn.select()]
        assert len(found) == 1
        db.execute_sql("DROP TABLE responsibility_returns")
        importlib.import_module("portal.migrations.0049_responsibility_returns").up(None, db.obj)
        assert [(row.check_id, row.last_record) for row in ResponsibilityReturn.select()] == found
        undo.rollback()


def test_two_entries_that_were_one_by_mistake_are_what_they_were(a_child, a_manager, two_entries):
    father, twin, check, unite = two_entries
    with at(0):
        check(twin, RESTRICTED)
    with at(1):
        check(factories.adult_of(father), HELD)
        factories.sign(a_child, father, {"website": YES})
    with at(2):
        fact = unite()
        assert not website(a_child).may_show
    with at(3):
        merging.undo(fact, by_id=a_manager.id)
        assert website(a_child).may_show
        service.ask_again_after_import(Event(actor_id=None, subject_id=0))
        assert website(a_child).may_show


def test_who_was_given_it_back_before_the_portal_kept_that_is_asked_again_too(
    a_child, a_parent, a_second_parent, a_manager
):
    """The migration finds what the services find, on answers as they counted before it."""
    with db.atomic() as undo:
        with at(0):
            papers = [print_one(a_child, a_manager) for _ in range(2)]
            factories.sign(a_child, a_parent, {"website": YES, "press": NO, CONSULT: YES})
            factories.sign(a_child, a_second_parent, {"website": YES, "press": YES})
        for day, state in ((1, RESTRICTED), (3, HELD)):
            with at(day):
                set_to(state, a_child, a_parent, a_manager)
        with at(4):
            key_in(papers[0], factories.adult_of(a_parent), a_manager, {"group_alone": YES}, on=NOON.date())
            key_in(papers[1], factories.adult_of(a_parent), a_manager, {"group_together": YES}, on=clock.today())
        expected = stored(), [(row.check_id, row.last_record) for row in ResponsibilityReturn.select()]
        db.execute_sql("DROP TABLE responsibility_returns")
        CurrentAnswer.update(counts_until=NOON.date() + timedelta(days=364)).where(
            CurrentAnswer.counts_until < CurrentAnswer.given_on
        ).execute()
        assert stored() != expected[0]
        importlib.import_module("portal.migrations.0049_responsibility_returns").up(None, db.obj)
        assert (stored(), [(row.check_id, row.last_record) for row in ResponsibilityReturn.select()]) == expected
        undo.rollback()
