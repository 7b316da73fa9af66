"""Tell parental responsibility that a court order limits from that which nobody limits, and note how it was checked.

Of what the register held before, nobody noted who had checked it, so nothing is noted of it now.
"""

import peewee

from portal.foundation.append_only import protect

_RELATIONSHIPS = (
    """"relationship" IN ('mother', 'father', 'step_parent', 'grandparent', 'foster_carer', 'guardian', """
    "'social_worker', 'other')"
)
_STATES = """"responsibility" IN ('none', 'held', 'restricted')"""
_CHECKS = f"""
    CREATE TABLE responsibility_checks (
        "id" {{id}},
        "child_id" INTEGER NOT NULL,
        "adult_id" INTEGER NOT NULL,
        "responsibility" VARCHAR(20) NOT NULL,
        "basis" VARCHAR(20) NOT NULL,
        "checked_by_id" INTEGER,
        "checked_at" TIMESTAMPTZ NOT NULL,
        FOREIGN KEY ("child_id") REFERENCES "children" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("adult_id") REFERENCES "adults" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("checked_by_id") REFERENCES "accounts" ("id") ON DELETE RESTRICT,
        CONSTRAINT "responsibility_is_known" CHECK ({_STATES}),
        CONSTRAINT "basis_is_known" CHECK ("basis" IN ('birth_certificate', 'said_by_parent', 'court_order', 'own_list'))
    )
"""
_CHECK_INDEXES = tuple(
    f'CREATE INDEX "responsibility_checks_{column}" ON "responsibility_checks" ("{column}")'
    for column in ("child_id", "adult_id", "checked_by_id")
)
_AS_STATE = "CASE WHEN has_parental_responsibility THEN 'held' ELSE 'none' END"
_POSTGRES = (
    "ALTER TABLE guardianships ALTER COLUMN has_parental_responsibility DROP NOT NULL",  # its name holds the column's
    f"ALTER TABLE guardianships ALTER COLUMN has_parental_responsibility TYPE VARCHAR(20) USING {_AS_STATE}",
    "ALTER TABLE guardianships RENAME COLUMN has_parental_responsibility TO responsibility",
    "ALTER TABLE guardianships ALTER COLUMN responsibility SET NOT NULL",
    f'ALTER TABLE guardianships ADD CONSTRAINT "responsibility_is_known" CHECK ({_STATES})',
)
# SQLite changes no constraint: the table is made anew. Numbers are never given out twice, so the last one goes along.
_SQLITE = (
    f"""
    CREATE TABLE moved (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "child_id" INTEGER NOT NULL,
        "adult_id" INTEGER NOT NULL,
        "relationship" VARCHAR(20) NOT NULL,
        "responsibility" VARCHAR(20) NOT NULL,
        FOREIGN KEY ("child_id") REFERENCES "children" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("adult_id") REFERENCES "adults" ("id") ON DELETE RESTRICT,
        CONSTRAINT "relationship_is_known" CHECK ({_RELATIONSHIPS}),
        CONSTRAINT "responsibility_is_known" CHECK ({_STATES})
    )
    """,
    f"INSERT INTO moved SELECT id, child_id, adult_id, relationship, {_AS_STATE} FROM guardianships",
    "DELETE FROM sqlite_sequence WHERE name = 'moved'",
    "INSERT INTO sqlite_sequence SELECT 'moved', seq FROM sqlite_sequence WHERE name = 'guardianships'",
    "DROP TABLE guardianships",
    "ALTER TABLE moved RENAME TO guardianships",
    'CREATE INDEX "guardianships_child_id" ON "guardianships" ("child_id")',
    'CREATE INDEX "guardianships_adult_id" ON "guardianships" ("adult_id")',
    'CREATE UNIQUE INDEX "guardianships_child_id_adult_id" ON "guardianships" ("child_id", "adult_id")',
)


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    id_ = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY"
    for statement in _SQLITE if sqlite else _POSTGRES:
        db.execute_sql(statement)
    for statement in (_CHECKS.format(id=id_), *_CHECK_INDEXES):
        db.execute_sql(statement)
    protect(db, "responsibility_checks")
