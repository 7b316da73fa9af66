"""Keep which parents and people who work here know each other, as declared; their register leaves sealed, as does that
of owed acknowledgements. Whoever works here and is on no list of families can be reminded too.
"""

import peewee

from portal.foundation.allowed_values import allow_more
from portal.foundation.append_only import protect

_ACCOUNT = 'FOREIGN KEY ("{0}_id") REFERENCES "accounts" ("id") ON DELETE RESTRICT'
_TABLES = (
    f"""
    CREATE TABLE relationship_declarations (
        "id" {{id}},
        "reference" VARCHAR(20) NOT NULL,
        "declared_by_id" INTEGER NOT NULL,
        "worker_id" INTEGER NOT NULL,
        "parent_name" VARCHAR(200) NOT NULL,
        "relation" VARCHAR(200) NOT NULL,
        "declared_at" TIMESTAMPTZ NOT NULL,
        "submission" VARCHAR(64) NOT NULL,
        {_ACCOUNT.format("declared_by")},
        {_ACCOUNT.format("worker")}
    )
    """,
    f"""
    CREATE TABLE relationship_steps (
        "id" {{id}},
        "declaration_id" INTEGER NOT NULL,
        "step" VARCHAR(10) NOT NULL,
        "adult_id" INTEGER,
        "made_by_id" INTEGER NOT NULL,
        "made_at" TIMESTAMPTZ NOT NULL,
        FOREIGN KEY ("declaration_id") REFERENCES "relationship_declarations" ("id") ON DELETE RESTRICT,
        {_ACCOUNT.format("made_by")},
        CONSTRAINT "step_is_known" CHECK ("step" IN ('confirmed', 'ended'))
    )
    """,
)
_INDEXES = (
    ("UNIQUE ", "relationship_declarations", "reference"),
    ("", "relationship_declarations", "declared_by_id"),
    ("", "relationship_declarations", "worker_id"),
    ("UNIQUE ", "relationship_declarations", "submission"),
    ("UNIQUE ", "relationship_steps", "declaration_id", "step"),
    ("", "relationship_steps", "adult_id"),
    ("", "relationship_steps", "made_by_id"),
)
_ONE_PERSON = 'CONSTRAINT "one_person_was_reminded" CHECK ((adult_id IS NULL) <> (account_id IS NULL))'
_ON_POSTGRES = (
    "ALTER TABLE reminders ALTER COLUMN adult_id DROP NOT NULL",
    "ALTER TABLE reminders ADD COLUMN account_id INTEGER",
    f"ALTER TABLE reminders ADD {_ACCOUNT.format('account')}",
    f"ALTER TABLE reminders ADD {_ONE_PERSON}",
)
# SQLite drops no NOT NULL: the table is made anew. Numbers are never given out twice, so the last one goes along.
_ON_SQLITE = (
    f"""
    CREATE TABLE moved (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "round_id" INTEGER NOT NULL,
        "adult_id" INTEGER,
        "account_id" INTEGER,
        "way" VARCHAR(20) NOT NULL,
        "about" VARCHAR(40),
        FOREIGN KEY ("round_id") REFERENCES "reminder_rounds" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("adult_id") REFERENCES "adults" ("id") ON DELETE RESTRICT,
        {_ACCOUNT.format("account")},
        CONSTRAINT "way_is_known" CHECK ("way" IN ('email', 'letter', 'invitation_email', 'invitation_letter')),
        {_ONE_PERSON}
    )
    """,
    "INSERT INTO moved SELECT id, round_id, adult_id, NULL, way, about FROM reminders",
    "DELETE FROM sqlite_sequence WHERE name = 'moved'",
    "INSERT INTO sqlite_sequence SELECT 'moved', seq FROM sqlite_sequence WHERE name = 'reminders'",
    "DROP TABLE reminders",
    "ALTER TABLE moved RENAME TO reminders",
    'CREATE INDEX "reminders_round_id" ON "reminders" ("round_id")',
    'CREATE INDEX "reminders_adult_id" ON "reminders" ("adult_id")',
    'CREATE UNIQUE INDEX "reminders_round_id_adult_id" ON "reminders" ("round_id", "adult_id")',
)
_REMINDED = (
    'CREATE INDEX "reminders_account_id" ON "reminders" ("account_id")',
    'CREATE UNIQUE INDEX "reminders_round_id_account_id" ON "reminders" ("round_id", "account_id")',
)
_NEW_KINDS = ("relationship_register", "acknowledgement_register")


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    id_ = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY"
    for table in _TABLES:
        db.execute_sql(table.format(id=id_))
    for unique, table, *columns in _INDEXES:
        named, listed = "_".join((table, *columns)), ", ".join(f'"{column}"' for column in columns)
        db.execute_sql(f'CREATE {unique}INDEX "{named}" ON "{table}" ({listed})')
    protect(db, "relationship_declarations", "relationship_steps")
    allow_more(db, "issued_records", "kind", *_NEW_KINDS)
    for statement in (*(_ON_SQLITE if sqlite else _ON_POSTGRES), *_REMINDED):
        db.execute_sql(statement)
    if sqlite:
        protect(db, "reminders")
