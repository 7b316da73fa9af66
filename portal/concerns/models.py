"""Concerns, who each is about, who handles it, and its history: facts that are only ever added to."""

from typing import Any

from peewee import (
    SQL,
    BooleanField,
    CharField,
    Check,
    DateField,
    ForeignKeyField,
    IntegerField,
    ModelSelect,
    TextField,
    fn,
)

from portal.access.permissions import Role
from portal.accounts.models import Account, AccountRole
from portal.concerns.duties import Answer, Duty, DutyFact
from portal.concerns.facts import Fact, FactKind, Register
from portal.concerns.policy import EntryKind, Kind, Outcome, Reply, Source
from portal.concerns.routing import HANDLING_ROLES
from portal.concerns.subjects import SubjectKind
from portal.families.models import Child
from portal.foundation.database import AppendOnlyTable, UtcDateTimeField, moment_field, one_of, serialise_on


class Concern(AppendOnlyTable):
    """What somebody told the setting. Stage and clocks are folded from its entries, never stored (product.md §4).

    ``raised_by`` is empty for a concern that came without an account: then ``teller`` is the name that was given, with
    how to reach them, and ``is_confidential`` keeps it for the handlers alone. ``code`` is the keyed hash of the tracking
    code. ``logged_by`` keyed in what came another way, with ``their_reference`` where Ofsted or an agency gave one.
    ``about_personal_data`` is the answer of whoever raised it. ``outside_bodies`` says that nobody
    independent was left to handle it when it was raised. ``reply`` is how the person would like to be answered, with
    their ``phone``; ``linked_label`` and ``linked_address`` what it came from, such as a post; ``asking_adult`` is the adult of a family who asked this before they sign for the child.
    """

    reference = CharField(max_length=20, unique=True)
    kind = CharField(max_length=30)
    raised_by = ForeignKeyField(Account, backref="concerns", null=True, on_delete="RESTRICT")
    child = ForeignKeyField(Child, backref="concerns", null=True, on_delete="RESTRICT")
    received_on = DateField()
    logged_at = moment_field()
    noticed_on = DateField(null=True)
    what_happened = TextField()
    wish = TextField(default="")
    outside_bodies = BooleanField(default=False)
    reply = CharField(max_length=10, null=True, constraints=[one_of("reply", Reply)])
    phone = CharField(max_length=60, null=True)
    asking_adult = IntegerField(null=True)
    source = CharField(
        max_length=12, default=Source.SIGNED_IN, constraints=[SQL("DEFAULT 'signed_in'"), one_of("source", Source)]
    )
    teller = CharField(default="", max_length=200, constraints=[SQL("DEFAULT ''")])
    teller_contact = CharField(default="", max_length=200, constraints=[SQL("DEFAULT ''")])
    is_confidential = BooleanField(default=False, constraints=[SQL("DEFAULT false")])
    code = CharField(max_length=64, null=True, unique=True)
    logged_by = IntegerField(
        null=True, index=True, constraints=[SQL('REFERENCES "accounts" ("id") ON DELETE RESTRICT')]
    )
    their_reference = CharField(default="", max_length=60, constraints=[SQL("DEFAULT ''")])
    about_personal_data = BooleanField(default=False, constraints=[SQL("DEFAULT false")])
    linked_label = CharField(default="", max_length=200, constraints=[SQL("DEFAULT ''")])
    linked_address = CharField(default="", max_length=200, constraints=[SQL("DEFAULT ''")])
    submission = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "concerns"
        indexes = ((("received_on", "id"), False),)
        constraints = [one_of("kind", Kind)]

    @classmethod
    def visible_to(cls, account: Any) -> ModelSelect:
        """Whoever raised it, and its handlers as long as they are able; never a person it is about (product.md §4.1)."""
        about = ConcernSubject.select(ConcernSubject.concern).where(ConcernSubject.account == account.id)
        raised = (cls.raised_by == account.id) | cls.id.in_(ConcernTeller.followed_by(account))
        return cls.select().where((raised & cls.id.not_in(about)) | cls.id.in_(_handled_by(account)))

    @classmethod
    def inspected_by(cls, account: Any) -> ModelSelect:
        """What the complaints register shows an inspector: never a concern about themselves or about a manager.

        Managers let inspectors in, and change where their links go: one of them could be the inspector (§4.1).
        """
        managers = AccountRole.select(AccountRole.account).where(AccountRole.role == Role.MANAGER)
        subject = ConcernSubject
        closed = (subject.account == account.id) | subject.account.in_(managers) | (subject.kind == SubjectKind.MANAGER)
        return cls.select().where(cls.id.not_in(subject.select(subject.concern).where(closed)))

    @property
    def reads_here(self) -> bool:
        """Whether whoever told of it reads on the portal what handlers write."""
        return self.raised_by_id is not None or self.code is not None  # type: ignore[attr-defined]

    @property
    def follower_id(self) -> int | None:
        """Whom a handler lets follow what was logged for them, or None."""
        return max(((each.id, each.account_id) for each in self.tellers), default=(0, None))[1]  # type: ignore[attr-defined]

    def lock(self) -> None:
        """Let one transaction at a time add to this concern until it ends: what follows depends on what went before."""
        serialise_on("a concern", self.id)

    @classmethod
    def raised_by_account(cls, account: Any) -> ModelSelect:
        """What this person raised, as far as they may see it."""
        followed = cls.id.in_(ConcernTeller.followed_by(account))
        return cls.visible_to(account).where((cls.raised_by == account.id) | followed)

    @classmethod
    def handled_by(cls, account: Any) -> ModelSelect:
        """What this person handles, as far as they may see it: what they only raised is not theirs to answer."""
        return cls.visible_to(account).where(cls.id.in_(_handled_by(account)))


