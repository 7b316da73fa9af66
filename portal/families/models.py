"""Children, the adults who look after them, and what each adult is to each child."""

from datetime import date
from typing import Any

from peewee import CharField, DateField, Expression, ForeignKeyField, IntegerField, ModelSelect, TextField

from portal.access.permissions import SEES_EVERY_CHILD, Permission
from portal.accounts.models import Account
from portal.families.policy import LONGEST_SESSION_NAME, Relationship, Responsibility, ResponsibilityBasis
from portal.foundation.database import AppendOnlyTable, Table, UtcDateTimeField, moment_field, one_of


class Child(Table):
    """A child who attends, or attended until ``leaves_on`` (their last day)."""

    first_name = CharField(max_length=100)
    last_name = CharField(max_length=100)
    known_as = CharField(default="", max_length=100)
    born_on = DateField()
    starts_on = DateField(null=True)
    leaves_on = DateField(null=True)
    reference = CharField(null=True, unique=True, max_length=60)
    submission = CharField(null=True, unique=True, max_length=64)

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
    def visible_to(cls, account: Any) -> ModelSelect:
        """Staff see every child; a parent sees the children in their own care (product.md §8.3)."""
        if account.roles & SEES_EVERY_CHILD:
            return cls.select()
        return cls.in_care_of(account)

    @classmethod
    def in_care_of(cls, account: Any) -> ModelSelect:
        """Children with whom this person is registered as an adult, whatever other roles they hold."""
        own = Guardianship.select(Guardianship.child).join(Adult).where(Adult.account == account.id)
        return cls.select().where(cls.id.in_(own))

    @classmethod
    def attending(cls, on: date, among: ModelSelect | None = None, *, only_started: bool = False) -> ModelSelect:
        """Children whose last day has not passed, and whose first day has come if ``only_started``.

        ``among`` is a query of children, for example those whom somebody may see; without it, every child.
        """
        query = (cls.select() if among is None else among).where(cls.leaves_on.is_null() | (cls.leaves_on >= on))
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


class Adult(Table):
    """A parent or carer. The account is theirs once they were invited; not every adult wants one."""

    name = CharField(max_length=200)
    email = CharField(null=True, max_length=254, index=True)
    phone = CharField(default="", max_length=200)
    address = TextField(default="")
    account = ForeignKeyField(Account, backref="adults", null=True, unique=True, on_delete="SET NULL")
    last_written_at = UtcDateTimeField(null=True)
    submission = CharField(null=True, unique=True, max_length=64)

    class Meta:
        table_name = "adults"

    @classmethod
    def visible_to(cls, account: Any) -> ModelSelect:
        """The family register is for those who keep it; a parent sees only their own entry."""
        if Permission.FAMILY_READ in account.permissions:
            return cls.select()
        return cls.select().where(cls.account == account.id)


class Guardianship(Table):
    """What an adult is to a child. Only parental responsibility lets an adult sign (Children Act 1989, s 3).

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
