"""A database is brought up to date once, by one process, and a damaged one is noticed at the start."""

import multiprocessing

import peewee
import pytest

from portal.foundation import migrating
from portal.foundation.append_only import protected_tables
from portal.foundation.database import configure, db, is_sqlite
from portal.foundation.migrating import HISTORY, SchemaProblem
from tests.support import factories
from tests.support.databases import Engine, database_of

pytestmark = pytest.mark.both_engines


@pytest.fixture
def an_empty_database(engine: Engine):
    with database_of(engine, empty=True) as url:
        yield url


def test_an_empty_database_gets_every_table(an_empty_database: str) -> None:
    assert migrating.pending()
    applied = migrating.migrate()
    assert applied[0] == "0001_first_tables"
    assert migrating.pending() == []
    migrating.check()


def test_migrating_again_does_nothing(db_ready: str) -> None:
    assert migrating.migrate() == []


def test_rows_survive_a_second_start(setting: object, db_ready: str) -> None:
    factories.make_child("Zofia", "Kowalska")
    migrating.migrate()
    assert db.execute_sql("SELECT count(*) FROM children").fetchone()[0] == 1


def test_a_database_of_a_newer_version_is_left_alone(db_ready: str) -> None:
    columns = [column.name for column in db.get_columns(HISTORY)]
    assert "name" in columns
    row = dict(zip(columns, db.execute_sql(f"SELECT * FROM {HISTORY}").fetchone(), strict=True))
    row |= {"name": "9999_from_the_future"} | ({"id": 9999} if "id" in row else {})
    mark = "?" if is_sqlite() else "%s"
    marks = ", ".join([mark] * len(row))
    db.execute_sql(f"INSERT INTO {HISTORY} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))
    with pytest.raises(SchemaProblem, match=r"newer version .*9999_from_the_future"):
        migrating.migrate()


def test_pending_migrations_are_named(an_empty_database: str) -> None:
    with pytest.raises(SchemaProblem, match="0001_first_tables"):
        migrating.check()


def test_a_missing_table_is_noticed(db_ready: str) -> None:
    db.execute_sql("DROP TABLE throttle_count")
    with pytest.raises(SchemaProblem, match="Missing tables: throttle_count"):
        migrating.check()


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_a_fact_that_could_be_changed_is_noticed(db_ready: str, verb: str) -> None:
    of = "" if is_sqlite() else " ON audit_entries"
    db.execute_sql(f"DROP TRIGGER audit_entries_refuses_{verb}{of}")
    assert "audit_entries" not in protected_tables(db.obj)
    with pytest.raises(SchemaProblem, match="could be changed: audit_entries"):
        migrating.check()


def test_rows_that_point_at_nothing_are_noticed(db_ready: str) -> None:
    if not is_sqlite():
        with pytest.raises(peewee.IntegrityError):  # there, no connection can switch the check off by itself
            db.execute_sql("INSERT INTO account_roles (account_id, role) VALUES (99, 'parent')")
        return
    db.execute_sql("PRAGMA foreign_keys = OFF")
    db.execute_sql("INSERT INTO account_roles (account_id, role) VALUES (99, 'parent')")
    with pytest.raises(SchemaProblem, match="1 rows point at rows that do not exist, first in account_roles"):
        migrating.check()


def _migrate_in_another_process(url: str, applied: "multiprocessing.Queue[object]") -> None:
    try:
        configure(url)
        applied.put(migrating.migrate())
    except Exception as problem:
        applied.put(problem)


def test_three_processes_that_start_at_once_migrate_once(an_empty_database: str) -> None:
    every = migrating.pending()
    db.close()
    context = multiprocessing.get_context("spawn")
    applied = context.Queue()
    starts = [context.Process(target=_migrate_in_another_process, args=(an_empty_database, applied)) for _ in range(3)]
    for process in starts:
        process.start()
    results = [applied.get(timeout=120) for _ in starts]
    for process in starts:
        process.join(timeout=120)
    assert sorted(len(names) if isinstance(names, list) else repr(names) for names in results) == [0, 0, len(every)]
    db.connect()
    migrating.check()


def test_the_portal_says_whether_its_database_answers(db_ready: str) -> None:
    assert migrating.write_problem() == ""