def _handled_by(account: Any) -> ModelSelect:
    return ConcernHandler.active().where(ConcernHandler.account == account.id)


class ConcernSubject(AppendOnlyTable):
    """Someone a concern is about. ``account`` is empty for somebody outside.

    ``named_by`` is the handler who named them later, ``named_at`` when; both empty for whom the raiser named.
    """

    concern = ForeignKeyField(Concern, backref="subjects", on_delete="RESTRICT")
    kind = CharField(max_length=10)
    account = ForeignKeyField(Account, null=True, on_delete="RESTRICT")
    name = CharField(default="", max_length=200)
    named_by = IntegerField(null=True, index=True, constraints=[SQL('REFERENCES "accounts" ("id") ON DELETE RESTRICT')])
    named_at = UtcDateTimeField(null=True)

    class Meta:
        table_name = "concern_subjects"
        indexes = ((("concern", "kind", "account"), True), (("account", "concern"), False))
        constraints = [one_of("kind", SubjectKind)]


class ConcernHandler(AppendOnlyTable):
    """Someone a concern was routed to, before anyone was told of it. ``position`` 0 is the one named first."""

    concern = ForeignKeyField(Concern, backref="handlers", on_delete="RESTRICT")
    account = ForeignKeyField(Account, on_delete="RESTRICT")
    position = IntegerField()

    class Meta:
        table_name = "concern_handlers"
        indexes = ((("concern", "account"), True), (("account", "concern"), False))

    @classmethod
    def active(cls) -> ModelSelect:
        """Those who can open their concern today: they have come in, hold a handling role, and it is not about them."""
        held = AccountRole.select(AccountRole.account).where(AccountRole.role.in_(HANDLING_ROLES))
        enabled = Account.select(Account.id).where(Account.disabled_at.is_null() & (Account.password_hash != ""))
        about = (ConcernSubject.concern == cls.concern) & (ConcernSubject.account == cls.account)
        aside = (ConcernStepAside.concern == cls.concern) & (ConcernStepAside.account == cls.account)
        is_able = cls.account.in_(held) & cls.account.in_(enabled) & ~fn.EXISTS(ConcernSubject.select().where(about))
        return cls.select(cls.concern).where(is_able & ~fn.EXISTS(ConcernStepAside.select().where(aside)))


class ConcernTeller(AppendOnlyTable):
    """Whom a handler lets follow what was logged for them; the latest row of a concern counts, an empty account is nobody."""

    concern = ForeignKeyField(Concern, backref="tellers", on_delete="RESTRICT")
    account = ForeignKeyField(Account, null=True, on_delete="RESTRICT")
    by = ForeignKeyField(Account, on_delete="RESTRICT")
    noted_at = moment_field()

    class Meta:
        table_name = "concern_tellers"

    @classmethod
    def followed_by(cls, account: Any) -> ModelSelect:
        latest = cls.select(fn.MAX(cls.id)).group_by(cls.concern)
        return cls.select(cls.concern).where(cls.id.in_(latest) & (cls.account == account.id))


