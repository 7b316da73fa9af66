"""The clocks of a concern run from the day it was received."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.concerns.clocks import (
    Clock,
    Due,
    LateReasonNeeded,
    NotYet,
    ToldTooEarly,
    Tone,
    check_late_reason,
    check_told_on,
    data_protection_clock,
    lado_clock,
    ofsted_clock,
    outcome_clock,
    regulator_clock,
)
from portal.concerns.policy import Kind
from portal.foundation.clock import LONDON

RECEIVED = date(2026, 3, 1)
DUE = date(2026, 3, 29)


def after(days):
    return RECEIVED + timedelta(days=days)


@pytest.mark.parametrize(
    ("day", "left", "tone", "late"),
    [
        (0, 28, Tone.CALM, False),
        (1, 27, Tone.CALM, False),
        (13, 15, Tone.CALM, False),
        (14, 14, Tone.AMBER, False),
        (20, 8, Tone.AMBER, False),
        (21, 7, Tone.RED, False),
        (27, 1, Tone.RED, False),
        (28, 0, Tone.RED, False),
        (29, -1, Tone.LATE, True),
        (400, -372, Tone.LATE, True),
    ],
)
def test_the_outcome_clock_of_a_complaint_runs_for_twenty_eight_days(day, left, tone, late):
    clock = outcome_clock(Kind.COMPLAINT, RECEIVED, on=after(day))
    assert clock == Clock(DUE, left, tone, None)
    assert clock.is_late is late
    assert not clock.is_stopped


@pytest.mark.parametrize("kind", [Kind.QUESTION, Kind.COMPLIMENT])
@pytest.mark.parametrize(
    ("day", "tone", "due"),
    [
        (0, Tone.CALM, Due.LATER),
        (14, Tone.CALM, Due.THIS_WEEK),
        (15, Tone.AMBER, Due.THIS_WEEK),
        (400, Tone.AMBER, Due.THIS_WEEK),
    ],
)
def test_what_is_no_complaint_has_a_date_to_hope_for_and_is_never_late(kind, day, tone, due):
    clock = outcome_clock(kind, RECEIVED, on=after(day))
    assert (clock.due_on, clock.tone, clock.due) == (after(14), tone, due)
    assert clock.is_courtesy
    assert (clock.is_late, clock.days_late) == (False, 0)
    told = outcome_clock(kind, RECEIVED, on=after(500), told_on=after(day))
    assert (told.tone, told.is_late) == (Tone.DONE, False)
    assert check_late_reason(told, "") is None


@pytest.mark.parametrize(
    ("told", "left", "tone", "days_late"),
    [
        (0, 28, Tone.DONE, 0),
        (22, 6, Tone.DONE, 0),
        (28, 0, Tone.DONE, 0),
        (29, -1, Tone.LATE, 1),
        (40, -12, Tone.LATE, 12),
    ],
)
def test_the_clock_stops_on_the_day_told_and_late_stays_late(told, left, tone, days_late):
    clock = outcome_clock(Kind.COMPLAINT, RECEIVED, on=after(500), told_on=after(told))
    assert clock == Clock(DUE, left, tone, after(told))
    assert clock.days_late == days_late
    assert clock.is_late is (days_late > 0)
    assert clock.is_stopped


def test_a_data_protection_complaint_is_acknowledged_by_the_twenty_ninth_day_after():
    for day, tone in (
        (0, Tone.CALM),
        (1, Tone.CALM),
        (13, Tone.CALM),
        (14, Tone.AMBER),
        (20, Tone.AMBER),
        (28, Tone.RED),
    ):
        assert data_protection_clock(RECEIVED, on=after(day)).tone is tone
    assert data_protection_clock(date(2028, 2, 1), on=date(2028, 2, 2)).due_on == date(2028, 3, 1)
    assert data_protection_clock(RECEIVED, on=after(29)) == Clock(date(2026, 3, 30), 0, Tone.RED, None)
    assert data_protection_clock(RECEIVED, on=after(30)).is_late
    assert data_protection_clock(RECEIVED, on=after(90), acknowledged_on=after(3)).tone is Tone.DONE


def test_days_are_calendar_days_over_leap_years_and_the_change_of_the_hour():
    assert outcome_clock(Kind.COMPLAINT, date(2028, 2, 1), on=date(2028, 2, 29)).days_left == 0
    assert outcome_clock(Kind.COMPLAINT, date(2026, 10, 1), on=date(2026, 10, 29)).days_left == 0


@given(st.dates(max_value=date(2200, 1, 1)), st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
def test_once_stopped_a_clock_looks_the_same_on_every_later_day(received, told, later, much_later):
    told_on = received + timedelta(days=told)
    seen = [
        outcome_clock(Kind.COMPLAINT, received, on=told_on + timedelta(days=days), told_on=told_on)
        for days in (0, later, much_later)
    ]
    assert seen[0] == seen[1] == seen[2]
    assert seen[0].is_late is (told > 28)


@pytest.mark.parametrize(("told", "today", "refusal"), [(-1, 5, ToldTooEarly), (6, 5, NotYet)])
def test_a_person_is_told_between_receipt_and_today(told, today, refusal):
    with pytest.raises(refusal):
        check_told_on(after(told), since=RECEIVED, on=after(today))


@pytest.mark.parametrize("told", [0, 3, 5])
def test_the_first_and_the_last_day_are_possible(told):
    assert check_told_on(after(told), since=RECEIVED, on=after(5)) is None


def test_a_late_answer_needs_its_reason():
    late = outcome_clock(Kind.COMPLAINT, RECEIVED, on=after(40), told_on=after(40))
    with pytest.raises(LateReasonNeeded):
        check_late_reason(late, "  ")
    check_late_reason(late, "A witness was away")
    check_late_reason(outcome_clock(Kind.COMPLAINT, RECEIVED, on=after(28), told_on=after(28)), "")


@pytest.mark.parametrize(
    ("known", "due"),
    [
        (date(2026, 11, 25), date(2026, 11, 26)),  # Wednesday
        (date(2026, 11, 27), date(2026, 11, 30)),  # Friday: over the weekend
        (date(2026, 11, 28), date(2026, 11, 30)),  # Saturday
        (date(2026, 12, 24), date(2026, 12, 29)),  # Christmas, and Boxing Day on a Saturday, so Monday is one too
        (date(2026, 4, 2), date(2026, 4, 7)),  # Good Friday and Easter Monday
        (date(2028, 2, 28), date(2028, 2, 29)),  # leap day
    ],
)
def test_the_lado_is_told_within_one_working_day_of_england(known, due):
    assert lado_clock(known, on=known).due_on == due
    assert lado_clock(known, on=known).tone is (Tone.RED if due - known < timedelta(days=2) else Tone.AMBER)
    assert not lado_clock(known, on=due).is_late
    assert lado_clock(known, on=due + timedelta(days=1)).is_late
    assert lado_clock(known, on=due + timedelta(days=90), done_on=due).tone is Tone.DONE
    late = lado_clock(known, on=due + timedelta(days=90), done_on=due + timedelta(days=1))
    assert (late.is_late, late.days_late) == (True, 1)


@pytest.mark.parametrize(
    ("day", "left", "tone"),
    [(0, 13, Tone.AMBER), (11, 2, Tone.AMBER), (12, 1, Tone.RED), (13, 0, Tone.RED), (14, -1, Tone.LATE)],
)
def test_ofsted_is_told_within_fourteen_days_of_which_the_day_itself_is_the_first(day, left, tone):
    clock = ofsted_clock(RECEIVED, on=after(day))
    assert (clock.due_on, clock.days_left, clock.tone) == (after(13), left, tone)


@pytest.mark.parametrize(
    ("found", "due"),
    [
        (datetime(2026, 3, 27, 15, 5), datetime(2026, 3, 30, 16, 5)),  # England skips an hour in between
        (datetime(2026, 10, 23, 15, 5), datetime(2026, 10, 26, 14, 5)),  # and repeats one here
        (datetime(2026, 6, 1, 15, 5), datetime(2026, 6, 4, 15, 5)),
        (datetime(2028, 2, 27, 12, 0), datetime(2028, 3, 1, 12, 0)),  # leap day
    ],
)
def test_the_regulator_is_told_within_seventy_two_real_hours(found, due):
    found_at, due_at = (each.replace(tzinfo=LONDON).astimezone(UTC) for each in (found, due))
    minute = timedelta(minutes=1)
    assert regulator_clock(found_at, now=found_at).hours_left == 72
    last = regulator_clock(found_at, now=due_at)
    assert (last.due_at, last.due_on, last.hours_left, last.tone, last.due) == (
        due_at,
        due.date(),
        0,
        Tone.RED,
        Due.THIS_WEEK,
    )
    over = regulator_clock(found_at, now=due_at + minute)
    assert (over.is_late, over.hours_left, over.days_left, over.due) == (True, -1, 0, Due.LATE)
    assert regulator_clock(found_at, now=due_at + timedelta(days=9), done_at=due_at).tone is Tone.DONE
    late = regulator_clock(found_at, now=due_at + timedelta(days=9), done_at=due_at + minute)
    assert late.is_late
    assert late.is_stopped
