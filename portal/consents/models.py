"""Signed answers, which are only ever added, and a rebuildable table of each adult's answers that count."""

from datetime import date
from typing import Any

from peewee import (
    SQL,
    BooleanField,
    CharField,
    Check,
    CompositeKey,
    DateField,
    Expression,
    ForeignKeyField,
    IntegerField,
    ModelSelect,
    TextField,
    Value,
    fn,
)

from portal.access.permissions import SEES_EVERY_RECORD, Permission
from portal.accounts.models import Account
from portal.consents.policy import Answer, HoldBasis, Method, RecordKind, Wish
from portal.families import own_child
from portal.families.models import Adult, Child, ResponsibilityCheck
from portal.foundation.database import AppendOnlyTable, Table, moment_field, one_of
from portal.wording.models import WordingVersion
from portal.wording.policy import CONSULT as CONSULT

# The name that scans of signed papers are kept under: each is the proof of one record, and no file proves two.
FILES_OF = "consent_record"
# A wish to be asked has no end.
_ENDS = f"(answer = 'yes' AND use <> '{CONSULT}') = (counts_until IS NOT NULL)"


class PaperForm(AppendOnlyTable):
    """A printed form: its reference leads the manager from the paper to the keying page, with the wording printed."""

    reference = CharField(max_length=20, unique=True)
    child = ForeignKeyField(Child, backref="paper_forms", on_delete="RESTRICT")
    wording = ForeignKeyField(WordingVersion, on_delete="RESTRICT")
    printed_by = ForeignKeyField(Account, on_delete="RESTRICT")
    printed_at = moment_field()
    submission = CharField(max_length=100, unique=True)

    class Meta:
        table_name = "paper_forms"

    @classmethod
    def visible_to(cls, account: Any) -> ModelSelect:
        """Paper is keyed in by those who keep the records."""
        return cls.select() if account.roles & SEES_EVERY_RECORD else cls.select().where(Value(False))


class ConsentRecord(AppendOnlyTable):
    """One signature: who, what they are to the child, when, how, and the exact wording shown (product.md §2.3).

    Names and birthday are as the family register had them then: a record does not change with the register.
    """

    reference = CharField(max_length=20, unique=True)
    kind = CharField(max_length=12)
    child = ForeignKeyField(Child, backref="consent_records", on_delete="RESTRICT")
    child_name = CharField(max_length=201)
    born_on = DateField()
    adult = ForeignKeyField(Adult, backref="consent_records", on_delete="RESTRICT")
    adult_name = CharField(max_length=200)
    relationship = CharField(max_length=20)
    signed_name = CharField(max_length=200)
    declared_responsibility = BooleanField()
    method = CharField(max_length=10)
    noted_by = ForeignKeyField(Account, null=True, on_delete="RESTRICT")
    given_on = DateField()
    signed_at = moment_field()
    wording = ForeignKeyField(WordingVersion, on_delete="RESTRICT")
    wording_sha256 = CharField(max_length=64)
    language = CharField(max_length=10)
    witness = CharField(default="", max_length=200)
    paper_form = ForeignKeyField(PaperForm, null=True, unique=True, backref="records", on_delete="RESTRICT")
    submission = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "consent_records"
        # Each answer points at (id, kind), so that it cannot claim another kind than its record's.
        indexes = ((("signed_at",), False), (("id", "kind"), True))
        constraints = [
            one_of("kind", RecordKind),
            one_of("method", Method),
            Check("method <> 'spoken' OR kind = 'withdrawal'", name="only_a_withdrawal_is_spoken"),
            Check("method = 'online' OR noted_by_id IS NOT NULL", name="somebody_noted_it"),
            Check("(method = 'paper') = (paper_form_id IS NOT NULL)", name="paper_is_a_form_we_printed"),
        ]

    @classmethod
    def visible_to(cls, account: Any) -> ModelSelect:
        """An adult sees what they signed themselves, nobody else's; the record's keepers see all (§2.6).

        Of a child in a keeper's own care, they see what any other adult of that child sees.
        """
        own = cls.adult.in_(Adult.of_account(account.id))
        if not account.roles & SEES_EVERY_RECORD:
            return cls.select().where(own)
        return cls.select().where(own | cls.child.not_in(own_child.closed_to(account)))


