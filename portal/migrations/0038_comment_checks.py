"""Keep who read the comments on which posts and what they found; a concern can say what it came from."""

import peewee

from portal.foundation.append_only import protect

_REASONS = """Names or shows a child
Unkind about somebody
Tells where children will be
About somebody who works here
Not about us, or an advert"""
_TABLES = (
    """
    CREATE TABLE "comment_checks" (
        "id" {id},
        "checked_by_id" INTEGER NOT NULL,
        "checked_at" TIMESTAMPTZ NOT NULL,
        "submission" VARCHAR(64) NOT NULL,
        FOREIGN KEY ("checked_by_id") REFERENCES "accounts" ("id") ON DELETE RESTRICT
    )
    """,
    """
    CREATE TABLE "comment_check_posts" (
        "id" {id},
        "check_id" INTEGER NOT NULL,
        "post_id" INTEGER NOT NULL,
        FOREIGN KEY ("check_id") REFERENCES "comment_checks" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("post_id") REFERENCES "posts" ("id") ON DELETE RESTRICT
    )
    """,
    """
    CREATE TABLE "comment_findings" (
        "id" {id},
        "check_id" INTEGER NOT NULL,
        "found" VARCHAR(10) NOT NULL,
        "reason" VARCHAR(200) NOT NULL,
        "concern_id" INTEGER NOT NULL,
        FOREIGN KEY ("check_id") REFERENCES "comment_checks" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("concern_id") REFERENCES "concerns" ("id") ON DELETE RESTRICT,
        CONSTRAINT "found_is_known" CHECK ("found" IN ('hidden', 'removed', 'spoken_to'))
    )
    """,
)
_INDEXES = (
    'CREATE INDEX "comment_checks_checked_by_id" ON "comment_checks" ("checked_by_id")',
    'CREATE INDEX "comment_checks_checked_at" ON "comment_checks" ("checked_at")',
    'CREATE UNIQUE INDEX "comment_checks_submission" ON "comment_checks" ("submission")',
    'CREATE UNIQUE INDEX "comment_check_posts_check_id_post_id" ON "comment_check_posts" ("check_id", "post_id")',
    'CREATE INDEX "comment_check_posts_post_id" ON "comment_check_posts" ("post_id")',
    'CREATE UNIQUE INDEX "comment_findings_check_id" ON "comment_findings" ("check_id")',
    'CREATE UNIQUE INDEX "comment_findings_concern_id" ON "comment_findings" ("concern_id")',
)


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    id_ = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY"
    for table in _TABLES:
        db.execute_sql(table.format(id=id_))
    for index in _INDEXES:
        db.execute_sql(index)
    protect(db, "comment_checks", "comment_check_posts", "comment_findings")
    for name, kind in (("comment_checks", "VARCHAR(200)"), ("opening_days", "VARCHAR(7)"), ("comment_reasons", "TEXT")):
        db.execute_sql(f'ALTER TABLE settings ADD COLUMN "{name}" {kind}')
    db.execute_sql(
        "UPDATE settings SET comment_checks = '2 hours, 24 hours, 7 days', opening_days = '01234', "
        f"comment_reasons = '{_REASONS}'"
    )
    for name in ("linked_label", "linked_address"):
        db.execute_sql(f"ALTER TABLE concerns ADD COLUMN \"{name}\" VARCHAR(200) NOT NULL DEFAULT ''")
