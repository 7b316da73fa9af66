"""Keep posts with what became of each, and what of them has to come down; their registers leave sealed."""

import peewee

from portal.foundation.allowed_values import allow_more
from portal.foundation.append_only import protect

_TABLES = (
    """
    CREATE TABLE "posts" (
        "id" {id},
        "reference" VARCHAR(20) NOT NULL,
        "clearance_id" INTEGER NOT NULL,
        "link" VARCHAR(500) NOT NULL,
        "elsewhere" VARCHAR(12) NOT NULL,
        "posted_by_id" INTEGER NOT NULL,
        "posted_at" TIMESTAMPTZ NOT NULL,
        "submission" VARCHAR(64) NOT NULL,
        FOREIGN KEY ("clearance_id") REFERENCES "clearances" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("posted_by_id") REFERENCES "accounts" ("id") ON DELETE RESTRICT,
        CONSTRAINT "elsewhere_is_known" CHECK ("elsewhere" IN ('newsletter', 'door', 'journal', 'email', 'in_person'))
    )
    """,
    """
    CREATE TABLE "post_edits" (
        "id" {id},
        "post_id" INTEGER NOT NULL,
        "caption" TEXT NOT NULL,
        "link" VARCHAR(500) NOT NULL,
        "elsewhere" VARCHAR(12) NOT NULL,
        "edited_by_id" INTEGER NOT NULL,
        "edited_at" TIMESTAMPTZ NOT NULL,
        FOREIGN KEY ("post_id") REFERENCES "posts" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("edited_by_id") REFERENCES "accounts" ("id") ON DELETE RESTRICT,
        CONSTRAINT "elsewhere_is_known" CHECK ("elsewhere" IN ('newsletter', 'door', 'journal', 'email', 'in_person'))
    )
    """,
    """
    CREATE TABLE "post_removals" (
        "id" {id},
        "post_id" INTEGER NOT NULL,
        "removed_on" DATE NOT NULL,
        "removed_by_id" INTEGER NOT NULL,
        "removed_at" TIMESTAMPTZ NOT NULL,
        FOREIGN KEY ("post_id") REFERENCES "posts" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("removed_by_id") REFERENCES "accounts" ("id") ON DELETE RESTRICT
    )
    """,
    """
    CREATE TABLE "take_downs" (
        "id" {id},
        "post_id" INTEGER NOT NULL,
        "child_id" INTEGER NOT NULL,
        "action" VARCHAR(14) NOT NULL,
        "cause" VARCHAR(18) NOT NULL,
        "use" VARCHAR(40) NOT NULL,
        "opened_at" TIMESTAMPTZ NOT NULL,
        "due_on" DATE NOT NULL,
        FOREIGN KEY ("post_id") REFERENCES "posts" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("child_id") REFERENCES "children" ("id") ON DELETE RESTRICT,
        CONSTRAINT "action_is_known" CHECK ("action" IN ('remove', 'edit_caption')),
        CONSTRAINT "cause_is_known" CHECK ("cause" IN ('held', 'child_says_no', 'refused', 'left', 'kept_long_enough', 'yes_ended'))
    )
    """,
    """
    CREATE TABLE "take_down_answers" (
        "id" {id},
        "take_down_id" INTEGER NOT NULL,
        "outcome" VARCHAR(10) NOT NULL,
        "because" TEXT NOT NULL,
        "next_step" TEXT NOT NULL,
        "answered_by_id" INTEGER,
        "answered_at" TIMESTAMPTZ NOT NULL,
        FOREIGN KEY ("take_down_id") REFERENCES "take_downs" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("answered_by_id") REFERENCES "accounts" ("id") ON DELETE RESTRICT,
        CONSTRAINT "outcome_is_known" CHECK ("outcome" IN ('done', 'cannot', 'not_needed'))
    )
    """,
)
_INDEXES = (
    'CREATE UNIQUE INDEX "posts_reference" ON "posts" ("reference")',
    'CREATE UNIQUE INDEX "posts_clearance_id" ON "posts" ("clearance_id")',
    'CREATE INDEX "posts_posted_by_id" ON "posts" ("posted_by_id")',
    'CREATE INDEX "posts_posted_at" ON "posts" ("posted_at")',
    'CREATE UNIQUE INDEX "posts_submission" ON "posts" ("submission")',
    'CREATE INDEX "post_edits_post_id" ON "post_edits" ("post_id")',
    'CREATE INDEX "post_edits_edited_by_id" ON "post_edits" ("edited_by_id")',
    'CREATE UNIQUE INDEX "post_removals_post_id" ON "post_removals" ("post_id")',
    'CREATE INDEX "post_removals_removed_by_id" ON "post_removals" ("removed_by_id")',
    'CREATE INDEX "take_downs_post_id" ON "take_downs" ("post_id")',
    'CREATE INDEX "take_downs_child_id" ON "take_downs" ("child_id")',
    'CREATE INDEX "take_downs_opened_at" ON "take_downs" ("opened_at")',
    'CREATE INDEX "take_down_answers_take_down_id" ON "take_down_answers" ("take_down_id")',
    'CREATE INDEX "take_down_answers_answered_by_id" ON "take_down_answers" ("answered_by_id")',
)


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    id_ = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY"
    for table in _TABLES:
        db.execute_sql(table.format(id=id_))
    for index in _INDEXES:
        db.execute_sql(index)
    protect(db, "posts", "post_edits", "post_removals", "take_downs", "take_down_answers")
    allow_more(db, "issued_records", "kind", "post_register", "child_posts")
