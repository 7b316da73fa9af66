"""The clocks of a concern run from the day it was received."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.concerns.clocks import (
    Clock,
    LateReasonNeeded,
    ToldBeforeReceived,
    ToldInFuture,
    Tone,
    check_late_reason,
    check_told_on,
    data_protection_clock,
    outcome_clock,
)

RECEIVED = date(2026, 3, 1)
DUE = date(2026, 3, 29)


def after(days):
    return RECEIVED + timedelta(days=days)


@pytest.mark.parametrize(
    ("day", "left", "tone", "late"),
    [
        (0, 28, Tone.CALM, False),
        (13, 15, Tone.CALM, False),
        (14, 14, Tone.AMBER, False),
        (20, 8, Tone.AMBER, False),
        (21, 7, Tone.RED, False),
        (28, 0, Tone.RED, False),
        (29, -1, Tone.LATE, True),
        (400, -372, Tone.LATE, True),
    ],
)
def test_the_outcome_clock_runs_for_twenty_eight_days(day, left, tone, late):
    clock = outcome_clock(RECEIVED, on=after(day))
    assert clock == Clock(DUE, left, tone, None)
    assert clock.is_late is late
    assert not clock.is_stopped


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
    clock = outcome_clock(RECEIVED, on=after(500), told_on=after(told))
    assert clock == Clock(DUE, left, tone, after(told))
    assert clock.days_late == days_late
    assert clock.is_late is (days_late > 0)
    assert clock.is_stopped


def test_a_data_protection_complaint_is_acknowledged_by_the_twenty_ninth_day_after():
    assert data_protection_clock(RECEIVED, on=after(29)) == Clock(date(2026, 3, 30), 0, Tone.RED, None)
    assert data_protection_clock(RECEIVED, on=after(30)).is_late
    assert data_protection_clock(RECEIVED, on=after(90), acknowledged_on=after(3)).tone is Tone.DONE


def test_days_are_calendar_days_over_leap_years_and_the_change_of_the_hour():
    assert outcome_clock(date(2028, 2, 1), on=date(2028, 2, 29)).days_left == 0
    assert outcome_clock(date(2026, 10, 1), on=date(2026, 10, 29)).days_left == 0


@given(st.dates(max_value=date(2200, 1, 1)), st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
def test_once_stopped_a_clock_looks_the_same_on_every_later_day(received, told, later, much_later):
    told_on = received + timedelta(days=told)
    seen = [
        outcome_clock(received, on=told_on + timedelta(days=days), told_on=told_on) for days in (0, later, much_later)
    ]
    assert seen[0] == seen[1] == seen[2]
    assert seen[0].is_late is (told > 28)


@pytest.mark.parametrize(("told", "today", "refusal"), [(-1, 5, ToldBeforeReceived), (6, 5, ToldInFuture)])
def test_a_person_is_told_between_receipt_and_today(told, today, refusal):
    with pytest.raises(refusal):
        check_told_on(after(told), received_on=RECEIVED, on=after(today))


@pytest.mark.parametrize("told", [0, 3, 5])
def test_the_first_and_the_last_day_are_possible(told):
    assert check_told_on(after(told), received_on=RECEIVED, on=after(5)) is None


def test_a_late_answer_needs_its_reason():
    late = outcome_clock(RECEIVED, on=after(40), told_on=after(40))
    with pytest.raises(LateReasonNeeded):
        check_late_reason(late, "  ")
    check_late_reason(late, "A witness was away")
    check_late_reason(outcome_clock(RECEIVED, on=after(28), told_on=after(28)), "")
