"""Keep what parents asked about a child before they sign, and that it was answered: both are only ever added."""

import peewee

from portal.foundation.append_only import protect

_TABLES = (
    """
    CREATE TABLE asked_first (
        "id" {id},
        "concern_id" INTEGER NOT NULL,
        "child_id" INTEGER NOT NULL,
        "adult_id" INTEGER NOT NULL,
        "asked_at" TIMESTAMPTZ NOT NULL,
        FOREIGN KEY ("child_id") REFERENCES "children" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("adult_id") REFERENCES "adults" ("id") ON DELETE RESTRICT
    )
    """,
    """
    CREATE TABLE asked_first_answers (
        "id" {id},
        "question_id" INTEGER NOT NULL,
        "answered_at" TIMESTAMPTZ NOT NULL,
        FOREIGN KEY ("question_id") REFERENCES "asked_first" ("id") ON DELETE RESTRICT
    )
    """,
)
_INDEXES = (
    'CREATE UNIQUE INDEX "asked_first_concern_id" ON "asked_first" ("concern_id")',
    'CREATE INDEX "asked_first_child_id" ON "asked_first" ("child_id")',
    'CREATE INDEX "asked_first_adult_id" ON "asked_first" ("adult_id")',
    'CREATE UNIQUE INDEX "asked_first_answers_question_id" ON "asked_first_answers" ("question_id")',
)


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    for table in _TABLES:
        db.execute_sql(table.format(id="INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY"))
    for index in _INDEXES:
        db.execute_sql(index)
    for table in ("asked_first", "asked_first_answers"):
        protect(db, table)
