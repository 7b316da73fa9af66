"""Keep which parents are asked about one event, apart from the consent form; its text is a version of its own document."""

import peewee

from portal.foundation.append_only import protect

_TABLES = (
    """
    CREATE TABLE "event_requests" (
        "id" {id},
        "wording_id" INTEGER NOT NULL,
        "use" VARCHAR(40) NOT NULL,
        "held_on" DATE NOT NULL,
        "asked_by_id" INTEGER NOT NULL,
        "asked_at" TIMESTAMPTZ NOT NULL,
        "submission" VARCHAR(64) NOT NULL,
        FOREIGN KEY ("wording_id") REFERENCES "wording_versions" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("asked_by_id") REFERENCES "accounts" ("id") ON DELETE RESTRICT
    )
    """,
    """
    CREATE TABLE "event_request_children" (
        "id" {id},
        "request_id" INTEGER NOT NULL,
        "child_id" INTEGER NOT NULL,
        FOREIGN KEY ("request_id") REFERENCES "event_requests" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("child_id") REFERENCES "children" ("id") ON DELETE RESTRICT
    )
    """,
)
_INDEXES = (
    'CREATE UNIQUE INDEX "event_requests_wording_id" ON "event_requests" ("wording_id")',
    'CREATE UNIQUE INDEX "event_requests_use" ON "event_requests" ("use")',
    'CREATE INDEX "event_requests_asked_by_id" ON "event_requests" ("asked_by_id")',
    'CREATE UNIQUE INDEX "event_requests_submission" ON "event_requests" ("submission")',
    'CREATE UNIQUE INDEX "event_request_children_request_id_child_id" '
    'ON "event_request_children" ("request_id", "child_id")',
    'CREATE INDEX "event_request_children_child_id" ON "event_request_children" ("child_id")',
)


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    id_ = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY"
    for table in _TABLES:
        db.execute_sql(table.format(id=id_))
    for index in _INDEXES:
        db.execute_sql(index)
    protect(db, "event_requests", "event_request_children")
    db.execute_sql(
        "INSERT INTO documents (key, title, audience, kind, position, summary, owner) "
        "VALUES ('one_event', 'One event', 'parents', 'questions', 0, '', '')"
    )
