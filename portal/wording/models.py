"""Published texts, which are never edited, and the one draft that each document may have."""

from peewee import CharField, ForeignKeyField, IntegerField, ModelSelect, TextField

from portal.accounts.models import Account
from portal.foundation.database import Fact, Table, moment_field, one_of
from portal.wording.policy import Change, Document


class WordingVersion(Fact):
    """One published version of one document; ``sha256`` is of ``body``, which is canonical JSON."""

    document = CharField(max_length=40)
    number = IntegerField()
    language = CharField(default="en", max_length=10)
    change = CharField(max_length=10)
    body = TextField()
    sha256 = CharField(max_length=64)
    published_at = moment_field()
    published_by_id = IntegerField(null=True)

    class Meta:
        table_name = "wording_versions"
        indexes = ((("document", "number", "language"), True),)
        constraints = [one_of("document", Document), one_of("change", Change)]

    @classmethod
    def visible_to(cls, account: object) -> ModelSelect:
        """What people sign is no secret: everyone who signs in may read every published version."""
        return cls.select()


class WordingDraft(Table):
    """What the next version of a document would be: nobody signs it, and nothing rests on it."""

    document = CharField(max_length=40, unique=True)
    body = TextField()
    based_on = ForeignKeyField(WordingVersion, null=True, on_delete="RESTRICT")
    updated_at = moment_field()
    updated_by = ForeignKeyField(Account, null=True, on_delete="SET NULL")

    class Meta:
        table_name = "wording_drafts"
        constraints = [one_of("document", Document)]
