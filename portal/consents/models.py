"""Signed answers, which are only ever added, and a rebuildable table of each adult's last word."""

from typing import Any

from peewee import BooleanField, CharField, Check, CompositeKey, DateField, ForeignKeyField, IntegerField, ModelSelect

from portal.access.permissions import SEES_EVERY_RECORD
from portal.accounts.models import Account
from portal.consents.policy import Answer, Method, RecordKind
from portal.families.models import Adult, Child
from portal.foundation.database import Fact, Table, moment_field, one_of
from portal.wording.models import WordingVersion

# An adult's wish that every adult be asked is answered and superseded like a use, under this key.
CONSULT = "always_consult"


class ConsentRecord(Fact):
    """One signature: who, what they are to the child, when, how, and the exact wording shown (product.md §2.3)."""

    reference = CharField(max_length=20, unique=True)
    kind = CharField(max_length=12)
    child = ForeignKeyField(Child, backref="consent_records", on_delete="RESTRICT")
    adult = ForeignKeyField(Adult, backref="consent_records", on_delete="RESTRICT")
    relationship = CharField(max_length=20)
    signed_name = CharField(max_length=200)
    declared_responsibility = BooleanField()
    method = CharField(max_length=10)
    noted_by = ForeignKeyField(Account, null=True, on_delete="RESTRICT")
    given_on = DateField()
    signed_at = moment_field()
    wording = ForeignKeyField(WordingVersion, on_delete="RESTRICT")
    wording_sha256 = CharField(max_length=64)
    language = CharField(max_length=10)
    submission = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "consent_records"
        indexes = ((("signed_at",), False),)
        constraints = [
            one_of("kind", RecordKind),
            one_of("method", Method),
            Check("method <> 'spoken' OR kind = 'withdrawal'", name="only_a_withdrawal_is_spoken"),
            Check("method = 'online' OR noted_by_id IS NOT NULL", name="somebody_noted_it"),
        ]

    @classmethod
    def visible_to(cls, account: Any) -> ModelSelect:
        """An adult sees what they signed themselves, nobody else's; the record's keepers see all (§2.6)."""
        if account.roles & SEES_EVERY_RECORD:
            return cls.select()
        return cls.select().join(Adult, on=(cls.adult == Adult.id)).where(Adult.account == account.id)


class ConsentAnswer(Fact):
    """One answer of one record: to a use, or to whether every adult is to be asked."""

    record = ForeignKeyField(ConsentRecord, backref="answers", on_delete="RESTRICT")
    use = CharField(max_length=40)
    answer = CharField(max_length=14)

    class Meta:
        table_name = "consent_answers"
        indexes = ((("record", "use"), True),)
        constraints = [one_of("answer", Answer)]


class CurrentAnswer(Table):
    """Each adult's last word on each use; derived from the facts in the same transaction, and rebuildable."""

    id: Any = None
    child = ForeignKeyField(Child, on_delete="RESTRICT")
    adult = ForeignKeyField(Adult, on_delete="RESTRICT")
    use = CharField(max_length=40)
    answer = CharField(max_length=14)
    given_on = DateField()
    wording_id = IntegerField()
    record_id = IntegerField()

    class Meta:
        table_name = "current_answers"
        primary_key = CompositeKey("child", "adult", "use")
        constraints = [one_of("answer", [Answer.YES, Answer.NO, Answer.WITHDRAWN])]
