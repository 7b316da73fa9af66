"""Whatever is said about a list is said in words, with nothing left unfilled and nothing given in vain."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel

from portal.families.labels import RELATIONSHIPS
from portal.families.policy import Relationship, Responsibility
from portal.imports import routes
from portal.imports.columns import FIELDS, Field, Layout, Mapping, Who
from portal.imports.faults import ASKED, ERRORS, NOTED, UNREADABLE, Fault, Question, QuestionKind, UnreadableFile
from portal.imports.interpretation import mapping_faults
from portal.imports.people import AdultRecord, ChildRecord, Detail, LinkRecord, Register
from portal.imports.plan import State, plan
from portal.imports.preview import STATES
from portal.imports.reading import read_workbook
from portal.imports.resolving import Resolution, resolve
from portal.imports.sentences import (
    DETAILS,
    FAULTS,
    OPTIONS,
    QUESTIONS,
    fault_sentence,
    field_label,
    option_sentence,
    question_sentence,
    words_of,
)

from .rows import CASES, placeholders, read, sheet
from .workbooks import workbook

OF_COLUMNS = {
    "no_child_name", "no_birth_date", "field_twice", "no_child_surname", "no_adults", "no_relationship",
}  # fmt: skip
PORTAL = Path(routes.__file__).parent
BORN = date(2022, 2, 1)
REGISTER = Register(
    {1: [ChildRecord("Ivy", "Marsh", BORN, reference="R1")], 2: [ChildRecord("Una", "Roe", BORN)]},
    {1: [AdultRecord("Nell Marsh", "nell@b.org")], 2: [AdultRecord("Bo Roe", "bo@b.org")]},
    {(1, 1): LinkRecord(Relationship.MOTHER, Responsibility.HELD), (2, 2): LinkRecord(Relationship.FATHER)},
)


def assert_reads_well(sentence: str, end: str = ".”") -> None:
    assert sentence.endswith(tuple(end)), sentence
    assert not re.search(r"%\(|\bNone\b(?! of)|<\w|[a-z]_[a-z]|\d{4}-\d\d-\d\d|\(\)|\b(\w+) \1\b|!", sentence), sentence


@pytest.mark.parametrize(
    ("sentences", "kinds"),
    [(QUESTIONS, QuestionKind), (DETAILS, Detail), (RELATIONSHIPS, Relationship),
     (STATES, State)],
)  # fmt: skip
def test_each_kind_has_its_words_and_there_are_no_words_for_anything_else(sentences, kinds):
    assert set(sentences) == set(kinds)


def resolved(columns: str, *rows: list[str], layout: Layout = Layout.ROW_PER_CHILD, **more) -> Resolution:
    """Read rows, find their people on the register and plan what changes, which notes the last faults."""
    reading = read(columns, *rows, layout=layout, **more)
    resolution = resolve(reading, REGISTER, more.get("answers") or {}, layout=layout)
    plan(resolution, REGISTER)
    return resolution


TWO = "c1_name c1_born_on"
ONE_ADULT = f"{TWO} a1_name a1_relationship a1_responsibility a1_email a1_phone"
ANN, MUM = ["Ann Day", "1/2/2022"], ["Jo Day", "mum", "yes", "jo@b.org", "07700 900111"]


def messy() -> Iterator[Resolution]:
    """Yield lists that have, all together, every fault and every question there is."""
    yield resolved(
        f"{TWO} c1_starts_on c1_leaves_on c1_known_as c1_sessions c1_sessions",
        *(["", "1/2/2022", "soon", "", "", "", ""], ['"', "", "31/2/2022", "", "", "", ""],
          ["Ab" * 60 + " Day", "31/2/2022", "", "", "", "", ""], ["Ben & Bo Lee", "soon", "", "", "", "", ""],
          ["Cat Lee", "1/1/2030", "", "", "", "", ""], ["Dan Lee", "1/1/1990", "", "", "", "", ""],
          ["Eve", "1/2/2022", "1/9/2025", "1/8/2025", "A" * 101, "PG, Lego", "maybe"],
          ["Flo Lee", "1/2/2022", "", "", "A\x07NÃº", "Rainbow room", ""]),
    )  # fmt: skip
    for answers in ({}, {"dates-1": "day-first", "dates-2": "day-first"}):
        dates = ["Flo Lee", "9/23/2022", "9/23/2025"], ["Guy Lee", "3/9/2022", "3/9/2025"]
        yield resolved(f"{TWO} c1_starts_on", *dates, answers=answers)
    noted = resolved(f"{TWO} a1_name", ["Max (Maxwell) Pope", "1/2/2022", "Jo & Al Day"], ["Ann Day", "", "Bo (nan)"])
    yield noted
    yield resolved(f"{TWO} a1_name", ["Max (Maxwell) Pope", "1/2/2022", "Jo & Al Day"],
                   answers={question.key: "leave-out" for question in noted.questions})  # fmt: skip
    yield resolved(ONE_ADULT, *([*ANN, *adult] for adult in (
        ["", "", "", "a@b.org", ""], ["unknown", "", "", "", ""], ["?", "", "", "", ""],
        ["Ab" * 101 + " Day", "", "", "", ""], 
        ["Jo Day", "Mother's partner", "both", "07700 900111", "a@b.org"],
        ["Al Day", "mum", "", "a@b.org; c@d.org", "7.7E+09"], ["Cy Day", "mum", "", "", "same as mum"],
        ["Di Day", "mum", "", "", " / ".join(f"07700 {n}" for n in range(900100, 900140))],
    )))  # fmt: skip
    yield resolved(ONE_ADULT, [*ANN, "Jo", "", "", "jo@", "7700900111"])
    two = resolved(f"{TWO} a1_name", [*ANN, "Jo Day 07700 900111 / Al Day"])
    yield resolved(f"{TWO} a1_name", [*ANN, "Jo Day 07700 900111 / Al Day"], answers={two.questions[0].key: "split"})
    beside = resolved(f"{TWO} a1_name a1_relationship", [*ANN, "Jo Day (stepmum)", "gran"])
    yield resolved(f"{TWO} a1_name a1_relationship", [*ANN, "Jo Day (stepmum)", "gran"], headings={2: "Mum"},
                   answers={beside.questions[0].key: "part-1"})  # fmt: skip
    yield resolved(f"{ONE_ADULT} -", [*ANN, *MUM, "Yes"], headings={7: "Court order"})
    yield resolved(f"{TWO} a1_name a1_relationship", [*ANN, "Jo Day", "gran"],
                   headings={2: "Stepmum"})  # fmt: skip
    yield resolved(ONE_ADULT, [*ANN, *MUM], ["", "", "Al Day", "dad", "", "", ""], ["Ben Day", "soon", *MUM],
                   ["", "", "Al Day", "dad", "", "", ""], layout=Layout.ROW_PER_ADULT)  # fmt: skip
    both = f"{ONE_ADULT} c1_reference a1_address"
    yield resolved(both, [*ANN, *MUM, "A1", "1 Elm Row"], [*ANN, *MUM[:2], "no", *MUM[3:], "A1", "2 Oak Way"],
                   ["Ben Lee", "3/2/2022", "Al Lee", "dad", "", "jo@b.org", "", "A1", ""],
                   ["Cat Lee", "4/2/2022", "Cy Lee", "dad", "", "nell@b.org", "", "R1", ""])  # fmt: skip
    yield resolved(ONE_ADULT, ["Ivy Marsh", "2/2/2022", "Nell Marsh", "mum", "", "", ""],
                   ["Una Roe", "1/2/2022", "Bo Roe", "dad", "", "new@b.org", ""])  # fmt: skip
    yield resolved(TWO, ["Ivy Marsh", "2/2/2022"], ["Ivy Marsh", "3/2/2022"])


@pytest.fixture(scope="module")
def everything() -> list[Resolution]:
    return list(messy())


def test_every_fault_of_messy_lists_reads_as_a_sentence(everything):
    found = [fault for each in everything for row in each.faults.by_row.values() for fault in row]
    found.append(Fault("letters_in_doubt"))  # of a file alone
    kinds = {fault.kind for fault in found}
    assert {words_of(kind) for kind in kinds} | NOTED | UNREADABLE | OF_COLUMNS == set(FAULTS)
    assert kinds | OF_COLUMNS > ERRORS | ASKED
    for fault in found:
        assert fault.values.keys() == placeholders(FAULTS[words_of(fault.kind)])
        shown = {
            key: "x" if isinstance(value, str) and len(value) > 60 else value for key, value in fault.values.items()
        }
        assert_reads_well(fault_sentence(Fault(fault.kind, fault.column, shown)))


def test_every_question_of_messy_lists_reads_as_one_and_so_does_each_answer(everything):
    questions: list[Question] = [question for each in everything for question in each.questions]
    table = sheet(["Ann"], ["Ben"])
    assert {question.kind for question in questions} == set(QuestionKind)
    options = [(question, option) for question in questions for option in question.options]
    assert {(question.kind, option.label) for question, option in options} == set(OPTIONS)
    for question in questions:
        assert_reads_well(question_sentence(question, table), end="?")
    for question, option in options:
        assert_reads_well(option_sentence(question, option, table) + ".")


def test_a_question_shows_both_sides_of_it(everything):
    table = sheet(["Ann"])
    told = {question_sentence(q, table): [option_sentence(q, o, table) for o in q.options]
            for each in everything for q in each.questions}  # fmt: skip
    assert told["Ivy Marsh, born 2 February 2022, in row 2 (with Nell Marsh). Do we know this child already?"] == [
        "Yes: Ivy Marsh, born 1 February 2022, on the register (with Nell Marsh)",
        "No, this is another child",
    ]
    assert told["Bo Roe in row 3, for Una Roe. Contact: new@b.org. Do we know this adult already?"] == [
        "Yes: Bo Roe, on the register, for Una Roe. Contact: bo@b.org",
        "No, this is somebody else",
    ]
    assert told["Which comes first in the column “Column 2”, such as “3/9/2022”: the day or the month?"] == [
        "The day first: 3 September 2022",
        "The month first: 9 March 2022",
    ]


def notes() -> Iterator[Fault]:
    for path in (*CASES.glob("*/*.*"), *(CASES.parent / "files").iterdir()):
        try:
            yield from (note for table in read_workbook(path.read_bytes()) for note in table.notes)
        except UnreadableFile:
            continue
    rows = [["First name", "DOB"], ["Ann", "1/2/2022"]]
    book = workbook(("Now", rows), ("Forms", [["First name", "DOB"]]), ("Old", rows), hidden=["Old"])
    yield from (note for table in read_workbook(book) for note in table.notes)


def test_a_note_about_the_file_says_exactly_what_it_is_given():
    found = list(notes())
    assert {note.kind for note in found} == NOTED
    for note in found:
        assert placeholders(FAULTS[note.kind]) == note.values.keys()
        assert_reads_well(fault_sentence(note))


def given(reason: str) -> Iterator[set[str]]:
    """Yield what is given wherever a file is refused for this reason."""
    for path in sorted(PORTAL.glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and ast.unparse(call).startswith(f"UnreadableFile('{reason}'"):
                yield {str(keyword.arg) for keyword in call.keywords} - {"filename"}


@pytest.mark.parametrize("reason", sorted(UNREADABLE))
def test_why_a_file_cannot_be_read_says_exactly_what_it_is_given(reason):
    wanted = placeholders(FAULTS[reason]) - {"filename"}
    assert all(values == wanted for values in given(reason))
    assert wanted == set() or list(given(reason))
    assert_reads_well(fault_sentence(UnreadableFile(reason, **dict.fromkeys(wanted, 4), filename="list.csv").fault))


def test_every_fault_of_the_columns_is_said():
    first, born = (Field(Who.CHILD, 1, detail) for detail in (Detail.FIRST_NAME, Detail.BORN_ON))
    found: list[Fault] = []
    for columns in ({}, {0: first, 1: born, 2: born}, {0: first, 1: born, 2: Field(Who.ADULT, 1, Detail.NAME)}):
        found += mapping_faults(Mapping(Layout.ROW_PER_CHILD, columns), ())
    assert {fault.kind for fault in found} == OF_COLUMNS
    for fault in found:
        assert_reads_well(fault_sentence(fault))
    assert "More than one column is set to “Child: Date of birth” (columns 2, 3). Keep one." in map(
        fault_sentence, found
    )


def test_what_was_typed_is_shown_as_it_is():
    fault = Fault("email_invalid", 3, {"value": "50%(x)s%d <b>"})
    assert "“50%(x)s%d <b>”" in fault_sentence(fault)


def test_a_date_is_shown_in_words():
    fault = Fault("birth_date_in_future", 1, {"date": date(2027, 3, 2)})
    assert fault_sentence(fault) == "The date of birth, 2 March 2027, has not come yet. Check the year."


def test_sentences_are_said_inside_a_request_too():
    app = Flask(__name__)
    Babel(app, default_locale="en_GB")
    with app.test_request_context():
        assert "2 March 2027" in fault_sentence(Fault("birth_date_in_future", 1, {"date": date(2027, 3, 2)}))


def test_each_column_has_a_name_of_its_own():
    assert len({field_label(field) for field in FIELDS}) == len(FIELDS)
    assert field_label(Field(Who.ADULT, 2, Detail.EMAIL)) == "Adult 2: E-mail"
