"""Keep with each adult when they were last written to, whether that was a reminder or an invitation."""

_LAST_WRITTEN = """
    UPDATE adults SET last_written_at = (
        SELECT max(written.moment) FROM (
            SELECT reminders.sent_at AS moment FROM reminders WHERE reminders.adult_id = adults.id
            UNION ALL
            SELECT invitations.created_at FROM invitations
            WHERE invitations.account_id = adults.account_id AND invitations.channel IN ('email', 'letter')
        ) AS written
    )
"""


def up(migrator, db):
    db.execute_sql('ALTER TABLE adults ADD COLUMN "last_written_at" TIMESTAMPTZ')
    db.execute_sql(_LAST_WRITTEN)
    # A reminder is as old as its round, so its own moment says nothing more.
    db.execute_sql("DROP INDEX reminders_sent_at")
    db.execute_sql("ALTER TABLE reminders DROP COLUMN sent_at")
