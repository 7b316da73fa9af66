"""Keep everything decided about a list that waits, and all telephone numbers of an adult.

A list that waits was read by other rules: it is deleted and has to be uploaded again. Its file is erased by its date.
"""

import peewee


def up(migrator, db):
    db.execute_sql("DELETE FROM family_imports WHERE confirmed_at IS NULL")
    db.execute_sql("ALTER TABLE family_imports RENAME COLUMN mapping TO decisions")
    if not isinstance(db, peewee.SqliteDatabase):  # SQLite keeps a text of any length
        db.execute_sql("ALTER TABLE adults ALTER COLUMN phone TYPE VARCHAR(200)")
