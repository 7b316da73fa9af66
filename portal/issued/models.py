"""Which keys have sealed, and each record that left the portal as a sealed file: both are only ever added to."""

from typing import Any

from peewee import CharField, Check, DateField, ForeignKeyField, IntegerField, ModelSelect, TextField, Value

from portal.access.permissions import Permission
from portal.audit.models import registers
from portal.foundation.database import AppendOnlyTable, moment_field, one_of
from portal.issued.policy import IssuedKind


class SealCertificate(AppendOnlyTable):
    """The certificate of a key that seals, in PEM, from ``made_at`` until the next one was made.

    ``fingerprint`` is its SHA-256 in hex. ``made_by`` is empty for the first, which nobody asked for, and for the terminal.
    """

    fingerprint = CharField(max_length=64, unique=True)
    certificate = TextField()
    made_at = moment_field()
    made_by = IntegerField(null=True)

    class Meta:
        table_name = "seal_certificates"


class IssuedRecord(AppendOnlyTable):
    """One sealed file as it was handed out: its SHA-256 in hex, what it shows, to whom and when.

    ``subject_id`` is the row that it is about, of the kind that ``kind`` names. ``first_day`` and ``last_day`` are its
    period, ``face`` says what was left out of it, ``records`` how many signed records or lines it holds.
    """

    sha256 = CharField(max_length=64, unique=True)
    kind = CharField(max_length=24)
    subject_id = IntegerField()
    reference = CharField(max_length=20)
    face = CharField(default="", max_length=20)
    first_day = DateField(null=True)
    last_day = DateField(null=True)
    records = IntegerField()
    issued_at = moment_field()
    issued_by = IntegerField(null=True)
    certificate = ForeignKeyField(SealCertificate, on_delete="RESTRICT")

    class Meta:
        table_name = "issued_records"
        constraints = [
            one_of("kind", IssuedKind),
            Check("(first_day IS NULL) = (last_day IS NULL)", name="a_period_has_two_ends"),
        ]

    @classmethod
    def visible_to(cls, account: Any) -> ModelSelect:
        """Those who export records or read the log see what left, but for rows that they may not see (product.md §4.1)."""
        if not account.permissions & {Permission.RECORD_EXPORT, Permission.AUDIT_READ}:
            return cls.select().where(Value(False))
        found, limits = cls.select(), registers().limits
        for kind in limits.keys() & set(IssuedKind):
            found = found.where((cls.kind != kind) | cls.subject_id.in_(limits[kind](account)))
        return found
