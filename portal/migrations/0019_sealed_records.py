"""Keep which keys have sealed records, and each sealed file that left the portal: both are only ever added."""

import peewee

from portal.foundation.append_only import protect

_CERTIFICATES = """
    CREATE TABLE seal_certificates (
        "id" {id},
        "fingerprint" VARCHAR(64) NOT NULL,
        "certificate" TEXT NOT NULL,
        "made_at" TIMESTAMPTZ NOT NULL,
        "made_by" INTEGER
    )
"""
_ISSUED = """
    CREATE TABLE issued_records (
        "id" {id},
        "sha256" VARCHAR(64) NOT NULL,
        "kind" VARCHAR(24) NOT NULL,
        "subject_id" INTEGER NOT NULL,
        "reference" VARCHAR(20) NOT NULL,
        "face" VARCHAR(20) NOT NULL,
        "first_day" DATE,
        "last_day" DATE,
        "records" INTEGER NOT NULL,
        "issued_at" TIMESTAMPTZ NOT NULL,
        "issued_by" INTEGER,
        "certificate_id" INTEGER NOT NULL,
        FOREIGN KEY ("certificate_id") REFERENCES "seal_certificates" ("id") ON DELETE RESTRICT,
        CONSTRAINT "kind_is_known" CHECK ("kind" IN
        ('consent_record', 'rules_acknowledgement', 'concern', 'consent_register', 'photo_list', 'inspection_pack')),
        CONSTRAINT "a_period_has_two_ends" CHECK ((first_day IS NULL) = (last_day IS NULL))
    )
"""
_INDEXES = (
    ("UNIQUE ", "seal_certificates", "fingerprint"),
    ("UNIQUE ", "issued_records", "sha256"),
    ("", "issued_records", "certificate_id"),
)


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    id_ = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY"
    for statement in (_CERTIFICATES, _ISSUED):
        db.execute_sql(statement.format(id=id_))
    for unique, table, column in _INDEXES:
        db.execute_sql(f'CREATE {unique}INDEX "{table}_{column}" ON "{table}" ("{column}")')
    protect(db, "seal_certificates", "issued_records")