class ConsentAnswer(AppendOnlyTable):
    """One answer of one record: to a use, or to whether every adult is to be asked.

    ``kind`` is the record's, held to it by the database, so that no withdrawal, spoken or not, can hold a yes (§2.5).
    ``counts_until`` is the last day on which a yes counts, by the setting's rule of the day of storing (§2.3).
    """

    record = ForeignKeyField(ConsentRecord, backref="answers", on_delete="RESTRICT")
    kind = CharField(default=RecordKind.FORM, max_length=12)
    use = CharField(max_length=40)
    answer = CharField(max_length=14)
    counts_until = DateField(null=True)

    class Meta:
        table_name = "consent_answers"
        indexes = ((("record", "use"), True),)
        constraints = [
            one_of("answer", Answer),
            Check(_ENDS, name="a_yes_to_a_use_ends"),
            Check("kind <> 'withdrawal' OR answer = 'withdrawn'", name="a_withdrawal_only_withdraws"),
            SQL('CONSTRAINT "kind_is_the_records" FOREIGN KEY (record_id, kind) REFERENCES consent_records (id, kind)'),
        ]


class EventRequest(AppendOnlyTable):
    """That parents of some children are asked about one event, apart from the form; a yes counts until its day is over.

    ``wording`` is the text that asks, and ``use`` the only use of it.
    """

    wording = ForeignKeyField(WordingVersion, backref="+", unique=True, on_delete="RESTRICT")
    use = CharField(max_length=40, unique=True)
    held_on = DateField()
    asked_by = ForeignKeyField(Account, backref="+", on_delete="RESTRICT")
    asked_at = moment_field()
    submission = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "event_requests"

    @classmethod
    def visible_to(cls, account: Any) -> ModelSelect:
        """Who asks parents sees each event."""
        return cls.select() if Permission.CONSENT_CHASE in account.permissions else cls.select().where(Value(False))

    @classmethod
    def is_open(cls, on: date = date.min) -> Expression:
        """Return the condition that it was not called off, and is not over on a day."""
        return (cls.held_on >= on) & cls.id.not_in(EventRequestEnd.select(EventRequestEnd.request))


class EventRequestEnd(AppendOnlyTable):
    """That an event was called off: nobody is asked about it, and no yes to it counts."""

    request = ForeignKeyField(EventRequest, unique=True, on_delete="RESTRICT")
    ended_by = ForeignKeyField(Account, backref="+", on_delete="RESTRICT")
    ended_at = moment_field()

    class Meta:
        table_name = "event_request_ends"


class EventRequestChild(AppendOnlyTable):
    """A child whose parents are asked about the event."""

    request = ForeignKeyField(EventRequest, backref="children", on_delete="RESTRICT", index=False)
    child = ForeignKeyField(Child, backref="+", on_delete="RESTRICT")

    class Meta:
        table_name = "event_request_children"
        indexes = ((("request", "child"), True),)


class CurrentAnswer(Table):
    """Each adult's answer that counts for each use; derived from the records in the same transaction, and rebuildable."""

    id: Any = None
    child = ForeignKeyField(Child, on_delete="RESTRICT")
    adult = ForeignKeyField(Adult, on_delete="RESTRICT")
    use = CharField(max_length=40)
    answer = CharField(max_length=14)
    given_on = DateField()
    wording_id = IntegerField()
    record_id = IntegerField()
    counts_until = DateField(null=True)

    class Meta:
        table_name = "current_answers"
        primary_key = CompositeKey("child", "adult", "use")
        constraints = [
            one_of("answer", [Answer.YES, Answer.NO, Answer.WITHDRAWN]),
            Check(_ENDS, name="a_yes_to_a_use_ends"),
        ]


