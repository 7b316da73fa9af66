"""The stages of a concern, and what it needs before it can be closed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.concerns.policy import (
    Entry,
    EntryKind,
    Kind,
    NotAllowedNow,
    NothingReceived,
    Outcome,
    OutcomeDoesNotFit,
    Stage,
    allowed_next,
    check_next,
    check_outcome,
    first_told_on,
    missing_to_close,
    outcomes_for,
    stage,
)

MONDAY = date(2026, 11, 2)
E = EntryKind


def history(*kinds):
    return [Entry(kind, MONDAY + timedelta(days=number)) for number, kind in enumerate(kinds)]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ([E.RECEIVED], Stage.RECEIVED),
        ([E.RECEIVED, E.MESSAGE_FROM_RAISER, E.MESSAGE_FROM_SETTING, E.INTERNAL_NOTE], Stage.RECEIVED),
        ([E.RECEIVED, E.ACKNOWLEDGED], Stage.ACKNOWLEDGED),
        ([E.RECEIVED, E.STARTED], Stage.LOOKING_INTO_IT),
        ([E.RECEIVED, E.ACKNOWLEDGED, E.STARTED, E.INTERNAL_NOTE], Stage.LOOKING_INTO_IT),
        ([E.RECEIVED, E.OUTCOME_TOLD], Stage.OUTCOME_TOLD),
        ([E.RECEIVED, E.OUTCOME_TOLD, E.CLOSED], Stage.CLOSED),
        ([E.RECEIVED, E.OUTCOME_TOLD, E.CLOSED, E.MESSAGE_FROM_RAISER], Stage.CLOSED),
        ([E.RECEIVED, E.OUTCOME_TOLD, E.CLOSED, E.REOPENED], Stage.LOOKING_INTO_IT),
        ([E.RECEIVED, E.OUTCOME_TOLD, E.CLOSED, E.SENT_ON], Stage.SENT_TO_OFSTED),
        ([E.RECEIVED, E.SENT_ON], Stage.SENT_TO_OFSTED),
        ([E.RECEIVED, E.SENT_ON, E.OUTCOME_TOLD, E.CLOSED], Stage.CLOSED),
        # Two people pressed at once: the later fact no longer fits and changes nothing.
        ([E.RECEIVED, E.OUTCOME_TOLD, E.CLOSED, E.ACKNOWLEDGED], Stage.CLOSED),
        ([E.RECEIVED, E.CLOSED], Stage.RECEIVED),
        ([E.RECEIVED, E.RECEIVED], Stage.RECEIVED),
    ],
)
def test_the_stage_is_folded_from_the_history(kinds, expected):
    assert stage(history(*kinds)) is expected


@pytest.mark.parametrize("kinds", [[], [E.ACKNOWLEDGED], [E.CLOSED, E.RECEIVED]])
def test_a_history_begins_with_the_concern_being_received(kinds):
    with pytest.raises(NothingReceived):
        stage(history(*kinds))


@given(st.lists(st.sampled_from(EntryKind), max_size=12))
def test_a_fact_is_refused_exactly_when_it_may_not_follow_and_then_changes_nothing(kinds):
    entries = history(E.RECEIVED, *kinds)
    now = stage(entries)
    for kind in EntryKind:
        after = stage([*entries, Entry(kind, MONDAY)])
        if kind in allowed_next(now):
            check_next(kind, entries)
        else:
            assert after is now
            with pytest.raises(NotAllowedNow) as refused:
                check_next(kind, entries)
            assert refused.value.values == {"kind": kind, "stage": now}


@given(st.lists(st.sampled_from(EntryKind), max_size=12))
def test_nothing_is_ever_closed_without_an_outcome_having_been_told(kinds):
    entries = history(E.RECEIVED, *kinds)
    if stage(entries) is Stage.CLOSED:
        assert first_told_on(entries) is not None


@pytest.mark.parametrize("now", Stage)
def test_people_can_always_write_to_each_other_and_nothing_is_received_twice(now):
    assert {E.MESSAGE_FROM_RAISER, E.MESSAGE_FROM_SETTING, E.INTERNAL_NOTE} <= allowed_next(now)
    assert E.RECEIVED not in allowed_next(now)


def test_the_first_telling_counts_even_when_the_concern_is_reopened():
    entries = history(E.RECEIVED, E.OUTCOME_TOLD, E.CLOSED, E.REOPENED, E.OUTCOME_TOLD)
    assert first_told_on(entries) == MONDAY + timedelta(days=1)
    assert first_told_on(history(E.RECEIVED, E.STARTED)) is None


TOLD = [E.RECEIVED, E.STARTED, E.OUTCOME_TOLD]


def history_told(kinds, outcome, actions):
    """Return a history in which this was told."""
    told = {"outcome": outcome, "actions": actions}
    return [replace(entry, **told) if entry.kind is E.OUTCOME_TOLD else entry for entry in history(*kinds)]


OUTCOME, ACTIONS, DATE_TOLD = "the outcome", "the actions taken", "the date the person was told"
DONE = {"has_open_duties": False, "has_open_actions": False}


@pytest.mark.parametrize(
    ("kinds", "outcome", "actions", "missing"),
    [
        ([E.RECEIVED, E.STARTED], None, "", {OUTCOME, ACTIONS, DATE_TOLD}),
        (TOLD, None, "Picture taken down", {OUTCOME, ACTIONS}),
        (TOLD, Outcome.UPHELD, " \n\t", {ACTIONS}),
        ([*TOLD, E.REOPENED], Outcome.UPHELD, "Picture taken down", {DATE_TOLD}),
        ([*TOLD, E.SENT_ON], Outcome.UPHELD, "Picture taken down", {DATE_TOLD}),
    ],
)
def test_a_concern_cannot_be_closed_without_outcome_actions_and_date_told(kinds, outcome, actions, missing):
    assert set(missing_to_close(history_told(kinds, outcome, actions), **DONE)) == missing


def test_a_finished_concern_can_be_closed_once():
    finished = history_told(TOLD, Outcome.NOT_UPHELD, "None was needed")
    assert not missing_to_close(finished, **DONE)
    for open_ in DONE:
        assert len(missing_to_close(finished, **{**DONE, open_: True})) == 1
    with pytest.raises(NotAllowedNow):
        missing_to_close(history_told([*TOLD, E.CLOSED], Outcome.NOT_UPHELD, "None was needed"), **DONE)


@pytest.mark.parametrize("kind", Kind)
def test_questions_and_compliments_are_answered_and_only_they(kind):
    is_answered = kind in (Kind.QUESTION, Kind.COMPLIMENT)
    assert (Outcome.ANSWERED in outcomes_for(kind)) is is_answered
    assert (Outcome.UPHELD in outcomes_for(kind)) is not is_answered
    assert Outcome.BREACH_BY_STAFF not in outcomes_for(kind), "a fact of its own, apart from the complaint's"


def test_an_outcome_must_fit_the_kind():
    check_outcome(Outcome.UPHELD, Kind.STAFF_CONDUCT)
    with pytest.raises(OutcomeDoesNotFit):
        check_outcome(Outcome.UPHELD, Kind.COMPLIMENT)
