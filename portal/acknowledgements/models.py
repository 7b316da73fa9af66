"""Signed acknowledgements of the setting's documents, which are only ever added."""

from datetime import date
from typing import Any

from peewee import CharField, Check, DateField, ForeignKeyField, ModelSelect

from portal.access.permissions import SEES_EVERY_RECORD
from portal.accounts.models import Account
from portal.families.models import Adult
from portal.foundation import clock
from portal.foundation.database import AppendOnlyTable, moment_field
from portal.wording.models import WordingVersion

# The name that scans of papers are kept under.
FILES_OF = "acknowledgement"
_ONE_SIGNER = """
(CASE WHEN account_id IS NULL THEN 0 ELSE 1 END)
 + (CASE WHEN adult_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN organisation IS NULL THEN 0 ELSE 1 END) = 1
"""


class Acknowledgement(AppendOnlyTable):
    """One signature under one version of a document: who, when, how, and the exact wording shown (product.md §3).

    The signer is an account, an adult of the register, or somebody from outside: whoever has an ``organisation``,
    which may be empty. ``signer_name`` is what they were called then. On paper it was signed on the day
    ``signed_on`` and keyed in by ``keyed_by`` at ``acknowledged_at``; ``witness`` saw it, or there is a scan. Online
    none of them is set.
    """

    reference = CharField(max_length=20, unique=True)
    account = ForeignKeyField(Account, backref="acknowledgements", null=True, on_delete="RESTRICT")
    adult = ForeignKeyField(Adult, backref="acknowledgements", null=True, on_delete="RESTRICT")
    organisation = CharField(max_length=200, null=True)
    signer_name = CharField(max_length=200)
    wording = ForeignKeyField(WordingVersion, on_delete="RESTRICT")
    wording_sha256 = CharField(max_length=64)
    language = CharField(max_length=10)
    signed_name = CharField(max_length=200)
    acknowledged_at = moment_field()
    signed_on = DateField(null=True)
    witness = CharField(max_length=200, null=True)
    keyed_by = ForeignKeyField(Account, backref="keyed_acknowledgements", null=True, on_delete="RESTRICT")
    submission = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "acknowledgements"
        indexes = ((("acknowledged_at",), False),)
        constraints = [
            Check(_ONE_SIGNER.strip(), name="there_is_one_signer"),
            Check("(signed_on IS NULL) = (keyed_by_id IS NULL)", name="paper_is_keyed_by_somebody"),
            Check("adult_id IS NULL OR keyed_by_id IS NOT NULL", name="without_an_account_it_is_paper"),
        ]

    @property
    def day(self) -> date:
        """The day of the signature; days are days in England."""
        return self.signed_on or clock.london_date(self.acknowledged_at)

    @classmethod
    def visible_to(cls, account: Any) -> ModelSelect:
        """A person sees what they signed themselves; those who keep the records see all (product.md §8.3)."""
        if account.roles & SEES_EVERY_RECORD:
            return cls.select()
        return cls.select().where(cls.signed_by(account.id))

    @classmethod
    def signed_by(cls, account_id: int) -> Any:
        """Return the condition that a person signed, online or as an adult of the register on paper, by any entry."""
        own, accounts = Adult.of_account(account_id), Adult.alias()
        theirs = accounts.select(accounts.account).where(accounts.id.in_(own) & accounts.account.is_null(False))
        return (cls.account == account_id) | cls.account.in_(theirs) | cls.adult.in_(own)


class AcknowledgedRule(AppendOnlyTable):
    """One rule that was ticked, as a statement of its own."""

    acknowledgement = ForeignKeyField(Acknowledgement, backref="rules", on_delete="RESTRICT")
    rule = CharField(max_length=60)

    class Meta:
        table_name = "acknowledged_rules"
        indexes = ((("acknowledgement", "rule"), True),)
