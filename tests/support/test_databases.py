"""A test's database is as new as if nobody had used it before, and what depends on the engine runs on both."""

import os
import threading
from pathlib import Path

import peewee
import pytest
from flask import Flask

from portal.accounts.models import Account
from portal.foundation.append_only import protected_tables
from portal.foundation.database import db, is_sqlite
from tests.support import factories
from tests.support.databases import Engine, changed_tables, database_of, remove_left_over, snapshot

pytestmark = pytest.mark.both_engines

TESTS = Path(__file__).parents[1]


def test_rows_of_one_test_are_gone_in_the_next_and_numbers_start_anew(app: Flask, engine: Engine) -> None:
    with database_of(engine):
        new = snapshot()
    for _ in range(2):
        with database_of(engine), app.app_context():
            assert changed_tables(new) == []
            factories.name_the_setting()
            child = factories.make_child("Zofia", "Kowalska")
            assert factories.sign_all(child, factories.make_parent("Agnieszka Kowalska", child)).id == 1


def test_what_a_thread_of_one_test_left_open_holds_up_nobody(engine: Engine) -> None:
    left_open = []

    def begin_and_go_away() -> None:
        left_open.append(db.connection())  # or it would be closed with the thread
        db.begin()
        Account.create(name="Jan Kowalski")

    with database_of(engine):
        thread = threading.Thread(target=begin_and_go_away)
        thread.start()
        thread.join()
    with database_of(engine):
        assert Account.select().count() == 0


def test_what_one_test_asked_of_its_connection_is_forgotten_in_the_next(engine: Engine) -> None:
    """The connection to PostgreSQL may be the same one."""
    with database_of(engine):
        if is_sqlite():
            db.execute_sql("PRAGMA query_only = ON")
        else:
            db.execute_sql("SELECT pg_advisory_lock(7)")
            db.execute_sql("SET default_transaction_read_only = on")
            db.execute_sql("SET TIME ZONE 'Asia/Tokyo'")
    with database_of(engine):
        assert Account.create(name="Jan Kowalski").id == 1
        if not is_sqlite():
            assert db.execute_sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'").fetchone() == (0,)
            assert db.execute_sql("SHOW TIME ZONE").fetchone() != ("Asia/Tokyo",)


def test_who_was_thrown_out_by_the_database_holds_up_nobody(engine: Engine) -> None:
    with database_of(engine):
        if not is_sqlite():
            with pytest.raises(peewee.OperationalError):
                db.execute_sql("SELECT pg_terminate_backend(pg_backend_pid())")
    with database_of(engine):
        assert Account.create(name="Jan Kowalski").id == 1


def test_a_trigger_that_one_test_dropped_is_there_in_the_next(engine: Engine) -> None:
    with database_of(engine):
        protected = protected_tables(db.obj)
        table = "" if is_sqlite() else " ON audit_entries"
        db.execute_sql(f"DROP TRIGGER audit_entries_refuses_update{table}")
        assert protected_tables(db.obj) < protected
    with database_of(engine):
        assert protected_tables(db.obj) == protected


def test_what_a_killed_run_left_in_memory_is_removed_and_nothing_else(tmp_path: Path) -> None:
    kept = [f"portal-sqlite-{os.getpid()}-abc", "portal-something-else-x", "another"]
    for name in [*kept, f"portal-postgres-{2**31}-abc"]:
        (tmp_path / name / "data").mkdir(parents=True)
    remove_left_over(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(kept)


def test_what_knows_the_engine_is_marked_to_run_on_both() -> None:
    files = [path for path in TESTS.rglob("test_*.py") if "is_sqlite" in (text := path.read_text()) or races(text)]
    assert len(files) > 5
    assert [path.name for path in files if "pytest.mark.both_engines" not in path.read_text()] == []


def races(text: str) -> bool:
    return "Thread(" in text and ("db.connect" in text or "db.atomic" in text)
