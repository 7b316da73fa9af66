"""Lists that went wrong once, read as a whole: what stands in ``cases/*/expect.txt`` is what they show."""

from pathlib import Path

import pytest

from portal.imports.interpretation import first_decisions
from portal.imports.people import Register
from portal.imports.plan import Plan, State, plan
from portal.imports.reading import read_workbook
from portal.imports.resolving import Faults, Resolution, resolve
from portal.imports.rows import read_rows

from .people import HELD, NONE, confirmed, short
from .rows import SESSIONS, TODAY

CASES = Path(__file__).parent / "cases"


def shown(
    path: str, register: Register | None = None, answers: dict[str, str] | None = None
) -> tuple[Plan, Resolution]:
    """Return what confirming this list would do, with the answers given."""
    sheets = read_workbook((CASES / path).read_bytes())
    decisions, register = first_decisions(sheets), register or Register()
    reading = read_rows(sheets[decisions.sheet], decisions.mapping, answers or {}, today=TODAY, sessions=SESSIONS)
    found = resolve(reading, register, answers or {}, layout=decisions.mapping.layout)
    return plan(found, register), found


def people(made: Plan) -> dict[str, list[tuple[str, str, str]]]:
    """Return each child with the name, relationship and proposed responsibility of every adult."""
    return {
        f"{child.key} {child.record.name}": [
            (link.adult.record.name, str(link.relationship), str(link.after)) for link in child.links
        ]
        for child in made.children
    }


def test_two_families_with_a_child_of_one_name_stay_apart():
    made, found = shown("03-two-families-become-one-child/84-twins-and-juniors.csv")
    assert list(people(made)) == ["2 Robert Marsh", "4 Muhammad Ali"]
    assert [short(question.key) for question in found.questions] == ["same_child-list-3", "same_child-list-5"]
    different = {question.key: "different" for question in found.questions}
    made, _ = shown("03-two-families-become-one-child/84-twins-and-juniors.csv", answers=different)
    assert people(made)["4 Muhammad Ali"] == [("Aisha Ali", "mother", "held"), ("Muhammad Ali", "father", "held")]
    assert people(made)["5 Muhammad Ali"] == [("Fatima Ali", "mother", "held"), ("Ahmed Ali", "father", "held")]


def test_the_second_name_after_a_title_is_the_adults():
    made, _ = shown("20-duplicate-headings/02-two-forename-columns.csv")
    assert people(made) == {
        "2 Ella Brookes": [("Julia Brookes", "other", "held")],
        "3 Alex Western": [("Simon Western", "other", "held"), ("Jennifer Western", "other", "none")],
    }
    (julia,) = made.children[0].links
    assert julia.adult.record.phone == "01632960111, 07700900301 (mobile)"


@pytest.fixture
def marsh() -> Register:
    made, _ = shown("21-parent-changed-name-or-replaced/a0.csv")
    return confirmed(made, Register())


def test_a_mother_who_married_is_the_same_person_once_that_is_said(marsh: Register):
    path = "21-parent-changed-name-or-replaced/a4-mum-married.csv"
    made, found = shown(path, marsh)
    (question,) = found.questions
    assert short(question.key) == "same_adult-register-2.1"
    assert [(link.adult.record.name, link.state) for link in made.children[0].links] == [
        ("Rob Marsh", State.UNCHANGED), ("Nell Marsh", State.ASKED),
    ]  # fmt: skip
    made, _ = shown(path, marsh, {question.key: question.options[0].value})
    assert len(confirmed(made, marsh).adults) == len(marsh.adults)
    assert [link.adult.record.name for link in made.children[0].links] == ["Nell Hartley", "Rob Marsh"]


def test_a_father_replaced_is_named_and_keeps_his_responsibility(marsh: Register):
    made, found = shown("21-parent-changed-name-or-replaced/a8-dad-replaced.csv", marsh)
    assert found.questions == ()
    assert [(link.adult.record.name, link.state, link.after) for link in made.children[0].links][1:] == [
        ("Ian Pope", State.NEW, HELD), ("Rob Marsh", State.ABSENT, HELD),
    ]  # fmt: skip
    assert NONE not in [link.after for link in made.children[0].links]


def test_what_was_read_is_said_only_once():
    faults = Faults()
    faults.note(2, "child_again", None, name="Ivy", row=1)
    faults.note(2, "child_again", None, name="Ivy", row=1)
    assert len(faults.by_row[2]) == 1
