"""A concern never reaches a person it is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.access.permissions import Role
from portal.accounts.staff_policy import INDEPENDENT_ROLES
from portal.concerns.policy import SAFEGUARDING_KINDS, Kind
from portal.concerns.routing import (
    CHAIR,
    HANDLING_ROLES,
    MANAGER,
    SAFEGUARDING_LEAD,
    Gap,
    Routing,
    Worker,
    handlers,
    kinds_without_handler,
)

BOSS = Worker(1, "", frozenset({MANAGER}))
LEAD = Worker(2, "", frozenset({SAFEGUARDING_LEAD}))
HEAD = Worker(3, "", frozenset({CHAIR}))
DEPUTY = Worker(4, "", frozenset({MANAGER}))
DEPUTY_LEAD = Worker(5, "", frozenset({SAFEGUARDING_LEAD, "staff", "parent"}))
BOTH = Worker(6, "", frozenset({MANAGER, SAFEGUARDING_LEAD}))
DEPUTY_CHAIR = Worker(8, "", frozenset({MANAGER, CHAIR}))
WORKER = Worker(7, "", frozenset({"staff", "parent", "inspector"}))
USUAL = (HEAD, WORKER, LEAD, BOSS)

IMAGE, CARE = Kind.SHARED_IMAGE, Kind.COMPLAINT


@pytest.mark.parametrize(
    ("kind", "people", "about", "raised_by", "expected", "outside"),
    [
        (CARE, USUAL, set(), None, (1,), False),
        (IMAGE, USUAL, set(), None, (1, 2), False),
        (IMAGE, USUAL, {7}, None, (1, 2), False),
        (IMAGE, (BOTH, HEAD), set(), None, (6,), False),
        # About the manager: the chair, and not the lead, who answers to the manager.
        (CARE, USUAL, {1}, None, (3,), False),
        (IMAGE, USUAL, {1}, None, (3,), False),
        (IMAGE, (*USUAL, DEPUTY), {1}, None, (3,), False),
        (IMAGE, (BOTH, LEAD, HEAD), {6}, None, (3,), False),
        # About the lead: the manager, and no other lead.
        (IMAGE, USUAL, {2}, None, (1,), False),
        (IMAGE, (*USUAL, DEPUTY_LEAD), {2}, None, (1,), False),
        (IMAGE, USUAL, {1, 2}, None, (3,), False),
        (CARE, USUAL, {3}, None, (1,), False),
        # No manager at present.
        (CARE, (LEAD, HEAD), set(), None, (3,), False),
        (IMAGE, (LEAD, HEAD), set(), None, (2,), False),
        (CARE, (LEAD,), set(), None, (2,), True),
        # Only someone too close is left: outside bodies are shown as well.
        (CARE, (BOSS, LEAD), {1}, None, (2,), True),
        # A fellow manager, whom the first may have chosen, judges no manager, whatever else they are.
        (CARE, (BOSS, DEPUTY), {1}, None, (), True),
        (IMAGE, (BOSS, BOTH, DEPUTY_CHAIR), {1}, None, (), True),
        (IMAGE, USUAL, {1, 3}, None, (2,), True),
        # Nobody left.
        (IMAGE, USUAL, {1, 2, 3}, None, (), True),
        (CARE, (), set(), None, (), True),
        (CARE, (WORKER,), set(), None, (), True),
        # Nobody handles what they raised while another is left.
        (CARE, USUAL, {7}, 1, (3,), False),
        (IMAGE, USUAL, {7}, 1, (2,), False),
        (IMAGE, USUAL, {7}, 2, (1,), False),
        (CARE, (*USUAL, DEPUTY), {7}, 1, (4,), False),
        (CARE, USUAL, {1}, 3, (2,), True),
        (CARE, (BOSS,), {7}, 1, (1,), True),
        (CARE, (BOSS, HEAD), {1}, 3, (3,), True),
        (CARE, (BOSS,), {1}, 1, (), True),
    ],
)
def test_who_handles_what(kind, people, about, raised_by, expected, outside):
    found = handlers(kind, people, about=frozenset(about), raised_by=raised_by)
    assert found == Routing(expected, outside_bodies=outside)


ACCOUNTS = st.integers(1, 6)
ROLES = st.frozensets(st.sampled_from(sorted({*HANDLING_ROLES, "parent", "staff"})))
PEOPLE = st.lists(st.builds(Worker, ACCOUNTS, st.just(""), ROLES), max_size=8)


@given(st.sampled_from(Kind), PEOPLE, st.frozensets(ACCOUNTS), st.none() | ACCOUNTS)
def test_nobody_it_is_about_is_ever_a_handler(kind, people, about, raised_by):
    routing = handlers(kind, people, about=about, raised_by=raised_by)
    able = {someone.account_id for someone in people if someone.roles & HANDLING_ROLES}
    assert not set(routing.handlers) & about
    assert set(routing.handlers) <= able
    assert len(set(routing.handlers)) == len(routing.handlers)
    assert routing.outside_bodies or routing.handlers
    assert kind in SAFEGUARDING_KINDS or not routing.handlers or able - about


@given(st.sampled_from(Kind), PEOPLE, st.frozensets(ACCOUNTS), ACCOUNTS)
def test_who_raised_it_handles_it_only_when_nobody_else_could(kind, people, about, raised_by):
    routing = handlers(kind, people, about=about, raised_by=raised_by)
    if raised_by in routing.handlers:
        assert routing.handlers == (raised_by,)
        assert routing.outside_bodies


@given(st.sampled_from(Kind), st.permutations((BOSS, LEAD, HEAD, DEPUTY)), st.frozensets(ACCOUNTS))
def test_the_order_people_are_listed_in_decides_nothing(kind, people, about):
    assert handlers(kind, people, about=about) == handlers(kind, sorted(people, key=hash), about=about)


def test_a_usual_setting_has_no_gap():
    assert kinds_without_handler(USUAL) == []


def test_a_setting_without_a_chair_has_a_gap_for_every_concern_about_the_manager():
    found = kinds_without_handler((BOSS, LEAD))
    assert found == [Gap(kind, 1, (2,)) for kind in Kind]


def test_a_setting_of_one_has_a_gap_about_that_one():
    assert kinds_without_handler((BOSS,)) == [Gap(kind, 1, ()) for kind in Kind]


def test_an_empty_setting_fails_for_every_kind():
    assert [gap.kind for gap in kinds_without_handler(())] == list(Kind)


def test_the_role_names_are_those_of_the_portal():
    assert {Role.MANAGER, Role.LEAD, Role.CHAIR} == HANDLING_ROLES
    assert (Role.MANAGER, Role.LEAD, Role.CHAIR) == (MANAGER, SAFEGUARDING_LEAD, CHAIR)


@given(st.sampled_from(Kind), PEOPLE, st.none() | ACCOUNTS)
def test_what_is_about_a_manager_reaches_only_roles_that_no_manager_gives_alone(kind, people, raised_by):
    routing = handlers(kind, people, about=frozenset(), raised_by=raised_by, about_roles=frozenset({MANAGER}))
    judges = {each.account_id for each in people if each.roles & INDEPENDENT_ROLES and MANAGER not in each.roles}
    assert judges.issuperset(routing.handlers)


def test_who_was_only_invited_handles_nothing():
    absent = Worker(3, "", frozenset({CHAIR}), has_come=False)
    assert handlers(CARE, (BOSS, absent), about=frozenset({1})) == Routing((), outside_bodies=True)


@pytest.mark.parametrize("kind", Kind)
def test_the_page_that_says_who_handles_what_has_a_row_for_each_kind(kind):
    alike = min(SAFEGUARDING_KINDS) if kind in SAFEGUARDING_KINDS else CARE
    alike = kind if kind is Kind.LOW_LEVEL else alike  # which has a row of its own
    for about in (frozenset(), {1}, {2}):
        assert handlers(kind, USUAL, about=frozenset(about)) == handlers(alike, USUAL, about=frozenset(about))
