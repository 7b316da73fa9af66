"""Keep who was proposed to handle what concerns the manager and what became of it, and who named whom a concern is about
after it was raised.
"""

import peewee

from portal.foundation.append_only import protect

_REFERS = 'FOREIGN KEY ("{0}_id") REFERENCES "{1}" ("id") ON DELETE RESTRICT'
_PROPOSALS = f"""
    CREATE TABLE handler_proposals (
        "id" {{id}},
        "role" VARCHAR(20) NOT NULL,
        "name" VARCHAR(200) NOT NULL,
        "email" VARCHAR(254) NOT NULL,
        "proposed_by_id" INTEGER NOT NULL,
        "proposed_at" TIMESTAMPTZ NOT NULL,
        "submission" VARCHAR(64) NOT NULL,
        {_REFERS.format("proposed_by", "accounts")},
        CONSTRAINT "role_is_known" CHECK ("role" IN ('chair', 'lead'))
    )
"""
_ENDS = f"""
    CREATE TABLE handler_proposal_ends (
        "id" {{id}},
        "proposal_id" INTEGER NOT NULL,
        "ending" VARCHAR(20) NOT NULL,
        "ended_by_id" INTEGER,
        "ended_at" TIMESTAMPTZ NOT NULL,
        {_REFERS.format("proposal", "handler_proposals")},
        {_REFERS.format("ended_by", "accounts")},
        CONSTRAINT "ending_is_known" CHECK ("ending" IN ('objected', 'took_effect', 'not_possible'))
    )
"""
_INDEXES = (
    ("", "handler_proposals", "proposed_by_id"),
    ("UNIQUE ", "handler_proposals", "submission"),
    ("UNIQUE ", "handler_proposal_ends", "proposal_id"),
    ("", "handler_proposal_ends", "ended_by_id"),
    ("", "concern_subjects", "named_by"),
)


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    id_ = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY"
    for statement in (_PROPOSALS, _ENDS):
        db.execute_sql(statement.format(id=id_))
    db.execute_sql(
        'ALTER TABLE concern_subjects ADD COLUMN "named_by" INTEGER REFERENCES "accounts" ("id") ON DELETE RESTRICT'
    )
    db.execute_sql('ALTER TABLE concern_subjects ADD COLUMN "named_at" TIMESTAMPTZ')
    for unique, table, column in _INDEXES:
        db.execute_sql(f'CREATE {unique}INDEX "{table}_{column}" ON "{table}" ("{column}")')
    protect(db, "handler_proposals", "handler_proposal_ends")
