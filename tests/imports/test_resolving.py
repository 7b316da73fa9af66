"""Two people are never made one, nor one two, without a question."""

from datetime import date

import pytest

from portal.families.policy import Relationship
from portal.imports.columns import Layout
from portal.imports.faults import Question
from portal.imports.people import AdultRecord, ChildRecord, LinkRecord, Register

from .people import BORN, FATHER, HELD, MOTHER, Grown, child, kinds, names, planned, resolved, short

NELL, ROB = Grown("Nell Marsh", "nell@example.org", "07700 900401"), Grown("Rob Marsh", relationship=FATHER)
IVY = Register(
    {1: [ChildRecord("Ivy", "Marsh", BORN, reference="7")]},
    {1: [AdultRecord("Nell Marsh", "nell@example.org", "07700 900401")], 2: [AdultRecord("Rob Marsh")]},
    {(1, 1): LinkRecord(MOTHER, HELD), (1, 2): LinkRecord(FATHER, HELD)},
)


def asked(question: Question) -> tuple[str, list[str]]:
    return short(question.key), [option.value for option in question.options]


def test_rows_of_one_child_are_one_child_with_all_their_adults():
    found = resolved(child("Ivy Marsh", NELL, row=2), child("Ivy Marsh", ROB, row=3), layout=Layout.ROW_PER_ADULT)
    assert names(found.children) == ["Ivy Marsh"]
    assert [adult.place for adult in found.children[0].adults] == ["2.1", "3.1"]
    assert found.children[0].rows == (2, 3)
    assert kinds(found) == {}


def test_two_families_with_a_child_of_one_name_and_birthday_are_asked_about():
    ali = [child("Muhammad Ali", Grown("Aisha Ali"), row=4), child("Muhammad Ali", Grown("Fatima Ali"), row=5)]
    found = resolved(*ali)
    assert [asked(q) for q in found.questions] == [("same_child-list-5", ["4", "different"])]
    assert names(found.children) == ["Muhammad Ali"]
    assert kinds(found) == {5: ["same_child_open"]}
    assert names(found.adults.values()) == ["Aisha Ali"]

    found = resolved(*ali, answers={"same_child-list-5": "different"})
    assert [[adult.place for adult in each.adults] for each in found.children] == [["4.1"], ["5.1"]]

    found = resolved(*ali, answers={"same_child-list-5": "4"})
    assert [[adult.place for adult in each.adults] for each in found.children] == [["4.1", "5.1"]]


def test_an_answer_that_was_never_offered_is_none():
    ali = [child("Muhammad Ali", Grown("Aisha Ali"), row=4), child("Muhammad Ali", Grown("Fatima Ali"), row=5)]
    found = resolved(*ali, answers={"same_child-list-5": "r99"})
    assert found.questions[0].answer == ""
    assert names(found.children) == ["Muhammad Ali"]


def test_a_corrected_birthday_is_asked_and_then_changes_the_child():
    list_ = [child("Ivy Marsh", NELL, row=2, born=date(2023, 2, 15))]
    found = resolved(*list_, register=IVY)
    assert [asked(q) for q in found.questions] == [("same_child-register-2", ["r1", "different"])]
    assert found.children == ()

    same = planned(*list_, register=IVY, answers={"same_child-register-2": "r1"})
    assert [(c.id, [str(change.detail) for change in c.changes]) for c in same.children] == [(1, ["born_on"])]
    other = planned(
        *list_, register=IVY, answers={"same_child-register-2": "different", "same_adult-register-2.1": "r1"}
    )
    assert [c.id for c in other.children] == [None]
    assert [c.id for c in other.absent] == [1]


def test_both_sides_of_a_question_are_shown():
    question = resolved(child("Ivy Marsh", NELL, row=2, born=date(2023, 2, 15)), register=IVY).questions[0]
    assert question.values == {"name": "Ivy Marsh", "date": date(2023, 2, 15), "adults": "Nell Marsh", "row": 2}
    assert question.options[0].values == {
        "name": "Ivy Marsh", "date": BORN, "adults": "Nell Marsh, Rob Marsh", "row": 0,
    }  # fmt: skip


