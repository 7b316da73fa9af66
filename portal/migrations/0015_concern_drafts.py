"""Keep what somebody began to write about a concern, and how they would like to be answered."""

import peewee

_DRAFTS = """
    CREATE TABLE concern_drafts (
        "id" {id},
        "reference" VARCHAR(20) NOT NULL,
        "account_id" INTEGER NOT NULL,
        "kept_at" TIMESTAMPTZ NOT NULL,
        "sealed" TEXT NOT NULL,
        "concern_id" INTEGER,
        FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE,
        FOREIGN KEY ("concern_id") REFERENCES "concerns" ("id") ON DELETE CASCADE
    )
"""
_REPLIES = """"reply" IN ('here', 'phone', 'meeting', 'none')"""


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    id_ = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY"
    db.execute_sql(_DRAFTS.format(id=id_))
    db.execute_sql('CREATE UNIQUE INDEX "concern_drafts_reference" ON "concern_drafts" ("reference")')
    for column in ("account_id", "concern_id"):
        db.execute_sql(f'CREATE INDEX "concern_drafts_{column}" ON "concern_drafts" ("{column}")')
    db.execute_sql(f'ALTER TABLE concerns ADD COLUMN "reply" VARCHAR(10) CONSTRAINT "reply_is_known" CHECK ({_REPLIES})')
    db.execute_sql('ALTER TABLE concerns ADD COLUMN "phone" VARCHAR(60)')
    db.execute_sql('ALTER TABLE concerns ADD COLUMN "asking_adult" INTEGER')
