"""Bad input at the terminal, and what the host gets wrong, end in one clear line and exit status 1."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from portal.access.permissions import Role
from portal.settings.models import Setting
from tests.support import factories
from tests.support.databases import Engine, database_of

ROOT = Path(__file__).resolve().parents[2]
FLASK = Path(sys.executable).with_name("flask")
DAYS = ("--from", "2026-09-01", "--to", "2026-10-01")


def one_line(text: str) -> str:
    """Return the only line there is."""
    (line,) = text.splitlines()
    assert line.startswith("Error: ")
    return line


@pytest.fixture
def flask(tmp_path: Path):
    """Run “flask …” for real, as the README says, in a folder of its own; return the one line of its error."""

    def run(*words: str | bytes, **environment: str) -> str:
        env = {"PATH": os.environ["PATH"], "PORTAL_INSTANCE": str(tmp_path / "instance"), **environment}
        ended = subprocess.run([FLASK, *words], cwd=ROOT, env=env, capture_output=True, timeout=60)
        assert ended.returncode == 1, ended
        assert ended.stdout == b""
        return one_line(ended.stderr.decode())

    return run


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"TRUSTED_PROXIES": "one"}, "Error: TRUSTED_PROXIES is “one”; it must be a whole number."),
        ({"DATABASE_URL": "mysql://localhost/portal"}, "Error: DATABASE_URL starts with “mysql”"),
        ({"DATABASE_URL": "postgresql://localhost:many/portal"}, "Error: DATABASE_URL has to read postgresql://"),
        ({"PORTAL_INSTANCE": "/dev/null/portal"}, "Error: Not a directory (“/dev/null/portal”)."),
    ],
)
@pytest.mark.parametrize("words", [("serve",), ("--help",)])
def test_what_the_host_got_wrong_is_said_in_one_line(flask, environment, said: str, words) -> None:
    assert flask(*words, **environment).startswith(said)


def test_a_database_that_does_not_answer_is_said_in_one_line(flask) -> None:
    url = "postgresql://portal:hunter22@127.0.0.1:1/portal"
    for words in (("serve",), ("audit", "verify")):
        said = flask(*words, DATABASE_URL=url)
        assert said.startswith("Error: The database could not be used: ")
        assert "hunter22" not in said


def test_a_file_that_is_no_database_is_said_in_one_line(flask, tmp_path: Path) -> None:
    (tmp_path / "portal.db").write_bytes(b"Dear diary, " * 400)
    said = flask("db", "check", DATABASE_URL=f"sqlite:///{tmp_path / 'portal.db'}")
    assert said == "Error: The database could not be used: file is not a database."


def test_a_list_that_never_ends_is_refused(flask) -> None:
    assert "is larger than 5 MB" in flask("families", "import", "/dev/zero")


def test_bytes_that_are_no_text_are_refused(flask) -> None:
    assert "is not an e-mail address" in flask("accounts", "invite", b"m\xff@example.org", "--role", "staff")


def test_a_server_is_given_the_error_itself(tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"], "PORTAL_INSTANCE": str(tmp_path), "TRUSTED_PROXIES": "one"}
    ended = subprocess.run([sys.executable, "-c", "import wsgi"], cwd=ROOT, env=env, capture_output=True, timeout=60)
    assert ended.returncode == 1
    assert b"Traceback" in ended.stderr
    assert "ConfigurationError: TRUSTED_PROXIES" in ended.stderr.decode()


COMMANDS = [
    ("accounts", "disable", "priya@example.org"),
    ("accounts", "enable", "priya@example.org"),
    ("accounts", "invite", "priya@example.org", "--role", "staff"),
    ("attachments", "check"),
    ("audit", "verify"),
    ("consents", "rebuild"),
    ("reminders", "send"),
    ("db", "check"),
    ("keys", "rotate"),
    ("families", "import", str(ROOT / "tests/web/test_terminal.py")),
    ("records", "pack", *DAYS, "-o", "pack.pdf"),
]


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=words)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_without_tables_each_command_says_how_to_make_them(
    app: Flask, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    if words[0] == "families":
        (tmp_path / "families.csv").write_text("First name,Last name,Date of birth\nLiban,Warsame,3/9/2022\n")
        words = (*words[:-1], "families.csv")
    with database_of(engine, empty=True):
        ended = run(app, *words)
    assert ended.exit_code == 1, ended.output
    assert "Run “flask db migrate”." in one_line(ended.output)
    assert not (tmp_path / "pack.pdf").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nonsense",), "There is no command “nonsense”"),
        (("accounts", "nonsense"), "No such command 'nonsense'"),
        (("accounts", "invite"), "Missing argument 'EMAIL'"),
        (("accounts", "invite", "a@example.org"), "Missing option '--role'"),
        (("accounts", "invite", "a@example.org", "--role", "king"), "'king' is not one of"),
        (("accounts", "invite", "a@example.org", "--role", "staff", "--name", "x" * 5000), "at most 200 characters"),
        (("accounts", "invite", "a\u202e@example.org", "--role", "staff"), "is not an e-mail address"),
        (("accounts", "invite", "a@example.org", "--role", "inspector"), "Write the last day"),
        (("accounts", "invite", "a@example.org", "--role", "inspector", "--until", "soon"), "'soon' is not a day"),
        (("accounts", "disable", "a@example.org"), "Nobody signs in as “a@example.org”."),
        (("reminders", "send", "--use", "nonsense"), "It is one of: "),
        (("families", "import", "nowhere.csv"), "'nowhere.csv' does not exist"),
        (("families", "import", "/"), "'/' is a directory"),
        (("records", "pack", "--from", "soon", "--to", "2026-10-01", "-o", "x.pdf"), "'soon' is not a day"),
        (("records", "pack", *DAYS, "-o", "/"), "'/' is a directory"),
        (("records", "pack", *DAYS, "-o", "/dev/null/x.pdf"), "could not be written: Not a directory"),
        (("records", "pack", *DAYS, "-o", "x" * 300), "could not be written: File name too long"),
        (("serve", "--port", "many"), "'many' is not a valid integer"),
    ],
)
def test_bad_input_ends_in_one_line(app: Flask, a_manager, words: tuple[str, ...], said: str) -> None:
    ended = run(app, *words)
    assert ended.exit_code == 1
    assert said in one_line(ended.output)


def test_where_nothing_is_published_there_is_nothing_to_remind_of(app: Flask, db_ready: str) -> None:
    assert "No consent form is published yet" in one_line(run(app, "reminders", "send").output)


def test_a_rule_that_says_no_is_said_as_on_the_pages(app: Flask, db_ready: str, tmp_path: Path) -> None:
    Setting.create(id=1, name="Little Herons")
    factories.make_account("Siobhán Kelly", Role.MANAGER)
    ended = run(app, "records", "pack", *DAYS, "-o", str(tmp_path / "pack.pdf"))
    assert one_line(ended.output).startswith("Error: The manager has not published this form yet.")
    assert list(tmp_path.iterdir()) == []


def test_a_pack_before_set_up_says_how_to_set_up(app: Flask, db_ready: str, tmp_path: Path) -> None:
    factories.make_account("Siobhán Kelly", Role.MANAGER)
    ended = run(app, "records", "pack", *DAYS, "-o", str(tmp_path / "pack.pdf"))
    assert "The portal is not set up yet." in one_line(ended.output)
