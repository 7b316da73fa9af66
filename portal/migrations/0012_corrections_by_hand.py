"""Let a child or adult go of whom nothing was signed, and keep a form that enters somebody from doing so twice.

What was checked of parental responsibility stays, by the numbers of those it was about, when one of them is removed.
"""

import peewee

from portal.foundation.append_only import protect

_STATES = """"responsibility" IN ('none', 'held', 'restricted')"""
_BASES = """"basis" IN ('birth_certificate', 'said_by_parent', 'court_order', 'own_list')"""
_POSTGRES = tuple(
    f'ALTER TABLE responsibility_checks DROP CONSTRAINT "responsibility_checks_{column}_fkey"'
    for column in ("child_id", "adult_id")
)
# SQLite drops no constraint: the table is made anew. Numbers are never given out twice, so the last one goes along.
_SQLITE = (
    f"""
    CREATE TABLE moved (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "child_id" INTEGER NOT NULL,
        "adult_id" INTEGER NOT NULL,
        "responsibility" VARCHAR(20) NOT NULL,
        "basis" VARCHAR(20) NOT NULL,
        "checked_by_id" INTEGER,
        "checked_at" TIMESTAMPTZ NOT NULL,
        FOREIGN KEY ("checked_by_id") REFERENCES "accounts" ("id") ON DELETE RESTRICT,
        CONSTRAINT "responsibility_is_known" CHECK ({_STATES}),
        CONSTRAINT "basis_is_known" CHECK ({_BASES})
    )
    """,
    "INSERT INTO moved SELECT id, child_id, adult_id, responsibility, basis, checked_by_id, checked_at "
    "FROM responsibility_checks",
    "DELETE FROM sqlite_sequence WHERE name = 'moved'",
    "INSERT INTO sqlite_sequence SELECT 'moved', seq FROM sqlite_sequence WHERE name = 'responsibility_checks'",
    "DROP TABLE responsibility_checks",
    "ALTER TABLE moved RENAME TO responsibility_checks",
    *(
        f'CREATE INDEX "responsibility_checks_{column}" ON "responsibility_checks" ("{column}")'
        for column in ("child_id", "adult_id", "checked_by_id")
    ),
)


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    for statement in _SQLITE if sqlite else _POSTGRES:
        db.execute_sql(statement)
    if sqlite:
        protect(db, "responsibility_checks")
    for table in ("children", "adults"):
        db.execute_sql(f'ALTER TABLE {table} ADD COLUMN "submission" VARCHAR(64)')
        db.execute_sql(f'CREATE UNIQUE INDEX "{table}_submission" ON "{table}" ("submission")')
