"""Keep for each contact when it was last found right, as the words that were checked; one day held for all four."""

import peewee

from portal.foundation.append_only import protect

_CHECKS = """
    CREATE TABLE contact_checks (
        "id" {id},
        "contact" VARCHAR(30) NOT NULL,
        "words" TEXT NOT NULL,
        "checked_on" DATE NOT NULL,
        "checked_by_id" INTEGER,
        CONSTRAINT "contact_is_known" CHECK ("contact" IN ('phone', 'email', 'safeguarding_lead', 'ofsted_contact',
        'lado_contact', 'ico_contact', 'whistleblowing_contact'))
    )
"""
_CHECKED_BEFORE = ("ofsted_contact", "lado_contact", "ico_contact", "whistleblowing_contact")


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    id_ = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY"
    db.execute_sql(_CHECKS.format(id=id_))
    for contact in _CHECKED_BEFORE:
        db.execute_sql(
            f"""INSERT INTO contact_checks ("contact", "words", "checked_on")
            SELECT '{contact}', {contact}, contacts_checked_on FROM settings
            WHERE contacts_checked_on IS NOT NULL AND {contact} <> ''"""
        )
    db.execute_sql("ALTER TABLE settings DROP COLUMN contacts_checked_on")
    protect(db, "contact_checks")
