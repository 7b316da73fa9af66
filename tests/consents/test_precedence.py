"""Whose answer is the last word: a table of cases, then random histories against the stored table and its rebuild."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.consents import service
from portal.consents.models import CONSULT, ConsentRecord, CurrentAnswer
from portal.consents.policy import Answer, Method
from portal.consents.precedence import StoredAnswer, latest_answers, overrules
from portal.consents.rulings import rulings
from portal.consents.staff_notes.spoken import note_withdrawal
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.tokens import new_token
from tests.consents.paper_factories import key_in, print_one
from tests.support import factories
from tests.support.rulings import ruling

pytestmark = pytest.mark.both_engines

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
YES, NO, WITHDRAWN, SILENT = Answer.YES, Answer.NO, Answer.WITHDRAWN, Answer.NOT_ANSWERED
ONLINE, PAPER, SPOKEN = Method.ONLINE, Method.PAPER, Method.SPOKEN


def said(answer, on, method=ONLINE, record_id=1):
    return StoredAnswer(answer, on, method, 1, record_id)


@pytest.mark.parametrize(
    ("new", "before", "wins"),
    [
        # A later day wins, whatever it says and however it came.
        (said(YES, TUESDAY), said(NO, MONDAY), True),
        (said(YES, TUESDAY, PAPER), said(WITHDRAWN, MONDAY, SPOKEN), True),
        (said(NO, TUESDAY, PAPER), said(YES, MONDAY), True),
        # Paper that is keyed late overrules nothing said since, not even with a no.
        (said(YES, MONDAY, PAPER), said(WITHDRAWN, TUESDAY), False),
        (said(YES, MONDAY, PAPER), said(YES, TUESDAY), False),
        (said(NO, MONDAY, PAPER), said(YES, TUESDAY), False),
        # On the same day what was stored later wins ...
        (said(YES, MONDAY), said(NO, MONDAY), True),
        (said(NO, MONDAY), said(YES, MONDAY), True),
        (said(YES, MONDAY), said(WITHDRAWN, MONDAY, SPOKEN), True),
        (said(WITHDRAWN, MONDAY, SPOKEN), said(YES, MONDAY), True),
        (said(YES, MONDAY), said(NO, MONDAY, PAPER), True),
        (said(NO, MONDAY, PAPER), said(YES, MONDAY), True),
        (said(YES, MONDAY, PAPER), said(YES, MONDAY), True),
        # ... but a yes on paper bears no time of day, and the more protective answer stays.
        (said(YES, MONDAY, PAPER), said(NO, MONDAY), False),
        (said(YES, MONDAY, PAPER), said(WITHDRAWN, MONDAY), False),
        (said(YES, MONDAY, PAPER), said(WITHDRAWN, MONDAY, SPOKEN), False),
        (said(YES, MONDAY, PAPER), said(NO, MONDAY, PAPER), False),
        # What is answered online or spoken comes after what was stored before it, whatever the clock said.
        (said(WITHDRAWN, MONDAY), said(YES, TUESDAY), True),
        (said(WITHDRAWN, MONDAY, SPOKEN), said(YES, TUESDAY, PAPER), True),
        (said(YES, MONDAY), said(NO, TUESDAY), True),
        # A question left out overrules nothing.
        (said(SILENT, TUESDAY), said(YES, MONDAY), False),
        (said(SILENT, TUESDAY, PAPER), said(NO, MONDAY), False),
    ],
)
def test_which_of_two_answers_counts(new, before, wins):
    assert overrules(new, before) is wins


@pytest.mark.parametrize(
    ("new", "before", "wins"),
    [(said(YES, MONDAY, PAPER), said(NO, MONDAY), True), (said(NO, MONDAY, PAPER), said(YES, MONDAY), False),
     (said(NO, MONDAY), said(YES, MONDAY), True), (said(NO, TUESDAY, PAPER), said(YES, MONDAY), True)],
)  # fmt: skip
def test_of_the_wish_to_be_asked_first_it_is_the_yes_that_paper_cannot_undo(new, before, wins):
    assert overrules(replace(new, yes_protects=True), replace(before, yes_protects=True)) is wins


def test_a_wish_on_paper_counts_though_the_parent_left_it_out_online_on_the_same_day(
    a_parent, a_second_parent, a_child, a_manager
):
    form = print_one(a_child, a_manager)
    factories.sign(a_child, a_parent, {"website": YES, CONSULT: NO})
    assert ruling(a_child, "website", on=clock.today()).may_show
    key_in(form, factories.adult_of(a_parent), a_manager, {"website": YES, CONSULT: YES})
    assert not ruling(a_child, "website", on=clock.today()).may_show
    assert service.rebuild_current()
    assert not ruling(a_child, "website", on=clock.today()).may_show


def test_silence_alone_is_no_word():
    assert latest_answers([("website", said(SILENT, MONDAY))]) == {}


ANSWERS = st.builds(said, st.sampled_from(Answer), st.dates(MONDAY, TUESDAY + timedelta(2)), st.sampled_from(Method))


@given(st.lists(ANSWERS, max_size=8))
def test_what_was_answered_online_or_spoken_last_is_overruled_by_nothing_but_a_paper_of_a_later_day(history):
    found = latest_answers(("website", each) for each in history).get("website")
    answered = [each for each in history if each.answer is not SILENT]
    happened = [place for place, each in enumerate(answered) if each.method is not PAPER]
    if not happened:
        assert (found.given_on if found else None) == max((each.given_on for each in answered), default=None)
        return
    last = answered[happened[-1]]
    if found.method is not PAPER:
        assert (found.answer, found.given_on) == (last.answer, last.given_on)
    else:
        is_same_day, allows_more = found.given_on == last.given_on, found.answer is YES and last.answer is not YES
        assert found.given_on > last.given_on or (is_same_day and not allows_more)


@given(st.lists(ANSWERS, max_size=6), st.dates(MONDAY, TUESDAY + timedelta(2)), st.sampled_from([ONLINE, SPOKEN]))
def test_a_withdrawal_that_was_confirmed_counts_whatever_the_clock_said_before(history, on, method):
    (found,) = latest_answers(("website", each) for each in [*history, said(WITHDRAWN, on, method)]).values()
    assert (found.answer, found.given_on) == (WITHDRAWN, on)


@given(
    st.lists(ANSWERS, max_size=6), st.dates(MONDAY, TUESDAY + timedelta(2)), st.dates(MONDAY, TUESDAY + timedelta(2))
)
def test_a_yes_on_paper_dated_no_later_than_anything_answered_undoes_no_withdrawal(history, on, signed_on):
    """Also where the clock was set back between an answer and the withdrawal that followed it."""
    before = [*history, said(WITHDRAWN, on)]
    latest_day = max(each.given_on for each in before if each.method is not PAPER and each.answer is not SILENT)
    if signed_on <= latest_day:
        (found,) = latest_answers(("website", each) for each in [*before, said(YES, signed_on, PAPER)]).values()
        assert found.answer is WITHDRAWN


@given(
    st.lists(
        st.builds(said, st.sampled_from([YES, NO, WITHDRAWN]), st.just(MONDAY), st.sampled_from(Method)), max_size=8
    )
)
def test_a_no_of_the_same_day_is_undone_by_nothing_but_a_later_yes_that_was_not_on_paper(history):
    words = latest_answers(("website", each) for each in history)
    refused = [place for place, each in enumerate(history) if each.answer is not YES]
    after = history[refused[-1] + 1 :] if refused else []
    if refused and all(each.method is PAPER for each in after):
        assert words["website"].answer is not YES


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["online", "paper", "withdraw"]),
        st.sampled_from([YES, NO, SILENT]),
        st.sampled_from([YES, NO, SILENT]),
        st.integers(min_value=0, max_value=2),
    ),
    max_size=6,
)


@settings(max_examples=25)
@given(steps=STEPS)
def test_what_is_stored_step_by_step_equals_a_rebuild_and_the_past(steps, a_parent, a_child, a_manager):
    with db.atomic() as undo:
        with time_machine.travel(datetime.combine(MONDAY, time(7), UTC), tick=False):
            forms = [print_one(a_child, a_manager) for _ in steps]
        for day, (step, form) in enumerate(zip(steps, forms, strict=True), start=2):
            with time_machine.travel(datetime.combine(MONDAY + timedelta(days=day), time(12), UTC), tick=False):
                act(step, form, a_parent, a_child, a_manager)
        before = sorted(CurrentAnswer.select().tuples())
        later = datetime.combine(MONDAY + timedelta(days=30), time(12), UTC)
        now, then = ([*known(a_child, later.date(), moment)] for moment in (None, later))
        assert service.rebuild_current() == len(before)
        assert sorted(CurrentAnswer.select().tuples()) == before
        assert now == then
        undo.rollback()


def act(step, form, parent, child, manager):
    kind, website, press, days_ago = step
    answers = {"website": website, "press": press}
    if kind == "withdraw":
        current = CurrentAnswer.get_or_none(CurrentAnswer.use == "website")
        if current is None or current.answer == YES:
            factories.withdraw(child, parent, "website")
    elif set(answers.values()) != {SILENT}:
        if kind == "online":
            factories.sign(child, parent, answers)
        else:
            key_in(form, factories.adult_of(parent), manager, answers, on=clock.today() - timedelta(days=days_ago))


def known(child, on, moment):
    found = rulings([child], ["website", "press"], on=on, known_by=moment)[child.id]
    return [found[use] for use in ("website", "press")]


def test_paper_keyed_late_does_not_undo_a_withdrawal(a_parent, a_child, a_manager):
    with time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC), tick=False):
        form = print_one(a_child, a_manager)
    with time_machine.travel(datetime(2026, 11, 9, 9, tzinfo=UTC), tick=False):
        factories.withdraw(a_child, a_parent, "website")
    with time_machine.travel(datetime(2026, 11, 16, 9, tzinfo=UTC), tick=False):
        adult = factories.adult_of(a_parent)
        key_in(form, adult, a_manager, {"website": YES, "press": YES}, on=date(2026, 11, 3))
        assert not ruling(a_child, "website", on=clock.today()).may_show
        assert ruling(a_child, "press", on=clock.today()).may_show
        assert ConsentRecord.select().count() == 2


def test_a_withdrawal_stays_against_a_yes_on_paper_of_the_same_day(a_parent, a_child, a_manager):
    form = print_one(a_child, a_manager)
    factories.withdraw(a_child, a_parent, "website")
    key_in(form, factories.adult_of(a_parent), a_manager, {"website": YES})
    assert not ruling(a_child, "website", on=clock.today()).may_show
    factories.sign(a_child, a_parent, {"website": YES})
    assert ruling(a_child, "website", on=clock.today()).may_show


def test_the_yes_counts_from_the_day_it_was_signed_not_the_day_it_was_keyed(a_parent, a_child, a_manager):
    with time_machine.travel(datetime(2026, 1, 10, 9, tzinfo=UTC), tick=False):
        form = print_one(a_child, a_manager)
    with time_machine.travel(datetime(2026, 11, 16, 9, tzinfo=UTC), tick=False):
        key_in(form, factories.adult_of(a_parent), a_manager, {"website": YES}, on=date(2026, 1, 12))
    assert ruling(a_child, "website", on=date(2027, 1, 11)).may_show
    assert not ruling(a_child, "website", on=date(2027, 1, 12)).may_show


STEPPED = [(1, -1), (0, -1), (-30, 30), (30, -30), (0, 1)]


@pytest.mark.parametrize(("first", "then"), STEPPED)
@pytest.mark.parametrize("spoken_to", [False, True])
def test_what_a_parent_confirmed_last_counts_though_the_clock_was_stepped(
    first, then, spoken_to, a_parent, a_child, a_staff_member
):
    """The server's clock jumps by days, in both directions, between a yes and its withdrawal, and back again."""
    noon = datetime.combine(TUESDAY, time(12), UTC)

    def at(days):
        return time_machine.travel(noon + timedelta(days=days), tick=False)

    with at(first):
        factories.sign(a_child, a_parent, {"website": YES})
    with at(then):
        if spoken_to:
            adult_id = factories.adult_of(a_parent).id
            note_withdrawal(a_child, adult_id, ["website"], submission=new_token(), by_id=a_staff_member.id)
        else:
            factories.withdraw(a_child, a_parent, "website")
    for days in (first, then, 0, 31, 90):
        on = (noon + timedelta(days=days)).date()
        assert not ruling(a_child, "website", on=on).may_show
    assert CurrentAnswer.get(CurrentAnswer.use == "website").answer == WITHDRAWN
    assert service.rebuild_current()
    assert CurrentAnswer.get(CurrentAnswer.use == "website").answer == WITHDRAWN
    with at(then):
        factories.sign(a_child, a_parent, {"website": YES})
        assert ruling(a_child, "website", on=clock.today()).may_show


