"""product.md §2.6 as a table: one line a case, each of them a child who must not be shown by mistake."""

from datetime import date

import pytest

from portal.consents.policy import (
    Answer,
    AnswerState,
    LatestAnswer,
    LatestWish,
    Reason,
    Ruling,
    Terms,
    UseFacts,
    Wish,
    add_months,
    answer_state,
    counts_until,
    may_show,
)
from portal.consents.renewal import asks_again

TODAY = date(2026, 11, 23)
MUM, DAD, GRAN = 1, 2, 3
YES, NO, WITHDRAWN = Answer.YES, Answer.NO, Answer.WITHDRAWN


def said(adult, answer, on=date(2026, 9, 1), valid=True, paper=False):
    return LatestAnswer(adult, answer, on, valid, paper, counts_until(on, Terms()) if answer is YES else None)


def facts(*answers, responsible=(MUM, DAD), **more):
    return UseFacts(responsible=frozenset(responsible), answers=answers, **more)


DAD_IS_RESTRICTED = {"responsible": (MUM,), "restricted": frozenset({DAD})}

CASES = [
    # who said what, and the reasons against showing; none means the child may be shown
    ("nobody answered", facts(), [Reason.NOT_ANSWERED]),
    ("nobody is responsible", facts(said(MUM, YES), responsible=()), [Reason.NOBODY_TO_ASK]),
    ("one yes is enough", facts(said(MUM, YES)), []),
    ("two yes", facts(said(MUM, YES), said(DAD, YES)), []),
    ("one no", facts(said(MUM, NO)), [Reason.REFUSED]),
    ("a no beats a yes", facts(said(MUM, YES), said(DAD, NO)), [Reason.REFUSED]),
    ("a withdrawal is a no", facts(said(MUM, YES), said(DAD, WITHDRAWN)), [Reason.REFUSED]),
    ("a withdrawal alone", facts(said(MUM, WITHDRAWN)), [Reason.REFUSED]),
    ("an old no still stands", facts(said(MUM, YES), said(DAD, NO, date(2020, 1, 1))), [Reason.REFUSED]),
    (
        "a no to an old wording still stands",
        facts(said(MUM, YES), said(DAD, NO, valid=False)),
        [Reason.REFUSED],
    ),
    ("a yes from an adult without responsibility", facts(said(GRAN, YES)), [Reason.NOT_ANSWERED]),
    ("a no from an adult without responsibility", facts(said(MUM, YES), said(GRAN, NO)), []),
    # the court limits dad's responsibility: his yes counts for nothing, his no stands
    ("a restricted adult's yes alone", facts(said(DAD, YES), **DAD_IS_RESTRICTED), [Reason.NOT_ANSWERED]),
    ("a restricted adult's yes beside another's", facts(said(MUM, YES), said(DAD, YES), **DAD_IS_RESTRICTED), []),
    ("a restricted adult is silent", facts(said(MUM, YES), **DAD_IS_RESTRICTED), []),
    (
        "a restricted adult's no",
        facts(said(MUM, YES), said(DAD, NO), **DAD_IS_RESTRICTED),
        [Reason.REFUSED, Reason.REFUSAL_IS_RESTRICTED],
    ),
    (
        "a restricted adult withdrew",
        facts(said(MUM, YES), said(DAD, WITHDRAWN), **DAD_IS_RESTRICTED),
        [Reason.REFUSED, Reason.REFUSAL_IS_RESTRICTED],
    ),
    (
        "a restricted adult's old no to an old wording",
        facts(said(MUM, YES), said(DAD, NO, date(2020, 1, 1), valid=False), **DAD_IS_RESTRICTED),
        [Reason.REFUSED, Reason.REFUSAL_IS_RESTRICTED],
    ),
    (
        "a restricted adult's no, and the other is silent",
        facts(said(DAD, NO), **DAD_IS_RESTRICTED),
        [Reason.REFUSED, Reason.REFUSAL_IS_RESTRICTED],
    ),
    (
        "a restricted adult's no and the other's",
        facts(said(MUM, NO), said(DAD, NO), **DAD_IS_RESTRICTED),
        [Reason.REFUSED, Reason.REFUSAL_IS_RESTRICTED],
    ),
    (
        "the other's no, and a restricted adult's yes",
        facts(said(MUM, NO), said(DAD, YES), **DAD_IS_RESTRICTED),
        [Reason.REFUSED],
    ),
    (
        "the other's yes ran out, and a restricted adult's lives",
        facts(said(MUM, YES, date(2025, 1, 1)), said(DAD, YES), **DAD_IS_RESTRICTED),
        [Reason.EXPIRED],
    ),
    (
        "a restricted adult's yes to an old wording is not asked again",
        facts(said(DAD, YES, valid=False), **DAD_IS_RESTRICTED),
        [Reason.NOT_ANSWERED],
    ),
    (
        "all are to be asked, but not a restricted adult",
        facts(said(MUM, YES), asked_to_consult=frozenset({MUM}), **DAD_IS_RESTRICTED),
        [],
    ),
    (
        "a restricted adult's yes does not make every adult's",
        facts(
            said(MUM, YES),
            said(DAD, YES),
            responsible=(MUM, GRAN),
            restricted=frozenset({DAD}),
            asked_to_consult=frozenset({MUM}),
        ),
        [Reason.NOT_EVERY_ADULT],
    ),
    (
        "a restricted adult's wish that all be asked is a yes, and counts for nothing",
        facts(said(MUM, YES), responsible=(MUM, GRAN), restricted=frozenset({DAD}), asked_to_consult=frozenset({DAD})),
        [],
    ),
    (
        "only restricted adults are left",
        facts(said(DAD, YES), responsible=(), restricted=frozenset({DAD})),
        [Reason.NOBODY_TO_ASK],
    ),
    (
        "only a restricted adult is left, and said no",
        facts(said(DAD, NO), responsible=(), restricted=frozenset({DAD})),
        [Reason.REFUSED, Reason.REFUSAL_IS_RESTRICTED],
    ),
    (
        "who is on both lists is restricted",
        facts(said(DAD, YES), responsible=(MUM, DAD), restricted=frozenset({DAD})),
        [Reason.NOT_ANSWERED],
    ),
    ("a year is up today", facts(said(MUM, YES, date(2025, 11, 23))), [Reason.EXPIRED]),
    ("a year is up tomorrow", facts(said(MUM, YES, date(2025, 11, 24))), []),
    ("one yes ran out, the other lives", facts(said(MUM, YES, date(2025, 1, 1)), said(DAD, YES)), []),
    ("a yes dated ahead", facts(said(MUM, YES, date(2026, 11, 24))), [Reason.NOT_ANSWERED]),
    ("the wording changed", facts(said(MUM, YES, valid=False)), [Reason.SUPERSEDED]),
    ("one yes on the old wording, one on the new", facts(said(MUM, YES, valid=False), said(DAD, YES)), []),
    ("on the last day", facts(said(MUM, YES), last_day=TODAY), []),
    ("after the last day", facts(said(MUM, YES), last_day=date(2026, 11, 22)), [Reason.LEFT]),
    ("on hold", facts(said(MUM, YES), is_held=True), [Reason.HELD]),
    (
        "the child says no",
        facts(said(MUM, YES), child_wish=LatestWish(Wish.NO, date(2026, 1, 1))),
        [Reason.CHILD_SAYS_NO],
    ),
    (
        "the child says not today",
        facts(said(MUM, YES), child_wish=LatestWish(Wish.NOT_TODAY, TODAY)),
        [Reason.CHILD_SAYS_NO],
    ),
    (
        "the child said not that day",
        facts(said(MUM, YES), child_wish=LatestWish(Wish.NOT_TODAY, date(2026, 11, 22))),
        [],
    ),
    ("the child is happy", facts(said(MUM, YES), child_wish=LatestWish(Wish.HAPPY, TODAY)), []),
    ("a happy child is no permission", facts(child_wish=LatestWish(Wish.HAPPY, TODAY)), [Reason.NOT_ANSWERED]),
    (
        "all are to be asked, one has not answered",
        facts(said(MUM, YES), asked_to_consult=frozenset({MUM})),
        [Reason.NOT_EVERY_ADULT],
    ),
    (
        "all are to be asked, one yes ran out",
        facts(said(MUM, YES), said(DAD, YES, date(2024, 1, 1)), asked_to_consult=frozenset({DAD})),
        [Reason.NOT_EVERY_ADULT],
    ),
    (
        "all were asked and said yes",
        facts(said(MUM, YES), said(DAD, YES), asked_to_consult=frozenset({MUM})),
        [],
    ),
    (
        "somebody without responsibility asked for all to be asked",
        facts(said(MUM, YES), asked_to_consult=frozenset({GRAN})),
        [],
    ),
    (
        "everything at once, weightiest first",
        facts(said(MUM, NO), last_day=date(2026, 1, 1), is_held=True),
        [Reason.LEFT, Reason.HELD, Reason.REFUSED],
    ),
]


