"""Lets a column that holds one of some values hold more of them, in a database that is in use, on both engines."""

import re

import peewee


def allow_more(database: peewee.Database, table: str, column: str, *values: str) -> None:
    """Add ``values`` to those of the CHECK that ``one_of`` made for a column. Raises LookupError where there is none.

    What is allowed already is read from the database, so that migrations which add values can come in any order.
    """
    sqlite = isinstance(database, peewee.SqliteDatabase)
    name = f"{column}_is_known"
    if sqlite:
        query = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
        rows = database.execute_sql(query, (table,)).fetchall()
        pattern = rf'CONSTRAINT "{name}" CHECK \("{column}" IN\s+\(([^)]*)\)\)'
    else:
        query = (
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::text::regclass AND conname = %s"
        )
        rows = database.execute_sql(query, (table, name)).fetchall()
        pattern = r"CHECK (.*)"
    found = re.search(pattern, rows[0][0]) if rows else None
    if found is None:
        raise LookupError(f"{table} has no constraint {name}")
    allowed = ", ".join(f"'{value}'" for value in [*re.findall(r"'([^']*)'", found[1]), *values])
    constraint = f'CONSTRAINT "{name}" CHECK ("{column}" IN ({allowed}))'
    if sqlite:
        _write_in_sqlite(database, table, found[0], constraint)
    else:
        database.execute_sql(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}", ADD {constraint}')


def _write_in_sqlite(database: peewee.Database, table: str, old: str, new: str) -> None:
    """Change the words of the constraint alone, as SQLite's manual allows where nothing stored changes."""
    (version,) = database.execute_sql("PRAGMA schema_version").fetchone()
    database.execute_sql("PRAGMA writable_schema = ON")
    database.execute_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = ?", (old, new, table)
    )
    database.execute_sql(f"PRAGMA schema_version = {version + 1}")
    database.execute_sql("PRAGMA writable_schema = OFF")
