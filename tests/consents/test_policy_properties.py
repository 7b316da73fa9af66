"""Random families against a second, slow, literal reading of product.md §2.6: never more permissive than it."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.consents.policy import (
    Answer,
    LatestAnswer,
    LatestWish,
    Terms,
    UseFacts,
    Wish,
    add_months,
    counts_until,
    may_show,
)

DAYS = st.dates(min_value=date(2023, 1, 1), max_value=date(2029, 12, 31))
ADULTS = st.integers(min_value=1, max_value=4)
ANSWERS = st.builds(
    LatestAnswer,
    adult_id=ADULTS,
    answer=st.sampled_from([Answer.YES, Answer.NO, Answer.WITHDRAWN]),
    given_on=DAYS,
    wording_is_valid=st.booleans(),
)


def lasting(facts: UseFacts, months: int) -> UseFacts:
    """Store with each yes until when it counts, as signing does."""
    ends = [counts_until(a.given_on, Terms(months)) if a.answer is Answer.YES else None for a in facts.answers]
    answers = [replace(answer, counts_until=end) for answer, end in zip(facts.answers, ends, strict=True)]
    return replace(facts, answers=tuple(answers))


FACTS = st.builds(
    UseFacts,
    responsible=st.frozensets(ADULTS, max_size=4),
    restricted=st.frozensets(ADULTS, max_size=2),
    answers=st.lists(ANSWERS, max_size=4, unique_by=lambda answer: answer.adult_id).map(tuple),
    asked_to_consult=st.frozensets(ADULTS, max_size=2),
    last_day=st.none() | DAYS,
    is_held=st.booleans(),
    child_wish=st.none() | st.builds(LatestWish, say=st.sampled_from(Wish), on=DAYS),
)


def is_live_yes(answer: LatestAnswer, on: date, months: int) -> bool:
    """Walk the calendar day by day until the yes has run out."""
    if answer.answer != "yes" or not answer.wording_is_valid or answer.given_on > on:
        return False
    day = answer.given_on
    end = add_months(answer.given_on, months)
    while day < end:
        if day == on:
            return True
        day += timedelta(days=1)
    return False


def literally_allowed(facts: UseFacts, on: date, months: int) -> bool:
    """Each sentence of §2.6 in its order, with nothing clever."""
    can_say_yes = {adult for adult in facts.responsible if adult not in facts.restricted}
    of_responsible = [answer for answer in facts.answers if answer.adult_id in can_say_yes]
    of_restricted = [answer for answer in facts.answers if answer.adult_id in facts.restricted]
    live_yes = {answer.adult_id for answer in of_responsible if is_live_yes(answer, on, months)}
    if not live_yes:
        return False
    if [answer for answer in of_responsible + of_restricted if answer.answer in ("no", "withdrawn")]:
        return False
    if facts.last_day is not None and on > facts.last_day:
        return False
    if facts.is_held:
        return False
    for adult in can_say_yes:
        if adult in facts.asked_to_consult and live_yes != can_say_yes:
            return False
    return not child_says_no(facts, on)


def child_says_no(facts: UseFacts, on: date) -> bool:
    says = facts.child_wish
    return says is not None and (says.say == "no" or (says.say == "not_today" and says.on == on))


@given(facts=FACTS, on=DAYS, months=st.integers(min_value=1, max_value=36))
def test_no_child_is_shown_beyond_the_literal_rule(facts, on, months):
    ruling = may_show(lasting(facts, months), on=on)

    assert ruling.may_show == literally_allowed(facts, on, months)
    assert ruling.may_show == (not ruling.reasons)


@given(facts=FACTS, on=DAYS)
def test_one_more_no_never_opens_anything(facts, on):
    for adult in facts.responsible | facts.restricted:
        answers = tuple(a for a in facts.answers if a.adult_id != adult)
        refused = (*answers, LatestAnswer(adult, Answer.NO, on, True))
        with_no = replace(facts, answers=refused, is_held=False, child_wish=None)
        assert may_show(lasting(with_no, 12), on=on).may_show is False


@given(facts=FACTS, on=DAYS, given_on=DAYS)
def test_a_restricted_adults_yes_changes_no_ruling(facts, on, given_on):
    for adult in facts.restricted:
        silent = replace(facts, answers=tuple(a for a in facts.answers if a.adult_id != adult))
        a_yes = LatestAnswer(adult, Answer.YES, given_on, True)
        said_yes = replace(silent, answers=(*silent.answers, a_yes))
        assert may_show(lasting(said_yes, 12), on=on) == may_show(lasting(silent, 12), on=on)


@given(facts=FACTS, on=DAYS)
def test_restricting_somebody_never_undoes_a_no(facts, on):
    for adult in facts.responsible:
        if any(a.adult_id == adult and a.answer in ("no", "withdrawn") for a in facts.answers):
            restricted = replace(facts, restricted=facts.restricted | {adult})
            assert may_show(lasting(restricted, 12), on=on).may_show is False
