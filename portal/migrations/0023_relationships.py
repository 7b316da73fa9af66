"""Keep which parents and people who work here know each other, as declared; their register leaves sealed, as does that
of owed acknowledgements.
"""

import peewee

from portal.foundation.allowed_values import allow_more
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
    allow_more(db, "issued_records", "kind", *_NEW_KINDS)