@pytest.mark.parametrize(("case", "given", "reasons"), CASES, ids=[case[0] for case in CASES])
def test_a_child_is_shown_only_when_every_condition_holds(case, given, reasons):
    ruling = may_show(given, on=TODAY)

    assert list(ruling.reasons) == reasons
    assert ruling.may_show is (not reasons)


@pytest.mark.parametrize(
    ("given", "ends"),
    [
        (facts(said(MUM, YES, date(2026, 9, 1))), date(2027, 8, 31)),
        (facts(said(MUM, YES, date(2026, 9, 1)), said(DAD, YES, date(2026, 10, 1))), date(2027, 9, 30)),
        (
            facts(
                said(MUM, YES, date(2026, 9, 1)),
                said(DAD, YES, date(2026, 10, 1)),
                asked_to_consult=frozenset({MUM}),
            ),
            date(2027, 8, 31),
        ),
        (
            facts(said(MUM, YES, date(2026, 9, 1)), said(DAD, YES, date(2026, 10, 1)), **DAD_IS_RESTRICTED),
            date(2027, 8, 31),
        ),
        (facts(said(MUM, YES), last_day=date(2026, 12, 18)), date(2026, 12, 18)),
        (facts(said(MUM, YES, date(2026, 9, 1)), last_day=date.max), date(2027, 8, 31)),
    ],
)
def test_a_yes_says_when_it_ends(given, ends):
    ruling = may_show(given, on=TODAY)

    assert ruling == Ruling(True, (), ends)
    assert may_show(given, on=ends).may_show is True
    assert may_show(given, on=date.fromordinal(ends.toordinal() + 1)).may_show is False


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 11, 23), 12, date(2027, 11, 23)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
    ],
)
def test_months_are_counted_as_people_count_them(day, months, expected):
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("latest", "expected"),
    [
        (None, AnswerState.NOT_ANSWERED),
        (said(MUM, YES), AnswerState.YES),
        (said(MUM, NO, date(2019, 1, 1), valid=False), AnswerState.NO),
        (said(MUM, WITHDRAWN), AnswerState.WITHDRAWN),
        (said(MUM, YES, valid=False), AnswerState.SUPERSEDED),
        (said(MUM, YES, date(2025, 11, 23)), AnswerState.EXPIRED),
    ],
)
def test_each_adult_has_an_answer_state_of_their_own(latest, expected):
    assert answer_state(latest, on=TODAY) is expected


