"""Keep who without an account is in pictures, and what has to come down for an adult.

What a clearance rests on for a child stands in the row of the child, in place of a table of its own; and whether it is
the child or their name that stands in the way.
"""

import json

import peewee

from portal.foundation.append_only import protect

_ACCOUNT = 'FOREIGN KEY ("{0}_id") REFERENCES "accounts" ("id") ON DELETE RESTRICT'
_LISTED = 'FOREIGN KEY ("listed_id") REFERENCES "listed_adults" ("id") ON DELETE RESTRICT'
_ADULT = 'FOREIGN KEY ("adult_id") REFERENCES "clearance_adults" ("id") ON DELETE RESTRICT'
_ANSWERS = (
    'CONSTRAINT "one_adult_answers" CHECK ((account_id IS NULL) <> (listed_id IS NULL))',
    "CONSTRAINT \"only_a_no_is_noted\" CHECK (noted_by_id IS NULL OR answer = 'no')",
)
_ASKS = 'CONSTRAINT "somebody_asks" CHECK ((child_id IS NULL) <> (adult_id IS NULL))'
_LIST = f"""
    CREATE TABLE "listed_adults" (
        "id" {{id}},
        "name" VARCHAR(200) NOT NULL,
        "link_hash" VARCHAR(64),
        "listed_by_id" INTEGER NOT NULL,
        "listed_at" TIMESTAMPTZ NOT NULL,
        "ended_at" TIMESTAMPTZ,
        "submission" VARCHAR(64) NOT NULL,
        {_ACCOUNT.format("listed_by")}
    )
"""
# What SQLite makes anew, since it drops no NOT NULL and adds no CHECK: the table, and its columns of before.
_ANEW = {
    "adult_picture_answers": (
        f"""
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "account_id" INTEGER,
        "listed_id" INTEGER,
        "answer" VARCHAR(3) NOT NULL,
        "noted_by_id" INTEGER,
        "given_at" TIMESTAMPTZ NOT NULL,
        "submission" VARCHAR(64) NOT NULL,
        {_ACCOUNT.format("account")},
        {_LISTED},
        {_ACCOUNT.format("noted_by")},
        CONSTRAINT "answer_is_known" CHECK ("answer" IN ('yes', 'no')),
        {", ".join(_ANSWERS)}
        """,
        "id, account_id, answer, given_at, submission",
    ),
    "take_downs": (
        f"""
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "post_id" INTEGER NOT NULL,
        "child_id" INTEGER,
        "adult_id" INTEGER,
        "action" VARCHAR(14) NOT NULL,
        "cause" VARCHAR(18) NOT NULL,
        "use" VARCHAR(40) NOT NULL,
        "opened_at" TIMESTAMPTZ NOT NULL,
        "due_on" DATE NOT NULL,
        FOREIGN KEY ("post_id") REFERENCES "posts" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("child_id") REFERENCES "children" ("id") ON DELETE RESTRICT,
        {_ADULT},
        CONSTRAINT "action_is_known" CHECK ("action" IN ('remove', 'edit_caption')),
        CONSTRAINT "cause_is_known" CHECK ("cause" IN ('held', 'child_says_no', 'refused', 'left', 'kept_long_enough', 'yes_ended')),
        {_ASKS}
        """,
        "id, post_id, child_id, action, cause, use, opened_at, due_on",
    ),
}
_ANEW |= {
    "clearance_adults": (
        f"""
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "clearance_id" INTEGER NOT NULL,
        "account_id" INTEGER,
        "listed_id" INTEGER,
        "name" VARCHAR(200) NOT NULL,
        "answer_id" INTEGER,
        FOREIGN KEY ("clearance_id") REFERENCES "clearances" ("id") ON DELETE RESTRICT,
        {_ACCOUNT.format("account")},
        {_LISTED},
        FOREIGN KEY ("answer_id") REFERENCES "adult_picture_answers" ("id") ON DELETE RESTRICT
        """,
        "id, clearance_id, account_id, name, answer_id",
    ),
    "clearance_children": (
        """
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "clearance_id" INTEGER NOT NULL,
        "child_id" INTEGER NOT NULL,
        "is_shown" INTEGER NOT NULL,
        "is_named" INTEGER NOT NULL,
        "is_blocked" INTEGER NOT NULL,
        "is_name_blocked" INTEGER NOT NULL,
        "rests_on" TEXT NOT NULL,
        FOREIGN KEY ("clearance_id") REFERENCES "clearances" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("child_id") REFERENCES "children" ("id") ON DELETE RESTRICT,
        CONSTRAINT "the_child_is_in_it" CHECK (is_shown OR is_named)
        """,
        "id, clearance_id, child_id, is_shown, is_named, is_blocked, is_name_blocked, rests_on",
    ),
}
_INDEXES_ANEW = (
    'CREATE INDEX "clearance_adults_account_id" ON "clearance_adults" ("account_id")',
    'CREATE INDEX "clearance_adults_answer_id" ON "clearance_adults" ("answer_id")',
    'CREATE INDEX "clearance_adults_clearance_id_name" ON "clearance_adults" ("clearance_id", "name")',
    'CREATE INDEX "clearance_children_child_id" ON "clearance_children" ("child_id")',
    'CREATE UNIQUE INDEX "clearance_children_clearance_id_child_id" ON "clearance_children" ("clearance_id", "child_id")',
    'CREATE INDEX "adult_picture_answers_account_id" ON "adult_picture_answers" ("account_id")',
    'CREATE UNIQUE INDEX "adult_picture_answers_submission" ON "adult_picture_answers" ("submission")',
    'CREATE INDEX "take_downs_post_id" ON "take_downs" ("post_id")',
    'CREATE INDEX "take_downs_child_id" ON "take_downs" ("child_id")',
    'CREATE INDEX "take_downs_opened_at" ON "take_downs" ("opened_at")',
)
_INDEXES = (
    'CREATE UNIQUE INDEX "listed_adults_link_hash" ON "listed_adults" ("link_hash")',
    'CREATE UNIQUE INDEX "listed_adults_submission" ON "listed_adults" ("submission")',
    'CREATE INDEX "listed_adults_listed_by_id" ON "listed_adults" ("listed_by_id")',
    'CREATE INDEX "adult_picture_answers_listed_id" ON "adult_picture_answers" ("listed_id")',
    'CREATE INDEX "adult_picture_answers_noted_by_id" ON "adult_picture_answers" ("noted_by_id")',
    'CREATE INDEX "clearance_adults_listed_id" ON "clearance_adults" ("listed_id")',
    'CREATE INDEX "take_downs_adult_id" ON "take_downs" ("adult_id")',
)
_ON_POSTGRES = (
    "ALTER TABLE adult_picture_answers ALTER COLUMN account_id DROP NOT NULL",
    "ALTER TABLE adult_picture_answers ADD COLUMN listed_id INTEGER, ADD COLUMN noted_by_id INTEGER",
    f"ALTER TABLE adult_picture_answers ADD {_LISTED}, ADD {_ACCOUNT.format('noted_by')}",
    f"ALTER TABLE adult_picture_answers ADD {_ANSWERS[0]}, ADD {_ANSWERS[1]}",
    f"ALTER TABLE clearance_adults ADD COLUMN listed_id INTEGER, ADD {_LISTED}",
    "ALTER TABLE clearance_children ALTER COLUMN rests_on DROP DEFAULT, ALTER COLUMN is_name_blocked DROP DEFAULT",
    "ALTER TABLE take_downs ALTER COLUMN child_id DROP NOT NULL",
    f"ALTER TABLE take_downs ADD COLUMN adult_id INTEGER, ADD {_ADULT}, ADD {_ASKS}",
)
_RESTS_ON = """
    SELECT b.clearance_id, b.child_id, b.use, b.record_id, r.wording_id
    FROM clearance_bases b JOIN consent_records r ON r.id = b.record_id ORDER BY b.id
"""


