"""Files from people: one table for whatever room they belong to, and nobody can change one that belongs somewhere."""

from typing import Any, ClassVar

from peewee import CharField, Check, IntegerField, ModelSelect

from portal.attachments.policy import MediaType
from portal.foundation.database import AppendOnlyTable, UtcDateTimeField, moment_field, one_of


class Attachment(AppendOnlyTable):
    """One file, kept encrypted in the vault as it came, as the clean copy that people open, and as a small picture.

    It waits for its form to be sent until ``subject`` names the kind of row, and ``subject_id`` the row, that it
    belongs to: from then on the database refuses to change or delete it (one from before its copy was made by the
    present rules may still be given a new copy, which sets ``checked_at``). ``token`` is the SHA-256 of what names it in
    the form of ``uploaded_by``, an account, or nobody; ``bound_to`` is what its encrypted files open for. Sizes are in bytes.
    ``name`` is what the person called it while it waits, and a name of our own afterwards. A file of which only what is
    made of it stays has ``kept_until``: it may be erased at any time, and is by then. So has one that waits with a draft.
    """

    token = CharField(max_length=64, null=True, unique=True)
    uploaded_by = IntegerField(null=True)
    uploaded_at = moment_field()
    subject = CharField(max_length=20, null=True)
    subject_id = IntegerField(null=True)
    position = IntegerField(default=1)
    name = CharField(max_length=80)
    media_type = CharField(max_length=20)
    pages = IntegerField(null=True)
    bound_to = CharField(max_length=80)
    original_name = CharField(max_length=32)
    original_sha256 = CharField(max_length=64)
    original_size = IntegerField()
    copy_name = CharField(max_length=32)
    copy_sha256 = CharField(max_length=64)
    copy_size = IntegerField()
    preview_name = CharField(max_length=32, null=True)
    preview_sha256 = CharField(max_length=64, null=True)
    checked_at = UtcDateTimeField(null=True)
    kept_until = UtcDateTimeField(null=True)

    # Rows of which the database refuses a change, and those of which it refuses the end.
    protected: ClassVar[dict[str, str]] = {
        "update": "OLD.subject IS NOT NULL AND OLD.checked_at IS NOT NULL",
        "delete": "OLD.subject IS NOT NULL AND OLD.kept_until IS NULL",
    }

    class Meta:
        table_name = "attachments"
        indexes = ((("subject", "subject_id", "position"), True), (("original_sha256",), False))
        constraints = [
            one_of("media_type", MediaType),
            Check("(subject IS NULL) = (subject_id IS NULL)", name="a_file_belongs_to_a_row"),
        ]

    @property
    def can_be_looked_at(self) -> bool:
        """Whether its pages can be shown one by one: not those of a document that was copied before they were pictures."""
        return self.media_type != MediaType.PDF or self.preview_name is not None

    @classmethod
    def visible_to(cls, account: Any) -> ModelSelect:
        """What waits is for whoever uploaded it; what belongs somewhere is reached through the row it belongs to."""
        return cls.select().where(cls.subject.is_null() & (cls.uploaded_by == account.id))
