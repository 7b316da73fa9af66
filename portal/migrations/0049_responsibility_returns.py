"""Keep that an adult’s parental responsibility is restricted no more, since which each yes of before is asked again.

Whose restriction ended before this version is asked again as well: whatever their yes rested on, nobody confirmed it.
"""

import datetime
import zoneinfo

import peewee

from portal.foundation.append_only import protect

_TABLE = """
    CREATE TABLE "responsibility_returns" (
        "id" {id},
        "check_id" INTEGER NOT NULL,
        "last_record" INTEGER NOT NULL,
        FOREIGN KEY ("check_id") REFERENCES "responsibility_checks" ("id") ON DELETE RESTRICT
    )
"""
_CHECKS = "SELECT id, child_id, adult_id, responsibility, checked_at FROM responsibility_checks ORDER BY id"
_MERGES = """
    SELECT stated_at, duplicate_child_id, kept_child_id, duplicate_adult_id, kept_adult_id FROM same_persons
    WHERE id NOT IN (SELECT fact_id FROM same_person_undos) ORDER BY id
"""
_THEIRS = (
    "child_id IN (SELECT id FROM children WHERE COALESCE(same_as, id) = {0}) "
    "AND adult_id IN (SELECT id FROM adults WHERE COALESCE(same_as, id) = {0})"
)


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    id_ = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY"
    db.execute_sql(_TABLE.format(id=id_))
    db.execute_sql('CREATE UNIQUE INDEX "responsibility_returns_check_id" ON "responsibility_returns" ("check_id")')
    for check, child, adult, at in _returned(db):
        _note(db, check, child, adult, at)
    protect(db, "responsibility_returns")


def _returned(db):
    """A check of another entry tells of somebody only from when the two were found to be one."""
    merges, kept = db.execute_sql(_MERGES).fetchall(), {}
    restricted = set()
    for id_, child, adult, now, at in db.execute_sql(_CHECKS).fetchall():
        while merges and merges[0][0] <= at:
            _merge(kept, merges.pop(0))
        whose = _kept(kept, child, adult)
        if now == "restricted":
            restricted.add((child, adult))
        elif now == "held" and any(_kept(kept, *pair) == whose for pair in restricted):
            restricted = {pair for pair in restricted if _kept(kept, *pair) != whose}
            every = dict(kept)
            for merge in merges:
                _merge(every, merge)
            yield id_, *_kept(every, child, adult), at


def _merge(kept, merge):
    _at, child, kept_child, adult, kept_adult = merge
    kept["child", child], kept["adult", adult] = kept_child, kept_adult


def _kept(kept, child, adult):
    while ("child", child) in kept:
        child = kept["child", child]
    while ("adult", adult) in kept:
        adult = kept["adult", adult]
    return child, adult


def _note(db, check, child, adult, at):
    theirs, param = _THEIRS.format(db.param), db.param
    (last,) = db.execute_sql(f"SELECT MAX(id) FROM consent_records WHERE signed_at < {param}", (at,)).fetchone()
    insert = f"INSERT INTO responsibility_returns (check_id, last_record) VALUES ({param}, {param})"
    db.execute_sql(insert, (check, last or 0))
    moment = datetime.datetime.fromisoformat(at) if isinstance(at, str) else at
    day = moment.astimezone(zoneinfo.ZoneInfo("Europe/London")).date()
    yes = f"SELECT use, given_on FROM current_answers WHERE {theirs} AND counts_until IS NOT NULL"
    old = (
        f" AND (record_id <= {param} OR given_on < {param}"
        " AND record_id IN (SELECT id FROM consent_records WHERE method = 'paper'))"
    )
    for use, given_on in db.execute_sql(yes + old, (child, adult, last or 0, day)).fetchall():
        given = datetime.date.fromisoformat(given_on) if isinstance(given_on, str) else given_on
        until = given - datetime.timedelta(days=1)
        update = f"UPDATE current_answers SET counts_until = {param} WHERE {theirs} AND use = {param}"
        db.execute_sql(update, (until, child, adult, use))
