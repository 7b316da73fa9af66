"""Whoever is invited to the group is kept like whoever is in pictures: with their newest link and when their time ended.

The links before the newest opened nothing any more; who made one, or ended the time of somebody, stands in the log.
"""

import peewee

_GUESTS = (
    'ALTER TABLE group_guests ADD COLUMN "link_hash" VARCHAR(64)',
    'ALTER TABLE group_guests ADD COLUMN "ended_at" TIMESTAMPTZ',
    """
    UPDATE group_guests SET
        link_hash = (SELECT token_hash FROM group_guest_links l WHERE l.guest_id = group_guests.id ORDER BY l.id DESC LIMIT 1),
        ended_at = (SELECT e.ended_at FROM group_guest_ends e WHERE e.guest_id = group_guests.id)
    """,
    'CREATE UNIQUE INDEX "group_guests_link_hash" ON "group_guests" ("link_hash")',
    "DROP TABLE group_guest_links",
    "DROP TABLE group_guest_ends",
)
_ADULTS = (
    "ALTER TABLE listed_adults RENAME COLUMN listed_by_id TO added_by_id",
    "ALTER TABLE listed_adults RENAME COLUMN listed_at TO added_at",
    "DROP INDEX listed_adults_listed_by_id",
    'CREATE INDEX "listed_adults_added_by_id" ON "listed_adults" ("added_by_id")',
)


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    for verb in ("update", "delete") if sqlite else ("update", "delete", "truncate"):
        db.execute_sql(f'DROP TRIGGER "group_guests_refuses_{verb}"' + ("" if sqlite else " ON group_guests"))
    for statement in (*_GUESTS, *_ADULTS):
        db.execute_sql(statement)
    if not sqlite:
        _rename_constraints(db)


def _rename_constraints(db):
    """PostgreSQL names a constraint after its column, and newer versions one for each NOT NULL as well."""
    query = "SELECT conname FROM pg_constraint WHERE conrelid = 'listed_adults'::regclass AND conname LIKE %s"
    for (name,) in db.execute_sql(query, ("listed\\_adults\\_listed\\_%",)).fetchall():
        new = name.replace("listed_adults_listed_", "listed_adults_added_")
        db.execute_sql(f'ALTER TABLE listed_adults RENAME CONSTRAINT "{name}" TO "{new}"')
