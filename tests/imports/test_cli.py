"""The terminal imports with the same checks and the same words."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from portal.audit.models import AuditEntry
from portal.families.models import Child, Guardianship
from portal.imports.models import FamilyImport
from tests.imports import factories as imports
from tests.imports.factories import EXAMPLE, LIBAN, ZOFIA, listed
from tests.imports.workbooks import workbook
from tests.support.databases import changed_tables, snapshot

ACCEPT = "--accept-responsibility"
NOT_ACCEPTED = (
    "Nobody gets or loses parental responsibility. Say it on each child’s page, or use --accept-responsibility."
)


@pytest.fixture
def run(app: Flask, db_ready: str, tmp_path: Path):
    def run_with(content: bytes, *options: str) -> Result:
        path = tmp_path / "families.csv"
        path.write_bytes(content)
        return app.test_cli_runner().invoke(args=["families", "import", str(path), *options])

    return run_with


def test_a_list_is_imported(run) -> None:
    result = run(listed(ZOFIA, LIBAN))
    assert result.exit_code == 0
    assert "Imported. 2 children are new." in result.output
    assert list(imports.register()) == ["Zofia Kowalska", "Liban Warsame"]
    entry = AuditEntry.get(AuditEntry.event == "FamiliesImported")
    assert entry.actor_id is None
    assert FamilyImport.select().count() == 0


def test_check_tells_everything_and_writes_nothing(run) -> None:
    run(listed(ZOFIA), ACCEPT)
    before = snapshot()
    changed = ZOFIA.replace("Playgroup", "Breakfast").replace("father;yes", "father;no")
    result = run(listed(changed, LIBAN.replace("5/6/2021", "31/2/2021")), "--check", ACCEPT)
    assert result.exit_code == 0
    assert "Row 3, left out (Liban, Warsame, 31/2/2021, After school): DOB: There is no such day" in result.output
    assert (
        "Zofia Kowalska, born 3 September 2022, Breakfast club – Changed\n    Sessions: Playgroup → Breakfast club\n"
        in result.output
    )
    assert (
        "  Marek Kowalski, Father – No parental responsibility – Changed\n"
        "      Parental responsibility: Parental responsibility → No parental responsibility\n"
    ) in result.output
    assert "Children with a change: 1\n" in result.output
    assert "Rows left out: 1\n" in result.output
    assert "New children" not in result.output
    assert "Nothing is written yet. Leave out --check to import." in result.output
    assert changed_tables(before) == []


def states() -> list[str]:
    return [link.responsibility for link in Guardianship.select().order_by(Guardianship.id)]


def test_nobody_gets_or_loses_responsibility_that_was_not_accepted(run) -> None:
    result = run(listed(ZOFIA))
    assert NOT_ACCEPTED in result.output
    assert "Zofia Kowalska, born 3 September 2022, Playgroup – New – nobody can answer for this child" in result.output
    assert states() == ["none", "none"]

    assert NOT_ACCEPTED not in run(listed(ZOFIA), ACCEPT).output
    assert states() == ["held", "held"]

    result = run(listed(ZOFIA.replace("father;yes", "father;no").replace("Playgroup", "Breakfast")))
    assert NOT_ACCEPTED in result.output
    assert states() == ["held", "held"]

    run(listed(ZOFIA.replace("father;yes", "father;no")), ACCEPT)
    assert states() == ["held", "none"]


@pytest.mark.parametrize("said", ["", "maybe"])
def test_accepting_what_a_list_says_gives_nothing_where_it_says_nothing_plain(run, said: str) -> None:
    run(listed(LIBAN.replace("mother;yes", f"mother;{said}")), ACCEPT)
    assert states() == ["none"]


def test_whoever_a_question_is_about_is_printed_with_the_answers_and_left_out(run) -> None:
    result = run(listed(ZOFIA, LIBAN.replace("Liban", "Liban & Idil")), ACCEPT)
    assert result.exit_code == 0
    assert "Question, so left out: Child in row 3: “Liban & Idil Warsame”. What is the name?" in result.output
    assert "  – Two children: Liban Warsame and Idil Warsame" in result.output
    assert "  – Nobody: leave it out" in result.output
    assert (
        "Row 3, left out (Liban & Idil, Warsame, 5/6/2021, After school): First name: “Liban & Idil Warsame” may not"
        in (result.output)
    )
    assert list(imports.register()) == ["Zofia Kowalska"]


def test_another_sheet_is_named(run) -> None:
    heads = ["First name", "Surname", "DOB"]
    book = workbook(("Now", [heads, ["Ava", "Lee", "1/2/2022"], ["Bo", "Lee", "1/2/2021"]]),
                    ("Next year", [heads, ["Cy", "Lee", "1/2/2024"]]))  # fmt: skip
    result = run(book, "--sheet", "Then")
    assert result.exit_code == 1
    assert result.output == "Error: There is no sheet “Then”. There are: Now, Next year.\n"
    assert Child.select().count() == 0
    run(book, "--sheet", "Next year")
    assert list(imports.register()) == ["Cy Lee"]


def test_what_is_not_used_and_what_is_hidden_is_printed(run) -> None:
    rows = [["First name", "Surname", "DOB", "Diet"], ["Ava", "Lee", "1/2/2022", "No nuts"], ["Bo", "Lee", "1/2/2021"]]
    output = run(workbook(("Now", rows), hidden_rows=(3,))).output
    assert "Column not used: Diet, such as “No nuts”" in output
    assert "Hidden row, left out: 3: Bo, Lee, 1/2/2021" in output
    assert list(imports.register()) == ["Ava Lee"]


def test_the_same_list_again_changes_nothing(run) -> None:
    run(EXAMPLE.read_bytes(), ACCEPT)
    before = snapshot()
    result = run(EXAMPLE.read_bytes(), ACCEPT)
    assert result.exit_code == 0
    assert "Nothing to change." in result.output
    assert changed_tables(before) == []
    assert Child.select().count() == 31


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Error: “families.csv” is empty."),
        (b"%PDF-1.7", "Error: “families.csv” is not a list we can read."),
        (listed(LIBAN.replace("5/6/2021", "soon")), "Error: Nothing can be imported from this list."),
        (b"Name;Surname;Arrived\nAva;Lee;1/2/2022\n", "Error: Nothing can be imported from this list."),
    ],
)
@pytest.mark.parametrize("options", [(), ("--check",)])
def test_a_list_that_cannot_be_used_ends_with_one_clear_line(run, content: bytes, sentence: str, options) -> None:
    result = run(content, *options)
    assert result.exit_code == 1
    assert result.output.splitlines()[-1].startswith(sentence)
    assert "Traceback" not in result.output
    assert Child.select().count() == 0


def test_a_file_that_is_not_there_is_said_plainly(app: Flask, db_ready: str) -> None:
    result = app.test_cli_runner().invoke(args=["families", "import", "nowhere.csv"])
    assert result.exit_code == 1
    assert result.output == "Error: Invalid value for 'FILE': File 'nowhere.csv' does not exist.\n"
