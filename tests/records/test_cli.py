"""The terminal gives the same pack as the page; what is wrong ends in one clear line, and leaves nothing behind."""

import hashlib
import json

import pytest

from portal.access.permissions import Role
from portal.audit.models import AuditEntry
from tests.records import packs
from tests.records.packs import Pack
from tests.support import factories
from tests.support.databases import changed_tables, snapshot

DAYS = ("--from", "2026-09-01", "--to", "2026-09-15")
NOT_POSSIBLE = "Choose a period that has begun, whose last day is not before its first, of at most seven years"


@pytest.fixture
def run(app, db_ready, tmp_path):
    """Run “flask records pack …”; without another place the pack goes to pack.pdf in an empty folder."""
    return lambda *words: app.test_cli_runner().invoke(
        args=["records", "pack", *words, *(() if "-o" in words else ("-o", str(tmp_path / "pack.pdf")))]
    )


def test_it_writes_the_pack_that_the_page_gives(busy, run, new_browser, a_manager, tmp_path):
    from_page = Pack(new_browser(a_manager).get("records.pack").submit(first="1 9 2026", last="15 9 2026").content)
    ended = run(*DAYS)
    from_terminal = Pack((tmp_path / "pack.pdf").read_bytes())
    assert ended.exit_code == 0, ended.output
    assert ended.stdout == f"{tmp_path / 'pack.pdf'}: {len(from_terminal.pages)} pages.\n"
    assert from_terminal.comparable() == from_page.comparable()
    packs.check_page_numbers(from_terminal)
    assert [path.name for path in tmp_path.iterdir()] == ["pack.pdf"]


def test_it_is_logged_with_the_hash_of_exactly_the_file_and_without_a_person(busy, run, tmp_path):
    before = snapshot()
    run(*DAYS)
    assert changed_tables(before) == ["audit_entries", "issued_records"]
    entry = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
    details, file = json.loads(entry.details), (tmp_path / "pack.pdf").read_bytes()
    assert (entry.event, entry.actor_id) == ("PackMade", None)
    assert details["sha256"] == hashlib.sha256(file).hexdigest()
    assert (details["first_day"], details["last_day"]) == ("2026-09-01", "2026-09-15")
    assert details["reference"] == Pack(file).reference


def test_the_days_may_be_written_day_first_as_in_a_form(busy, run):
    assert run("--from", "1 9 2026", "--to", "15th September 2026").exit_code == 0
    entry = AuditEntry.select().order_by(AuditEntry.id.desc()).first()
    details = json.loads(entry.details)
    assert (details["first_day"], details["last_day"]) == ("2026-09-01", "2026-09-15")


def test_it_takes_the_place_of_an_older_pack(busy, run, tmp_path):
    (tmp_path / "pack.pdf").write_bytes(b"an older pack")
    assert run(*DAYS).exit_code == 0
    assert (tmp_path / "pack.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "2026-09-15", "--to", "2026-09-14"), NOT_POSSIBLE),
        (("--from", "2026-09-16", "--to", "2026-09-30"), NOT_POSSIBLE),
        (("--from", "2018-09-01", "--to", "2026-09-15"), NOT_POSSIBLE),
        (("--from", "2026-02-29", "--to", "2026-09-15"), "'2026-02-29' is not a day. Write it as 2026-09-01."),
        (("--from", "9/13/2026", "--to", "2026-09-15"), "'9/13/2026' is not a day. Write it as 2026-09-01."),
        (("--from", "2026-09-01"), "Missing option '--to'."),
        (("--to", "2026-09-15"), "Missing option '--from'."),
        ((*DAYS, "2026"), "Got unexpected extra argument (2026)"),
        ((*DAYS, "-o", "nowhere/pack.pdf"), "nowhere/pack.pdf could not be written: No such file or directory."),
        ((*DAYS, "-o", "/"), "'/' is a directory."),
    ],
)
def test_what_is_wrong_is_said_in_one_line_and_an_older_pack_stays(busy, run, tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pack.pdf").write_bytes(b"an older pack")
    ended = run(*words)
    assert ended.exit_code == 1
    (line,) = ended.output.splitlines()
    assert line.startswith("Error: ")
    assert line.endswith(said)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("pack.pdf", b"an older pack")]


@pytest.mark.parametrize("words", [("--from", "2026-10-01", "--to", "2026-10-31"), ("--from", "soon", "--to", "soon")])
def test_what_is_refused_is_not_logged(busy, run, words):
    before = snapshot()
    assert run(*words).exit_code == 1
    assert changed_tables(before) == []


def test_without_a_manager_there_is_nobody_to_make_it_for(setting, run, a_lead, tmp_path):
    factories.make_account("Sam Obi", Role.CHAIR)
    ended = run(*DAYS)
    assert (ended.exit_code, ended.output.count("\n")) == (1, 1)
    assert "The portal is not set up yet." in ended.output
    assert list(tmp_path.iterdir()) == []
