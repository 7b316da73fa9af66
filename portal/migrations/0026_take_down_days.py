"""Within how many working days a picture comes down after a no: one number for the form and for the list."""


def up(migrator, db):
    db.execute_sql(
        'ALTER TABLE settings ADD COLUMN "take_down_days" INTEGER '
        'CONSTRAINT "take_down_days_is_sensible" CHECK (take_down_days BETWEEN 1 AND 20)'
    )
    db.execute_sql("UPDATE settings SET take_down_days = 2")
