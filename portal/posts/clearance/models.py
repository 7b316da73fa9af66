"""Clearances with what they rest on, who may make them, and what adults say to pictures of themselves: only added."""

from typing import Any

from peewee import BooleanField, CharField, Check, DateField, ForeignKeyField, ModelSelect, TextField, Value

from portal.access.permissions import Permission
from portal.accounts.models import Account, Outsider
from portal.families.models import Child
from portal.foundation.database import AppendOnlyTable, moment_field, one_of
from portal.posts.clearance.policy import AdultAnswer, who
from portal.wording.models import WordingVersion
from portal.wording.uses import Place, Shown

_SHOWN = (Shown.PICTURE, Shown.VIDEO)


class PosterDesignation(AppendOnlyTable):
    """That somebody may clear and post pictures from a first to a last day (product.md §1, P2)."""

    account = ForeignKeyField(Account, on_delete="RESTRICT")
    first_day = DateField()
    last_day = DateField()
    designated_by = ForeignKeyField(Account, backref="+", on_delete="RESTRICT")
    designated_at = moment_field()
    submission = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "poster_designations"
        constraints = [Check("first_day <= last_day", name="it_begins_before_it_ends")]

    @classmethod
    def standing(cls) -> ModelSelect:
        """Those that nobody has ended, of whatever days."""
        return cls.select().where(cls.id.not_in(PosterDesignationEnd.select(PosterDesignationEnd.designation)))

    @classmethod
    def visible_to(cls, account: Any) -> ModelSelect:
        """Who designates sees them all."""
        return cls.select() if Permission.POSTER_DESIGNATE in account.permissions else cls.select().where(Value(False))


class PosterDesignationEnd(AppendOnlyTable):
    """That a designation ended before its last day."""

    designation = ForeignKeyField(PosterDesignation, unique=True, on_delete="RESTRICT")
    ended_by = ForeignKeyField(Account, backref="+", on_delete="RESTRICT")
    ended_at = moment_field()

    class Meta:
        table_name = "poster_designation_ends"


class ListedAdult(Outsider):
    """Somebody without an account who is in pictures again and again, such as a volunteer.

    A visit is no place for this: whoever loses the number that the door gave them is a stranger there, and a name is as
    they typed it that day.
    """

    class Meta:
        table_name = "listed_adults"

    @classmethod
    def visible_to(cls, account: Any) -> ModelSelect:
        """Those who clear pictures, and those who answer for them, see whoever still comes."""
        return cls.expected().where(Value(Permission.CLEARANCE_READ in account.permissions))


class AdultPictureAnswer(AppendOnlyTable):
    """What an adult says to pictures of themselves; the last one stands. Others can note a no of theirs, never a yes."""

    account = ForeignKeyField(Account, null=True, on_delete="RESTRICT")
    listed = ForeignKeyField(ListedAdult, null=True, on_delete="RESTRICT")
    answer = CharField(max_length=3)
    noted_by = ForeignKeyField(Account, backref="+", null=True, on_delete="RESTRICT")
    given_at = moment_field()
    submission = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "adult_picture_answers"
        constraints = [
            one_of("answer", AdultAnswer),
            Check("(account_id IS NULL) <> (listed_id IS NULL)", name="one_adult_answers"),
            Check("noted_by_id IS NULL OR answer = 'no'", name="only_a_no_is_noted"),
        ]

    @property
    def who(self) -> str:
        return who(self.account_id, self.listed_id)


class Clearance(AppendOnlyTable):
    """That a poster asked whether a picture may be shown, and what the portal answered. It holds no picture.

    ``wording`` is the consent form whose fields told the uses (``policy.needed_uses``). ``platform`` and ``event`` are of ``policy.Target``.
    """

    reference = CharField(max_length=20, unique=True)
    made_by = ForeignKeyField(Account, on_delete="RESTRICT")
    made_at = moment_field(index=True)
    place = CharField(max_length=20)
    platform = CharField(max_length=60)
    event = CharField(max_length=40)
    what = CharField(max_length=10)
    caption = TextField()
    has_unlisted = BooleanField()
    needs_second_poster = BooleanField()
    wording = ForeignKeyField(WordingVersion, on_delete="RESTRICT")
    submission = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "clearances"
        constraints = [
            one_of("place", [place for place in Place if place is not Place.WHEREVER]),
            one_of("what", _SHOWN),
        ]

    @classmethod
    def visible_to(cls, account: Any) -> ModelSelect:
        """Posters see each other's, and so do those who answer for them."""
        return cls.select() if Permission.CLEARANCE_READ in account.permissions else cls.select().where(Value(False))


class ClearanceChild(AppendOnlyTable):
    """A child of a clearance: in the picture, called by first name in the caption, or both.

    It ``is_blocked`` where it may not be shown, and ``is_name_blocked`` where it may not be named.
    ``rests_on`` is JSON: for each answer that it rests on its use, the record that holds it, and that record's wording.
    """

    clearance = ForeignKeyField(Clearance, backref="children", on_delete="RESTRICT", index=False)
    child = ForeignKeyField(Child, backref="+", on_delete="RESTRICT")
    is_shown = BooleanField()
    is_named = BooleanField()
    is_blocked = BooleanField()
    is_name_blocked = BooleanField()
    rests_on = TextField()

    class Meta:
        table_name = "clearance_children"
        indexes = ((("clearance", "child"), True),)
        constraints = [Check("is_shown OR is_named", name="the_child_is_in_it")]


class ClearanceAdult(AppendOnlyTable):
    """An adult in the picture: with an account, listed, or known by the typed name alone.

    ``answer`` is the standing one that it rests on, if any.
    """

    clearance = ForeignKeyField(Clearance, backref="adults", on_delete="RESTRICT", index=False)
    account = ForeignKeyField(Account, backref="+", null=True, on_delete="RESTRICT")
    listed = ForeignKeyField(ListedAdult, backref="+", null=True, on_delete="RESTRICT")
    name = CharField(max_length=200)
    answer = ForeignKeyField(AdultPictureAnswer, backref="+", null=True, on_delete="RESTRICT")

    class Meta:
        table_name = "clearance_adults"
        indexes = ((("clearance", "name"), False),)

    @property
    def who(self) -> str:
        return who(self.account_id, self.listed_id)


class ClearanceAdultAsk(AppendOnlyTable):
    """What an adult without a standing answer said when a poster asked them about this picture."""

    adult = ForeignKeyField(ClearanceAdult, backref="asked", unique=True, on_delete="RESTRICT")
    answer = CharField(max_length=3)
    asked_by = ForeignKeyField(Account, backref="+", on_delete="RESTRICT")
    asked_at = moment_field()

    class Meta:
        table_name = "clearance_adult_asks"
        constraints = [one_of("answer", AdultAnswer)]


class ClearanceSight(AppendOnlyTable):
    """That another designated poster saw the picture too."""

    clearance = ForeignKeyField(Clearance, backref="sights", unique=True, on_delete="RESTRICT")
    seen_by = ForeignKeyField(Account, backref="+", on_delete="RESTRICT")
    seen_at = moment_field()

    class Meta:
        table_name = "clearance_sights"