class ConcernStepAside(AppendOnlyTable):
    """That a handler stepped aside from one concern, for good; why is an internal note."""

    concern = ForeignKeyField(Concern, backref="steps_aside", on_delete="RESTRICT")
    account = ForeignKeyField(Account, on_delete="RESTRICT")
    stepped_at = moment_field()

    class Meta:
        table_name = "concern_steps_aside"
        indexes = ((("concern", "account"), True),)


class ConcernEntry(AppendOnlyTable):
    """One dated fact of a concern's history. ``happened_on`` is the day it happened, and for an outcome the day told.

    ``by`` is empty where nobody with an account did it.
    """

    concern = ForeignKeyField(Concern, backref="entries", on_delete="RESTRICT")
    kind = CharField(max_length=30)
    by = ForeignKeyField(Account, null=True, on_delete="RESTRICT")
    happened_on = DateField()
    logged_at = moment_field()
    text = TextField(default="")
    outcome = CharField(max_length=30, null=True)
    actions = TextField(default="")
    late_reason = TextField(default="")
    submission = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "concern_entries"
        constraints = [
            one_of("kind", EntryKind),
            one_of("outcome", Outcome),
            Check(
                "(kind = 'outcome_told') = (outcome IS NOT NULL AND actions <> '' AND text <> '')",
                name="an_outcome_is_whole",
            ),
        ]


class ConcernDuty(AppendOnlyTable):
    """What a handler answered or did about one duty of a concern; the latest row of each duty counts (product §4.2).

    ``happened_on`` is the day it was done, or since when it was known; ``at`` the moment, where the hour counts.
    """

    concern = ForeignKeyField(Concern, backref="duties", on_delete="RESTRICT")
    duty = CharField(max_length=20)
    answer = CharField(max_length=10)
    happened_on = DateField()
    at = UtcDateTimeField(null=True)
    how = CharField(default="", max_length=200)
    reference = CharField(default="", max_length=200)
    text = TextField(default="")
    by = ForeignKeyField(Account, on_delete="RESTRICT")
    logged_at = moment_field()
    submission = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "concern_duties"
        constraints = [
            one_of("duty", Duty),
            one_of("answer", Answer),
            Check("answer <> 'not_needed' OR text <> ''", name="not_needed_has_a_reason"),
        ]

    @property
    def fact(self) -> DutyFact:
        """The row as the rules read it."""
        duty, answer = Duty(self.duty), Answer(self.answer)
        return DutyFact(duty, answer, self.happened_on, self.at, self.how, self.reference, self.text)  # type: ignore[arg-type]


class ConcernFact(AppendOnlyTable):
    """What the record of a case says besides its history; the latest row of each kind and item counts (product §4.3).

    ``item`` tells actions apart, from 1. ``who`` does an action, ``due_on`` a day. A row that says nothing takes away.
    """

    concern = ForeignKeyField(Concern, backref="facts", on_delete="RESTRICT")
    kind = CharField(max_length=20)
    item = IntegerField(default=0)
    text = TextField(default="")
    who = CharField(default="", max_length=200)
    due_on = DateField(null=True)
    happened_on = DateField(null=True)
    by = ForeignKeyField(Account, on_delete="RESTRICT")
    logged_at = moment_field()
    submission = CharField(max_length=64)

    class Meta:
        table_name = "concern_facts"
        indexes = ((("submission", "kind"), True),)
        numbered = Check("(kind = 'action') = (item > 0)", name="actions_are_numbered")
        constraints = [one_of("kind", FactKind), numbered]

    @property
    def fact(self) -> Fact:
        """The row as the rules read it."""
        return Fact(FactKind(self.kind), self.item, self.text, self.who, self.due_on, self.happened_on)  # type: ignore[arg-type]


class RequirementList(AppendOnlyTable):
    """Headings of one register, a line each. The latest counts, and until one is saved ``facts.DEFAULT_EDITIONS``."""

    register = CharField(max_length=10)
    edition = CharField(max_length=60)
    headings = TextField()
    by = ForeignKeyField(Account, on_delete="RESTRICT")
    saved_at = moment_field()

    class Meta:
        table_name = "requirement_lists"
        constraints = [one_of("register", Register)]
