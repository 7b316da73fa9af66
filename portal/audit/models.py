"""A log that nobody can rewrite: each entry carries the hash of the one before."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from flask import Flask, current_app
from peewee import CharField, IntegerField, ModelSelect, TextField, Value

from portal.access.permissions import Permission
from portal.foundation.canonical import canonical_json, sha256_hex
from portal.foundation.database import AppendOnlyTable, UtcDateTimeField

GENESIS = "0" * 64
_KEY = "portal_audit"

# For a kind of row: the query of ids that an account may see.
Limits = Mapping[str, Callable[[Any], ModelSelect]]
# For a kind of row: the references of some row numbers, as people know them.
References = Mapping[str, Callable[[Collection[int]], dict[int, str]]]


def limits() -> Limits:
    """Return what limits the log, as whoever assembled the portal said: this room knows no others."""
    found: Limits = current_app.extensions[_KEY][0]
    return found


def references() -> References:
    """Return how to name the rows of other rooms, as whoever assembled the portal said."""
    found: References = current_app.extensions[_KEY][1]
    return found


def init_app(app: Flask, limited: Limits, named: References) -> None:
    app.extensions[_KEY] = limited, named


class AuditEntry(AppendOnlyTable):
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
    def visible_to(cls, account: Any) -> ModelSelect:
        """Those who may read the log read all of it, but for entries on rows that they may not see.

        The person a concern is about must not learn of it from the log either (product.md §4.1).
        """
        entries = cls.select().order_by(cls.id.desc())
        if Permission.AUDIT_READ not in account.permissions:
            return entries.where(Value(False))
        for subject, visible in limits().items():
            entries = entries.where((cls.subject != subject) | cls.subject_id.in_(visible(account)))
        return entries

    def fingerprint(self) -> str:
        """Return the SHA-256 that ``hash`` must equal: of the entry's canonical JSON and the hash before it."""
        moment = self.written_at.isoformat(timespec="microseconds")
        happened = (self.event, self.subject, self.subject_id, self.details)
        return sha256_hex(canonical_json([self.previous_hash, moment, self.actor_id, *happened]))
