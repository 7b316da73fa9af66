"""Triggers by which the database itself refuses to change a signed fact, on both engines."""

import peewee

_SQLITE = """CREATE TRIGGER "{table}_refuses_{verb}" BEFORE {verb_upper} ON "{table}" {when}
BEGIN SELECT RAISE(ABORT, '{table} are only ever added to'); END"""

_FUNCTION = """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '%% are only ever added to', TG_TABLE_NAME; END $$ LANGUAGE plpgsql"""

_POSTGRES = """CREATE TRIGGER "{table}_refuses_{verb}" BEFORE {verb_upper} ON "{table}"
FOR EACH {each} {when} EXECUTE FUNCTION refuse_change()"""


def protect(database: peewee.Database, *tables: str, update: str = "", delete: str = "") -> None:
    """Make ``tables`` append-only: UPDATE, DELETE and (PostgreSQL) TRUNCATE raise.

    ``update`` and ``delete`` are conditions in SQL, of our own making, on OLD: only rows that fulfil them refuse.
    """
    conditions = {"update": update, "delete": delete}
    sqlite = isinstance(database, peewee.SqliteDatabase)
    if not sqlite:
        database.execute_sql(_FUNCTION)
    for table in tables:
        for verb in ("update", "delete") if sqlite else ("update", "delete", "truncate"):
            each = "STATEMENT" if verb == "truncate" else "ROW"
            template = _SQLITE if sqlite else _POSTGRES
            when = f"WHEN ({condition})" if (condition := conditions.get(verb)) else ""
            database.execute_sql(
                " ".join(template.format(table=table, verb=verb, verb_upper=verb.upper(), each=each, when=when).split())
            )


def protected_tables(database: peewee.Database) -> set[str]:
    """Return the tables that refuse both UPDATE and DELETE in ``database`` as it is now."""
    if isinstance(database, peewee.SqliteDatabase):
        query = "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT event_object_table, trigger_name FROM information_schema.triggers"
    found: set[tuple[str, str]] = {(str(table), str(name)) for table, name in database.execute_sql(query).fetchall()}
    return {
        table for table, _ in found if {(table, f"{table}_refuses_update"), (table, f"{table}_refuses_delete")} <= found
    }