@pytest.mark.parametrize(
    ("own", "ends", "expected"),
    [
        (AnswerState.NOT_ANSWERED, None, True),
        (AnswerState.EXPIRED, None, True),
        (AnswerState.SUPERSEDED, None, True),
        (AnswerState.NO, None, False),
        (AnswerState.WITHDRAWN, None, False),
        (AnswerState.YES, date(2026, 12, 22), True),
        (AnswerState.YES, date(2026, 12, 23), False),
    ],
)
def test_an_adult_is_asked_again_from_thirty_days_before(own, ends, expected):
    assert asks_again(own, ends, on=TODAY, terms=Terms()) is expected


@pytest.mark.parametrize(
    ("given_on", "terms", "expected"),
    [
        (date(2026, 9, 1), Terms(), date(2027, 8, 31)),
        (date(2026, 9, 2), Terms(12, end_with_school_year=True), date(2027, 8, 31)),
        (date(2026, 8, 31), Terms(12, end_with_school_year=True), date(2026, 8, 31)),
        (date(2026, 9, 1), Terms(12, end_with_school_year=True), date(2027, 8, 31)),
        (date(2026, 1, 10), Terms(3, end_with_school_year=True), date(2026, 4, 9)),
        (date(2028, 2, 29), Terms(12), date(2029, 2, 27)),
    ],
)
def test_a_yes_lasts_as_long_as_the_setting_says(given_on, terms, expected):
    assert counts_until(given_on, terms) == expected


