"""One-time links: to accept an invitation, to choose a new password, and to set the portal up."""

from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from portal.access.permissions import Role
from portal.accounts import passwords
from portal.accounts.events import AccountInvited, AccountMade, InvitationAccepted, PasswordChanged
from portal.accounts.models import Account, AccountRole, Invitation, SignIn
from portal.accounts.policy import (
    RESET_LASTS,
    SET_UP_LASTS,
    AddressTaken,
    AlreadySetUp,
    Channel,
    LinkDead,
    normalise_login,
)
from portal.foundation import clock
from portal.foundation.database import db, hold_writers
from portal.foundation.events import bus
from portal.foundation.tokens import digest, new_token
from portal.settings import service as settings

_SET_UP_LOCK = 20_261_126


@dataclass(frozen=True)
class Link:
    """A fresh one-time secret; it exists only here and in the message that carries it."""

    account: Account
    token: str
    days: int


def make_account(
    name: str, *, roles: frozenset[Role], by_id: int | None, email: str | None = None, sign_in_name: str | None = None
) -> Account:
    """Make an account that nobody can sign in to yet. Raises AddressTaken."""
    with db.atomic():
        address = normalise_login(email) if email else None
        if address and Account.select().where(Account.email == address).exists():
            raise AddressTaken
        account = Account.create(name=name, email=address, sign_in_name=sign_in_name)
        AccountRole.insert_many([{"account": account, "role": role} for role in sorted(roles)]).execute()
        bus.publish(AccountMade(actor_id=by_id, subject_id=account.id, roles=tuple(sorted(roles))))
    return account


def invite(account: Account, *, channel: Channel, by_id: int | None) -> Link:
    """Make a link for ``account``. Older links stay good until one is used: a letter may be printed twice."""
    days = settings.current().invitation_days
    lasts = RESET_LASTS if channel is Channel.RESET else timedelta(days=days)
    token = new_token()
    with db.atomic():
        Invitation.create(
            account=account,
            token_hash=digest(token),
            channel=channel,
            created_by_id=by_id,
            expires_at=clock.now() + lasts,
        )
        bus.publish(AccountInvited(actor_id=by_id, subject_id=account.id, channel=channel))
    return Link(account, token, days)


def find_invitation(token: str) -> Invitation:
    """Return the invitation that ``token`` opens. Raises LinkDead."""
    invitation: Invitation | None = (
        Invitation.select(Invitation, Account)
        .join(Account)
        .where(
            (Invitation.token_hash == digest(token))
            & Invitation.used_at.is_null()
            & Invitation.revoked_at.is_null()
            & (Invitation.expires_at > clock.now())
            & Account.disabled_at.is_null()
        )
        .first()
    )
    if invitation is None:
        raise LinkDead
    return invitation


def accept(token: str, password: str) -> Account:
    """Set the password and use the link up, together with every other link of that person.

    Raises LinkDead, and PasswordRefused for a password that is easy to guess.
    """
    account: Account = find_invitation(token).account
    passwords.check_strength(password, known_words=(account.name, account.email or ""))
    hashed = passwords.hash_password(password)
    with db.atomic():
        invitation = find_invitation(token)
        now = clock.now()
        # The row count decides between two that arrive at once, on both engines: a link works once.
        unused = (Invitation.id == invitation.id) & Invitation.used_at.is_null()
        if not Invitation.update(used_at=now).where(unused).execute():
            raise LinkDead
        Account.update(password_hash=hashed).where(Account.id == account.id).execute()
        others = (Invitation.account == account.id) & Invitation.used_at.is_null() & Invitation.revoked_at.is_null()
        Invitation.update(revoked_at=now).where(others).execute()
        SignIn.update(ended_at=now).where((SignIn.account == account.id) & SignIn.ended_at.is_null()).execute()
        happened = PasswordChanged if invitation.channel == Channel.RESET else InvitationAccepted
        bus.publish(happened(actor_id=account.id, subject_id=account.id))
    return account


def _set_up_serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="first-manager")


def needs_set_up() -> bool:
    """Return whether nobody is the manager yet."""
    return not AccountRole.select().where(AccountRole.role == Role.MANAGER).exists()


def set_up_token() -> str:
    """Return the secret of the set-up link; it works until the first manager exists, for a day at most."""
    return _set_up_serializer().dumps("set-up")


def check_set_up_token(token: str) -> None:
    """Raise LinkDead for a secret that is not ours or too old, and AlreadySetUp once there is a manager."""
    try:
        _set_up_serializer().loads(token, max_age=round(SET_UP_LASTS.total_seconds()))
    except BadSignature as problem:
        raise LinkDead from problem
    if not needs_set_up():
        raise AlreadySetUp


def set_up(token: str, *, setting_name: str, name: str, email: str, password: str) -> Account:
    """Name the setting and make its first manager. Raises LinkDead, AlreadySetUp and PasswordRefused."""
    passwords.check_strength(password, known_words=(name, email, setting_name))
    hashed = passwords.hash_password(password)
    with db.atomic():
        hold_writers(_SET_UP_LOCK)
        check_set_up_token(token)
        account = make_account(name, email=email, roles=frozenset({Role.MANAGER}), by_id=None)
        Account.update(password_hash=hashed).where(Account.id == account.id).execute()
        settings.name_setting(setting_name, by_id=account.id, email=normalise_login(email))
    return account
