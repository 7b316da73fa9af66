"""Random histories against a second, slow, literal reading of product.md §2.6: never more permissive than it."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal.consents.models import CONSULT
from portal.consents.policy import Answer, Wish
from portal.consents.rulings import rulings
from portal.families.policy import Responsibility
from portal.foundation import clock
from portal.foundation.database import db
from portal.wording.policy import Change
from tests.consents.histories import HISTORIES, MONDAY, USES, Family, step

pytestmark = pytest.mark.both_engines


def literally_allowed(past, first_version, use, on, *, whole, by_school_year):
    """Each sentence of §2.6 in its order, from the list of what happened, with nothing clever.

    ``past`` is what was known; ``whole`` the list to its end, for what is told as of today.
    """
    responsible, restricted = adults_with(whole, Responsibility.HELD), adults_with(whole, Responsibility.RESTRICTED)
    live_yes = [adult for adult in responsible if is_live_yes(past, first_version, adult, use, on, by_school_year)]
    if not live_yes:
        return False
    for adult in responsible | restricted:
        if last_word(past, adult, use) in (Answer.NO, Answer.WITHDRAWN):
            return False
    if has_left(whole, on) or is_held(past):
        return False
    if any(last_word(past, adult, CONSULT) is Answer.YES for adult in responsible) and set(live_yes) != responsible:
        return False
    return not child_says_no(past, on)


def adults_with(whole, responsibility):
    stands = dict.fromkeys((0, 1), Responsibility.HELD)
    for event in whole:
        if event.kind == "responsible":
            stands[event.adult] = event.detail
    return {adult for adult, stand in stands.items() if stand is responsibility}


def has_left(whole, on):
    last_days = [event.detail for event in whole if event.kind == "last_day"]
    return bool(last_days) and last_days[-1] is not None and on > last_days[-1]


def is_held(past):
    lifted = [event.detail for event in past if event.kind == "lift"]
    return any(event.kind == "hold" and event.detail not in lifted for event in past)


def child_says_no(past, on):
    said = [event for event in past if event.kind == "say"]
    if said and said[-1].detail is Wish.NO:
        return True
    return bool(said) and said[-1].detail is Wish.NOT_TODAY and said[-1].day == on


def said_of(past, adult, use):
    """Return an adult's answers to one use by the day they were given; those of one day as they were stored."""
    said = [event for event in past if event.kind == "said" and event.adult == adult]
    answered = [event for event in said if event.words.get(use) not in (None, Answer.NOT_ANSWERED)]
    return sorted(answered, key=lambda event: event.day)


def last_word(past, adult, use):
    said = said_of(past, adult, use)
    return said[-1].words[use] if said else None


def is_live_yes(past, first_version, adult, use, on, by_school_year):
    """Whether one of the yeses since the last no is on a wording that still holds, and has not run out."""
    since = []
    past = [event for event in past if event not in said_before_return(past, adult)]
    for event in said_of(past, adult, use):
        since = [*since, event] if event.words[use] is Answer.YES else []
    for event in past:
        if event.kind == "version" and use not in event.detail[1]:
            return False
    holds = [event for event in since if event.version in valid_versions(past, first_version, use)]
    return any(lasts_until(event.day, on, by_school_year) for event in holds)


def said_before_return(past, adult):
    """Return what an adult said before a court order that restricted them ended. Of a paper its own day says when."""
    is_restricted, said, found = False, [], []
    for event in past:
        if event.kind == "said" and event.adult == adult:
            said.append(event)
            if event.detail == "paper" and any(event.day < day for _words, day in found):
                found.append(([event], event.day))
        if event.kind == "responsible" and event.adult == adult:
            if event.detail is Responsibility.HELD and is_restricted:
                found.append((list(said), event.day))
            ends = event.detail is Responsibility.HELD
            is_restricted = event.detail is Responsibility.RESTRICTED or (is_restricted and not ends)
    return [event for words, _day in found for event in words]


def lasts_until(given_on, on, by_school_year):
    """Walk the calendar day by day until the yes has run out."""
    day = given_on
    while day <= given_on + timedelta(days=370):
        if day > given_on and (day.month, day.day) == (given_on.month, given_on.day):
            return False
        if day > given_on and by_school_year and (day.month, day.day) == (9, 1):
            return False
        if day == on:
            return True
        day += timedelta(days=1)
    return False


