"""A diary nobody can rewrite: each entry carries the fingerprint of the one before."""

from peewee import CharField, IntegerField, ModelSelect, TextField, Value

from portal.access.permissions import Permission
from portal.foundation.canonical import canonical_json, sha256_hex
from portal.foundation.database import Fact, UtcDateTimeField

GENESIS = "0" * 64


class AuditEntry(Fact):
    """Who, when, what, to which object. Ids only, never the free text of a concern (product.md §7)."""

    written_at = UtcDateTimeField()
    actor_id = IntegerField(null=True)
    event = CharField(max_length=60)
    subject = CharField(max_length=40)
    subject_id = IntegerField()
    details = TextField()
    previous_hash = CharField(max_length=64)
    hash = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "audit_entries"
        indexes = ((("subject", "subject_id"), False),)

    @classmethod
    def visible_to(cls, account: object) -> ModelSelect:
        """The log belongs to the setting as a whole: those who may read it read all of it."""
        entries = cls.select().order_by(cls.id.desc())
        return entries if Permission.AUDIT_READ in account.permissions else entries.where(Value(False))  # type: ignore[attr-defined]

    def fingerprint(self) -> str:
        """Return the SHA-256 that ``hash`` must equal: of the entry's canonical JSON and the hash before it."""
        moment = self.written_at.isoformat(timespec="microseconds")
        happened = (self.event, self.subject, self.subject_id, self.details)
        return fingerprint_of((self.previous_hash, moment, self.actor_id, *happened))


def fingerprint_of(sealed: tuple[object, ...]) -> str:
    """Return the SHA-256 of previous hash, moment, actor, event, subject, subject's id and details."""
    return sha256_hex(canonical_json(list(sealed)))
