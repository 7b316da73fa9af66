"""A log that nobody can rewrite: each entry carries the hash of the one before."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from peewee import CharField, IntegerField, ModelSelect, TextField, Value

from portal.access.permissions import Permission
from portal.foundation.canonical import canonical_json, sha256_hex
from portal.foundation.database import AppendOnlyTable, UtcDateTimeField

GENESIS = "0" * 64
_KEY = "portal_audit"


@dataclass(frozen=True)
class Registers:
    """What the log has to know of other rooms, as whoever assembled the portal says: this room knows no others.

    ``limits`` are by kind of row the queries of the ids that an account may see; ``references`` what rows of a kind are
    known by; ``names`` the names of those rows of a kind that an account may see; ``people`` whom an account can choose.
    """

    limits: Mapping[str, Callable[[Any], ModelSelect]]
    references: Mapping[str, Callable[[Collection[int]], dict[int, str]]]
    names: Mapping[str, Callable[[Any, Collection[int]], dict[int, str]]]
    people: Callable[[Any], dict[int, str]]


def registers() -> Registers:
    """Return what this portal was assembled with."""
    found: Registers = current_app.extensions[_KEY]
    return found


def init_app(app: Flask, found: Registers) -> None:
    app.extensions[_KEY] = found


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
        for subject, visible in registers().limits.items():
            entries = entries.where((cls.subject != subject) | cls.subject_id.in_(visible(account)))
        return entries

    def fingerprint(self) -> str:
        """Return the SHA-256 that ``hash`` must equal: of the entry's canonical JSON and the hash before it."""
        moment = self.written_at.isoformat(timespec="microseconds")
        happened = (self.event, self.subject, self.subject_id, self.details)
        return sha256_hex(canonical_json([self.previous_hash, moment, self.actor_id, *happened]))