def _make_anew(db, table, columns, kept):
    """Numbers are never given out twice, so the last one goes along."""
    db.execute_sql(f"CREATE TABLE moved ({columns})")
    db.execute_sql(f'INSERT INTO moved ({kept}) SELECT {kept} FROM "{table}"')
    db.execute_sql("DELETE FROM sqlite_sequence WHERE name = 'moved'")
    db.execute_sql(f"INSERT INTO sqlite_sequence SELECT 'moved', seq FROM sqlite_sequence WHERE name = '{table}'")
    db.execute_sql(f'DROP TABLE "{table}"')
    db.execute_sql(f'ALTER TABLE moved RENAME TO "{table}"')


def _move_what_clearances_rest_on(db, mark, boolean, verbs, on):
    rested = {}
    for clearance_id, child_id, *answer in db.execute_sql(_RESTS_ON).fetchall():
        rested.setdefault((clearance_id, child_id), []).append(answer)
    db.execute_sql("ALTER TABLE clearance_children ADD COLUMN \"rests_on\" TEXT NOT NULL DEFAULT '[]'")
    db.execute_sql(f'ALTER TABLE clearance_children ADD COLUMN "is_name_blocked" {boolean} NOT NULL DEFAULT false')
    for verb in verbs:
        db.execute_sql(f"DROP TRIGGER clearance_children_refuses_{verb}{on}")
    update = f"UPDATE clearance_children SET rests_on = {mark} WHERE clearance_id = {mark} AND child_id = {mark}"
    for (clearance_id, child_id), answers in rested.items():
        db.execute_sql(update, (json.dumps(answers), clearance_id, child_id))
    # Who was not in the picture was in the way by name; of the others nobody knows which it was.
    db.execute_sql("UPDATE clearance_children SET is_name_blocked = is_blocked, is_blocked = false WHERE NOT is_shown")
    db.execute_sql("DROP TABLE clearance_bases")


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    id_ = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY"
    db.execute_sql(_LIST.format(id=id_))
    if sqlite:
        _move_what_clearances_rest_on(db, "?", "INTEGER", ("update", "delete"), "")
        for table, (columns, kept) in _ANEW.items():
            _make_anew(db, table, columns, kept)
        protect(db, *_ANEW)
    else:
        _move_what_clearances_rest_on(db, "%s", "BOOLEAN", ("update", "delete", "truncate"), " ON clearance_children")
        for statement in _ON_POSTGRES:
            db.execute_sql(statement)
        protect(db, "clearance_children")
    for index in (*(_INDEXES_ANEW if sqlite else ()), *_INDEXES):
        db.execute_sql(index)
