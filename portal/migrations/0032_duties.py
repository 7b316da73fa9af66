"""Keep what was answered and done about each duty of a concern, and which handlers stepped aside: both are only ever added."""

import peewee

from portal.foundation.append_only import protect

_REFERS = 'FOREIGN KEY ("{0}_id") REFERENCES "{1}" ("id") ON DELETE RESTRICT'
_DUTIES = f"""
    CREATE TABLE concern_duties (
        "id" {{id}},
        "concern_id" INTEGER NOT NULL,
        "duty" VARCHAR(20) NOT NULL,
        "answer" VARCHAR(10) NOT NULL,
        "happened_on" DATE NOT NULL,
        "at" TIMESTAMPTZ,
        "how" VARCHAR(200) NOT NULL,
        "reference" VARCHAR(200) NOT NULL,
        "text" TEXT NOT NULL,
        "by_id" INTEGER NOT NULL,
        "logged_at" TIMESTAMPTZ NOT NULL,
        "submission" VARCHAR(64) NOT NULL,
        {_REFERS.format("concern", "concerns")},
        {_REFERS.format("by", "accounts")},
        CONSTRAINT "duty_is_known" CHECK ("duty" IN ('triage', 'lado', 'ofsted', 'breach', 'taken_down', 'who_saw', 'risk',
            'family', 'regulator', 'data_acknowledged', 'data_outcome')),
        CONSTRAINT "answer_is_known" CHECK ("answer" IN ('yes', 'no', 'not_known', 'done', 'not_needed')),
        CONSTRAINT "not_needed_has_a_reason" CHECK (answer <> 'not_needed' OR text <> '')
    )
"""
_STEPS_ASIDE = f"""
    CREATE TABLE concern_steps_aside (
        "id" {{id}},
        "concern_id" INTEGER NOT NULL,
        "account_id" INTEGER NOT NULL,
        "stepped_at" TIMESTAMPTZ NOT NULL,
        {_REFERS.format("concern", "concerns")},
        {_REFERS.format("account", "accounts")}
    )
"""
_INDEXES = (
    ("", "concern_duties", "concern_id"),
    ("", "concern_duties", "by_id"),
    ("UNIQUE ", "concern_duties", "submission"),
    ("", "concern_steps_aside", "concern_id"),
    ("", "concern_steps_aside", "account_id"),
)


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    id_ = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY"
    for statement in (_DUTIES, _STEPS_ASIDE):
        db.execute_sql(statement.format(id=id_))
    for unique, table, column in _INDEXES:
        db.execute_sql(f'CREATE {unique}INDEX "{table}_{column}" ON "{table}" ("{column}")')
    db.execute_sql(
        'CREATE UNIQUE INDEX "concern_steps_aside_concern_id_account_id" ON "concern_steps_aside" ("concern_id", "account_id")'
    )
    protect(db, "concern_duties", "concern_steps_aside")
