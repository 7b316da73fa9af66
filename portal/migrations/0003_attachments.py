"""Keep every file that people sent in one table, whatever it belongs to, and move the files of both old tables there."""

import peewee

from portal.foundation.append_only import protect

_TABLE = """
    CREATE TABLE attachments (
        "id" {id},
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
        CONSTRAINT "media_type_is_known" CHECK ("media_type" IN ('image/jpeg', 'image/png', 'application/pdf')),
        CONSTRAINT "a_file_belongs_to_a_row" CHECK ((subject IS NULL) = (subject_id IS NULL))
    )
"""
_INDEXES = (
    'CREATE UNIQUE INDEX "attachments_token" ON "attachments" ("token")',
    'CREATE UNIQUE INDEX "attachments_subject_subject_id_position" ON "attachments" ("subject", "subject_id", "position")',
    'CREATE INDEX "attachments_original_sha256" ON "attachments" ("original_sha256")',
)
_COLUMNS = """
    INSERT INTO attachments (
        uploaded_by, uploaded_at, subject, subject_id, position, name, media_type, bound_to, original_name,
        original_sha256, original_size, copy_name, copy_sha256, copy_size
    )
"""
_EVIDENCE = """
    SELECT e.by_id, e.logged_at, 'concern_entry', a.entry_id, a.position, a.shown_name, a.media_type,
        'concern:' || c.reference, a.original_name, a.original_sha256, a.original_size, a.copy_name, a.copy_sha256, a.size
    FROM concern_attachments AS a JOIN concern_entries AS e ON e.id = a.entry_id
    JOIN concerns AS c ON c.id = a.concern_id ORDER BY a.id
"""
# The size of an original scan was never stored: 0 until the file is looked into again.
_SCANS = """
    SELECT r.noted_by_id, r.signed_at, 'consent_record', s.record_id, 1,
        CASE s.media_type WHEN 'application/pdf' THEN 'document-1.pdf' WHEN 'image/png' THEN 'picture-1.png'
            ELSE 'picture-1.jpg' END,
        s.media_type, 'consent-paper:' || p.reference, s.original_name, s.original_sha256, 0, s.clean_name,
        s.clean_sha256, s.size
    FROM consent_scans AS s JOIN consent_records AS r ON r.id = s.record_id
    JOIN paper_forms AS p ON p.id = r.paper_form_id ORDER BY s.id
"""


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    id_ = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY"
    db.execute_sql(_TABLE.format(id=id_))
    for statement in (*_INDEXES, _COLUMNS + _EVIDENCE, _COLUMNS + _SCANS):
        db.execute_sql(statement)
    db.execute_sql("DROP TABLE concern_attachments")
    db.execute_sql("DROP TABLE consent_scans")
    protect(
        db, "attachments", update="OLD.subject IS NOT NULL AND OLD.checked_at IS NOT NULL", delete="OLD.subject IS NOT NULL"
    )