class ResponsibilityReturn(AppendOnlyTable):
    """That by a check an adult’s restriction for a child ended; ``last_record`` was the newest then (product.md §8.12)."""

    check = ForeignKeyField(ResponsibilityCheck, backref="+", column_name="check_id", unique=True, on_delete="RESTRICT")
    last_record = IntegerField()

    class Meta:
        table_name = "responsibility_returns"


class ConsentHold(AppendOnlyTable):
    """A block that manager or lead placed; its reason is for those two alone (product.md §2.6)."""

    child = ForeignKeyField(Child, backref="consent_holds", on_delete="RESTRICT")
    basis = CharField(max_length=20)
    reason = TextField()
    placed_by = ForeignKeyField(Account, on_delete="RESTRICT")
    placed_at = moment_field()
    submission = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "consent_holds"
        constraints = [one_of("basis", HoldBasis)]

    @classmethod
    def visible_to(cls, account: Any) -> ModelSelect:
        """Only those who keep the records see that there is a hold, and why: none on a child in their own care."""
        may = bool(account.roles & SEES_EVERY_RECORD)
        return cls.select().where(Value(may) & cls.child.not_in(own_child.closed_to(account)))


class HoldLift(AppendOnlyTable):
    """The end of a hold."""

    hold = ForeignKeyField(ConsentHold, backref="lifts", unique=True, on_delete="RESTRICT")
    reason = TextField()
    lifted_by = ForeignKeyField(Account, on_delete="RESTRICT")
    lifted_at = moment_field()

    class Meta:
        table_name = "hold_lifts"


class AskedFirst(AppendOnlyTable):
    """A question that a parent asked about a child before they sign, kept by the concern that holds it (§2.6)."""

    concern_id = IntegerField(unique=True)
    child = ForeignKeyField(Child, on_delete="RESTRICT")
    adult = ForeignKeyField(Adult, on_delete="RESTRICT")
    asked_at = moment_field()

    class Meta:
        table_name = "asked_first"

    @classmethod
    def waiting(cls, known_by: Any = None) -> Expression:
        """Return the condition that a question has no answer, today or as far as was known by a moment."""
        answered = AskedFirstAnswer.select(AskedFirstAnswer.question)
        if known_by is None:
            return cls.id.not_in(answered)
        return (cls.asked_at < known_by) & cls.id.not_in(answered.where(AskedFirstAnswer.answered_at < known_by))

    @classmethod
    def children(cls) -> ModelSelect:
        """Return the query of the children about whom a question waits, by their entry that is kept."""
        entry = Child.alias()
        kept = cls.select(fn.COALESCE(entry.same_as, entry.id)).join(entry, on=(cls.child == entry.id))
        return kept.where(cls.waiting())


class AskedFirstAnswer(AppendOnlyTable):
    """That the question was answered, or closed."""

    question = ForeignKeyField(AskedFirst, backref="answers", unique=True, on_delete="RESTRICT")
    answered_at = moment_field()

    class Meta:
        table_name = "asked_first_answers"


class ChildWish(AppendOnlyTable):
    """What a child said about being shown, as a member of staff noted it."""

    child = ForeignKeyField(Child, backref="says", on_delete="RESTRICT")
    say = CharField(max_length=12)
    said_on = DateField()
    noted_by = ForeignKeyField(Account, on_delete="RESTRICT")
    noted_at = moment_field()
    submission = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "child_says"
        indexes = ((("child", "id"), False),)
        constraints = [one_of("say", Wish)]

    @classmethod
    def visible_to(cls, account: Any) -> ModelSelect:
        """What a child said is for those who work with the child."""
        return cls.select() if Permission.CONSENT_NOTE in account.permissions else cls.select().where(Value(False))
