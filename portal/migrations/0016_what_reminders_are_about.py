"""A reminder tells what it is about: answers about pictures, documents to sign, or both."""


def up(migrator, db):
    db.execute_sql('ALTER TABLE reminders ADD COLUMN "about" VARCHAR(40)')
