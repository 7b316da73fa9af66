"""Rows that hold anything at all, for tests of what the database itself keeps or refuses."""

from collections.abc import Iterator
from contextlib import contextmanager

import peewee

from portal.foundation.database import db, is_sqlite


@contextmanager
def only_triggers(*, but_checks: bool = False) -> Iterator[None]:
    """Switch off whatever could refuse a row, but the triggers; and ``but_checks``, which later migrations read."""
    if is_sqlite():
        db.execute_sql("PRAGMA foreign_keys = OFF")
        db.execute_sql(f"PRAGMA ignore_check_constraints = {'OFF' if but_checks else 'ON'}")
        yield
        return
    drop = """SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname)
        FROM pg_constraint WHERE contype = ANY(%s) AND connamespace = 'public'::regnamespace"""
    for (statement,) in db.execute_sql(drop, (["f"] if but_checks else ["c", "f"],)).fetchall():
        db.execute_sql(statement)
    yield


def made_up_row(model: type[peewee.Model]) -> dict[str, object]:
    """Return one value for each column that has to have one."""
    samples = {"TEXT": "x", "VARCHAR": "x", "INT": 1, "BOOL": True, "DATE": "2026-11-22", "BLOB": b"x"}
    samples |= {"TIMESTAMPTZ": "2026-11-22T15:05:00+00:00"}
    row: dict[str, object] = {}
    for field in model._meta.sorted_fields:
        kind = field.rel_field.field_type if isinstance(field, peewee.ForeignKeyField) else field.field_type
        row[field.column_name] = 1 if "AUTO" in kind or "INT" in kind else samples[kind]
    return row


def insert(table: str, row: dict[str, object]) -> None:
    """Write one row as it is."""
    mark = "?" if is_sqlite() else "%s"
    columns, marks = ", ".join(f'"{name}"' for name in row), ", ".join([mark] * len(row))
    db.execute_sql(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', tuple(row.values()))


def rows_of(table: str) -> list[dict[str, object]]:
    """Return every row of a table by the names of its columns."""
    cursor = db.execute_sql(f'SELECT * FROM "{table}"')
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