def test_an_exact_match_is_never_asked_about_because_of_a_likely_one():
    register = Register({1: [ChildRecord("Ivy", "Marsh", BORN)], 2: [ChildRecord("Ivy", "Marsh", date(2020, 1, 1))]})
    found = resolved(child("Ivy Marsh", row=2), register=register)
    assert [found.ids.get(each.place) for each in found.children] == [1]
    assert found.questions == ()


def test_of_two_on_the_register_who_could_be_meant_neither_is_chosen():
    register = Register({1: [ChildRecord("Ivy", "Marsh", BORN)], 2: [ChildRecord("Ivy", "Marsh", BORN)]})
    assert [asked(q) for q in resolved(child("Ivy Marsh", row=2), register=register).questions] == [
        ("same_child-register-2", ["r1", "r2", "different"])
    ]


def test_one_of_the_register_is_not_taken_by_two_of_the_list():
    twins = [child("Ivy Marsh", Grown("Aisha Ali"), row=2), child("Ivy Marsh", Grown("Nell Marsh"), row=3)]
    register = Register({1: [ChildRecord("Ivy", "Marsh", BORN)]})
    found = resolved(*twins, register=register, answers={"same_child-list-3": "different"})
    assert [short(q.key) for q in found.questions] == [
        "same_child-list-3",
        "same_child-register-2",
        "same_child-register-3",
    ]
    answers = {"same_child-list-3": "different", "same_child-register-2": "r1", "same_child-register-3": "r1"}
    found = resolved(*twins, register=register, answers=answers)
    assert [found.ids.get(each.place) for each in found.children] == [1, None]


def test_a_mother_renamed_after_marriage_is_asked_about():
    list_ = [child("Ivy Marsh", Grown("Nell Hartley", "nell@example.org", "07700900401"), ROB, row=2)]
    found = resolved(*list_, register=IVY)
    assert [asked(q) for q in found.questions] == [("same_adult-register-2.1", ["r1", "different"])]
    assert kinds(found) == {2: ["same_adult_open"]}
    assert names(found.adults.values()) == ["Rob Marsh"]

    same = planned(*list_, register=IVY, answers={"same_adult-register-2.1": "r1"})
    assert [(str(c.detail), c.new) for a in same.adults.values() for c in a.changes] == [("name", "Nell Hartley")]


def test_a_family_that_takes_another_name_is_asked_about_and_nobody_is_doubled():
    marsh = Register({1: [ChildRecord("Ivy", "Marsh", BORN)]}, {1: [AdultRecord("Nell Marsh")]},
                     {(1, 1): LinkRecord(MOTHER, HELD)})  # fmt: skip
    hartley = child("Ivy Hartley", Grown("Nell Hartley"), row=2)
    found = resolved(hartley, register=marsh)
    assert [asked(q) for q in found.questions] == [("same_child-register-2", ["r1", "different"])]
    assert found.children == ()

    same = planned(hartley, register=marsh, answers={"same_child-register-2": "r1", "same_adult-register-2.1": "r1"})
    assert [(each.id, each.record.name) for each in (*same.children, *same.adults.values())] == [
        (1, "Ivy Hartley"), (1, "Nell Hartley"),
    ]  # fmt: skip


def test_a_father_replaced_is_named_and_keeps_what_he_has():
    made = planned(child("Ivy Marsh", NELL, Grown("Ian Pope", "ian@example.org", relationship=FATHER), row=2),
                   register=IVY)  # fmt: skip
    assert [(link.adult.record.name, str(link.state), link.after) for link in made.children[0].links] == [
        ("Nell Marsh", "unchanged", HELD), ("Ian Pope", "new", "none"), ("Rob Marsh", "absent", HELD),
    ]  # fmt: skip


