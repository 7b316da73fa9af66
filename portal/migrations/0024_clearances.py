"""Keep who may clear pictures, what was cleared and on which answers it rests; and whether a second poster looks."""

import peewee

from portal.foundation.append_only import protect

_TABLES = (
    """
    CREATE TABLE "poster_designations" (
        "id" {id},
        "account_id" INTEGER NOT NULL,
        "first_day" DATE NOT NULL,
        "last_day" DATE NOT NULL,
        "designated_by_id" INTEGER NOT NULL,
        "designated_at" TIMESTAMPTZ NOT NULL,
        "submission" VARCHAR(64) NOT NULL,
        FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("designated_by_id") REFERENCES "accounts" ("id") ON DELETE RESTRICT,
        CONSTRAINT "it_begins_before_it_ends" CHECK (first_day <= last_day)
    )
    """,
    """
    CREATE TABLE "poster_designation_ends" (
        "id" {id},
        "designation_id" INTEGER NOT NULL,
        "ended_by_id" INTEGER NOT NULL,
        "ended_at" TIMESTAMPTZ NOT NULL,
        FOREIGN KEY ("designation_id") REFERENCES "poster_designations" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("ended_by_id") REFERENCES "accounts" ("id") ON DELETE RESTRICT
    )
    """,
    """
    CREATE TABLE "adult_picture_answers" (
        "id" {id},
        "account_id" INTEGER NOT NULL,
        "answer" VARCHAR(3) NOT NULL,
        "given_at" TIMESTAMPTZ NOT NULL,
        "submission" VARCHAR(64) NOT NULL,
        FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE RESTRICT,
        CONSTRAINT "answer_is_known" CHECK ("answer" IN ('yes', 'no'))
    )
    """,
    """
    CREATE TABLE "clearances" (
        "id" {id},
        "reference" VARCHAR(20) NOT NULL,
        "made_by_id" INTEGER NOT NULL,
        "made_at" TIMESTAMPTZ NOT NULL,
        "place" VARCHAR(20) NOT NULL,
        "platform" VARCHAR(60) NOT NULL,
        "event" VARCHAR(40) NOT NULL,
        "what" VARCHAR(10) NOT NULL,
        "caption" TEXT NOT NULL,
        "has_unlisted" {boolean} NOT NULL,
        "needs_second_poster" {boolean} NOT NULL,
        "wording_id" INTEGER NOT NULL,
        "submission" VARCHAR(64) NOT NULL,
        FOREIGN KEY ("made_by_id") REFERENCES "accounts" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("wording_id") REFERENCES "wording_versions" ("id") ON DELETE RESTRICT,
        CONSTRAINT "place_is_known" CHECK ("place" IN ('rooms', 'own_journal', 'other_journals', 'closed_group', 'public', 'printed', 'newsletter', 'newspaper', 'training')),
        CONSTRAINT "what_is_known" CHECK ("what" IN ('picture', 'video'))
    )
    """,
    """
    CREATE TABLE "clearance_children" (
        "id" {id},
        "clearance_id" INTEGER NOT NULL,
        "child_id" INTEGER NOT NULL,
        "is_shown" {boolean} NOT NULL,
        "is_named" {boolean} NOT NULL,
        "is_blocked" {boolean} NOT NULL,
        FOREIGN KEY ("clearance_id") REFERENCES "clearances" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("child_id") REFERENCES "children" ("id") ON DELETE RESTRICT,
        CONSTRAINT "the_child_is_in_it" CHECK (is_shown OR is_named)
    )
    """,
    """
    CREATE TABLE "clearance_bases" (
        "id" {id},
        "clearance_id" INTEGER NOT NULL,
        "child_id" INTEGER NOT NULL,
        "use" VARCHAR(40) NOT NULL,
        "record_id" INTEGER NOT NULL,
        FOREIGN KEY ("clearance_id") REFERENCES "clearances" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("child_id") REFERENCES "children" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("record_id") REFERENCES "consent_records" ("id") ON DELETE RESTRICT
    )
    """,
    """
    CREATE TABLE "clearance_adults" (
        "id" {id},
        "clearance_id" INTEGER NOT NULL,
        "account_id" INTEGER,
        "name" VARCHAR(200) NOT NULL,
        "answer_id" INTEGER,
        FOREIGN KEY ("clearance_id") REFERENCES "clearances" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("answer_id") REFERENCES "adult_picture_answers" ("id") ON DELETE RESTRICT
    )
    """,
    """
    CREATE TABLE "clearance_adult_asks" (
        "id" {id},
        "adult_id" INTEGER NOT NULL,
        "answer" VARCHAR(3) NOT NULL,
        "asked_by_id" INTEGER NOT NULL,
        "asked_at" TIMESTAMPTZ NOT NULL,
        FOREIGN KEY ("adult_id") REFERENCES "clearance_adults" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("asked_by_id") REFERENCES "accounts" ("id") ON DELETE RESTRICT,
        CONSTRAINT "answer_is_known" CHECK ("answer" IN ('yes', 'no'))
    )
    """,
    """
    CREATE TABLE "clearance_sights" (
        "id" {id},
        "clearance_id" INTEGER NOT NULL,
        "seen_by_id" INTEGER NOT NULL,
        "seen_at" TIMESTAMPTZ NOT NULL,
        FOREIGN KEY ("clearance_id") REFERENCES "clearances" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("seen_by_id") REFERENCES "accounts" ("id") ON DELETE RESTRICT
    )
    """,
)
_INDEXES = (
    'CREATE INDEX "poster_designations_account_id" ON "poster_designations" ("account_id")',
    'CREATE INDEX "poster_designations_designated_by_id" ON "poster_designations" ("designated_by_id")',
    'CREATE UNIQUE INDEX "poster_designations_submission" ON "poster_designations" ("submission")',
    'CREATE UNIQUE INDEX "poster_designation_ends_designation_id" ON "poster_designation_ends" ("designation_id")',
    'CREATE INDEX "poster_designation_ends_ended_by_id" ON "poster_designation_ends" ("ended_by_id")',
    'CREATE INDEX "adult_picture_answers_account_id" ON "adult_picture_answers" ("account_id")',
    'CREATE UNIQUE INDEX "adult_picture_answers_submission" ON "adult_picture_answers" ("submission")',
    'CREATE UNIQUE INDEX "clearances_reference" ON "clearances" ("reference")',
    'CREATE INDEX "clearances_made_by_id" ON "clearances" ("made_by_id")',
    'CREATE INDEX "clearances_made_at" ON "clearances" ("made_at")',
    'CREATE INDEX "clearances_wording_id" ON "clearances" ("wording_id")',
    'CREATE UNIQUE INDEX "clearances_submission" ON "clearances" ("submission")',
    'CREATE INDEX "clearance_children_child_id" ON "clearance_children" ("child_id")',
    'CREATE UNIQUE INDEX "clearance_children_clearance_id_child_id" ON "clearance_children" ("clearance_id", "child_id")',
    'CREATE INDEX "clearance_bases_child_id" ON "clearance_bases" ("child_id")',
    'CREATE INDEX "clearance_bases_record_id" ON "clearance_bases" ("record_id")',
    'CREATE UNIQUE INDEX "clearance_bases_clearance_id_child_id_use_record_id" ON "clearance_bases" ("clearance_id", "child_id", "use", "record_id")',
    'CREATE INDEX "clearance_adults_account_id" ON "clearance_adults" ("account_id")',
    'CREATE INDEX "clearance_adults_answer_id" ON "clearance_adults" ("answer_id")',
    'CREATE INDEX "clearance_adults_clearance_id_name" ON "clearance_adults" ("clearance_id", "name")',
    'CREATE UNIQUE INDEX "clearance_adult_asks_adult_id" ON "clearance_adult_asks" ("adult_id")',
    'CREATE INDEX "clearance_adult_asks_asked_by_id" ON "clearance_adult_asks" ("asked_by_id")',
    'CREATE UNIQUE INDEX "clearance_sights_clearance_id" ON "clearance_sights" ("clearance_id")',
    'CREATE INDEX "clearance_sights_seen_by_id" ON "clearance_sights" ("seen_by_id")',
)
_PROTECTED = (
    "poster_designations",
    "poster_designation_ends",
    "adult_picture_answers",
    "clearances",
    "clearance_children",
    "clearance_bases",
    "clearance_adults",
    "clearance_adult_asks",
    "clearance_sights",
)


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    id_ = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY"
    boolean = "INTEGER" if sqlite else "BOOLEAN"
    for table in _TABLES:
        db.execute_sql(table.format(id=id_, boolean=boolean))
    for index in _INDEXES:
        db.execute_sql(index)
    protect(db, *_PROTECTED)
    db.execute_sql(f'ALTER TABLE settings ADD COLUMN "needs_second_poster" {boolean}')
