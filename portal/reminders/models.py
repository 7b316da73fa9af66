"""Who was reminded, when, how and of what: rows that are only ever added."""

from typing import Any

from peewee import CharField, Check, ForeignKeyField, ModelSelect, Value

from portal.access.permissions import Permission
from portal.accounts.models import Account
from portal.families.models import Adult, Session
from portal.foundation.database import AppendOnlyTable, moment_field, one_of
from portal.reminders.policy import ReminderChannel


class ReminderRound(AppendOnlyTable):
    """One step in which everybody chosen was reminded; ``sent_by`` is empty for the terminal."""

    session = ForeignKeyField(Session, field="key", column_name="session", null=True, on_delete="RESTRICT", index=False)
    use = CharField(max_length=40, null=True)
    sent_by = ForeignKeyField(Account, null=True, on_delete="RESTRICT")
    sent_at = moment_field()
    submission = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "reminder_rounds"

    @classmethod
    def visible_to(cls, account: Any) -> ModelSelect:
        """Whom we reminded is for those who chase answers."""
        return cls.select() if Permission.CONSENT_CHASE in account.permissions else cls.select().where(Value(False))


class Reminder(AppendOnlyTable):
    """That one adult was reminded in a round, how, and of what: ``about`` holds values of Owed with a space between.

    Somebody who works here and is on no list of families is an ``account``. ``about`` is empty in reminders of earlier releases, which were about answers alone.
    """

    round = ForeignKeyField(ReminderRound, backref="reminders", on_delete="RESTRICT")
    adult = ForeignKeyField(Adult, null=True, on_delete="RESTRICT")
    account = ForeignKeyField(Account, null=True, on_delete="RESTRICT")
    way = CharField(max_length=20)
    about = CharField(max_length=40, null=True)

    class Meta:
        table_name = "reminders"
        indexes = ((("round", "adult"), True), (("round", "account"), True))
        constraints = [
            one_of("way", ReminderChannel),
            Check("(adult_id IS NULL) <> (account_id IS NULL)", name="one_person_was_reminded"),
        ]