@pytest.mark.parametrize(
    ("given_on", "on", "terms", "expected"),
    [
        # a yes of August ends with the school year: signing again in August would change nothing
        (date(2026, 8, 10), date(2026, 8, 11), Terms(12, end_with_school_year=True), False),
        (date(2026, 2, 1), date(2026, 8, 20), Terms(12, end_with_school_year=True), False),
        (date(2025, 9, 10), date(2026, 8, 20), Terms(12), True),
        # where a yes lasts a month, it is not asked again the day after
        (date(2026, 11, 1), date(2026, 11, 2), Terms(1), False),
        (date(2026, 11, 1), date(2026, 11, 24), Terms(1), True),
    ],
)
def test_nobody_is_asked_for_what_would_change_nothing(given_on, on, terms, expected):
    assert asks_again(AnswerState.YES, counts_until(given_on, terms), on=on, terms=terms) is expected


PAPERS = [
    # who said what, and those on whose paper it rests
    ("nobody answered", facts(), ()),
    ("a yes online", facts(said(MUM, YES)), ()),
    ("a yes on paper", facts(said(DAD, YES, paper=True)), (DAD,)),
    ("two on paper", facts(said(DAD, YES, paper=True), said(MUM, YES, paper=True)), (MUM, DAD)),
    ("one of two on paper", facts(said(MUM, YES, paper=True), said(DAD, YES)), (MUM,)),
    ("a no on paper", facts(said(MUM, YES), said(DAD, NO, paper=True)), (DAD,)),
    ("a no online decides, not the yes on paper", facts(said(MUM, YES, paper=True), said(DAD, NO)), ()),
    ("an old no on paper still stands", facts(said(MUM, NO, date(2020, 1, 1), paper=True)), (MUM,)),
    ("a yes on paper ran out", facts(said(MUM, YES, date(2025, 1, 1), paper=True)), ()),
    ("the wording changed since", facts(said(MUM, YES, valid=False, paper=True)), ()),
    ("a paper of somebody without responsibility", facts(said(MUM, YES), said(GRAN, YES, paper=True)), ()),
    (
        "all are to be asked, and one said yes on paper",
        facts(said(DAD, YES, paper=True), asked_to_consult=frozenset({MUM})),
        (DAD,),
    ),
    ("a hold does not take the mark away", facts(said(MUM, YES, paper=True), is_held=True), (MUM,)),
    ("a hold does not set it", facts(said(MUM, YES), is_held=True), ()),
]


@pytest.mark.parametrize(("case", "given", "papers"), PAPERS, ids=[case[0] for case in PAPERS])
def test_a_ruling_knows_whose_answer_on_paper_it_rests_on(case, given, papers):
    assert may_show(given, on=TODAY).papers == papers
