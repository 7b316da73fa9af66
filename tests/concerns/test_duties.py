"""Which duties arise is decided by the kind, by what was answered and by what was done; each refuses what cannot be."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.concerns.clocks import Tone
from portal.concerns.duties import (
    BREACH_STEPS,
    Answer,
    BeforeItWasKnown,
    Circumstances,
    Duty,
    DutyFact,
    HourNeeded,
    HowNeeded,
    NotYet,
    WordsNeeded,
    arising,
    check_fact,
    states,
)
from portal.concerns.policy import ONLY_ANSWERED, Entry, EntryKind, Kind, is_complaint, needs_data_protection_part

RECEIVED = date(2026, 5, 6)  # a Wednesday
LOGGED = datetime(2026, 5, 6, 9, 30, tzinfo=UTC)
NOW = datetime(2026, 5, 8, 9, 0, tzinfo=UTC)
DATA = (Duty.DATA_ACKNOWLEDGED, Duty.DATA_OUTCOME)


def about(kind=Kind.COMPLAINT, *facts: DutyFact, **more) -> Circumstances:
    return Circumstances(kind, RECEIVED, LOGGED, facts={fact.duty: fact for fact in facts}, **more)


def said(duty: Duty, answer: Answer, **more) -> DutyFact:
    return DutyFact(duty, answer, **{"on": RECEIVED, **more})


def state(found: Circumstances, duty: Duty, now: datetime = NOW):
    return next(each for each in states(found, now=now) if each.duty is duty)


YES, NO, UNKNOWN = (said(Duty.TRIAGE, answer) for answer in (Answer.YES, Answer.NO, Answer.NOT_KNOWN))
BREACH, NO_BREACH = (said(Duty.BREACH, answer, at=LOGGED) for answer in (Answer.YES, Answer.NO))


@pytest.mark.parametrize(
    ("found", "duties"),
    [
        (about(Kind.QUESTION), ()),
        (about(Kind.COMPLIMENT), ()),
        (about(), ()),
        (about(names_staff=True), (Duty.TRIAGE,)),
        (about(Kind.STAFF_CONDUCT), (Duty.TRIAGE,)),
        (about(Kind.PRIVATE_CONTACT), (Duty.TRIAGE,)),
        (about(Kind.LOW_LEVEL), (Duty.TRIAGE,)),
        (about(Kind.COMPLAINT, NO), (Duty.TRIAGE,)),
        (about(Kind.COMPLAINT, UNKNOWN), (Duty.TRIAGE,)),
        (about(Kind.QUESTION, YES), (Duty.TRIAGE, Duty.LADO, Duty.OFSTED)),
        (about(Kind.SHARED_IMAGE), (Duty.BREACH, *DATA)),
        (about(Kind.PICTURE_WITHOUT_CONSENT), (Duty.BREACH, *DATA)),
        (about(Kind.PERSONAL_INFORMATION), (Duty.BREACH, Duty.DATA_ACKNOWLEDGED)),
        (about(Kind.QUESTION, about_personal_data=True), (Duty.BREACH, *DATA)),
        (about(Kind.SHARED_IMAGE, NO_BREACH), (Duty.BREACH, *DATA)),
        (about(Kind.COMPLAINT, NO_BREACH), (Duty.BREACH,)),
        (about(Kind.COMPLAINT, BREACH), (*BREACH_STEPS, *DATA)),
        (about(Kind.STAFF_CONDUCT, YES, BREACH), (Duty.TRIAGE, Duty.LADO, Duty.OFSTED, *BREACH_STEPS, *DATA)),
    ],
)
def test_which_duties_arise(found, duties):
    assert tuple(arising(found)) == duties


def test_what_is_no_complaint_and_what_is_about_personal_data():
    assert {kind for kind in Kind if not is_complaint(kind)} == {*ONLY_ANSWERED, Kind.LOW_LEVEL}
    by_itself = {Kind.SHARED_IMAGE, Kind.PICTURE_WITHOUT_CONSENT, Kind.PERSONAL_INFORMATION}
    assert {kind for kind in Kind if needs_data_protection_part(kind, False)} == by_itself
    assert all(needs_data_protection_part(kind, True) for kind in Kind)


def test_a_duty_is_open_until_it_is_done_or_not_needed_and_not_known_leaves_it_open():
    assert state(about(Kind.STAFF_CONDUCT, UNKNOWN), Duty.TRIAGE).is_open
    assert not state(about(Kind.STAFF_CONDUCT, NO), Duty.TRIAGE).is_open
    assert state(about(Kind.COMPLAINT, YES), Duty.LADO).clock.due_on == date(2026, 5, 7)
    assert state(about(Kind.COMPLAINT, YES), Duty.LADO).clock.is_late
    assert state(about(Kind.COMPLAINT, YES), Duty.OFSTED).clock.due_on == date(2026, 5, 19)
    for answer in (Answer.DONE, Answer.NOT_NEEDED):
        done = state(about(Kind.COMPLAINT, YES, said(Duty.LADO, answer)), Duty.LADO)
        assert (done.is_open, done.clock.tone) == (False, Tone.DONE)


def test_the_days_are_counted_from_when_it_was_known_which_may_be_before_or_after_receipt():
    for days in (-30, 0, 2):
        known = RECEIVED + timedelta(days=days)
        found = about(Kind.COMPLAINT, replace(YES, on=known))
        assert state(found, Duty.OFSTED).clock.due_on == known + timedelta(days=13)


@pytest.mark.parametrize(
    ("logged", "found_at"),
    [
        (LOGGED, LOGGED),
        # Received before it was logged: at the first moment of that day in England, which is an hour before UTC’s.
        (LOGGED + timedelta(days=5), datetime(2026, 5, 5, 23, 0, tzinfo=UTC)),
    ],
)
def test_until_somebody_says_the_hour_a_breach_was_found_as_early_as_it_can_have_been(logged, found_at):
    found = replace(about(Kind.SHARED_IMAGE), logged_at=logged)
    assert found.found_at == found_at
    assert state(found, Duty.BREACH).clock.due_at == found_at + timedelta(hours=72)
    hour = said(Duty.BREACH, Answer.YES, at=LOGGED + timedelta(hours=1))
    known = replace(found, facts={Duty.BREACH: hour})
    assert state(known, Duty.REGULATOR).clock.due_at == LOGGED + timedelta(hours=73)


@pytest.mark.parametrize(
    ("entries", "facts", "more", "stopped"),
    [
        ([], [], {}, None),
        ([Entry(EntryKind.ACKNOWLEDGED, RECEIVED)], [], {}, RECEIVED),
        ([Entry(EntryKind.ACKNOWLEDGED, RECEIVED)], [], {"reads_here": False}, None),
        ([Entry(EntryKind.OUTCOME_TOLD, RECEIVED)], [], {"reads_here": False}, RECEIVED),
        ([], [said(Duty.DATA_ACKNOWLEDGED, Answer.DONE, how="By letter")], {"reads_here": False}, RECEIVED),
    ],
)
def test_a_data_protection_part_is_acknowledged_here_in_another_way_or_by_its_outcome(entries, facts, more, stopped):
    found = about(Kind.SHARED_IMAGE, *facts, entries=entries, **more)
    clock = state(found, Duty.DATA_ACKNOWLEDGED).clock
    assert (clock.due_on, clock.stopped_on) == (RECEIVED + timedelta(days=29), stopped)


@pytest.mark.parametrize(
    ("fact", "refusal"),
    [
        (said(Duty.LADO, Answer.NOT_NEEDED, text=" "), WordsNeeded),
        (said(Duty.REGULATOR, Answer.NOT_NEEDED, at=NOW), WordsNeeded),
        (said(Duty.WHO_SAW, Answer.DONE), WordsNeeded),
        (said(Duty.RISK, Answer.NO), WordsNeeded),
        (said(Duty.LADO, Answer.DONE, how=" "), HowNeeded),
        (said(Duty.DATA_ACKNOWLEDGED, Answer.DONE), HowNeeded),
        (said(Duty.BREACH, Answer.YES), HourNeeded),
        (said(Duty.REGULATOR, Answer.DONE, how="Their form"), HourNeeded),
        (said(Duty.TRIAGE, Answer.NO, on=NOW.date() + timedelta(days=1)), NotYet),
        (said(Duty.BREACH, Answer.YES, on=NOW.date(), at=NOW + timedelta(minutes=1)), NotYet),
        (said(Duty.LADO, Answer.DONE, how="By phone", on=RECEIVED - timedelta(days=1)), BeforeItWasKnown),
        (said(Duty.REGULATOR, Answer.DONE, how="Their form", at=LOGGED - timedelta(minutes=1)), BeforeItWasKnown),
    ],
)
def test_what_cannot_be_or_says_too_little_is_refused(fact, refusal):
    with pytest.raises(refusal):
        check_fact(fact, about(Kind.SHARED_IMAGE, YES, BREACH), now=NOW)


@pytest.mark.parametrize(
    "fact",
    [
        said(Duty.TAKEN_DOWN, Answer.DONE),
        said(Duty.LADO, Answer.NOT_NEEDED, text="They say it is none of theirs"),
        said(Duty.REGULATOR, Answer.DONE, how="Their form", at=LOGGED),
        said(Duty.BREACH, Answer.NO),
        said(Duty.TRIAGE, Answer.YES, on=RECEIVED - timedelta(days=400)),
    ],
)
def test_what_can_be_is_taken(fact):
    assert check_fact(fact, about(Kind.SHARED_IMAGE, YES, BREACH), now=NOW) is None
