"""Family lists that wait to be imported."""

from typing import Any

from peewee import CharField, ForeignKeyField, ModelSelect, TextField

from portal.accounts.models import Account
from portal.foundation.database import Table, UtcDateTimeField, moment_field


class FamilyImport(Table):
    """An uploaded list that waits for the manager's yes; its file is erased when confirmed, cancelled or a day old."""

    uploaded_by = ForeignKeyField(Account, on_delete="CASCADE")
    uploaded_at = moment_field()
    filename = CharField(max_length=200)
    decisions = TextField(default="")
    confirmed_at = UtcDateTimeField(null=True)

    class Meta:
        table_name = "family_imports"

    @classmethod
    def visible_to(cls, account: Any) -> ModelSelect:
        """What this person uploaded, confirmed or not: a second click must find the first."""
        return cls.select().where(cls.uploaded_by == account.id)