def test_a_paper_is_compared_with_the_latest_day_that_was_answered_when_the_clock_was_set_back(
    a_parent, a_child, a_manager
):
    friday = datetime(2026, 11, 20, 12, tzinfo=UTC)
    with time_machine.travel(friday - timedelta(days=9), tick=False):
        form = print_one(a_child, a_manager)
    with time_machine.travel(friday, tick=False):
        factories.sign(a_child, a_parent, {"website": YES})
    with time_machine.travel(friday - timedelta(days=5), tick=False):  # the clock is five days slow
        factories.withdraw(a_child, a_parent, "website")
    with time_machine.travel(friday + timedelta(days=1), tick=False):
        signed_on = friday.date() - timedelta(days=2)  # later than the slow clock said, earlier than the withdrawal
        key_in(form, factories.adult_of(a_parent), a_manager, {"website": YES}, on=signed_on)
        assert not ruling(a_child, "website", on=clock.today()).may_show
        assert service.rebuild_current()
        assert not ruling(a_child, "website", on=clock.today()).may_show


def paper(answer, signed_on, *, keyed_on):
    return replace(said(answer, signed_on, PAPER), stored_on=keyed_on)


@given(st.lists(ANSWERS, max_size=6), st.sampled_from([ONLINE, SPOKEN]))
def test_a_no_on_paper_signed_after_the_day_of_a_yes_counts_whatever_the_clock_said_before_that_yes(history, method):
    """Also where the clock was fast for a while before the yes: then its own day is the one that is compared."""
    on = TUESDAY + timedelta(days=2)
    stored = [*history, said(YES, on, method), paper(NO, on + timedelta(days=1), keyed_on=on + timedelta(days=2))]
    (found,) = latest_answers(("website", each) for each in stored).values()
    assert found.answer is NO


