"""Random histories against a second, slow, literal reading of product.md §2.6: never more permissive than it."""

from datetime import date, datetime, time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.consents.models import CONSULT
from portal.consents.policy import Answer, Say
from portal.consents.standing import rulings
from portal.foundation import clock
from portal.foundation.database import db
from portal.wording.policy import Change
from tests.consents.histories import HISTORIES, MONDAY, USES, Family


def literally_allowed(past, first_version, use, on, *, whole, by_school_year):
    """Each sentence of §2.6 in its order, from the list of what happened, with nothing clever.

    ``past`` is what was known; ``whole`` the list to its end, for what is told as of today.
    """
    responsible = {0, 1}
    for event in whole:
        if event.kind == "responsible":
            responsible = responsible | {event.adult} if event.detail else responsible - {event.adult}
    live_yes = [adult for adult in responsible if is_live_yes(past, first_version, adult, use, on, by_school_year)]
    if not live_yes:
        return False
    for adult in responsible:
        if last_word(past, adult, use, on)[0] in (Answer.NO, Answer.WITHDRAWN):
            return False
    for event in whole:
        if event.kind == "last_day":
            last_day = event.detail
    if [event for event in whole if event.kind == "last_day"] and last_day is not None and on > last_day:
        return False
    lifted = [event.detail for event in past if event.kind == "lift"]
    if [event for event in past if event.kind == "hold" and event.detail not in lifted]:
        return False
    if any(last_word(past, adult, CONSULT, on)[0] is Answer.YES for adult in responsible):
        if set(live_yes) != responsible:
            return False
    said = [event for event in past if event.kind == "say"]
    if said and said[-1].detail is Say.NO:
        return False
    return not (said and said[-1].detail is Say.NOT_TODAY and said[-1].day == on)


def last_word(past, adult, use, on):
    """Return the answer of the latest day, its day and version; of two on one day, the one stored later."""
    word = (None, None, None)
    for event in past:
        if event.kind == "said" and event.adult == adult and event.words.get(use) not in (None, Answer.NOT_ANSWERED):
            if word[1] is None or event.day >= word[1]:
                word = (event.words[use], event.day, event.version)
    return word


def is_live_yes(past, first_version, adult, use, on, by_school_year):
    answer, given_on, version = last_word(past, adult, use, on)
    if answer is not Answer.YES or version not in valid_versions(past, first_version):
        return False
    for event in past:
        if event.kind == "version" and use not in event.detail[1]:
            return False
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


def valid_versions(past, first_version):
    valid = [first_version]
    for event in past:
        if event.kind == "version":
            valid = [event.detail[0]] if event.detail[2] is Change.REAL else [*valid, event.detail[0]]
    return valid


def is_ambiguous(past):
    """Whether a paper and another answer of one adult bear one day, so that nobody can say which came last."""
    said = [event for event in past if event.kind == "said"]
    return any(
        one is not other and one.detail == "paper" and (one.adult, one.day) == (other.adult, other.day)
        for one in said
        for other in said
    )


def days_to_ask_of(family):
    last = family.past[-1].stored_at.date() if family.past else MONDAY
    given = {event.day for event in family.past if event.kind == "said"}
    ends = {day + timedelta(days=more) for day in given for more in (364, 365, 366)}
    first_of_september = {date(last.year, 8, 31), date(last.year, 9, 1)}
    return sorted(day for day in {last, last + timedelta(days=1), *ends, *first_of_september} if day >= last)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=HISTORIES, by_school_year=st.booleans())
def test_no_history_ever_opens_more_than_the_literal_rule(steps, by_school_year, db_ready):
    with db.atomic() as undo:
        family = Family(by_school_year=by_school_year)
        family.live(steps)
        for on in days_to_ask_of(family):
            compare(family, family.past, on, None, by_school_year)
        undo.rollback()


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
        # Where no paper shares its day with another answer, there is nothing to be stricter about.
        assert found[use].may_show or not literal or is_ambiguous(past), (use, on, known_by, found[use], past)
