"""Keep which parents and people who work here know each other, as declared; their register leaves sealed, as does that
of owed acknowledgements.
"""

import re

import peewee

from portal.foundation.append_only import protect

_ACCOUNT = 'FOREIGN KEY ("{0}_id") REFERENCES "accounts" ("id") ON DELETE RESTRICT'
_TABLES = (
    f"""
    CREATE TABLE relationship_declarations (
        "id" {{id}},
        "reference" VARCHAR(20) NOT NULL,
        "declared_by_id" INTEGER NOT NULL,
        "worker_id" INTEGER NOT NULL,
        "parent_name" VARCHAR(200) NOT NULL,
        "relation" VARCHAR(200) NOT NULL,
        "declared_at" TIMESTAMPTZ NOT NULL,
        "submission" VARCHAR(64) NOT NULL,
        {_ACCOUNT.format("declared_by")},
        {_ACCOUNT.format("worker")}
    )
    """,
    f"""
    CREATE TABLE relationship_steps (
        "id" {{id}},
        "declaration_id" INTEGER NOT NULL,
        "step" VARCHAR(10) NOT NULL,
        "adult_id" INTEGER,
        "made_by_id" INTEGER NOT NULL,
        "made_at" TIMESTAMPTZ NOT NULL,
        FOREIGN KEY ("declaration_id") REFERENCES "relationship_declarations" ("id") ON DELETE RESTRICT,
        {_ACCOUNT.format("made_by")},
        CONSTRAINT "step_is_known" CHECK ("step" IN ('confirmed', 'ended'))
    )
    """,
)
_INDEXES = (
    ("UNIQUE ", "relationship_declarations", "reference"),
    ("", "relationship_declarations", "declared_by_id"),
    ("", "relationship_declarations", "worker_id"),
    ("UNIQUE ", "relationship_declarations", "submission"),
    ("UNIQUE ", "relationship_steps", "declaration_id", "step"),
    ("", "relationship_steps", "adult_id"),
    ("", "relationship_steps", "made_by_id"),
)
_NEW_KINDS = ("relationship_register", "acknowledgement_register")


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    id_ = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY"
    for table in _TABLES:
        db.execute_sql(table.format(id=id_))
    for unique, table, *columns in _INDEXES:
        named, listed = "_".join((table, *columns)), ", ".join(f'"{column}"' for column in columns)
        db.execute_sql(f'CREATE {unique}INDEX "{named}" ON "{table}" ({listed})')
    protect(db, "relationship_declarations", "relationship_steps")
    (_add_kinds_in_sqlite if sqlite else _add_kinds_in_postgres)(db)


def _add_kinds_in_postgres(db):
    """Add to the kinds that are known by now, whatever they are."""
    query = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'kind_is_known' AND conrelid = 'issued_records'::regclass"
    (definition,) = db.execute_sql(query).fetchone()
    kinds = ", ".join(f"'{kind}'" for kind in (*re.findall(r"'(\w+)'", definition), *_NEW_KINDS))
    db.execute_sql('ALTER TABLE issued_records DROP CONSTRAINT "kind_is_known"')
    db.execute_sql(f'ALTER TABLE issued_records ADD CONSTRAINT "kind_is_known" CHECK ("kind" IN ({kinds}))')


def _add_kinds_in_sqlite(db):
    """Write the longer list into the constraint, as SQLite's manual allows where nothing stored changes."""
    (made,) = db.execute_sql("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'issued_records'").fetchone()
    new = ", ".join(f"'{kind}'" for kind in _NEW_KINDS)
    longer, count = re.subn(r'(CHECK \("kind" IN\s*\([^)]*)\)', rf"\1, {new})", made)
    if count != 1:
        raise LookupError("issued_records has no constraint on its kinds")
    (version,) = db.execute_sql("PRAGMA schema_version").fetchone()
    db.execute_sql("PRAGMA writable_schema = ON")
    db.execute_sql("UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = 'issued_records'", (longer,))
    db.execute_sql(f"PRAGMA schema_version = {version + 1}")
    db.execute_sql("PRAGMA writable_schema = OFF")
