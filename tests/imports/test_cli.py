"""The terminal imports with the same checks and the same words."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from portal.audit.models import AuditEntry
from portal.families.models import Child
from portal.imports.models import FamilyImport
from tests.imports import factories as imports
from tests.imports.factories import EXAMPLE, LIBAN, ZOFIA, listed
from tests.support.databases import changed_tables, snapshot


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
    run(listed(ZOFIA))
    before = snapshot()
    changed = ZOFIA.replace("Playgroup", "Breakfast").replace("father;yes", "father;no")
    result = run(listed(changed, LIBAN.replace("5/6/2021", "31/2/2021")), "--check")
    assert result.exit_code == 0
    assert "Row 3, left out (Liban, Warsame, 31/2/2021, After school): DOB: There is no such day" in result.output
    assert "Zofia Kowalska: Sessions: Playgroup → Breakfast club" in result.output
    assert "No longer with parental responsibility: Marek Kowalski, for Zofia Kowalska" in result.output
    assert "New children: 0. Changed details: 1." in result.output
    assert "Nothing is written yet." in result.output
    assert changed_tables(before) == []


def test_the_same_list_again_changes_nothing(run) -> None:
    run(EXAMPLE.read_bytes())
    before = snapshot()
    result = run(EXAMPLE.read_bytes())
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
