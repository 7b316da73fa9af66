"""A comment that was found stands apart from the readings; events that are called off; who does not want to be in the group."""

import peewee

from portal.foundation.allowed_values import allow_more
from portal.foundation.append_only import protect

_TABLES = (
    """
    CREATE TABLE "comment_checks" (
        "id" {id},
        "post_id" INTEGER NOT NULL,
        "checked_by_id" INTEGER NOT NULL,
        "checked_at" TIMESTAMPTZ NOT NULL,
        "submission" VARCHAR(64) NOT NULL,
        FOREIGN KEY ("post_id") REFERENCES "posts" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("checked_by_id") REFERENCES "accounts" ("id") ON DELETE RESTRICT
    )
    """,
    """
    CREATE TABLE "comment_findings" (
        "id" {id},
        "post_id" INTEGER NOT NULL,
        "found" VARCHAR(10) NOT NULL,
        "reason" VARCHAR(200) NOT NULL,
        "concern_id" INTEGER NOT NULL,
        FOREIGN KEY ("post_id") REFERENCES "posts" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("concern_id") REFERENCES "concerns" ("id") ON DELETE RESTRICT,
        CONSTRAINT "found_is_known" CHECK ("found" IN ('hidden', 'removed', 'spoken_to'))
    )
    """,
    """
    CREATE TABLE "event_request_ends" (
        "id" {id},
        "request_id" INTEGER NOT NULL,
        "ended_by_id" INTEGER NOT NULL,
        "ended_at" TIMESTAMPTZ NOT NULL,
        FOREIGN KEY ("request_id") REFERENCES "event_requests" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("ended_by_id") REFERENCES "accounts" ("id") ON DELETE RESTRICT
    )
    """,
)
# A reading of several posts is a row for each; until now a finding had a reading of its own, which stays one.
_KEEP = (
    "CREATE TABLE kept_checks AS SELECT c.id, p.post_id, c.checked_by_id, c.checked_at, c.submission "
    "FROM comment_check_posts p JOIN comment_checks c ON c.id = p.check_id",
    "CREATE TABLE kept_findings AS SELECT f.id, p.post_id, f.found, f.reason, f.concern_id "
    "FROM comment_findings f JOIN comment_check_posts p ON p.check_id = f.check_id",
    *(f"DROP TABLE {table}" for table in ("comment_findings", "comment_check_posts", "comment_checks")),
)
_PUT_BACK = (
    "INSERT INTO comment_checks (post_id, checked_by_id, checked_at, submission) "
    "SELECT post_id, checked_by_id, checked_at, submission FROM kept_checks ORDER BY id, post_id",
    "INSERT INTO comment_findings (post_id, found, reason, concern_id) "
    "SELECT post_id, found, reason, concern_id FROM kept_findings ORDER BY id",
    "DROP TABLE kept_checks",
    "DROP TABLE kept_findings",
    'CREATE INDEX "comment_checks_post_id" ON "comment_checks" ("post_id")',
    'CREATE INDEX "comment_checks_checked_by_id" ON "comment_checks" ("checked_by_id")',
    'CREATE INDEX "comment_checks_checked_at" ON "comment_checks" ("checked_at")',
    'CREATE UNIQUE INDEX "comment_checks_submission_post_id" ON "comment_checks" ("submission", "post_id")',
    'CREATE INDEX "comment_findings_post_id" ON "comment_findings" ("post_id")',
    'CREATE UNIQUE INDEX "comment_findings_concern_id" ON "comment_findings" ("concern_id")',
    'CREATE UNIQUE INDEX "event_request_ends_request_id" ON "event_request_ends" ("request_id")',
    'CREATE INDEX "event_request_ends_ended_by_id" ON "event_request_ends" ("ended_by_id")',
    'ALTER TABLE settings ADD COLUMN "closed_days" TEXT',
    "ALTER TABLE group_lists DROP COLUMN settled_at",
)


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    id_ = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY"
    for statement in (*_KEEP, *_TABLES, *_PUT_BACK):
        db.execute_sql(statement.format(id=id_))
    protect(db, "comment_checks", "comment_findings", "event_request_ends")
    allow_more(db, "group_facts", "fact", "declined")
    allow_more(db, "group_lines", "meaning", "namesakes")
