"""What somebody who read a text of a concern hid in it."""

from peewee import CharField, ForeignKeyField, TextField

from portal.accounts.models import Account
from portal.concerns.models import Concern
from portal.foundation.database import AppendOnlyTable, moment_field


class ConcernRedaction(AppendOnlyTable):
    """That somebody looked at one free text of a concern, and what of it they hid; the latest counts (product §4.4).

    ``hidden`` is JSON: start, end and whom the name means, of each place in the text (service.py).
    """

    concern = ForeignKeyField(Concern, on_delete="RESTRICT")
    text_sha256 = CharField(max_length=64)
    hidden = TextField()
    by = ForeignKeyField(Account, on_delete="RESTRICT")
    decided_at = moment_field()

    class Meta:
        table_name = "concern_redactions"
