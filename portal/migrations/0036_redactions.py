"""Keep who looked at which text of a concern, and what of it they hid: only ever added."""

import peewee

from portal.foundation.append_only import protect

_REDACTIONS = """
    CREATE TABLE concern_redactions (
        "id" {id},
        "concern_id" INTEGER NOT NULL,
        "text_sha256" VARCHAR(64) NOT NULL,
        "hidden" TEXT NOT NULL,
        "by_id" INTEGER NOT NULL,
        "decided_at" TIMESTAMPTZ NOT NULL,
        FOREIGN KEY ("concern_id") REFERENCES "concerns" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("by_id") REFERENCES "accounts" ("id") ON DELETE RESTRICT
    )
"""


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    id_ = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY"
    db.execute_sql(_REDACTIONS.format(id=id_))
    for column in ("concern_id", "by_id"):
        db.execute_sql(f'CREATE INDEX "concern_redactions_{column}" ON "concern_redactions" ("{column}")')
    protect(db, "concern_redactions")
