"""Children, the adults who look after them, and what each adult is to each child."""

from datetime import date, datetime
from typing import Any, ClassVar, Self

from peewee import (
    SQL,
    CharField,
    Check,
    DateField,
    Expression,
    ForeignKeyField,
    IntegerField,
    ModelSelect,
    TextField,
    Value,
    fn,
)

from portal.access.permissions import SEES_EVERY_CHILD, Permission
from portal.accounts.models import Account
from portal.families.policy import (
    LONGEST_SESSION_NAME,
    EntryKind,
    Relationship,
    Responsibility,
    ResponsibilityBasis,
)
from portal.foundation.database import AppendOnlyTable, Table, UtcDateTimeField, moment_field, one_of


class Entry:
    """What children and adults share: an entry that was found to be the same as another, which is kept, names it.

    ``same_as`` is derived from ``SamePerson``. It never names an entry that is itself the same as another.
    """

    kind: ClassVar[EntryKind]
    id: Any
    same_as: Any

    @property
    def kept_id(self) -> int:
        return int(self.same_as or self.id)

    @property
    def kept(self) -> Self:
        """The entry by which the person is known."""
        return self.get_by_id(self.same_as) if self.same_as else self  # type: ignore[attr-defined,no-any-return]

    @classmethod
    def registered(cls, known_by: datetime | None = None) -> ModelSelect:
        """Everybody once, as it was known by a moment if one is given."""
        is_kept = cls.same_as.is_null() if known_by is None else cls.id.not_in(list(cls.duplicates(known_by)))
        return cls.select().where(is_kept)  # type: ignore[attr-defined,no-any-return]

    @classmethod
    def entries(cls, kept_id: Any) -> ModelSelect:
        """The numbers of all entries of somebody: what was stored under any of them is theirs."""
        query: ModelSelect = cls.select(cls.id)  # type: ignore[attr-defined]
        return query.where((cls.id == kept_id) | (cls.same_as == kept_id))

    @classmethod
    def duplicates(cls, known_by: datetime | None = None) -> dict[int, int]:
        """Return by entry the one that is kept in its place, as it was known by a moment if one is given."""
        if known_by is None:
            rows = cls.select(cls.id, cls.same_as).where(cls.same_as.is_null(False))  # type: ignore[attr-defined]
            return dict(rows.tuples())
        found: dict[int, int] = {}
        columns = (getattr(SamePerson, f"{which}_{cls.kind}") for which in ("duplicate", "kept"))
        for duplicate, kept in SamePerson.standing(known_by).select(*columns).tuples():
            if duplicate:
                found = {id_: kept if to == duplicate else to for id_, to in found.items()} | {duplicate: kept}
        return found


class Child(Entry, Table):
    """A child who attends, or attended until ``leaves_on`` (their last day)."""

    kind = EntryKind.CHILD
    first_name = CharField(max_length=100)
    last_name = CharField(max_length=100)
    known_as = CharField(default="", max_length=100)
    born_on = DateField()
    starts_on = DateField(null=True)
    leaves_on = DateField(null=True)
    reference = CharField(null=True, unique=True, max_length=60)
    submission = CharField(null=True, unique=True, max_length=64)
    same_as = IntegerField(null=True, index=True, constraints=[SQL('REFERENCES "children" ("id") ON DELETE RESTRICT')])

    class Meta:
        table_name = "children"
        indexes = ((("last_name", "first_name", "id"), False),)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def called(self) -> str:
        """What the child is called from day to day."""
        return str(self.known_as or self.first_name)

    @classmethod
    def visible_to(cls, account: Any, *, known_by: datetime | None = None) -> ModelSelect:
        """Staff see every child; a parent sees the children in their own care (product.md §8.3)."""
        if account.roles & SEES_EVERY_CHILD:
            return cls.registered(known_by)
        return cls.in_care_of(account)

    @classmethod
    def in_care_of(cls, account: Any) -> ModelSelect:
        """Children with whom this person is registered as an adult, whatever other roles they hold."""
        own = Guardianship.select(Guardianship.child).where(Guardianship.adult.in_(Adult.of_account(account.id)))
        return cls.select().where(cls.id.in_(own))

    @classmethod
    def attending(cls, on: date, among: ModelSelect | None = None, *, only_started: bool = False) -> ModelSelect:
        """Children whose last day has not passed, and whose first day has come if ``only_started``.

        ``among`` is a query of children, for example those whom somebody may see; without it, every child.
        """
        query = (cls.registered() if among is None else among).where(cls.leaves_on.is_null() | (cls.leaves_on >= on))
        return query.where(cls.starts_on.is_null() | (cls.starts_on <= on)) if only_started else query

    @classmethod
    def nobody_can_answer(cls, among: ModelSelect) -> ModelSelect:
        """Return of these children those for whom no adult can say yes: nobody can be asked (product.md §2.6)."""
        return among.where(cls.id.not_in(Guardianship.select(Guardianship.child).where(Guardianship.can_say_yes())))


