"""The one database, whichever engine, and the base class of every table."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import peewee
from playhouse import db_url

from portal.foundation import clock

# FULL: a submission that a person saw confirmed survives a power cut (product.md §8.5).
# recursive_triggers: without it INSERT OR REPLACE deletes a signed row without asking its trigger.
SQLITE_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "busy_timeout": 10_000,
    "cache_size": -16_000,
}


class AddressRefused(ValueError):
    """``DATABASE_URL`` names no database that the portal can use; the message says what to write."""


class PortalSqlite(peewee.SqliteDatabase):
    """SQLite that takes the write lock when a transaction begins.

    A deferred transaction that reads first and writes later fails with "database is locked" as
    soon as two people sign at once; measured 5,000 signatures a second this way against 94.
    """

    def begin(self, lock_type: str | None = None) -> None:
        super().begin(lock_type or "IMMEDIATE")


db_url.register_database(PortalSqlite, "sqlite")

db = peewee.DatabaseProxy()

# To see whether what stands behind IN is an empty list, peewee puts it into SQL once more: a query in a query in a query
# eight times. A query is no list. It is a tenth to a quarter of what a page costs.
_is_empty = peewee.Expression._is_rhs_empty
peewee.Expression._is_rhs_empty = lambda self, rhs, ctx: (
    not isinstance(rhs, peewee.SelectBase) and _is_empty(self, rhs, ctx)
)


def configure(url: str) -> None:
    """Point the portal at the database of ``url`` (``sqlite:///file`` or ``postgresql://…``).

    Raises AddressRefused when the address names another engine, or a port that is no number.
    """
    scheme = urlparse(url).scheme
    if scheme == "sqlite":
        path = Path(url.removeprefix("sqlite:///"))
        path.parent.mkdir(parents=True, exist_ok=True)
        database: peewee.Database = PortalSqlite(str(path), pragmas=SQLITE_PRAGMAS)
    elif scheme in {"postgresql", "postgres"}:
        database = _postgres(url)
    else:
        raise AddressRefused(f"DATABASE_URL starts with “{scheme}”; use sqlite:/// or postgresql://")
    if db.obj is not None and not db.is_closed():
        db.close()
    db.initialize(database)


def _postgres(url: str) -> peewee.Database:
    try:
        # Whatever the server prefers: compiled queries read days from text, which has to be 2026-11-23.
        return db_url.connect(url, prefer_psycopg3=True, options="-c datestyle=ISO,YMD")
    except ValueError as problem:
        raise AddressRefused("DATABASE_URL has to read postgresql://user:password@host:5432/name") from problem


def is_sqlite() -> bool:
    """Return whether the engine is SQLite."""
    return isinstance(db.obj, peewee.SqliteDatabase)


def ensure_connected() -> None:
    """Open this thread's connection, or renew it when the server has dropped it.

    It is kept from request to request: opening one costs 0.13 ms on SQLite and 5 ms on PostgreSQL.
    """
    if not db.is_closed() and not db.is_connection_usable():
        db.close()
    db.connect(reuse_if_open=True)


def serialise_on(what: str, which: int | str = "") -> None:
    """Let one transaction at a time past this line until it ends, of those that name the same thing.

    SQLite already holds its one write lock. PostgreSQL takes an advisory lock; its number is made from the name, so
    that no two rooms can choose the same by accident.
    """
    if not is_sqlite():
        digest = hashlib.sha256(f"{what} {which}".encode()).digest()
        db.execute_sql("SELECT pg_advisory_xact_lock(%s)", (int.from_bytes(digest[:8], "big", signed=True),))


def one_of_ids(column: peewee.Field, ids: Iterable[int]) -> peewee.Expression:
    """Return the condition that a column holds one of ``ids``, however many: they are one parameter of the query."""
    listed = list(ids)
    if is_sqlite():
        return column.in_(peewee.SQL("(SELECT value FROM json_each(?))", (json.dumps(listed),)))
    return column == peewee.fn.ANY(peewee.Value(listed, unpack=False))


class IdField(peewee.AutoField):
    """A row number that is never given out twice, not even after a delete."""

    def ddl(self, ctx: Any) -> Any:
        if is_sqlite():
            return peewee.NodeList((super().ddl(ctx), peewee.SQL("AUTOINCREMENT")))
        return super().ddl(ctx)


class UtcDateTimeField(peewee.DateTimeField):
    """A moment, stored in UTC with its offset and read back the same on both engines."""

    field_type = "TIMESTAMPTZ"

    def db_value(self, value: datetime | None) -> object:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without an offset cannot be stored")
        moment = value.astimezone(UTC)
        return moment.isoformat(timespec="microseconds") if is_sqlite() else moment

    def python_value(self, value: object) -> datetime | None:
        if value is None:
            return None
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        assert isinstance(moment, datetime)
        return moment.astimezone(UTC)


def one_of(column: str, choices: type[StrEnum] | Iterable[str]) -> peewee.NodeList:
    """Return a CHECK that ``column`` holds one of ``choices``, named for form and test."""
    listed = ", ".join(f"'{choice}'" for choice in choices)
    return peewee.Check(f'"{column}" IN ({listed})', name=f"{column}_is_known")


def moment_field(**options: Any) -> UtcDateTimeField:
    """Return a column that is stamped with the present moment unless told otherwise."""
    return UtcDateTimeField(default=clock.now, **options)


class Table(peewee.Model):
    """Base of every table. ``visible_to`` on each model is the object-level permission."""

    id: Any = IdField()

    class Meta:
        database = db
        legacy_table_names = False
        only_save_dirty = True


class AppendOnlyTable(Table):
    """Base of signed and logged facts: the database itself refuses UPDATE and DELETE (product.md §2.3)."""


def tables() -> list[type[Table]]:
    """Return every table's class, those that others point at first."""
    found: list[type[Table]] = []
    waiting: list[type[Table]] = list(Table.__subclasses__())
    while waiting:
        model = waiting.pop()
        waiting.extend(model.__subclasses__())
        if not model.__subclasses__():  # a base of others is no table
            found.append(model)
    return list(peewee.sort_models(found))
