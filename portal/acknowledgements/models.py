"""Signed acknowledgements of the rules, which are only ever added."""

from typing import Any

from peewee import CharField, ForeignKeyField, ModelSelect

from portal.access.permissions import SEES_EVERY_RECORD
from portal.accounts.models import Account
from portal.foundation.database import Fact, moment_field
from portal.wording.models import WordingVersion


class Acknowledgement(Fact):
    """One signature under the rules: who, when, and the exact wording shown (product.md §3)."""

    reference = CharField(max_length=20, unique=True)
    account = ForeignKeyField(Account, backref="acknowledgements", on_delete="RESTRICT")
    adult_name = CharField(max_length=200)
    wording = ForeignKeyField(WordingVersion, on_delete="RESTRICT")
    wording_sha256 = CharField(max_length=64)
    language = CharField(max_length=10)
    signed_name = CharField(max_length=200)
    acknowledged_at = moment_field()
    submission = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "acknowledgements"
        indexes = ((("acknowledged_at",), False),)

    @classmethod
    def visible_to(cls, account: Any) -> ModelSelect:
        """A person sees what they signed themselves; those who keep the records see all (product.md §8.3)."""
        if account.roles & SEES_EVERY_RECORD:
            return cls.select()
        return cls.select().where(cls.account == account.id)


class AcknowledgedRule(Fact):
    """One rule that was ticked, as a statement of its own."""

    acknowledgement = ForeignKeyField(Acknowledgement, backref="rules", on_delete="RESTRICT")
    rule = CharField(max_length=60)

    class Meta:
        table_name = "acknowledged_rules"
        indexes = ((("acknowledgement", "rule"), True),)