def test_a_changed_email_is_asked_about():
    new = Grown("Nell Marsh", "new@example.org")
    found = resolved(child("Ivy Marsh", new, row=2), register=IVY)
    assert [asked(q) for q in found.questions] == [("same_adult-register-2.1", ["r1", "different"])]


def test_one_name_beside_two_children_is_one_person_when_something_else_agrees():
    rows = child("Ivy Marsh", NELL, row=2), child("Otis Marsh", Grown("Nell Marsh", "NELL@example.org"), row=3)
    assert names(resolved(*rows).adults.values()) == ["Nell Marsh"]


def test_one_name_beside_two_children_and_nothing_else_is_asked_about():
    rows = child("Ivy Marsh", Grown("Nell Marsh"), row=2), child("Otis Marsh", Grown("Nell Marsh"), row=3)
    found = resolved(*rows)
    assert [asked(q) for q in found.questions] == [("same_adult-list-3.1", ["2.1", "different"])]
    assert names(found.children) == ["Ivy Marsh", "Otis Marsh"]
    found = resolved(*rows, answers={"same_adult-list-3.1": "2.1"})
    assert [[adult.place for adult in each.adults] for each in found.children] == [["2.1"], ["2.1"]]


def test_twins_of_one_row_have_the_same_adults():
    row = child("Ava Smith", NELL, row=2)
    twin = child("Noah Smith", NELL, row=2)
    found = resolved(row, type(twin)("2b", twin.rows, twin.record, row.adults))
    assert [[adult.place for adult in each.adults] for each in found.children] == [["2.1"], ["2.1"]]
    assert found.questions == ()


def test_where_rows_disagree_the_first_stays_and_it_is_said():
    rows = (
        child("Ivy Marsh", Grown("Nell Marsh", address="1 Elm Row", responsibility=HELD), row=2, ref="7"),
        child("Ivy Marsh", Grown("Nell Marsh", address="2 Oak Way", relationship=Relationship.OTHER), row=3, ref="7",
              known_as="Vee"),
    )  # fmt: skip
    found = resolved(*rows)
    assert found.children[0].record.known_as == "Vee"
    assert found.adults["2.1"].record.address == "1 Elm Row"
    assert kinds(found) == {3: ["child_again", "conflict", "conflict"]}


def test_a_contradiction_about_responsibility_grants_nothing():
    rows = [child("Ivy Marsh", Grown("Nell Marsh", responsibility=to), row=n, ref="7")
            for n, to in ((2, HELD), (3, "none"))]  # fmt: skip
    found = resolved(*rows)
    assert found.children[0].adults[0].link.responsibility is None
    assert "responsibility_conflict" in kinds(found)[3]


def test_telephones_of_several_rows_add_up():
    rows = [child("Ivy Marsh", Grown("Nell Marsh", phone=phone), row=n)
            for n, phone in ((2, "07700 900401 (mobile)"), (3, "+447700900401, 01632 960001"))]  # fmt: skip
    assert resolved(*rows).adults["2.1"].record.phone == "07700 900401 (mobile), 01632 960001"


@pytest.mark.parametrize("rows", [(2, 3), (3, 2)])
def test_a_mailbox_of_a_couple_is_the_firsts_alone(rows):
    couple = NELL, Grown("Rob Marsh", "nell@example.org", relationship=FATHER)
    made = planned(*(child(f"Ivy{n} Marsh", *couple, row=n) for n in rows))
    assert [(a.record.name, a.record.email) for a in made.adults.values()] == [
        ("Nell Marsh", "nell@example.org"), ("Rob Marsh", None),
    ]  # fmt: skip


def test_every_row_of_a_child_who_waits_is_named_as_left_out():
    rows = (
        child("Ivy Marsh", NELL, row=2, born=date(2023, 2, 15)),
        child("Ivy Marsh", ROB, row=3, born=date(2023, 2, 15)),
    )
    found = resolved(*rows, register=IVY, layout=Layout.ROW_PER_ADULT)
    assert found.children == ()
    assert kinds(found) == {2: ["same_child_open"], 3: ["same_child_open"]}
