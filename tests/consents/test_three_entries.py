"""Three entries that are one person: against the rule that the latest answer wins, as if all had been one from the start."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import permutations

import pytest
import time_machine
from hypothesis import example, given
from hypothesis import strategies as st

from portal.accounts.models import Account
from portal.consents import holds, service
from portal.consents.merging import service as merging
from portal.consents.models import CONSULT, CurrentAnswer
from portal.consents.policy import Answer, AnswerState, HoldBasis, LatestAnswer, LatestWish, Reason, Wish, answer_state
from portal.consents.precedence import Merge, NotedWish, last_wishes, latest_answers
from portal.consents.rulings import rulings
from portal.consents.staff_notes import child_wishes
from portal.families.models import Adult, Child
from portal.foundation import clock
from portal.foundation.tokens import new_token
from tests.consents.test_same_person import said
from tests.support import factories
from tests.support.rulings import ruling

pytestmark = pytest.mark.both_engines

MONDAY = date(2026, 11, 23)
NOON = datetime.combine(MONDAY, time(12), UTC)
YES, NO, WITHDRAWN = Answer.YES, Answer.NO, Answer.WITHDRAWN
PLACES = {"children": 0, "adults": 1}

# Two statements make one of three entries; the second is about the entry that the first one kept.
ORDERS = [
    ((lost, kept), last)
    for lost, kept, third in permutations((1, 2, 3))
    for last in ((third, kept), (kept, third))
]  # fmt: skip
SAID = st.lists(st.tuples(st.integers(1, 3), st.sampled_from([YES, NO, WITHDRAWN])), max_size=7)
BETWEEN = st.tuples(st.integers(0, 7), st.integers(0, 7)).map(sorted)


def history(events, order, moments):
    """Return what was said and merged, each thing with its place in time: what is said goes to the entry kept by then."""
    kept, found = {1: 1, 2: 2, 3: 3}, []
    waiting = list(zip(moments, order, strict=True))
    for number, (entry, answer) in enumerate(events):
        while waiting and waiting[0][0] <= number:
            _moment, (lost, stays) = waiting.pop(0)
            kept = {each: stays if at == lost else at for each, at in kept.items()}
            found.append(("merge", (lost, stays)))
        found.append(("said", (kept[entry], answer)))
    return [*found, *(("merge", pair) for _moment, pair in waiting)]


def last_words(told):
    """Return the answers that nobody replaced: the last under each entry, and the last since two were one for both."""
    open_ = {1: [], 2: [], 3: []}
    for kind, (one, other) in told:
        if kind == "said":
            open_[one] = [(len(open_), other)]
        else:
            open_[other] += open_.pop(one)
    (words,) = open_.values()
    return [answer for _place, answer in words]


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("use", ["press", CONSULT])
@example(events=[(2, NO), (1, YES)], order=((2, 1), (3, 1)), moments=[1, 2])
@example(events=[(2, NO), (1, YES)], order=((2, 1), (1, 3)), moments=[1, 2])
@given(events=SAID, order=st.sampled_from(ORDERS), moments=BETWEEN)
def test_no_order_of_merges_brings_back_what_was_replaced(place, use, events, order, moments):
    told = history(events, order, moments)
    is_wish = use == CONSULT

    def key(entry):
        return (entry, 7, use) if place == 0 else (7, entry, use)

    stored, merges = [], []
    for kind, (one, other) in told:
        if kind == "said":
            stored.append((key(one), said(other, len(stored) + 1, consult=is_wish)))
        else:
            merges.append(Merge(place, one, other, len(stored), MONDAY + timedelta(days=len(stored))))
    found = latest_answers(stored, merges)
    as_one = latest_answers((key(0), answer) for _key, answer in stored)
    assert set(found) <= {key(order[1][1])}
    assert bool(found) is bool(as_one)
    if not found:
        return
    (latest,), (one,) = found.values(), as_one.values()
    protects = [answer for answer in last_words(told) if (answer is YES) is is_wish]
    # What the person said last is never lost, and what allows less stands only where nobody took it back.
    assert latest.protects or not one.protects
    assert latest.protects is bool(protects)
    if not is_wish:
        is_new = one.record_id > merges[-1].after_record
        assert (state(latest) is AnswerState.YES) is (one.answer is YES and is_new)


def state(latest):
    """Return what an answer is worth before any yes runs out."""
    worth = LatestAnswer(7, latest.answer, latest.given_on, True, counts_until=latest.counts_until)
    return answer_state(worth, on=MONDAY + timedelta(days=60))


WISHES = st.lists(st.tuples(st.integers(1, 3), st.sampled_from(Wish)), max_size=7)


@example(events=[(2, Wish.NO), (1, Wish.HAPPY)], order=((2, 1), (3, 1)), moments=[1, 2])
@given(events=WISHES, order=st.sampled_from(ORDERS), moments=BETWEEN)
def test_no_order_of_merges_brings_back_what_a_child_took_back(events, order, moments):
    told = history(events, order, moments)
    noted, merges = [], []
    for number, (kind, (one, other)) in enumerate(told):
        at = NOON + timedelta(hours=number)
        if kind == "said":
            noted.append((one, NotedWish(len(noted), at, LatestWish(other, at.date()))))
        else:
            merges.append((one, other, at))
    found = last_wishes(noted, merges)
    assert set(found) == ({order[1][1]} if noted else set())
    if noted:
        words = last_words(told)
        (latest,) = found.values()
        assert latest.wish.say is (Wish.NO if Wish.NO in words else latest.wish.say)
        assert latest.wish.say in words
        assert (latest.wish.say is Wish.HAPPY) is (set(words) == {Wish.HAPPY})


@pytest.fixture
def three(setting):
    """The same child, entered three times."""
    return [factories.make_child("Zofia", name, sessions=("after_school",)) for name in ("Kowalska", "Kowalsk", "K")]


def on_day(number):
    return time_machine.travel(NOON + timedelta(days=number), tick=False)


def merge(kept, lost, by):
    merging.merge(type(kept).get_by_id(kept.id), type(lost).get_by_id(lost.id), {}, by_id=by.id)


@pytest.mark.parametrize("third_is_kept", [False, True])
def test_a_third_entry_brings_back_nothing_that_was_taken_back_before(three, a_manager, third_is_kept):
    """What was answered, what the child said and a hold, each under the second entry and taken back under the first."""
    first, second, third = three
    parent = factories.make_parent("Anna Kowalska", *three)
    with on_day(0):
        factories.sign(second, parent, {"website": NO})
        child_wishes.note_wish(second, Wish.NO, submission=new_token(), by_id=a_manager.id)
        hold = holds.place_hold(second, HoldBasis.OTHER, "Ask me", submission=new_token(), by_id=a_manager.id)
    with on_day(1):
        merge(first, second, a_manager)
        assert set(website(first).reasons) == {Reason.REFUSED, Reason.CHILD_SAYS_NO, Reason.HELD}
    with on_day(2):
        factories.sign(Child.get_by_id(first.id), parent, {"website": YES})
        child_wishes.note_wish(first, Wish.HAPPY, submission=new_token(), by_id=a_manager.id)
        holds.lift_hold(hold, "Over", by_id=a_manager.id)
        assert website(first).may_show
    with on_day(3):
        kept, lost = (third, first) if third_is_kept else (first, third)
        merge(kept, lost, a_manager)
        assert website(kept).reasons == (Reason.ASKED_AGAIN,)
        assert child_wishes.last_wish(Child.get_by_id(kept.id)).say == Wish.HAPPY
        assert service.rebuild_current() == 1
        assert website(kept).reasons == (Reason.ASKED_AGAIN,)
    with on_day(4):
        factories.sign(Child.get_by_id(kept.id), parent, {"website": YES})
        assert website(kept).may_show
        before = rulings([first], ["website"], on=MONDAY, known_by=NOON + timedelta(days=1, hours=1))
        assert Reason.CHILD_SAYS_NO in before[first.id]["website"].reasons, "as it was known then"


def website(child):
    return ruling(Child.get_by_id(child.id), "website", on=clock.today())


@pytest.mark.parametrize("third_is_kept", [False, True])
def test_a_third_entry_of_an_adult_brings_back_no_no_that_they_took_back(a_child, a_manager, third_is_kept):
    parents = [factories.make_parent(name, a_child) for name in ("Anna Kowalska", "Anna Kowalsk", "Ania K")]
    adults = [factories.adult_of(parent) for parent in parents]
    with on_day(0):
        factories.sign(a_child, parents[1], {"website": NO})
    with on_day(1):
        merge(adults[0], adults[1], a_manager)
    with on_day(2):
        factories.sign(a_child, Account.get_by_id(parents[0].id), {"website": YES})
        assert website(a_child).may_show
    with on_day(3):
        kept, lost = (adults[2], adults[0]) if third_is_kept else (adults[0], adults[2])
        merge(kept, lost, a_manager)
        assert website(a_child).reasons == (Reason.ASKED_AGAIN,)
        stored = sorted(map(str, CurrentAnswer.select().tuples()))
        service.rebuild_current()
        assert sorted(map(str, CurrentAnswer.select().tuples())) == stored
        assert {row.adult_id for row in CurrentAnswer.select()} == {Adult.get_by_id(kept.id).id}
