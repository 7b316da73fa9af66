"""Who declared that a parent and somebody who works here know each other, and what became of it."""

from typing import Any

from peewee import CharField, ForeignKeyField, IntegerField, ModelSelect, Value

from portal.access.permissions import Role
from portal.accounts.models import Account, AccountRole
from portal.families.models import Adult
from portal.foundation.database import AppendOnlyTable, moment_field, one_of
from portal.relationships.policy import CONFIRM_FOR_MANAGERS, STEPS


class Declaration(AppendOnlyTable):
    """That a parent and ``worker`` know each other, as one of the two declared it (product.md P10).

    ``parent_name`` is the parent's own name where they declared it, or else as the worker typed it. ``relation`` is
    what they are to each other, in their words.
    """

    reference = CharField(max_length=20, unique=True)
    declared_by = ForeignKeyField(Account, on_delete="RESTRICT")
    worker = ForeignKeyField(Account, on_delete="RESTRICT")
    parent_name = CharField(max_length=200)
    relation = CharField(max_length=200)
    declared_at = moment_field()
    submission = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "relationship_declarations"

    @property
    def is_by_worker(self) -> bool:
        return bool(self.declared_by_id == self.worker_id)  # type: ignore[attr-defined]

    @classmethod
    def own(cls, account: Any) -> ModelSelect:
        """What somebody declared themselves: of what the other declared they see nothing."""
        return cls.select().where(cls.declared_by == account.id)

    @classmethod
    def kept_by(cls, account: Any) -> ModelSelect:
        """What somebody keeps for others: a manager all but their own; lead and chair what a manager has to do with."""
        confirmed_of_me = RelationshipStep.select(RelationshipStep.declaration).where(
            RelationshipStep.adult_id.in_(Adult.of_account(account.id))
        )
        others = cls.select().where(
            (cls.declared_by != account.id) & (cls.worker != account.id) & cls.id.not_in(confirmed_of_me)
        )
        if Role.MANAGER in account.roles:
            return others
        if not account.roles & CONFIRM_FOR_MANAGERS:
            return others.where(Value(False))
        managers = AccountRole.select(AccountRole.account).where(AccountRole.role == Role.MANAGER)
        return others.where(cls.worker.in_(managers) | cls.declared_by.in_(managers))

    @classmethod
    def visible_to(cls, account: Any) -> ModelSelect:
        """What somebody declared, and what they keep for others (product.md §8.3)."""
        kept = cls.kept_by(account).select(cls.id)
        return cls.select().where((cls.declared_by == account.id) | cls.id.in_(kept))


class RelationshipStep(AppendOnlyTable):
    """That a declaration was confirmed or has ended. ``adult_id`` is whom of the register a manager found meant."""

    declaration = ForeignKeyField(Declaration, backref="steps", on_delete="RESTRICT", index=False)
    step = CharField(max_length=10)
    adult_id = IntegerField(null=True, index=True)
    made_by = ForeignKeyField(Account, on_delete="RESTRICT")
    made_at = moment_field()

    class Meta:
        table_name = "relationship_steps"
        indexes = ((("declaration", "step"), True),)
        constraints = [one_of("step", STEPS)]