def valid_versions(past, first_version, use):
    valid = [first_version]
    for event in past:
        if event.kind == "version":
            made, _uses, change, asks_again = event.detail
            is_asked_again = change is Change.REAL if asks_again is None else use in asks_again
            valid = [made] if is_asked_again else [*valid, made]
    return valid


def is_told_apart(past):
    """Whether no paper leaves open what came last: one that bears the day of another answer, or an older wording."""
    said = [event for event in past if event.kind == "said"]
    papers = [event for event in said if event.detail == "paper"]
    others = [(paper, other) for paper in papers for other in said if other is not paper and other.adult == paper.adult]
    return not any(other.day == paper.day or other.version > paper.version for paper, other in others)


def days_to_ask_of(family):
    last = family.past[-1].stored_at.date() if family.past else MONDAY
    given = {event.day for event in family.past if event.kind == "said"}
    ends = {day + timedelta(days=more) for day in given for more in (364, 365, 366)}
    first_of_september = {date(last.year, 8, 31), date(last.year, 9, 1)}
    return sorted(day for day in {last, last + timedelta(days=1), *ends, *first_of_september} if day >= last)


# A form on paper that is keyed in after its signer said no.
LATE_PAPER = [step("sign"), step("withdraw", 3), step("paper", 2, back=4)]
# On one day: no wish to be asked online, and a wish on paper.
WISH_ON_PAPER = [step("sign", consult=Answer.NO), step("paper", consult=Answer.YES)]
SIGNED_ON_THE_FIRST_OF_SEPTEMBER = [step("sign", 211)]
SIGNED_ON_THE_LAST_OF_AUGUST = [step("sign", 210)]
RESTRICTED_FOR_A_DAY = [step("sign"), step("restrict"), step("responsible", 1, flag=True)]
DROPPED_AS_A_MINOR_EDIT = [step("sign"), step("drop", 1)]


@example(steps=LATE_PAPER, by_school_year=False)
@example(steps=WISH_ON_PAPER, by_school_year=False)
@example(steps=SIGNED_ON_THE_FIRST_OF_SEPTEMBER, by_school_year=True)
@example(steps=SIGNED_ON_THE_LAST_OF_AUGUST, by_school_year=True)
@example(steps=DROPPED_AS_A_MINOR_EDIT, by_school_year=False)
@example(steps=RESTRICTED_FOR_A_DAY, by_school_year=False)
@settings(max_examples=120)
@given(steps=HISTORIES, by_school_year=st.booleans())
def test_no_history_ever_opens_more_than_the_literal_rule(steps, by_school_year, db_ready):
    with db.atomic() as undo:
        family = Family(by_school_year=by_school_year)
        family.live(steps)
        for on in days_to_ask_of(family):
            compare(family, family.past, on, None, by_school_year)
        undo.rollback()


@example(steps=[step("sign"), step("real", 40), step("hold", 40)], by_school_year=False)
@example(steps=[step("sign"), step("drop", 40), step("withdraw", 40)], by_school_year=False)
@settings(max_examples=80)
@given(steps=HISTORIES, by_school_year=st.booleans())
def test_a_register_of_the_past_opens_no_more_than_what_was_known_then(steps, by_school_year, db_ready):
    with db.atomic() as undo:
        family = Family(by_school_year=by_school_year)
        family.live(steps)
        for day in sorted({event.stored_at.date() for event in family.past}):
            after = datetime.combine(day + timedelta(days=1), time.min, tzinfo=clock.LONDON)
            known = [event for event in family.past if event.stored_at < after]
            compare(family, known, day, after, by_school_year)
        undo.rollback()


def compare(family, past, on, known_by, by_school_year):
    found = rulings([family.now], USES, on=on, known_by=known_by)[family.child.id]
    for use in USES:
        literal = literally_allowed(
            past, family.first_version, use, on, whole=family.past, by_school_year=by_school_year
        )  # fmt: skip
        assert literal or not found[use].may_show, (use, on, known_by, found[use], past)
        if is_told_apart(past):
            assert found[use].may_show == literal, (use, on, known_by, found[use], past)
