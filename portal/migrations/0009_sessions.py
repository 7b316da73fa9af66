"""Keep the sessions that children come to as rows, which the setting may rename and add to.

Their keys are those that children and reminders hold already, so nothing of what is stored changes.
"""

import peewee

_SESSIONS = """
    CREATE TABLE sessions (
        "id" {id},
        "key" VARCHAR(20) NOT NULL,
        "name" VARCHAR(60) NOT NULL
    )
"""
_FIRST = (
    ("playgroup", "Playgroup"),
    ("breakfast", "Breakfast club"),
    ("after_school", "After-school club"),
    ("holiday", "Holiday club"),
)
_REFERENCE = 'REFERENCES "sessions" ("key") ON DELETE RESTRICT'
_HOLDERS = (("child_sessions", "kind"), ("reminder_rounds", "session"))


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    id_ = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY"
    db.execute_sql(_SESSIONS.format(id=id_))
    db.execute_sql('CREATE UNIQUE INDEX "sessions_key" ON "sessions" ("key")')
    for key, name in _FIRST:
        db.execute_sql(f"""INSERT INTO sessions ("key", "name") VALUES ('{key}', '{name}')""")
    if sqlite:
        _point_in_sqlite(db)
        return
    for table, column in _HOLDERS:
        db.execute_sql(f'ALTER TABLE {table} DROP CONSTRAINT IF EXISTS "{column}_is_known"')
        db.execute_sql(f'ALTER TABLE {table} ADD FOREIGN KEY ("{column}") {_REFERENCE}')


def _point_in_sqlite(db):
    """Write the new constraint for the old one, as SQLite's manual allows where nothing stored changes.

    Other tables refer to the rounds of reminders, which nobody may delete, so that table cannot be made anew.
    """
    keys = ", ".join(f"'{key}'" for key, _name in _FIRST)
    (version,) = db.execute_sql("PRAGMA schema_version").fetchone()
    db.execute_sql("PRAGMA writable_schema = ON")
    for table, column in _HOLDERS:
        old = f'CONSTRAINT "{column}_is_known" CHECK ("{column}" IN ({keys}))'
        replaced = db.execute_sql(
            "UPDATE sqlite_master SET sql = replace(sql, ?1, ?2) WHERE type = 'table' AND name = ?3 AND instr(sql, ?1)",
            (old, f'FOREIGN KEY ("{column}") {_REFERENCE}', table),
        )
        if replaced.rowcount != 1:
            raise LookupError(f"{table} has no constraint on its sessions")
    db.execute_sql(f"PRAGMA schema_version = {version + 1}")
    db.execute_sql("PRAGMA writable_schema = OFF")
