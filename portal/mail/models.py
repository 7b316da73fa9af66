"""The outbox: a message is a row, written with what caused it and sent after the commit."""

from peewee import CharField, IntegerField, TextField

from portal.foundation.database import Table, UtcDateTimeField, moment_field


class OutboxMessage(Table):
    """One e-mail. ``sent_at`` is when a mail server took it; ``failed_at`` when we gave up trying."""

    recipient = CharField(max_length=254)
    subject = CharField(max_length=200)
    body = TextField()
    kind = CharField(max_length=40)
    queued_at = moment_field()
    try_after = moment_field(index=True, null=True)
    attempts = IntegerField(default=0)
    sent_at = UtcDateTimeField(null=True)
    failed_at = UtcDateTimeField(null=True)
    last_problem = CharField(default="", max_length=200)

    class Meta:
        table_name = "outbox_messages"
