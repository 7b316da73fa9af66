"""Tell what became of each invitation: which e-mail carried it, and whether its letter was printed.

Every letter of before was printed when it was made. In an e-mail that waits, a link to this computer alone gets a mark,
in whose place the portal's address is put when it is sent.
"""

import re

import peewee

_OUTBOX = (
    'ALTER TABLE outbox_messages ADD COLUMN "first_tried_at" TIMESTAMPTZ',
    'ALTER TABLE outbox_messages ADD COLUMN "server" VARCHAR(64)',
    "UPDATE outbox_messages SET first_tried_at = queued_at WHERE attempts > 0",
)
_POSTGRES = (
    'ALTER TABLE invitations ADD COLUMN "printed_at" TIMESTAMPTZ',
    'ALTER TABLE invitations ADD COLUMN "message_id" INTEGER',
    'ALTER TABLE invitations ADD FOREIGN KEY ("message_id") REFERENCES "outbox_messages" ("id") ON DELETE SET NULL',
    'CREATE INDEX "invitations_message_id" ON "invitations" ("message_id")',
)
# SQLite adds no foreign key: the table is made anew. Numbers are never given out twice, so the last one goes along.
_OLD = '"id", "account_id", "token_hash", "channel", "created_by_id", "created_at", "expires_at", "used_at", "revoked_at"'
_SQLITE = (
    """
    CREATE TABLE moved (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "account_id" INTEGER NOT NULL,
        "token_hash" VARCHAR(64) NOT NULL,
        "channel" VARCHAR(10) NOT NULL,
        "created_by_id" INTEGER,
        "created_at" TIMESTAMPTZ NOT NULL,
        "expires_at" TIMESTAMPTZ NOT NULL,
        "used_at" TIMESTAMPTZ,
        "revoked_at" TIMESTAMPTZ,
        "printed_at" TIMESTAMPTZ,
        "message_id" INTEGER,
        FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE,
        FOREIGN KEY ("message_id") REFERENCES "outbox_messages" ("id") ON DELETE SET NULL,
        CONSTRAINT "channel_is_known" CHECK ("channel" IN ('email', 'letter', 'reset'))
    )
    """,
    f"INSERT INTO moved ({_OLD}) SELECT {_OLD} FROM invitations",
    "DELETE FROM sqlite_sequence WHERE name = 'moved'",
    "INSERT INTO sqlite_sequence SELECT 'moved', seq FROM sqlite_sequence WHERE name = 'invitations'",
    "DROP TABLE invitations",
    "ALTER TABLE moved RENAME TO invitations",
    'CREATE INDEX "invitations_account_id" ON "invitations" ("account_id")',
    'CREATE INDEX "invitations_message_id" ON "invitations" ("message_id")',
    'CREATE UNIQUE INDEX "invitations_token_hash" ON "invitations" ("token_hash")',
)
_PRINTED = "UPDATE invitations SET printed_at = created_at WHERE channel = 'letter'"
# A message was written right after its invitation, before the next one to the same person.
_CARRIED_BY = """
    UPDATE invitations SET message_id = (
        SELECT min(m.id) FROM outbox_messages m JOIN accounts a ON a.email = m.recipient
        WHERE a.id = invitations.account_id AND m.queued_at >= invitations.created_at
        AND m.kind IN ('invitation', 'work_invitation', 'reset')
        AND NOT EXISTS (
            SELECT 1 FROM invitations later WHERE later.account_id = invitations.account_id
            AND later.id > invitations.id AND later.channel <> 'letter' AND later.created_at <= m.queued_at
        )
    ) WHERE channel <> 'letter'
"""
_LOOPBACK = re.compile(r"https?://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?/")


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    for statement in (*_OUTBOX, *(_SQLITE if sqlite else _POSTGRES), _PRINTED, _CARRIED_BY):
        db.execute_sql(statement)
    update = "UPDATE outbox_messages SET body = ? WHERE id = ?"
    for id_, body in db.execute_sql("SELECT id, body FROM outbox_messages WHERE sent_at IS NULL").fetchall():
        marked = _LOOPBACK.sub("{PORTAL_URL}/", body)
        if marked != body:
            db.execute_sql(update if sqlite else update.replace("?", "%s"), (marked, id_))
