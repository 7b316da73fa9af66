"""Keep everything decided about a list that waits, and all telephone numbers of an adult.

What was said of the columns of a list that waits was said by other rules: they are recognised anew.
"""

import peewee


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    if not sqlite:  # the name of its constraint holds the column's
        db.execute_sql("ALTER TABLE family_imports ALTER COLUMN mapping DROP NOT NULL")
    db.execute_sql("ALTER TABLE family_imports RENAME COLUMN mapping TO decisions")
    db.execute_sql("UPDATE family_imports SET decisions = ''")
    if sqlite:
        _longer_in_sqlite(db)
    else:
        db.execute_sql("ALTER TABLE family_imports ALTER COLUMN decisions SET NOT NULL")
        db.execute_sql("ALTER TABLE adults ALTER COLUMN phone TYPE VARCHAR(200)")


def _longer_in_sqlite(db):
    """Change the words of the column alone, as SQLite's manual allows where nothing stored changes.

    Other tables refer to this one, so it cannot be made anew; and SQLite keeps a text of any length anyway.
    """
    (version,) = db.execute_sql("PRAGMA schema_version").fetchone()
    db.execute_sql("PRAGMA writable_schema = ON")
    db.execute_sql(
        """UPDATE sqlite_master SET sql = replace(sql, '"phone" VARCHAR(60)', '"phone" VARCHAR(200)') """
        "WHERE type = 'table' AND name = 'adults'"
    )
    db.execute_sql(f"PRAGMA schema_version = {version + 1}")
    db.execute_sql("PRAGMA writable_schema = OFF")
