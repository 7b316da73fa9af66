"""A parent’s question before signing: until we have answered nothing is a yes, and nobody is reminded (product.md §2.6)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from peewee import DatabaseError

from portal.accounts.models import Account
from portal.concerns.clocks import COURTESY_DAYS
from portal.consents import asked_first
from portal.consents.asked_first import ANSWER_FIRST_WITHIN_DAYS
from portal.consents.models import AskedFirst, AskedFirstAnswer
from portal.consents.outstanding import waiting_children
from portal.consents.policy import Answer, LatestAnswer, Reason, UseFacts, may_show
from portal.consents.register.filtering import Filter, Show, apply_filter, load_page
from portal.consents.rulings import rulings
from portal.families.models import Child, Guardianship
from portal.families.policy import Responsibility
from portal.foundation import clock
from portal.foundation.database import db
from tests.support import factories
from tests.support.browser import Browser
from tests.support.rulings import ruling

pytestmark = pytest.mark.both_engines

NewBrowser = Callable[..., Browser]
TODAY = date(2026, 11, 29)


@dataclass(frozen=True)
class Happened:
    """What is published of a question, by the concern that holds it."""

    child_id: int
    adult_id: int
    subject_id: int = 7


def ask(child: Child, parent: Account, *, concern: int = 7) -> Happened:
    event = Happened(child.id, factories.adult_of(parent).id, concern)
    asked_first.note_asked_first(event)
    return event


def may_be_shown(child: Child, use: str = "website") -> bool:
    return ruling(child, use, on=clock.today()).may_show


YES, NO = (
    LatestAnswer(1, each, date(2026, 11, 1), True, counts_until=date(2027, 10, 31)) for each in (Answer.YES, Answer.NO)
)
# Who of two parents said what before; a question waits; what is missing for a yes, by weight.
CASES = {
    "nobody answered": ((), (Reason.ASKED_FIRST, Reason.NOT_ANSWERED)),
    "a live yes of before": ((YES,), (Reason.ASKED_FIRST,)),
    "a no of before": ((NO,), (Reason.ASKED_FIRST, Reason.REFUSED)),
}


@pytest.mark.parametrize(("answers", "reasons"), CASES.values(), ids=CASES.keys())
def test_until_it_is_answered_nothing_is_a_yes(answers: tuple[LatestAnswer, ...], reasons: tuple[Reason, ...]) -> None:
    facts = UseFacts(frozenset({1, 2}), answers, asked_first=True)
    assert (may_show(facts, on=TODAY).may_show, may_show(facts, on=TODAY).reasons) == (False, reasons)


def test_a_yes_of_before_waits_for_our_answer_and_counts_again_after_it(
    a_parent: Account, a_second_parent: Account, a_child: Child
) -> None:
    factories.sign_all(a_child, a_second_parent)
    assert may_be_shown(a_child)
    event = ask(a_child, a_parent)
    assert not may_be_shown(a_child)
    factories.sign_all(a_child, a_parent)
    assert not may_be_shown(a_child), "a yes in the meantime waits as well"
    asked_first.note_asked_first_answered(event)
    assert may_be_shown(a_child)


def test_a_second_question_waits_by_itself_and_what_happened_twice_is_one_fact(
    a_parent: Account, a_child: Child
) -> None:
    factories.sign_all(a_child, a_parent)
    first, second = ask(a_child, a_parent), ask(a_child, a_parent, concern=8)
    ask(a_child, a_parent)
    assert AskedFirst.select().count() == 2
    for _time in range(2):
        asked_first.note_asked_first_answered(first)
    assert AskedFirstAnswer.select().count() == 1
    assert not may_be_shown(a_child)
    asked_first.note_asked_first_answered(second)
    assert may_be_shown(a_child)


@pytest.mark.parametrize(
    ("state", "stops"), [(Responsibility.HELD, True), (Responsibility.RESTRICTED, True), (Responsibility.NONE, False)]
)
def test_whoever_can_say_no_can_ask_first_and_nobody_else(
    a_parent: Account, a_second_parent: Account, a_child: Child, state: Responsibility, stops: bool
) -> None:
    factories.sign_all(a_child, a_parent)
    other = factories.adult_of(a_second_parent)
    Guardianship.update(responsibility=state).where(Guardianship.adult == other.id).execute()
    ask(a_child, a_second_parent)
    assert may_be_shown(a_child) is not stops


def test_a_stranger_stops_nothing(a_parent: Account, a_child: Child, a_stranger: Account) -> None:
    factories.sign_all(a_child, a_parent)
    ask(a_child, a_stranger)
    assert may_be_shown(a_child)


def test_the_facts_are_only_added(a_parent: Account, a_child: Child) -> None:
    asked_first.note_asked_first_answered(ask(a_child, a_parent))
    for table in (AskedFirst, AskedFirstAnswer):
        with pytest.raises(DatabaseError, match="only ever added to"), db.atomic():
            table.delete().execute()


def test_nobody_is_reminded_of_the_child_and_the_other_child_is_not_forgotten(
    a_parent: Account, a_second_parent: Account, a_child: Child
) -> None:
    brother = factories.make_child("Adam", "Kowalski")
    factories.link(factories.adult_of(a_parent), brother)
    ask(a_child, a_parent)
    found = {child.called for children in waiting_children(clock.today()).values() for child in children}
    assert found == {"Adam"}


def test_the_parent_who_asked_is_told_the_day_and_nobody_else_that_they_did(
    new_browser: NewBrowser, a_parent: Account, a_second_parent: Account, a_staff_member: Account, a_child: Child
) -> None:
    factories.sign_all(a_child, a_second_parent)
    with time_machine.travel(datetime(2026, 11, 29, 10, tzinfo=UTC), tick=False):
        event = ask(a_child, a_parent)
        own = new_browser(a_parent).get("consents.own_answers", child_id=a_child.id)
        assert "You asked us first. We answer by 13 December 2026." in own.text
        assert "Answer for Zofia" not in own.text
        first_page = own.get("home.index").text
        assert "You asked us first. We answer by 13 December 2026." in first_page
        assert not {word for word in ("Answer for", "Done", "open") if word in first_page}
        for other in (a_second_parent, a_staff_member):
            browser = new_browser(other)
            pages = ["home.index", "children.view" if other is a_staff_member else "consents.own_answers"]
            for page in pages:
                values = {} if page == "home.index" else {"child_id": a_child.id}
                assert "asked us first" not in browser.get(page, **values).text.lower()
        asked_first.note_asked_first_answered(event)
        assert "You asked us first" not in own.get("consents.own_answers", child_id=a_child.id).text


def test_a_child_whose_parent_asked_first_is_neither_waiting_nor_done(
    new_browser: NewBrowser, a_parent: Account, a_child: Child
) -> None:
    brother, sister = factories.make_child("Adam", "Kowalski"), factories.make_child("Maja", "Kowalska")
    for child in (brother, sister):
        factories.link(factories.adult_of(a_parent), child)
    factories.sign_all(brother, a_parent)
    ask(a_child, a_parent)
    browser = new_browser(a_parent).get("home.index")
    assert "Next: answer for Maja" in browser.text
    assert "1 of 3 children done." in browser.text


def test_who_signs_while_their_question_waits_is_told_that_nothing_counts_yet(
    new_browser: NewBrowser, a_parent: Account, a_child: Child
) -> None:
    ask(a_child, a_parent)
    record = factories.sign_all(a_child, a_parent)
    browser = new_browser(a_parent).get("consents.signed", reference=record.reference)
    assert "Until then nothing counts as yes." in browser.text
    assert "A yes counts until" not in browser.text


def test_the_manager_finds_them_by_a_filter_that_staff_do_not_have(
    new_browser: NewBrowser, a_manager: Account, a_staff_member: Account, a_parent: Account, a_child: Child,
    a_strangers_child: Child,
) -> None:  # fmt: skip
    ask(a_child, a_parent)
    wanted = apply_filter(Filter(show=Show.ASKED_FIRST), on=clock.today())
    page, _count = load_page(a_manager, wanted, {})
    assert [line.id for line in page.rows] == [a_child.id]
    assert "A parent asked us first" in new_browser(a_manager).get("children.view", child_id=a_child.id).text
    assert (
        "A parent asked us first"
        not in new_browser(a_staff_member).get("consent_register.show", show="asked_first").text
    )


def test_two_entries_of_one_child_wait_as_one(new_browser: NewBrowser, a_parent: Account, a_child: Child) -> None:
    duplicate = factories.make_child("Zofia", "Kowalska")
    factories.link(factories.adult_of(a_parent), duplicate)
    factories.sign_all(a_child, a_parent)
    ask(duplicate, a_parent)
    assert may_be_shown(a_child)
    Child.update(same_as=a_child.id).where(Child.id == duplicate.id).execute()
    assert not may_be_shown(a_child)
    assert "You asked us first" in new_browser(a_parent).get("consents.own_answers", child_id=a_child.id).text


def test_the_register_of_the_past_knows_what_was_known(a_parent: Account, a_child: Child) -> None:
    def known(by: datetime) -> bool:
        return rulings([a_child], ["website"], on=by.date(), known_by=by)[a_child.id]["website"].may_show

    now = clock.now()
    with time_machine.travel(now + timedelta(days=1), tick=False):
        factories.sign_all(a_child, a_parent)
    with time_machine.travel(now + timedelta(days=3), tick=False):
        event = ask(a_child, a_parent)
    with time_machine.travel(now + timedelta(days=5), tick=False):
        asked_first.note_asked_first_answered(event)
    assert [known(now + timedelta(days=days)) for days in (2, 4, 6)] == [True, False, True]


def test_the_day_is_the_one_that_the_concern_is_due() -> None:
    assert ANSWER_FIRST_WITHIN_DAYS == COURTESY_DAYS
