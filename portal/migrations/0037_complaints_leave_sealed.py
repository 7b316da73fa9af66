"""The complaints register leaves as a sealed file."""

from portal.foundation.allowed_values import allow_more


def up(migrator, db):
    allow_more(db, "issued_records", "kind", "complaints_register")
