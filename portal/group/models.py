"""What was noted of the closed group, which is only ever added to, and the member list that was pasted last."""

from typing import Any

from peewee import BooleanField, CharField, Check, ForeignKeyField, IntegerField, ModelSelect, TextField, Value

from portal.access.permissions import Permission
from portal.accounts.models import Account, Outsider
from portal.acknowledgements.models import Acknowledgement
from portal.families.models import Adult
from portal.foundation.database import AppendOnlyTable, Table, moment_field, one_of
from portal.group.policy import Fact, Meaning, WhoPosts


class GroupGuest(Outsider):
    """Somebody invited who is no parent here and does not work here, such as a grandmother; who asked for them."""

    asked_by = CharField(max_length=200)

    class Meta:
        table_name = "group_guests"

    @classmethod
    def visible_to(cls, account: Any) -> ModelSelect:
        """Those who keep the register of the group see everybody invited who may still come."""
        return cls.expected().where(Value(Permission.GROUP_KEEP in account.permissions))


class GroupGuestSignature(AppendOnlyTable):
    """Which acknowledgement is a guest's: by link, or keyed in from paper."""

    guest = ForeignKeyField(GroupGuest, on_delete="RESTRICT")
    acknowledgement = ForeignKeyField(Acknowledgement, unique=True, on_delete="RESTRICT")

    class Meta:
        table_name = "group_guest_signatures"


_ABOUT_ONE_PERSON = """
((CASE WHEN adult_id IS NULL THEN 0 ELSE 1 END)
 + (CASE WHEN account_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN guest_id IS NULL THEN 0 ELSE 1 END)) = 1
"""
_NAMES_A_PERSON = """
((CASE WHEN adult_id IS NULL THEN 0 ELSE 1 END)
 + (CASE WHEN account_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN guest_id IS NULL THEN 0 ELSE 1 END))
 = (CASE WHEN meaning = 'person' THEN 1 ELSE 0 END)
"""


class GroupFact(AppendOnlyTable):
    """That one person was invited, seen in a pasted list, seen in it no longer, or removed."""

    adult = ForeignKeyField(Adult, backref="+", null=True, on_delete="RESTRICT")
    account = ForeignKeyField(Account, backref="+", null=True, on_delete="RESTRICT")
    guest = ForeignKeyField(GroupGuest, backref="+", null=True, on_delete="RESTRICT")
    fact = CharField(max_length=10)
    noted_by = ForeignKeyField(Account, backref="+", on_delete="RESTRICT")
    noted_at = moment_field()

    class Meta:
        table_name = "group_facts"
        constraints = [one_of("fact", Fact), Check(_ABOUT_ONE_PERSON.strip(), name="it_is_about_one_person")]


class GroupLine(AppendOnlyTable):
    """What somebody said of a line of a list, kept so that no later list asks again; the last that was said stands.

    ``text`` is the line folded, with 0 for each number in it (policy.line_key).
    """

    text = CharField(max_length=300, index=True)
    meaning = CharField(max_length=10)
    adult = ForeignKeyField(Adult, backref="+", null=True, on_delete="RESTRICT")
    account = ForeignKeyField(Account, backref="+", null=True, on_delete="RESTRICT")
    guest = ForeignKeyField(GroupGuest, backref="+", null=True, on_delete="RESTRICT")
    said_by = ForeignKeyField(Account, backref="+", on_delete="RESTRICT")
    said_at = moment_field()

    class Meta:
        table_name = "group_lines"
        constraints = [
            one_of("meaning", Meaning),
            Check(_NAMES_A_PERSON.strip(), name="a_person_is_named"),
        ]


class GroupList(Table):
    """A member list that was pasted. ``lines`` is JSON, and empty once a later list was: it names strangers.

    ``without_letters`` is how many lines held nothing that can be a name.
    """

    lines = TextField()
    without_letters = IntegerField()
    pasted_by = ForeignKeyField(Account, backref="+", on_delete="RESTRICT")
    pasted_at = moment_field()
    submission = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "group_lists"


class GroupCheck(AppendOnlyTable):
    """That somebody looked whether the group is private, who can post in it, and who its admins are."""

    is_private = BooleanField()
    who_posts = CharField(max_length=10)
    admins = TextField()
    checked_by = ForeignKeyField(Account, backref="+", on_delete="RESTRICT")
    checked_at = moment_field()
    submission = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "group_checks"
        constraints = [one_of("who_posts", WhoPosts)]

    @property
    def is_closed(self) -> bool:
        """Whether the group is as the policy wants it: private, and no post without an admin."""
        return bool(self.is_private and self.who_posts != WhoPosts.ANYBODY)
