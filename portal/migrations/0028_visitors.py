"""Keep who visits, when they left, and the tablets and the code on the wall at which they say so."""

import peewee

from portal.foundation.allowed_values import allow_more
from portal.foundation.append_only import protect

_REFERS = 'FOREIGN KEY ("{0}_id") REFERENCES "{1}" ("id") ON DELETE RESTRICT'
_DOORS = f"""
    CREATE TABLE visitor_doors (
        "id" {{id}},
        "kind" VARCHAR(10) NOT NULL,
        "key_hash" VARCHAR(64) NOT NULL,
        "wall_token" VARCHAR(64),
        "made_at" TIMESTAMPTZ NOT NULL,
        "made_by_id" INTEGER NOT NULL,
        "paired_at" TIMESTAMPTZ,
        "ended_at" TIMESTAMPTZ,
        {_REFERS.format("made_by", "accounts")},
        CONSTRAINT "kind_is_known" CHECK ("kind" IN ('tablet', 'wall'))
    )
"""
_VISITS = f"""
    CREATE TABLE visits (
        "id" {{id}},
        "door_id" INTEGER NOT NULL,
        "name" VARCHAR(200) NOT NULL,
        "organisation" VARCHAR(200) NOT NULL,
        "seeing" VARCHAR(200) NOT NULL,
        "wording_id" INTEGER,
        "wording_sha256" VARCHAR(64) NOT NULL,
        "language" VARCHAR(10) NOT NULL,
        "agreed_at" TIMESTAMPTZ,
        "arrived_at" TIMESTAMPTZ NOT NULL,
        "number_hash" VARCHAR(64) NOT NULL,
        "submission" VARCHAR(64) NOT NULL,
        {_REFERS.format("door", "visitor_doors")},
        {_REFERS.format("wording", "wording_versions")},
        CONSTRAINT "a_wording_was_agreed_to" CHECK ((wording_id IS NULL) = (agreed_at IS NULL))
    )
"""
_ENDS = f"""
    CREATE TABLE visit_ends (
        "id" {{id}},
        "visit_id" INTEGER NOT NULL,
        "left_at" TIMESTAMPTZ NOT NULL,
        "noted_by_id" INTEGER,
        {_REFERS.format("visit", "visits")},
        {_REFERS.format("noted_by", "accounts")}
    )
"""
_INDEXES = (
    ("UNIQUE ", "visitor_doors", "key_hash"),
    ("", "visitor_doors", "made_by_id"),
    ("", "visits", "door_id"),
    ("", "visits", "wording_id"),
    ("", "visits", "arrived_at"),
    ("", "visits", "number_hash"),
    ("UNIQUE ", "visits", "submission"),
    ("UNIQUE ", "visit_ends", "visit_id"),
    ("", "visit_ends", "noted_by_id"),
)


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    id_ = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY"
    for statement in (_DOORS, _VISITS, _ENDS):
        db.execute_sql(statement.format(id=id_))
    for unique, table, column in _INDEXES:
        db.execute_sql(f'CREATE {unique}INDEX "{table}_{column}" ON "{table}" ("{column}")')
    protect(db, "visits", "visit_ends")
    allow_more(db, "issued_records", "kind", "visitor_register")
