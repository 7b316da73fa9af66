"""People who can sign in, how they were invited, and where they are signed in; and the base of those who have no account."""

from datetime import datetime
from functools import cached_property
from typing import Any, Self

from flask_login import UserMixin
from peewee import CharField, Check, DateField, ForeignKeyField, IntegerField, ModelSelect

from portal.access.permissions import Permission, Role, permissions_of
from portal.accounts.policy import Channel
from portal.accounts.staff_policy import INDEPENDENT_ROLES, ProposalEnding, takes_effect_at
from portal.foundation import clock
from portal.foundation.database import AppendOnlyTable, Table, UtcDateTimeField, moment_field, one_of
from portal.foundation.tokens import digest, new_token
from portal.mail.models import OutboxMessage


class Account(Table, UserMixin):  # type: ignore[misc]  # Table first: two people are equal by row, not by session
    """A person who can sign in. ``email`` is kept in lower case; who has none gets a ``sign_in_name``;
    ``password_hash`` is empty until they chose one; ``last_day`` is the last on which an inspector may come in."""

    name = CharField(max_length=200)
    email = CharField(max_length=254, unique=True, null=True)
    sign_in_name = CharField(max_length=60, unique=True, null=True)
    password_hash = CharField(default="", max_length=200)
    created_at = moment_field()
    disabled_at = UtcDateTimeField(null=True)
    last_day = DateField(null=True)

    class Meta:
        table_name = "accounts"
        constraints = [Check("email = lower(email)", name="email_is_lower_case")]

    # The session that this request came with; Flask-Login asks for it as the person's id.
    session_token: str = ""

    def get_id(self) -> str:
        return self.session_token

    @property
    def is_closed(self) -> bool:
        """Whether nobody can sign in with this account: it was disabled, or its last day has passed."""
        return bool(self.disabled_at) or (self.last_day is not None and self.last_day < clock.today())

    @property
    def login(self) -> str:
        """What they sign in with: the name in their letter, or else their e-mail address."""
        return str(self.sign_in_name or self.email or "")

    @cached_property
    def roles(self) -> frozenset[Role]:
        rows = AccountRole.select(AccountRole.role).where(AccountRole.account == self.id).tuples()
        return frozenset(Role(role) for (role,) in rows)

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        return permissions_of(self.roles)

    def may(self, permission: str) -> bool:
        """Return whether one of the person's roles grants ``permission`` (for templates)."""
        return permission in self.permissions

    @classmethod
    def visible_to(cls, account: Any) -> ModelSelect:
        """Who invites people sees them all; everyone else sees themselves."""
        everyone = cls.select()
        return everyone if Permission.ACCOUNT_INVITE in account.permissions else everyone.where(cls.id == account.id)


class AccountRole(Table):
    """A role that a person holds."""

    account = ForeignKeyField(Account, backref="held_roles", on_delete="CASCADE")
    role = CharField(max_length=20)

    class Meta:
        table_name = "account_roles"
        indexes = ((("account", "role"), True),)
        constraints = [one_of("role", Role)]


class Invitation(Table):
    """A link that lets one person in once; only the SHA-256 of its secret is kept.

    ``message`` is the e-mail that carries it. ``printed_at`` is empty while a letter waits to be printed.
    """

    account = ForeignKeyField(Account, backref="invitations", on_delete="CASCADE")
    token_hash = CharField(max_length=64, unique=True)
    channel = CharField(max_length=10)
    created_by_id = IntegerField(null=True)
    created_at = moment_field()
    expires_at = UtcDateTimeField()
    used_at = UtcDateTimeField(null=True)
    revoked_at = UtcDateTimeField(null=True)
    printed_at = UtcDateTimeField(null=True)
    message = ForeignKeyField(OutboxMessage, null=True, on_delete="SET NULL")

    class Meta:
        table_name = "invitations"
        constraints = [one_of("channel", Channel)]

    # The secret itself, which only a fresh row and the message or letter that carries it have.
    token: str = ""
    code: str = ""

    @property
    def ends_at(self) -> datetime:
        """Until when the link lets the person in. The days of an e-mail count from when it was sent."""
        if self.revoked_at or self.message is None:
            return self.revoked_at or self.expires_at  # type: ignore[return-value]
        waited: datetime = self.message.sent_at or clock.now()
        return waited + (self.expires_at - self.created_at)

    @property
    def has_left(self) -> bool:
        """Whether it left the house, as far as anybody said: a mail server took it, or it was printed."""
        is_letter = self.channel == Channel.LETTER
        return bool(self.printed_at if is_letter else self.message is None or self.message.sent_at)

    @property
    def is_open(self) -> bool:
        """Whether the link still lets the person in."""
        return self.used_at is None and self.ends_at > clock.now()


