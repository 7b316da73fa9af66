"""Keep whom a handler lets follow, with their account, what was logged for them: only ever added."""

import peewee

from portal.foundation.append_only import protect

_TELLERS = """
    CREATE TABLE concern_tellers (
        "id" {id},
        "concern_id" INTEGER NOT NULL,
        "account_id" INTEGER,
        "by_id" INTEGER NOT NULL,
        "noted_at" TIMESTAMPTZ NOT NULL,
        FOREIGN KEY ("concern_id") REFERENCES "concerns" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("by_id") REFERENCES "accounts" ("id") ON DELETE RESTRICT
    )
"""


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    id_ = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY"
    db.execute_sql(_TELLERS.format(id=id_))
    for column in ("concern_id", "account_id", "by_id"):
        db.execute_sql(f'CREATE INDEX "concern_tellers_{column}" ON "concern_tellers" ("{column}")')
    protect(db, "concern_tellers")