class Session(Table):
    """What children come to, as the setting calls it: "Breakfast club". Children and records hold the key."""

    key = CharField(max_length=20, unique=True)
    name = CharField(max_length=LONGEST_SESSION_NAME)

    class Meta:
        table_name = "sessions"


class ChildSession(Table):
    """A session that a child attends."""

    child = ForeignKeyField(Child, backref="sessions", on_delete="CASCADE")
    kind = ForeignKeyField(Session, field="key", column_name="kind", on_delete="RESTRICT", index=False)

    class Meta:
        table_name = "child_sessions"
        indexes = ((("child", "kind"), True),)


class Adult(Entry, Table):
    """A parent or carer. The account is theirs once they were invited; not every adult wants one."""

    kind = EntryKind.ADULT
    name = CharField(max_length=200)
    email = CharField(null=True, max_length=254, index=True)
    phone = CharField(default="", max_length=200)
    address = TextField(default="")
    account = ForeignKeyField(Account, backref="adults", null=True, unique=True, on_delete="SET NULL")
    last_written_at = UtcDateTimeField(null=True)
    submission = CharField(null=True, unique=True, max_length=64)
    same_as = IntegerField(null=True, index=True, constraints=[SQL('REFERENCES "adults" ("id") ON DELETE RESTRICT')])

    class Meta:
        table_name = "adults"

    @classmethod
    def visible_to(cls, account: Any) -> ModelSelect:
        """The family register is for those who keep it; a parent sees only their own entry."""
        if Permission.FAMILY_READ in account.permissions:
            return cls.registered()
        return cls.registered().where(cls.id.in_(cls.of_account(account.id)))

    @classmethod
    def of_account(cls, account_id: Any) -> ModelSelect:
        """The numbers of all entries of whoever signs in with an account.

        Of two entries that are one adult each may have its own account: both open what belongs to the adult.
        """
        own = cls.alias()
        kept = own.select(fn.COALESCE(own.same_as, own.id)).where(own.account == account_id)
        return cls.select(cls.id).where(cls.id.in_(kept) | cls.same_as.in_(kept))


ENTRIES: dict[EntryKind, type[Child] | type[Adult]] = {EntryKind.CHILD: Child, EntryKind.ADULT: Adult}


class Guardianship(Table):
    """What an adult is to a child. Only parental responsibility lets an adult sign (Children Act 1989, s 3).

    Both are entries that are kept.

    ``responsibility`` changes through ``corrections.record_responsibility`` alone, which notes who checked it and how.
    """

    child = ForeignKeyField(Child, backref="guardianships", on_delete="RESTRICT")
    adult = ForeignKeyField(Adult, backref="guardianships", on_delete="RESTRICT")
    relationship = CharField(max_length=20)
    responsibility = CharField(default=Responsibility.NONE, max_length=20)

    class Meta:
        table_name = "guardianships"
        indexes = ((("child", "adult"), True),)
        constraints = [one_of("relationship", Relationship), one_of("responsibility", Responsibility)]

    @classmethod
    def can_say_yes(cls) -> Expression:
        """Return the condition of ``Responsibility.can_say_yes``."""
        return cls.responsibility.in_([state for state in Responsibility if state.can_say_yes])

    @classmethod
    def can_say_no(cls) -> Expression:
        """Return the condition of ``Responsibility.can_say_no``."""
        return cls.responsibility.in_([state for state in Responsibility if state.can_say_no])