class SignIn(Table):
    """One device on which a person is signed in; the cookie holds the secret, we hold its SHA-256."""

    account = ForeignKeyField(Account, backref="sign_ins", on_delete="CASCADE")
    token_hash = CharField(max_length=64, unique=True)
    device = CharField(default="", max_length=200)
    started_at = moment_field()
    expires_at = UtcDateTimeField()
    ended_at = UtcDateTimeField(null=True)

    class Meta:
        table_name = "sign_ins"


class HandlerProposal(AppendOnlyTable):
    """That a manager proposed somebody for a role that judges managers; ``email`` is where they would be invited."""

    role = CharField(max_length=20)
    name = CharField(max_length=200)
    email = CharField(max_length=254)
    proposed_by = ForeignKeyField(Account, backref="handler_proposals", on_delete="RESTRICT")
    proposed_at = moment_field()
    submission = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "handler_proposals"
        constraints = [one_of("role", sorted(INDEPENDENT_ROLES))]

    @property
    def takes_effect_at(self) -> datetime:
        return takes_effect_at(self.proposed_at)  # type: ignore[arg-type]

    @classmethod
    def open(cls) -> ModelSelect:
        """Those that nothing became of yet."""
        return cls.select().where(cls.id.not_in(HandlerProposalEnd.select(HandlerProposalEnd.proposal)))


class HandlerProposalEnd(AppendOnlyTable):
    """What became of a proposal; ``ended_by`` is who objected."""

    proposal = ForeignKeyField(HandlerProposal, unique=True, on_delete="RESTRICT")
    ending = CharField(max_length=20)
    ended_by = ForeignKeyField(Account, null=True, on_delete="RESTRICT")
    ended_at = moment_field()

    class Meta:
        table_name = "handler_proposal_ends"
        constraints = [one_of("ending", ProposalEnding)]


class Outsider(Table):
    """Base of a list of people without an account, who answer on a page of their own by a link, until ``ended_at``.

    ``link_hash`` is the SHA-256 of the newest link's secret, if one was made.
    """

    name = CharField(max_length=200)
    link_hash = CharField(max_length=64, unique=True, null=True)
    added_by = ForeignKeyField(Account, backref="+", on_delete="RESTRICT")
    added_at = moment_field()
    ended_at = UtcDateTimeField(null=True)
    submission = CharField(max_length=64, unique=True)

    @classmethod
    def expected(cls) -> ModelSelect:
        """Return those who may still come."""
        return cls.select().where(cls.ended_at.is_null())

    @classmethod
    def of_link(cls, token: str) -> Self | None:
        """Return whose page a link opens: the newest one of somebody who may still come."""
        found: Self | None = cls.expected().where(cls.link_hash == digest(token)).first()
        return found

    def renew_link(self) -> str:
        """Keep a new link and return its secret, which is shown once; the one before opens nothing any more."""
        token, model = new_token(), type(self)
        model.update(link_hash=digest(token)).where(model.id == self.id).execute()
        return token

    def end(self) -> bool:
        """Say that they come no more, and return whether nobody had said so before."""
        model = type(self)
        return bool(
            model.update(ended_at=clock.now()).where((model.id == self.id) & model.ended_at.is_null()).execute()
        )
