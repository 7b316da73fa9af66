"""Keep what the record of a case says besides its history, and the headings that a complaint can relate to."""

import peewee

from portal.foundation.append_only import protect

_FACTS = """
    CREATE TABLE "concern_facts" (
        "id" {id},
        "concern_id" INTEGER NOT NULL,
        "kind" VARCHAR(20) NOT NULL,
        "item" INTEGER NOT NULL,
        "text" TEXT NOT NULL,
        "who" VARCHAR(200) NOT NULL,
        "due_on" DATE,
        "happened_on" DATE,
        "by_id" INTEGER NOT NULL,
        "logged_at" TIMESTAMPTZ NOT NULL,
        "submission" VARCHAR(64) NOT NULL,
        FOREIGN KEY ("concern_id") REFERENCES "concerns" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("by_id") REFERENCES "accounts" ("id") ON DELETE RESTRICT,
        CONSTRAINT "kind_is_known" CHECK ("kind" IN ('requirement', 'statement', 'post', 'person', 'handled', 'procedure',
            'friend', 'learned', 'conditions', 'shared', 'recorder', 'position', 'ofsted_reference', 'staff_outcome',
            'staff_words', 'action', 'letter')),
        CONSTRAINT "actions_are_numbered" CHECK ((kind = 'action') = (item > 0))
    )
"""
_LISTS = """
    CREATE TABLE "requirement_lists" (
        "id" {id},
        "register" VARCHAR(10) NOT NULL,
        "edition" VARCHAR(60) NOT NULL,
        "headings" TEXT NOT NULL,
        "by_id" INTEGER NOT NULL,
        "saved_at" TIMESTAMPTZ NOT NULL,
        FOREIGN KEY ("by_id") REFERENCES "accounts" ("id") ON DELETE RESTRICT,
        CONSTRAINT "register_is_known" CHECK ("register" IN ('eyfs', 'childcare'))
    )
"""
_INDEXES = (
    'CREATE INDEX "concern_facts_concern_id" ON "concern_facts" ("concern_id")',
    'CREATE INDEX "concern_facts_by_id" ON "concern_facts" ("by_id")',
    'CREATE UNIQUE INDEX "concern_facts_submission_kind" ON "concern_facts" ("submission", "kind")',
    'CREATE INDEX "requirement_lists_by_id" ON "requirement_lists" ("by_id")',
)


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    id_ = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY"
    for statement in (_FACTS, _LISTS):
        db.execute_sql(statement.format(id=id_))
    for index in _INDEXES:
        db.execute_sql(index)
    protect(db, "concern_facts", "requirement_lists")
