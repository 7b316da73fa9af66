"""Versions of a policy leave the portal as sealed files, and a paper that was signed names who saw it."""

import re

import peewee

from portal.foundation.append_only import protect

_NEW = "policy_history"


def up(migrator, db):
    db.execute_sql('ALTER TABLE acknowledgements ADD COLUMN "witness" VARCHAR(200)')
    if isinstance(db, peewee.SqliteDatabase):
        _allow_on_sqlite(db)
    else:
        _allow_on_postgres(db)


def _allow_on_postgres(db):
    found = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'kind_is_known' AND conrelid = 'issued_records'::regclass"
    (check,) = db.execute_sql(found).fetchone()
    db.execute_sql('ALTER TABLE issued_records DROP CONSTRAINT "kind_is_known"')
    db.execute_sql(f'ALTER TABLE issued_records ADD CONSTRAINT "kind_is_known" CHECK ("kind" IN ({_kinds(check)}))')


def _allow_on_sqlite(db):
    """SQLite changes no constraint: the table is made anew from its own statement, with its rows and indexes."""
    statements = "SELECT sql FROM sqlite_master WHERE tbl_name = 'issued_records' AND type = ? AND sql IS NOT NULL"
    (table,) = db.execute_sql(statements, ("table",)).fetchone()
    indexes = [sql for (sql,) in db.execute_sql(statements, ("index",)).fetchall()]
    known = re.search(r'"kind" IN\s*\(([^)]*)\)', table)
    table = table.replace(known.group(1), _kinds(known.group(1)))
    db.execute_sql(re.sub(r'CREATE TABLE "?issued_records"?', "CREATE TABLE made_anew", table, count=1))
    db.execute_sql("INSERT INTO made_anew SELECT * FROM issued_records")
    db.execute_sql("DROP TABLE issued_records")
    db.execute_sql('ALTER TABLE made_anew RENAME TO "issued_records"')
    for sql in indexes:
        db.execute_sql(sql)
    protect(db, "issued_records")


def _kinds(check):
    """Return the kinds that a check names and the new one, as SQL; all of them are our own words."""
    return ", ".join(f"'{kind}'" for kind in [*re.findall(r"'(\w+)'", check), _NEW])
