"""Keep how a concern reached the setting, who told it without an account, and who keyed it in for them; a low-level
concern is a kind, and whoever raised a concern may take it back.
"""

import peewee

_KINDS = (
    "'shared_image', 'picture_without_consent', 'private_contact', 'comment_on_post', 'staff_conduct', 'complaint', "
    "'personal_information', {new}'question', 'compliment'"
)
_ENTRIES = (
    "'received', 'acknowledged', 'started', 'message_from_raiser', 'message_from_setting', 'internal_note', "
    "'outcome_told', 'closed', 'reopened', 'sent_on'{new}"
)
_CHECK = """CONSTRAINT "kind_is_known" CHECK ("kind" IN ({kinds}))"""
_CHECKS = (("concerns", _KINDS, "'low_level', "), ("concern_entries", _ENTRIES, ", 'withdrawn'"))
_SOURCES = "'signed_in', 'no_account', 'letter', 'email', 'phone', 'at_the_gate', 'facebook', 'ofsted', 'agency'"
_COLUMNS = (
    f"""source VARCHAR(12) NOT NULL DEFAULT 'signed_in' CONSTRAINT "source_is_known" CHECK ("source" IN ({_SOURCES}))""",
    "teller VARCHAR(200) NOT NULL DEFAULT ''",
    "teller_contact VARCHAR(200) NOT NULL DEFAULT ''",
    "is_confidential {boolean} NOT NULL DEFAULT false",
    "code VARCHAR(64)",
    'logged_by INTEGER REFERENCES "accounts" ("id") ON DELETE RESTRICT',
    "their_reference VARCHAR(60) NOT NULL DEFAULT ''",
    "about_personal_data {boolean} NOT NULL DEFAULT false",
)


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    for column in _COLUMNS:
        name, _space, kind = column.format(boolean="INTEGER" if sqlite else "BOOLEAN").partition(" ")
        db.execute_sql(f'ALTER TABLE concerns ADD COLUMN "{name}" {kind}')
    db.execute_sql('CREATE UNIQUE INDEX "concerns_code" ON "concerns" ("code")')
    db.execute_sql('CREATE INDEX "concerns_logged_by" ON "concerns" ("logged_by")')
    if sqlite:
        _check_in_sqlite(db)
        return
    for table, kinds, new in _CHECKS:
        db.execute_sql(f'ALTER TABLE {table} DROP CONSTRAINT IF EXISTS "kind_is_known"')
        db.execute_sql(f"ALTER TABLE {table} ADD {_CHECK.format(kinds=kinds.format(new=new))}")


def _check_in_sqlite(db):
    """Write the new constraint for the old one, as SQLite's manual allows where nothing stored changes."""
    (version,) = db.execute_sql("PRAGMA schema_version").fetchone()
    db.execute_sql("PRAGMA writable_schema = ON")
    for table, kinds, new in _CHECKS:
        old, wider = (_CHECK.format(kinds=kinds.format(new=more)) for more in ("", new))
        replaced = db.execute_sql(
            "UPDATE sqlite_master SET sql = replace(sql, ?1, ?2) WHERE type = 'table' AND name = ?3 AND instr(sql, ?1)",
            (old, wider, table),
        )
        if replaced.rowcount != 1:
            raise LookupError(f"{table} has no constraint on its kinds")
    db.execute_sql(f"PRAGMA schema_version = {version + 1}")
    db.execute_sql("PRAGMA writable_schema = OFF")
