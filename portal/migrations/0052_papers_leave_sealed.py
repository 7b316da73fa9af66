"""Letters, forms to fill in and the sheet for the wall leave as sealed files."""

from portal.foundation.allowed_values import allow_more


def up(migrator, db):
    allow_more(db, "issued_records", "kind", "letters", "blank_form", "wall_sheet")
