"""Brings a database's tables up to date under a lock, and says whether they are."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import peewee
from playhouse.migrations import Runner

from portal.foundation.append_only import protected_tables
from portal.foundation.database import AppendOnlyTable, db, ensure_connected, is_sqlite, tables

FOLDER = Path(__file__).parent.parent / "migrations"
HISTORY = "schema_migrations"
_LOCK = 20_261_123


class SchemaProblem(Exception):
    """The database is not as this version of the portal needs it; the message says where."""


def _runner() -> Runner:
    return Runner(db.obj, str(FOLDER), table_name=HISTORY)


def pending() -> list[str]:
    """Return the names of migrations not yet applied, in order."""
    return [migration.name for migration in _runner().status() if migration.path and not migration.applied]


def migrate() -> list[str]:
    """Apply what is pending, one process at a time, and return the names applied.

    Raises SchemaProblem when the database is newer than this version, or broken afterwards.
    """
    ensure_connected()
    gone = [migration.name for migration in _runner().status() if not migration.path]
    if gone:
        raise SchemaProblem(f"The database was made by a newer version of the portal ({gone[-1]}).")
    if not pending():
        return []
    with _one_at_a_time():
        applied = list(_runner().up())
        check()
    return applied


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    if not is_sqlite():
        db.execute_sql("SELECT pg_advisory_lock(%s)", (_LOCK,))
        try:
            yield
        finally:
            db.execute_sql("SELECT pg_advisory_unlock(%s)", (_LOCK,))
        return
    # Off while a table is made anew, as SQLite's documentation asks; what then points nowhere fails the check.
    db.execute_sql("PRAGMA foreign_keys = OFF")
    try:
        # The outer IMMEDIATE transaction is SQLite's lock: a second process waits, then finds nothing to do.
        with db.atomic():
            yield
    finally:
        db.execute_sql("PRAGMA foreign_keys = ON")


def check() -> None:
    """Raise SchemaProblem when migrations are pending, a table is missing or a signed fact could be changed."""
    if waiting := pending():
        raise SchemaProblem(f"Not yet applied: {', '.join(waiting)}. Run “flask db migrate”.")
    present = set(db.get_tables())
    needed = {model._meta.table_name for model in tables()}
    if missing := needed - present:
        raise SchemaProblem(f"Missing tables: {', '.join(sorted(missing))}.")
    facts = {model._meta.table_name for model in tables() if issubclass(model, AppendOnlyTable)}
    if open_to_change := facts - protected_tables(db.obj):
        raise SchemaProblem(f"These facts could be changed: {', '.join(sorted(open_to_change))}.")
    if is_sqlite() and (broken := db.execute_sql("PRAGMA foreign_key_check").fetchall()):
        raise SchemaProblem(f"{len(broken)} rows point at rows that do not exist, first in {broken[0][0]}.")


def write_problem() -> str:
    """Return why the database stores nothing, as its engine says it, or nothing: it is asked to store what changes nothing."""
    try:
        ensure_connected()
        with db.atomic() as transaction:
            # No row is met. SQLite writes its header anew, and so says that a disk is full.
            db.execute_sql("UPDATE settings SET name = name WHERE id = 0")
            if is_sqlite():
                db.execute_sql("PRAGMA user_version = 0")
            else:
                transaction.rollback()
    except (peewee.DatabaseError, peewee.InterfaceError) as problem:
        return next(iter(str(problem).strip().splitlines()), type(problem).__name__)
    return ""
