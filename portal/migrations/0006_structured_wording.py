"""Keep with each yes until when it counts, with each wording which uses it asks again, and the privacy notice."""

import calendar
from datetime import date, timedelta

import peewee

from portal.foundation.append_only import protect

_ENDS = "CONSTRAINT \"a_yes_to_a_use_ends\" CHECK ((answer = 'yes' AND use <> 'always_consult') = (counts_until IS NOT NULL))"
_ANSWERS = """
    CREATE TABLE consent_answers (
        "id" {id},
        "record_id" INTEGER NOT NULL,
        "kind" VARCHAR(12) NOT NULL,
        "use" VARCHAR(40) NOT NULL,
        "answer" VARCHAR(14) NOT NULL,
        "counts_until" DATE,
        FOREIGN KEY ("record_id") REFERENCES "consent_records" ("id") ON DELETE RESTRICT,
        CONSTRAINT "answer_is_known" CHECK ("answer" IN ('yes', 'no', 'withdrawn', 'not_answered')),
        {ends},
        CONSTRAINT "a_withdrawal_only_withdraws" CHECK (kind <> 'withdrawal' OR answer = 'withdrawn'),
        CONSTRAINT "kind_is_the_records" FOREIGN KEY (record_id, kind) REFERENCES consent_records (id, kind)
    )
"""
_CURRENT = """
    CREATE TABLE current_answers (
        "child_id" INTEGER NOT NULL,
        "adult_id" INTEGER NOT NULL,
        "use" VARCHAR(40) NOT NULL,
        "answer" VARCHAR(14) NOT NULL,
        "given_on" DATE NOT NULL,
        "wording_id" INTEGER NOT NULL,
        "record_id" INTEGER NOT NULL,
        "counts_until" DATE,
        PRIMARY KEY ("child_id", "adult_id", "use"),
        FOREIGN KEY ("child_id") REFERENCES "children" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("adult_id") REFERENCES "adults" ("id") ON DELETE RESTRICT,
        CONSTRAINT "answer_is_known" CHECK ("answer" IN ('yes', 'no', 'withdrawn')),
        {ends}
    )
"""
_INDEXES = (
    'CREATE INDEX "consent_answers_record_id" ON "consent_answers" ("record_id")',
    'CREATE UNIQUE INDEX "consent_answers_record_id_use" ON "consent_answers" ("record_id", "use")',
    'CREATE INDEX "current_answers_child_id" ON "current_answers" ("child_id")',
    'CREATE INDEX "current_answers_adult_id" ON "current_answers" ("adult_id")',
)
_ENDS_OF_DAYS = "CREATE TABLE ends_of_days (given_on DATE PRIMARY KEY, counts_until DATE NOT NULL)"
_COPY_ANSWERS = """
    INSERT INTO consent_answers (id, record_id, kind, "use", answer, counts_until)
    SELECT a.id, a.record_id, a.kind, a."use", a.answer,
        CASE WHEN a.answer = 'yes' AND a."use" <> 'always_consult' THEN e.counts_until END
    FROM old_answers AS a JOIN consent_records AS r ON r.id = a.record_id JOIN ends_of_days AS e ON e.given_on = r.given_on
    ORDER BY a.id
"""
_COPY_CURRENT = """
    INSERT INTO current_answers (child_id, adult_id, "use", answer, given_on, wording_id, record_id, counts_until)
    SELECT c.child_id, c.adult_id, c."use", c.answer, c.given_on, c.wording_id, c.record_id,
        CASE WHEN c.answer = 'yes' AND c."use" <> 'always_consult' THEN e.counts_until END
    FROM old_current AS c JOIN ends_of_days AS e ON e.given_on = c.given_on
"""


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    id_ = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY"
    db.execute_sql('ALTER TABLE wording_versions ADD COLUMN "asks_again" TEXT')
    db.execute_sql('ALTER TABLE settings ADD COLUMN "privacy_notice" TEXT')
    _note_ends(db)
    for old, new in (("old_answers", "consent_answers"), ("old_current", "current_answers")):
        db.execute_sql(f"CREATE TABLE {old} AS SELECT * FROM {new}")
        db.execute_sql(f"DROP TABLE {new}")
    for statement in (
        _ANSWERS.format(id=id_, ends=_ENDS), _CURRENT.format(ends=_ENDS), *_INDEXES, _COPY_ANSWERS, _COPY_CURRENT,
        "DROP TABLE old_answers", "DROP TABLE old_current", "DROP TABLE ends_of_days",
    ):  # fmt: skip
        db.execute_sql(statement)
    if not sqlite:
        db.execute_sql("SELECT setval('consent_answers_id_seq', (SELECT coalesce(max(id), 1) FROM consent_answers))")
    protect(db, "consent_answers")


def _note_ends(db):
    """Note for each day of an answer until when a yes of that day counts, as the setting has it today."""
    row = db.execute_sql("SELECT consent_months, consents_end_with_school_year FROM settings").fetchone()
    months, with_school_year = row or (12, False)
    db.execute_sql(_ENDS_OF_DAYS)
    mark = "?" if isinstance(db, peewee.SqliteDatabase) else "%s"
    days = db.execute_sql(
        "SELECT DISTINCT given_on FROM (SELECT given_on FROM consent_records UNION SELECT given_on FROM current_answers) AS d"
    ).fetchall()
    for (given_on,) in days:
        day = date.fromisoformat(given_on) if isinstance(given_on, str) else given_on
        until = _last_day(day, months, with_school_year)
        db.execute_sql(f"INSERT INTO ends_of_days VALUES ({mark}, {mark})", (given_on, until.isoformat()))


def _last_day(given_on, months, with_school_year):
    year, month = divmod(given_on.year * 12 + given_on.month - 1 + months, 12)
    end = date(year, month + 1, min(given_on.day, calendar.monthrange(year, month + 1)[1]))
    if with_school_year:
        september = date(given_on.year, 9, 1)
        end = min(end, september if given_on < september else september.replace(year=given_on.year + 1))
    return end - timedelta(days=1)
