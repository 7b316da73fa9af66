"""Keep family lists that wait like every other file: encrypted, with what was read in them, and only for a time.

Lists that wait now are read once more and moved. One that cannot be read any more is erased and named in the log.
"""

import logging
import time
from datetime import timedelta

import peewee

from portal.attachments.policy import FileFault, FileRefused
from portal.attachments.service import vault
from portal.attachments.worker import open_in_worker
from portal.foundation import clock
from portal.foundation.append_only import protect

log = logging.getLogger("portal.imports")
_KINDS = """"media_type" IN ('image/jpeg', 'image/png', 'application/pdf', 'application/json')"""
_POSTGRES = (
    "DROP TRIGGER attachments_refuses_update ON attachments",
    "DROP TRIGGER attachments_refuses_delete ON attachments",
    "DROP TRIGGER attachments_refuses_truncate ON attachments",
    "ALTER TABLE attachments DROP CONSTRAINT IF EXISTS media_type_is_known",
    f'ALTER TABLE attachments ADD CONSTRAINT "media_type_is_known" CHECK ({_KINDS})',
    'ALTER TABLE attachments ADD COLUMN "kept_until" TIMESTAMPTZ',
)
# SQLite changes no constraint: the table is made anew. Numbers are never given out twice, so the last one goes along.
_SQLITE = (
    f"""
    CREATE TABLE moved (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "token" VARCHAR(64),
        "uploaded_by" INTEGER,
        "uploaded_at" TIMESTAMPTZ NOT NULL,
        "subject" VARCHAR(20),
        "subject_id" INTEGER,
        "position" INTEGER NOT NULL,
        "name" VARCHAR(80) NOT NULL,
        "media_type" VARCHAR(20) NOT NULL,
        "pages" INTEGER,
        "bound_to" VARCHAR(80) NOT NULL,
        "original_name" VARCHAR(32) NOT NULL,
        "original_sha256" VARCHAR(64) NOT NULL,
        "original_size" INTEGER NOT NULL,
        "copy_name" VARCHAR(32) NOT NULL,
        "copy_sha256" VARCHAR(64) NOT NULL,
        "copy_size" INTEGER NOT NULL,
        "preview_name" VARCHAR(32),
        "preview_sha256" VARCHAR(64),
        "checked_at" TIMESTAMPTZ,
        "kept_until" TIMESTAMPTZ,
        CONSTRAINT "media_type_is_known" CHECK ({_KINDS}),
        CONSTRAINT "a_file_belongs_to_a_row" CHECK ((subject IS NULL) = (subject_id IS NULL))
    )
    """,
    "INSERT INTO moved SELECT *, NULL FROM attachments",
    "DELETE FROM sqlite_sequence WHERE name = 'moved'",
    "INSERT INTO sqlite_sequence SELECT 'moved', seq FROM sqlite_sequence WHERE name = 'attachments'",
    "DROP TABLE attachments",
    "ALTER TABLE moved RENAME TO attachments",
    'CREATE UNIQUE INDEX "attachments_token" ON "attachments" ("token")',
    """CREATE UNIQUE INDEX "attachments_subject_subject_id_position"
    ON "attachments" ("subject", "subject_id", "position")""",
    'CREATE INDEX "attachments_original_sha256" ON "attachments" ("original_sha256")',
    "PRAGMA secure_delete = ON",  # what stood here in plain letters is not to stay in unused pages
)
_WAITING = "SELECT id, uploaded_by_id, uploaded_at, filename, content FROM family_imports WHERE confirmed_at IS NULL"
_TRIES = 20


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    for statement in _SQLITE if sqlite else _POSTGRES:
        db.execute_sql(statement)
    protect(
        db, "attachments", update="OLD.subject IS NOT NULL AND OLD.checked_at IS NOT NULL",
        delete="OLD.subject IS NOT NULL AND OLD.kept_until IS NULL",
    )  # fmt: skip
    for row in db.execute_sql(_WAITING).fetchall():
        _move(db, *row)
    db.execute_sql("ALTER TABLE family_imports DROP COLUMN content")


def _move(db, number, uploaded_by, uploaded_at, filename, content):
    mark = "?" if isinstance(db, peewee.SqliteDatabase) else "%s"
    rows = _rows_in(bytes(content))
    if rows is None:
        log.warning("the list “%s” of account %s cannot be read any more: it is erased", filename, uploaded_by)
        db.execute_sql(f"DELETE FROM family_imports WHERE id = {mark}", (number,))
        return
    bound_to, until = f"family-import:{number}", clock.now() + timedelta(days=2)
    original = vault().store(bytes(content), purpose=f"{bound_to}:original")
    copy = vault().store(rows, purpose=f"{bound_to}:copy")
    row = {
        "uploaded_by": uploaded_by, "uploaded_at": uploaded_at, "subject": "family_import", "subject_id": number,
        "position": 1, "name": "list-1.json", "media_type": "application/json", "bound_to": bound_to,
        "original_name": original.name, "original_sha256": original.sha256, "original_size": len(content),
        "copy_name": copy.name, "copy_sha256": copy.sha256, "copy_size": len(rows), "checked_at": uploaded_at,
        "kept_until": until.isoformat(timespec="microseconds"),
    }  # fmt: skip
    db.execute_sql(
        f"INSERT INTO attachments ({', '.join(row)}) VALUES ({', '.join([mark] * len(row))})", tuple(row.values())
    )


def _rows_in(content):
    """Return what is read in a list, as JSON, or None; a server of the older version may be opening files meanwhile."""
    for last in range(_TRIES, 0, -1):
        try:
            parts = open_in_worker("portal.imports.reading:open_list", content).parts
        except FileRefused as refused:
            if refused.fault is not FileFault.BUSY:
                return None
            if last == 1:
                raise
            time.sleep(1)
        else:
            return parts[0] if parts else None
