"""The outbox: a message is a row, written with what caused it and sent after the commit."""

from peewee import CharField, IntegerField, TextField

from portal.foundation.database import Table, UtcDateTimeField, moment_field

# Stands where no link can hold it: what waited goes out with the address that the portal has by then.
ADDRESS_MARK = "{PORTAL_URL}"


class OutboxMessage(Table):
    """One e-mail. ``sent_at`` is when a mail server took it; ``failed_at`` when we gave up trying.

    In ``body``, ADDRESS_MARK stands for the portal's address, which is put in when it is sent. ``server`` tells by which
    ``MAIL_URL`` it was taken, as a digest.
    """

    recipient = CharField(max_length=254)
    subject = CharField(max_length=200)
    body = TextField()
    kind = CharField(max_length=40)
    queued_at = moment_field()
    try_after = moment_field(index=True, null=True)
    attempts = IntegerField(default=0)
    first_tried_at = UtcDateTimeField(null=True)
    sent_at = UtcDateTimeField(null=True)
    server = CharField(null=True, max_length=64)
    failed_at = UtcDateTimeField(null=True)
    last_problem = CharField(default="", max_length=200)

    class Meta:
        table_name = "outbox_messages"
