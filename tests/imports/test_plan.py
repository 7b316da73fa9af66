"""What confirming a list would change: shown first, never a removal, and nothing the second time."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.families.policy import Relationship, Responsibility
from portal.imports.columns import Layout
from portal.imports.people import AdultRecord, ChildRecord, Detail, LinkRecord, ListedChild, Reading, Register
from portal.imports.plan import Change, Plan, State, plan
from portal.imports.resolving import resolve

from .people import (
    BORN,
    FATHER,
    HELD,
    MOTHER,
    NONE,
    PLAYGROUP,
    RESTRICTED,
    Grown,
    child,
    confirmed,
    names,
    planned,
    resolved,
)

JO = Grown("Jo Day", "jo@example.org", "07700 900111", "1 Elm Row", MOTHER, HELD)
ANN = ChildRecord("Ann", "Day", BORN, sessions=PLAYGROUP)
REGISTER = Register({5: [ANN]}, {7: [AdultRecord("Jo Day", "jo@example.org", "07700900111 (mobile)", "1 Elm Row")]},
                    {(5, 7): LinkRecord(MOTHER, HELD)})  # fmt: skip


def ticked(made: Plan) -> list[tuple[str, str, bool]]:
    return [(c.record.name, link.adult.record.name, link.after is HELD) for c, link in made.to_tick]


def with_link(link: LinkRecord) -> Register:
    return replace(REGISTER, links={(5, 7): link})


def test_into_an_empty_register_everything_is_new():
    made = planned(child("Ann Day", JO, row=2), child("Ben Day", JO, row=3))
    assert [(c.record.name, c.state) for c in made.children] == [("Ann Day", State.NEW), ("Ben Day", State.NEW)]
    assert names(made.adults.values()) == ["Jo Day"]
    assert made.absent == ()


def test_what_the_register_has_already_is_left_alone():
    jo = Grown("JO  DAY", "JO@example.org", "+44 7700 900 111", "1, Elm Row", MOTHER, HELD)
    made = planned(child("ann  day", jo, row=2, sessions=PLAYGROUP), register=REGISTER)
    assert made.is_empty
    assert made.children[0].record == ANN


def test_silence_changes_nothing():
    jo = Grown("Jo Day", "jo@example.org", relationship=None)
    assert planned(child("Ann Day", jo, row=2), register=REGISTER).is_empty


def test_who_is_not_in_the_list_is_named_and_keeps_what_they_have():
    made = planned(child("Ben Lee", Grown("Mo Lee"), row=2), register=REGISTER)
    assert [(c.record.name, [link.after for link in c.links]) for c in made.absent] == [("Ann Day", [HELD])]
    after = confirmed(made, REGISTER)
    assert after.children[5] == [ANN]
    assert after.links[5, 7] == REGISTER.links[5, 7]


def test_what_differs_is_shown_as_it_is_and_as_it_would_be():
    jo = replace(JO, phone="07700 900222", address="2 Oak Way")
    after_school = frozenset({"after_school"})
    made = planned(child("Ann Day", jo, row=2, sessions=after_school, starts_on=date(2024, 9, 1)), register=REGISTER)
    assert made.children[0].changes == (
        Change(Detail.SESSIONS, PLAYGROUP, after_school),
        Change(Detail.STARTS_ON, None, date(2024, 9, 1)),
    )
    assert made.adults["2.1"].changes == (
        Change(Detail.PHONE, "07700900111 (mobile)", "07700 900222"),
        Change(Detail.ADDRESS, "1 Elm Row", "2 Oak Way"),
    )


SAID = [
    # before, the list, ticks, what would be written, whether a person has to look
    (None, None, {}, NONE, True),
    (None, HELD, {}, HELD, True),
    (None, NONE, {}, NONE, True),
    (HELD, None, {}, HELD, False),
    (HELD, HELD, {}, HELD, False),
    (HELD, NONE, {}, NONE, True),
    (HELD, NONE, {"r5-r7": True}, HELD, True),
    (NONE, HELD, {}, HELD, True),
    (NONE, HELD, {"r5-r7": False}, NONE, True),
    (NONE, None, {}, NONE, False),
    (RESTRICTED, HELD, {}, RESTRICTED, False),
    (RESTRICTED, NONE, {"r5-r7": True}, RESTRICTED, False),
    (RESTRICTED, None, {}, RESTRICTED, False),
]


@pytest.mark.parametrize(("before", "stated", "ticks", "after", "to_tick"), SAID)
def test_responsibility_is_neither_granted_nor_taken_unseen(
    before: Responsibility | None,
    stated: Responsibility | None,
    ticks: dict[str, bool],
    after: Responsibility,
    to_tick: bool,
) -> None:
    register = with_link(LinkRecord(MOTHER, before)) if before else replace(REGISTER, links={})
    jo = replace(JO, responsibility=stated)
    made = planned(child("Ann Day", jo, row=2), register=register, ticks=ticks)
    (link,) = made.children[0].links
    assert (link.after, bool(made.to_tick)) == (after, to_tick)


def test_one_press_proposes_every_mother_and_father_of_whom_the_list_says_nothing():
    gran = Grown("Ada Day", "ada@example.org", relationship=Relationship.GRANDPARENT)
    dad = Grown("Sam Day", "sam@example.org", relationship=FATHER, responsibility=NONE)
    row = child("Ben Day", replace(JO, responsibility=None), gran, dad, row=2)
    assert ticked(planned(row)) == [
        ("Ben Day", "Jo Day", False), ("Ben Day", "Ada Day", False), ("Ben Day", "Sam Day", False),
    ]  # fmt: skip
    assert ticked(planned(row, parents=True)) == [
        ("Ben Day", "Jo Day", True), ("Ben Day", "Ada Day", False), ("Ben Day", "Sam Day", False),
    ]  # fmt: skip


def test_a_list_taken_without_its_word_on_responsibility_changes_nobodys():
    made = planned(child("Ben Day", JO, row=2), by_list=False)
    assert ticked(made) == [("Ben Day", "Jo Day", False)]
    jo = replace(JO, responsibility=NONE)
    assert planned(child("Ann Day", jo, row=2), register=REGISTER, by_list=False).is_empty


def test_a_child_nobody_can_answer_for_is_told():
    assert not planned(child("Ann Day", replace(JO, responsibility=None), row=2)).children[0].can_be_answered_for
    restricted = with_link(LinkRecord(MOTHER, RESTRICTED))
    assert not planned(child("Ann Day", JO, row=2), register=restricted).children[0].can_be_answered_for
    assert planned(child("Ann Day", row=2), register=REGISTER).children[0].can_be_answered_for


def test_a_stranger_of_the_same_name_is_a_new_adult():
    made = planned(child("Ben Lee", Grown("Jo Day", "other@example.org", "07700 900999"), row=2), register=REGISTER)
    assert [(a.id, a.record.email) for a in made.adults.values()] == [(None, "other@example.org")]


def test_an_email_that_somebody_has_is_not_given_to_another():
    rows = [child("Ben Lee", Grown("Sam Lee", "jo@example.org", relationship=FATHER), row=2)]
    found = resolved(*rows, register=REGISTER)
    made = plan(found, REGISTER)
    assert [a.record.email for a in made.adults.values()] == [None]
    assert [(f.kind, f.values["holder"]) for f in found.faults.by_row[2]] == [("email_taken", "Jo Day")]
    assert planned(*rows, register=confirmed(made, REGISTER)).is_empty


def test_an_email_that_is_given_up_in_the_same_list_is_free():
    rows = [
        child("Ann Day", Grown("Jo Day", "new@example.org"), row=2),
        child("Ben Lee", Grown("Sam Lee", "jo@example.org", relationship=FATHER), row=3),
    ]
    answers = {"same_adult-register-2.1": "r7"}
    made = planned(*rows, register=REGISTER, answers=answers)
    assert [a.record.email for a in made.adults.values()] == ["new@example.org", "jo@example.org"]
    assert planned(*rows, register=confirmed(made, REGISTER)).is_empty


def test_a_reference_of_quite_another_child_is_not_taken_over():
    register = replace(REGISTER, children={5: [replace(ANN, reference="A7")]})
    rows = [child("Ben Lee", Grown("Mo Lee"), row=2, born=date(2021, 5, 5), ref="a7")]
    found = resolved(*rows, register=register)
    made = plan(found, register)
    assert [(c.record.name, c.record.reference) for c in made.children] == [("Ben Lee", None)]
    assert [fault.kind for fault in found.faults.by_row[2]] == ["reference_taken"]


def test_two_children_can_swap_their_references():
    register = replace(
        REGISTER, children={5: [replace(ANN, reference="A")], 6: [replace(ANN, first_name="Ben", reference="B")]},
        links={(5, 7): LinkRecord(MOTHER, HELD), (6, 7): LinkRecord(MOTHER, HELD)},
    )  # fmt: skip
    made = planned(child("Ann Day", JO, row=2, ref="B"), child("Ben Day", JO, row=3, ref="A"), register=register)
    assert [(c.id, c.record.reference) for c in made.children] == [(5, "B"), (6, "A")]


some_names = st.sampled_from(["Jo Day", "JO DAY", "Sam Day", "Sam O’Hara", "Sam O'Hara", "Jo Lee"])
some_adults = st.builds(
    Grown, some_names, st.sampled_from(["a@b.org", "A@b.org", "c@d.org", None]),
    st.sampled_from(["07700 900111", "07700900222 (home)", ""]), st.sampled_from(["1 Elm Row", "2 Oak Way", ""]),
    st.sampled_from([MOTHER, FATHER, None]), st.sampled_from([HELD, NONE, None]),
)  # fmt: skip
some_rows = st.lists(
    st.tuples(
        st.sampled_from(["Ann Day", "ANN DAY", "Ben Day", "Ann", "Anne Day"]), st.lists(some_adults, max_size=2),
        st.sampled_from([BORN, date(2022, 2, 2)]), st.sampled_from([None, "A1", "a1", "B2"]),
        st.sampled_from([PLAYGROUP, frozenset()]),
    ),
    min_size=1, max_size=5,
)  # fmt: skip
FIRST, LAST = "the first option", "the last option"


def listed(rows: list[tuple[str, list[Grown], date, str | None, frozenset[str]]]) -> list[ListedChild]:
    return [
        child(name, *adults, row=n, born=born, ref=ref, sessions=sessions)
        for n, (name, adults, born, ref, sessions) in enumerate(rows, 2)
    ]


def imported(rows: list[ListedChild], register: Register, choice: str, layout: Layout, *, scope: str = "") -> Plan:
    """Answer every question of this scope alike, until none is new."""
    answers: dict[str, str] = {}
    while True:
        found = resolve(Reading(tuple(rows), {}), register, answers, layout=layout)
        open_ = [question for question in found.questions if not question.answer and scope in question.key]
        if not open_:
            return plan(found, register)
        for question in open_:
            answers[question.key] = question.options[0 if choice == FIRST else -1].value


choices, layouts = st.sampled_from([FIRST, LAST]), st.sampled_from(Layout)


@given(some_rows, some_rows, choices, choices, layouts)
def test_nobody_is_removed_and_the_same_list_again_changes_nothing(before, rows, choice, then, layout):
    register = confirmed(imported(listed(before), Register(), choice, layout), Register())
    once = confirmed(imported(listed(rows), register, then, layout), register)
    assert register.children.keys() <= once.children.keys()
    assert register.links.keys() <= once.links.keys()
    emails = [adult.email for (adult,) in once.adults.values() if adult.email]
    assert len(emails) == len(set(emails))
    references = [each.reference.casefold() for (each,) in once.children.values() if each.reference]
    assert len(references) == len(set(references))
    again = imported(listed(rows), once, then, layout, scope="-list-")
    # Where rows were said to be one person, or a question about the register is open anew, the list says something else.
    if then is LAST and not open_questions(listed(rows), once, layout):
        assert again.is_empty, again.changing


def open_questions(rows: list[ListedChild], register: Register, layout: Layout) -> list[str]:
    found = resolve(Reading(tuple(rows), {}), register, {}, layout=layout)
    return [question.key for question in found.questions if "-register-" in question.key]


@pytest.mark.parametrize("has_two_entries", [False, True])
def test_a_namesake_of_a_restricted_adult_is_never_proposed(has_two_entries):
    restricted = with_link(LinkRecord(FATHER, RESTRICTED))
    if has_two_entries:
        ((id_, (adult,)),) = restricted.adults.items()
        restricted = replace(restricted, adults={id_: [replace(adult, name="J. Holloway"), adult]})
    other = Grown("Jo Day", "other@example.org", relationship=MOTHER, responsibility=HELD)
    answers = {"same_adult-register-2.1": "different"}
    for rights, after in (({}, NONE), ({"parents": True}, NONE), ({"ticks": {"r5-2.1": True}}, HELD)):
        made = planned(child("Ann Day", other, row=2), register=restricted, answers=answers, **rights)
        assert next((link.after, link.is_namesake) for link in made.children[0].links) == (after, True)


def test_whoever_a_question_is_about_is_not_said_to_be_missing():
    made = planned(child("Ann Day", Grown("Jo Day", "new@example.org"), row=2), register=REGISTER)
    assert [link.state for link in made.children[0].links] == [State.ASKED]
    made = planned(child("Ann Day", JO, row=2, born=date(2023, 2, 15)), register=REGISTER)
    assert (made.children, made.absent) == ((), ())
