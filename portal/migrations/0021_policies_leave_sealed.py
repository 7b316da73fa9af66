"""Versions of a policy leave the portal as sealed files, and a paper that was signed names who saw it."""

from portal.foundation.allowed_values import allow_more


def up(migrator, db):
    db.execute_sql('ALTER TABLE acknowledgements ADD COLUMN "witness" VARCHAR(200)')
    allow_more(db, "issued_records", "kind", "policy_history")
