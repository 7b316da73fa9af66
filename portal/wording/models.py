"""The table of documents, their published texts, which are never edited, and the one draft that each document may have."""

from typing import Any

from peewee import CharField, Check, DateField, ForeignKeyField, IntegerField, ModelSelect, TextField

from portal.accounts.models import Account
from portal.foundation.database import AppendOnlyTable, Table, moment_field, one_of
from portal.wording.policy import SOURCE_LANGUAGE, Audience, Change, DocumentKind


class Document(Table):
    """One document with versions that people sign or read; ``title`` heads its registers. A new one is a row and a text.

    ``owner`` is the role or name of whoever keeps it right, and looks at it again by ``review_by``.
    """

    key = CharField(max_length=40, unique=True)
    title = CharField(max_length=120)
    audience = CharField(max_length=10)
    kind = CharField(max_length=10)
    position = IntegerField()
    summary = CharField(default="", max_length=300)
    owner = CharField(default="", max_length=120)
    review_by = DateField(null=True)

    class Meta:
        table_name = "documents"
        constraints = [
            one_of("audience", Audience),
            one_of("kind", DocumentKind),
            Check("audience <> 'everyone' OR kind = 'to_read'", name="who_signs_is_known"),
        ]

    @property
    def slug(self) -> str:
        """The document's name in an address."""
        return str(self.key).replace("_", "-")


def _document_field(**options: Any) -> ForeignKeyField:
    return ForeignKeyField(
        Document,
        field="key",
        column_name="document",
        object_id_name="document_key",
        on_delete="RESTRICT",
        **options,
    )


class WordingVersion(AppendOnlyTable):
    """One published version of one document; ``sha256`` is of ``body``, which is canonical JSON.

    ``asks_again`` is canonical JSON too: the uses that are asked again in it; empty where the text is not made of uses.
    ``in_force_from`` is the day in England on which it takes the place of the one before; empty where it does at once.
    """

    document = _document_field(index=False)
    number = IntegerField()
    language = CharField(default=SOURCE_LANGUAGE, max_length=10)
    change = CharField(max_length=10)
    body = TextField()
    sha256 = CharField(max_length=64)
    asks_again = TextField(null=True)
    published_at = moment_field()
    published_by_id = IntegerField(null=True)
    in_force_from = DateField(null=True)

    class Meta:
        table_name = "wording_versions"
        indexes = ((("document", "number", "language"), True),)
        constraints = [one_of("change", Change)]

    @classmethod
    def visible_to(cls, account: object) -> ModelSelect:
        """What people sign is no secret: everyone who signs in may read every published version."""
        return cls.select()


class WordingDraft(Table):
    """What the next version of a document would be: nobody signs it, and nothing rests on it."""

    document = _document_field(unique=True)
    body = TextField()
    based_on = ForeignKeyField(WordingVersion, null=True, on_delete="RESTRICT")
    updated_at = moment_field()
    updated_by = ForeignKeyField(Account, null=True, on_delete="SET NULL")

    class Meta:
        table_name = "wording_drafts"