@given(st.lists(ANSWERS, max_size=6))
def test_a_no_on_paper_counts_against_a_yes_that_a_fast_clock_dated_after_it_was_stored(history):
    fast, today = TUESDAY + timedelta(days=365), TUESDAY + timedelta(days=5)
    stored = [*history, said(YES, fast), paper(NO, today, keyed_on=today)]
    (found,) = latest_answers(("website", each) for each in stored).values()
    assert found.answer is NO
    (found,) = latest_answers(("website", each) for each in [*stored, paper(YES, today, keyed_on=today)]).values()
    assert found.answer is NO


def test_a_parent_s_no_on_paper_counts_though_the_clock_was_a_year_fast_when_she_said_yes(a_parent, a_child, a_manager):
    noon = datetime(2026, 11, 2, 12, tzinfo=UTC)
    with time_machine.travel(noon, tick=False):
        forms = [print_one(a_child, a_manager) for _ in range(2)]
    with time_machine.travel(noon + timedelta(days=365), tick=False):
        factories.sign(a_child, a_parent, {"website": YES})
    with time_machine.travel(noon + timedelta(days=14), tick=False):
        key_in(forms[0], factories.adult_of(a_parent), a_manager, {"website": NO}, on=noon.date() + timedelta(days=13))
    for days in (14, 300, 366, 400):
        assert not ruling(a_child, "website", on=(noon + timedelta(days=days)).date()).may_show
    with time_machine.travel(noon + timedelta(days=20), tick=False):
        factories.sign(a_child, a_parent, {"website": YES})
        assert ruling(a_child, "website", on=clock.today()).may_show
    with time_machine.travel(noon + timedelta(days=22), tick=False):
        key_in(forms[1], factories.adult_of(a_parent), a_manager, {"website": NO}, on=noon.date() + timedelta(days=21))
        assert not ruling(a_child, "website", on=clock.today()).may_show
        assert service.rebuild_current()
        assert not ruling(a_child, "website", on=clock.today()).may_show
