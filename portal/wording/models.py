"""Published texts. A published version is never edited: a change is a new version."""

from peewee import CharField, IntegerField, ModelSelect, TextField

from portal.foundation.database import Fact, moment_field, one_of
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
