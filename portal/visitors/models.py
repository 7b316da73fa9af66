"""Who visits and when they left, which is only ever added to, and the doors at which they say so."""

from datetime import date
from typing import Any

from peewee import JOIN, CharField, Check, ForeignKeyField, ModelSelect, Value

from portal.access.permissions import Permission
from portal.accounts.models import Account
from portal.foundation import clock
from portal.foundation.database import AppendOnlyTable, Table, UtcDateTimeField, moment_field, one_of
from portal.visitors.policy import CODE_LASTS, DoorKind
from portal.wording.models import WordingVersion


class VisitorDoor(Table):
    """A tablet at the door, or the code on the wall, until ``ended_at``.

    ``key_hash`` is the SHA-256 of what opens the page there: of the code shown to a manager, and once a tablet is
    paired of its cookie; of the token on the wall. That token is kept readable too, to be printed again: it hangs where
    everybody sees it, and opens a page on which one can only write.
    """

    kind = CharField(max_length=10)
    key_hash = CharField(max_length=64, unique=True)
    wall_token = CharField(max_length=64, null=True)
    made_at = moment_field()
    made_by = ForeignKeyField(Account, on_delete="RESTRICT")
    paired_at = UtcDateTimeField(null=True)
    ended_at = UtcDateTimeField(null=True)

    class Meta:
        table_name = "visitor_doors"
        constraints = [one_of("kind", DoorKind)]

    @classmethod
    def in_use(cls) -> ModelSelect:
        """Return those at which visitors can sign in now."""
        return cls.select().where(cls.ended_at.is_null() & cls.paired_at.is_null(False))

    @classmethod
    def waiting(cls) -> ModelSelect:
        """Return those whose code may still pair a tablet."""
        return cls.select().where(
            cls.ended_at.is_null() & cls.paired_at.is_null() & (cls.made_at > clock.now() - CODE_LASTS)
        )

    @property
    def is_tablet(self) -> bool:
        return bool(self.kind == DoorKind.TABLET)


class Visit(AppendOnlyTable):
    """One visitor who came in, and whom they came to see.

    ``agreed_at`` is when they ticked each statement of ``wording``, earlier than ``arrived_at`` for who comes often;
    both are empty where no visitor rules were published. ``number_hash`` is the SHA-256 of the number by which somebody
    who comes often is known, or "".
    """

    door = ForeignKeyField(VisitorDoor, on_delete="RESTRICT")
    name = CharField(max_length=200)
    organisation = CharField(max_length=200)
    seeing = CharField(max_length=200)
    wording = ForeignKeyField(WordingVersion, null=True, on_delete="RESTRICT")
    wording_sha256 = CharField(max_length=64)
    language = CharField(max_length=10)
    agreed_at = UtcDateTimeField(null=True)
    arrived_at = moment_field(index=True)
    number_hash = CharField(max_length=64, index=True)
    submission = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "visits"
        constraints = [Check("(wording_id IS NULL) = (agreed_at IS NULL)", name="a_wording_was_agreed_to")]

    @classmethod
    def visible_to(cls, account: Any) -> ModelSelect:
        """Those who work here see the visits of today, nobody else any; only on its day can an end be noted."""
        return cls.today() if Permission.VISIT_SEE in account.permissions else cls.select().where(Value(False))

    @classmethod
    def between(cls, first: date, last: date, visits: ModelSelect | None = None) -> ModelSelect:
        """Return the visits that began from one day to another, both included; days are days in England."""
        begin, end = clock.days(first, last)
        return (visits or cls.select()).where((cls.arrived_at >= begin) & (cls.arrived_at < end))

    @classmethod
    def today(cls) -> ModelSelect:
        return cls.between(clock.today(), clock.today())

    @classmethod
    def here(cls) -> ModelSelect:
        """Return the visits of today that have no end."""
        query = cls.today().join(VisitEnd, JOIN.LEFT_OUTER, on=(VisitEnd.visit == cls.id))
        return query.where(VisitEnd.id.is_null()).order_by(cls.id)

    @property
    def is_here(self) -> bool:
        return bool(Visit.here().where(Visit.id == self.id).exists())


class VisitEnd(AppendOnlyTable):
    """That a visitor left: they said so themselves, or somebody who works here noted it."""

    visit = ForeignKeyField(Visit, unique=True, backref="ends", on_delete="RESTRICT")
    left_at = moment_field()
    noted_by = ForeignKeyField(Account, null=True, on_delete="RESTRICT")

    class Meta:
        table_name = "visit_ends"
