"""Whom a concern can be about, by role, by name, or from outside."""

import pytest

from portal.concerns.routing import Worker
from portal.concerns.subjects import NotAPersonHere, Subject, SubjectKind, choices, resolve

BOSS = Worker(1, "Siobhán Kelly", frozenset({"manager"}))
LEAD = Worker(2, "Adaeze Okafor", frozenset({"lead", "staff"}))
DEPUTY = Worker(3, "Wei Chen", frozenset({"manager"}))
HELPER = Worker(4, "Priya Raman", frozenset({"staff", "parent"}))
TEAM = [BOSS, LEAD, HELPER]
PARENT = 99


@pytest.mark.parametrize(
    ("team", "raiser", "roles", "named"),
    [
        (TEAM, PARENT, ["manager", "lead"], [4]),
        (TEAM, 4, ["manager", "lead"], []),
        # A manager cannot mean “the manager”, and names a colleague instead.
        ([*TEAM, DEPUTY], 1, ["lead"], [4, 3]),
        # Where two hold a role, each can be named alone too.
        ([*TEAM, DEPUTY], PARENT, ["manager", "lead"], [1, 4, 3]),
        ([], PARENT, ["manager", "lead"], []),
    ],
)
def test_who_can_be_chosen(team, raiser, roles, named):
    assert list(choices(team, raiser_id=raiser)) == [*roles, *(f"staff-{account_id}" for account_id in named)]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (["nobody"], []),
        (["manager"], [(SubjectKind.MANAGER, 1), (SubjectKind.MANAGER, 3)]),
        (["staff-3", "staff-3"], [(SubjectKind.MANAGER, 3)]),
        (["other", "nobody"], [(SubjectKind.OTHER, None)]),
        (["lead", "staff-4"], [(SubjectKind.LEAD, 2), (SubjectKind.STAFF, 4)]),
    ],
)
def test_whom_the_choices_mean(chosen, expected):
    found = resolve(chosen, other_name="A cousin", workers=[*TEAM, DEPUTY], raiser_id=PARENT)
    assert [(subject.kind, subject.account_id) for subject in found] == expected


def test_a_role_that_nobody_holds_is_kept_without_a_person():
    found = resolve(["lead"], other_name="", workers=[BOSS], raiser_id=PARENT)
    assert found == (Subject(SubjectKind.LEAD, None, ""),)


@pytest.mark.parametrize("chosen", ["staff-99", "staff-", "manager", "", "staff-1", "MANAGER"])
def test_who_was_not_offered_cannot_be_meant(chosen):
    with pytest.raises(NotAPersonHere):
        resolve([chosen], other_name="", workers=TEAM, raiser_id=1)
