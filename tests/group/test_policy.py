"""Who belongs in the group, and who a line of a pasted list is."""

from datetime import date
from functools import reduce

import pytest

from portal.acknowledgements.policy import Status
from portal.group.policy import (
    Candidate,
    Fact,
    Meaning,
    Membership,
    is_overdue,
    last_fact,
    line_key,
    lines_of,
    membership,
    read_line,
    read_lines,
)

A, S, N, R, D = Fact.INVITED, Fact.SEEN, Fact.NOT_SEEN, Fact.REMOVED, Fact.DECLINED


@pytest.mark.parametrize(
    ("facts", "last"),
    [
        ([], None),
        ([A], A),
        ([S], S),
        ([A, S], S),
        ([S, A], S),
        ([A, R], R),
        ([S, N], N),
        ([S, R, A], A),
        ([S, R, S], S),
        ([A, D], D),
        ([D, A], A),
        ([D, S], S),
        ([D, S, N], N),
    ],
)
def test_what_counts_of_what_was_noted(facts: list[Fact], last: Fact | None) -> None:
    assert reduce(last_fact, facts, None) is last


@pytest.mark.parametrize(
    ("status", "out", "declined", "invited", "inside"),
    [
        (Status.DONE, Membership.TO_INVITE, Membership.DECLINED, Membership.INVITED, Membership.IN_GROUP),
        (Status.NEVER, *[Membership.NOT_ACKNOWLEDGED] * 2, *[Membership.TO_REMOVE] * 2),
        (Status.NOT_INVITED, *[Membership.NOT_ACKNOWLEDGED] * 2, *[Membership.TO_REMOVE] * 2),
        (Status.OUTDATED, *[Membership.NOT_ACKNOWLEDGED] * 2, *[Membership.TO_REMOVE] * 2),
        (None, *[Membership.OUTSIDE] * 2, *[Membership.TO_REMOVE] * 2),
    ],
)
def test_on_which_list_somebody_stands(
    status: Status | None, out: Membership, declined: Membership, invited: Membership, inside: Membership
) -> None:
    assert {membership(status, last) for last in (None, N, R)} == {out}
    assert [membership(status, last) for last in (D, A, S)] == [declined, invited, inside]


@pytest.mark.parametrize(
    ("last", "overdue"), [(None, True), (date(2026, 7, 4), True), (date(2026, 7, 5), False), (date(2026, 11, 1), False)]
)
def test_once_a_term_somebody_looks(last: date | None, overdue: bool) -> None:
    assert is_overdue(last, on=date(2026, 11, 2)) is overdue


PEOPLE = (
    Candidate("adult-1", ("Agnieszka Kowalska",)),
    Candidate("adult-2", ("Ben Lee", "Benjamin Lee")),
    Candidate("adult-3", ("Maria da Silva",)),
    Candidate("adult-4", ("Jo Smith",)),
    Candidate("account-5", ("Jo Smith",)),
    Candidate("adult-6", ("Łukasz Nowak",)),
)


@pytest.mark.parametrize(
    ("line", "exact", "near"),
    [
        ("Agnieszka Kowalska", ("adult-1",), ()),
        ("kowalska, AGNIESZKA", ("adult-1",), ()),
        ("Lukasz Nowak", ("adult-6",), ()),
        ("Benjamin Lee", ("adult-2",), ()),
        ("Agnieszka Kowalska Administrator", (), ("adult-1",)),
        ("Added by Ben Lee on Monday", (), ("adult-2",)),
        ("Jo Smith", ("adult-4", "account-5"), ()),
        ("Agnieszka K.", (), ("adult-1",)),
        ("A. Kowalska", (), ("adult-1",)),
        ("Maria Silva", (), ("adult-3",)),
        ("Joined 3 weeks ago", (), ()),
        ("Mitglied seit 3 Wochen", (), ()),
        ("Administrator", (), ()),
        ("Dołączyła 3 tygodnie temu", (), ()),
        ("Ben", (), ()),
    ],
)
def test_sure_is_only_a_line_that_is_one_persons_name(line: str, exact: tuple[str, ...], near: tuple[str, ...]) -> None:
    assert read_line(line, PEOPLE) == (exact, near)


def test_a_line_is_kept_once_whatever_numbers_stand_in_it_and_none_is_dropped_unsaid() -> None:
    lines, without = lines_of("Ben Lee\n\nJoined 3 weeks ago\n· 12\nJoined  14 weeks ago\nBEN LEE\n👍\n")
    assert lines == ["Ben Lee", "Joined 3 weeks ago"]
    assert without == 2
    assert line_key("Joined 14 weeks ago") == line_key("joined 3 weeks ago")


@pytest.mark.parametrize(
    ("said", "meaning", "key"),
    [
        (None, Meaning.PERSON, "adult-1"),
        ((Meaning.STRANGER, ""), Meaning.STRANGER, ""),  # a namesake of somebody on our lists
        ((Meaning.UNKNOWN, ""), Meaning.UNKNOWN, ""),
        ((Meaning.PERSON, "adult-2"), Meaning.PERSON, "adult-2"),
        ((Meaning.PERSON, "adult-99"), Meaning.UNKNOWN, ""),  # who is on our lists no more
        ((Meaning.REMOVED, ""), Meaning.REMOVED, ""),
    ],
)
def test_what_a_person_said_of_a_line_goes_before_what_its_name_says(
    said: tuple[Meaning, str] | None, meaning: Meaning, key: str
) -> None:
    told = {line_key("Agnieszka Kowalska"): said} if said else {}
    (line,) = read_lines(["Agnieszka Kowalska"], PEOPLE, told)
    assert (line.meaning, line.keys) == (meaning, (key,) if key else ())


def test_of_namesakes_one_or_each_is_in_the_group_and_neither_for_certain() -> None:
    (line,) = read_lines(["Jo Smith"], PEOPLE, {})
    assert (line.meaning, line.possible, line.share_a_name) == (Meaning.UNKNOWN, ("adult-4", "account-5"), True)
    (line,) = read_lines(["Jo Smith"], PEOPLE, {"jo smith": (Meaning.NAMESAKES, "")})
    assert (line.meaning, line.keys) == (Meaning.NAMESAKES, ("adult-4", "account-5"))