class ResponsibilityCheck(AppendOnlyTable):
    """What was found about an adult's parental responsibility for a child, by whom, when and how (product.md §8.12).

    ``checked_by`` is None for a list that was imported at the terminal. The numbers of child and adult stay when one of
    them is removed, and are given to nobody else.
    """

    child_id = IntegerField(index=True)
    adult_id = IntegerField(index=True)
    responsibility = CharField(max_length=20)
    basis = CharField(max_length=20)
    checked_by = ForeignKeyField(Account, null=True, on_delete="RESTRICT")
    checked_at = moment_field()

    class Meta:
        table_name = "responsibility_checks"
        constraints = [one_of("responsibility", Responsibility), one_of("basis", ResponsibilityBasis)]


_CHILDREN = "duplicate_child_id IS NOT NULL AND kept_child_id IS NOT NULL"
_ADULTS = "duplicate_adult_id IS NOT NULL AND kept_adult_id IS NOT NULL"
_NO_CHILD = "duplicate_child_id IS NULL AND kept_child_id IS NULL"
_NO_ADULT = "duplicate_adult_id IS NULL AND kept_adult_id IS NULL"
_TWO_OF_A_KIND = f"({_CHILDREN} AND {_NO_ADULT}) OR ({_ADULTS} AND {_NO_CHILD})"


class SamePerson(AppendOnlyTable):
    """That two entries are one child, or one adult, as a person stated who saw both by name (product.md §8.12).

    ``moved`` is every row that this changed, before and after, so that it can be undone. ``last_record`` is the number
    of the newest signed record at that moment: it tells what was said before, whatever a clock said.
    """

    duplicate_child = ForeignKeyField(Child, backref="+", null=True, on_delete="RESTRICT")
    kept_child = ForeignKeyField(Child, backref="+", null=True, on_delete="RESTRICT")
    duplicate_adult = ForeignKeyField(Adult, backref="+", null=True, on_delete="RESTRICT")
    kept_adult = ForeignKeyField(Adult, backref="+", null=True, on_delete="RESTRICT")
    last_record = IntegerField()
    moved = TextField()
    stated_by = ForeignKeyField(Account, backref="+", on_delete="RESTRICT")
    stated_at = moment_field()

    class Meta:
        table_name = "same_persons"
        constraints = [Check(_TWO_OF_A_KIND, name="two_of_a_kind")]

    @property
    def kind(self) -> EntryKind:
        return EntryKind.CHILD if self.kept_child_id else EntryKind.ADULT  # type: ignore[attr-defined]

    @property
    def duplicate(self) -> Any:
        return getattr(self, f"duplicate_{self.kind}")

    @property
    def kept(self) -> Any:
        return getattr(self, f"kept_{self.kind}")

    @classmethod
    def visible_to(cls, account: Any) -> ModelSelect:
        """Those who correct the register see what was stated and still stands."""
        return cls.standing() if Permission.FAMILY_IMPORT in account.permissions else cls.select().where(Value(False))

    @classmethod
    def standing(cls, known_by: datetime | None = None) -> ModelSelect:
        """Everything that nobody has undone, in the order in which it was stated (by a moment, if one is given)."""
        undone = SamePersonUndo.select(SamePersonUndo.fact)
        query = cls.select().order_by(cls.id)
        if known_by is not None:
            undone, query = undone.where(SamePersonUndo.undone_at < known_by), query.where(cls.stated_at < known_by)
        return query.where(cls.id.not_in(undone))


class SamePersonUndo(AppendOnlyTable):
    """That it was a mistake: both entries are again what they were."""

    fact = ForeignKeyField(SamePerson, unique=True, backref="undone", on_delete="RESTRICT")
    undone_by = ForeignKeyField(Account, backref="+", on_delete="RESTRICT")
    undone_at = moment_field()

    class Meta:
        table_name = "same_person_undos"
