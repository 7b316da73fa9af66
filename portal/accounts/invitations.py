"""One-time links: to accept an invitation, to choose a new password, and to set the portal up."""

from collections.abc import Collection
from datetime import date, timedelta

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from portal.access.permissions import Role
from portal.accounts import passwords, service
from portal.accounts.devices import end_devices
from portal.accounts.events import AccountInvited, AccountMade, InvitationAccepted, PasswordChanged
from portal.accounts.models import Account, AccountRole, Invitation
from portal.accounts.policy import (
    RESET_LASTS,
    SET_UP_LASTS,
    AddressTaken,
    AlreadySetUp,
    Channel,
    InvitationStatus,
    LinkInvalid,
    SetUpLinkInvalid,
    normalise_login,
)
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.foundation.tokens import digest, new_token
from portal.settings import service as settings
from portal.web.addresses import public_address

# A second click, or a second person at the same list, sends nothing twice.
RESEND_AFTER = timedelta(minutes=10)


def make_account(
    name: str,
    *,
    roles: frozenset[Role],
    by_id: int | None,
    email: str | None = None,
    sign_in_name: str | None = None,
    last_day: date | None = None,
) -> Account:
    """Make an account that nobody can sign in to yet. Raises AddressTaken."""
    with db.atomic():
        address = normalise_login(email) if email else None
        if address and Account.select().where(Account.email == address).exists():
            raise AddressTaken
        account = Account.create(name=name, email=address, sign_in_name=sign_in_name, last_day=last_day)
        AccountRole.insert_many([{"account": account, "role": role} for role in sorted(roles)]).execute()
        bus.publish(AccountMade(actor_id=by_id, subject_id=account.id, roles=tuple(sorted(roles))))
    return account


def invite(account: Account, *, channel: Channel, by_id: int | None) -> Invitation:
    """Make a link for ``account``. Older links stay good until one is used: a letter may be printed twice."""
    lasts = RESET_LASTS if channel is Channel.RESET else timedelta(days=settings.current().invitation_days)
    token = new_token()
    with db.atomic():
        invitation: Invitation = Invitation.create(
            account=account,
            token_hash=digest(token),
            channel=channel,
            created_by_id=by_id,
            expires_at=clock.now() + lasts,
        )
        bus.publish(AccountInvited(actor_id=by_id, subject_id=account.id, channel=channel))
    invitation.token = token
    return invitation


def was_just_sent(account: Account) -> bool:
    """Return whether an e-mail with a link that still opens went out a moment ago: no second one is needed."""
    now = clock.now()
    mailed = (Invitation.account == account.id) & (Invitation.channel == Channel.EMAIL)
    lately = Invitation.select().where(mailed & (Invitation.created_at > now - RESEND_AFTER))
    return any(invitation.is_open for invitation in lately)


def last_invitations(account_ids: Collection[int]) -> dict[int, Invitation]:
    """Return by account the last invitation, no reset; one that still opens comes before later ones that do not."""
    query = Invitation.select().where(Invitation.account.in_(account_ids) & (Invitation.channel != Channel.RESET))
    return {row.account_id: row for row in sorted(query, key=lambda row: (row.is_open, row.id))}


def status_of(account: Account | None, last: Invitation | None) -> InvitationStatus:
    """Return how far a person is, whose last invitation is ``last``; who never had any has no account either."""
    if account is None:
        return InvitationStatus.NOT_INVITED
    if account.disabled_at:
        return InvitationStatus.DISABLED
    if account.is_closed:
        return InvitationStatus.OVER
    if account.password_hash:
        return InvitationStatus.SIGNED_UP
    if last is None:
        return InvitationStatus.NOT_INVITED
    return InvitationStatus.INVITED if last.is_open else InvitationStatus.EXPIRED


def revoke_open(account: Account, channels: Collection[Channel] = tuple(Channel)) -> int:
    """Kill every link that could still let this person in, in the caller's transaction, and return how many."""
    unused = Invitation.used_at.is_null() & Invitation.revoked_at.is_null() & Invitation.channel.in_(channels)
    links = Invitation.update(revoked_at=clock.now()).where((Invitation.account == account.id) & unused)
    return int(links.execute())


def find_invitation(token: str) -> Invitation:
    """Return the invitation that ``token`` opens. Raises LinkInvalid."""
    sent = Invitation.select(Invitation, Account).join(Account).where(Invitation.token_hash == digest(token))
    invitation: Invitation | None = sent.first()
    if invitation is None or not invitation.is_open or invitation.account.is_closed:
        raise LinkInvalid
    return invitation


def accept(token: str, password: str) -> Account:
    """Set the password and use the link up, together with every other link of that person.

    Raises LinkInvalid, and PasswordRefused for a password that is easy to guess.
    """
    account: Account = find_invitation(token).account
    passwords.check_strength(password, known_words=(account.name, account.email or ""))
    hashed = passwords.hash_password(password)
    with db.atomic():
        invitation = find_invitation(token)
        # The row count decides between two that arrive at once, on both engines: a link works once.
        unused = (Invitation.id == invitation.id) & Invitation.used_at.is_null()
        if not Invitation.update(used_at=clock.now()).where(unused).execute():
            raise LinkInvalid
        Account.update(password_hash=hashed).where(Account.id == account.id).execute()
        revoke_open(account)
        end_devices(account)
        happened = PasswordChanged if invitation.channel == Channel.RESET else InvitationAccepted
        bus.publish(happened(actor_id=account.id, subject_id=account.id))
    return account


def _set_up_serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="first-manager")


def needs_set_up() -> bool:
    """Return whether the setting has no name, or nobody manages it: a manager who was invited cannot name it yet."""
    return not (settings.is_set_up() and service.holders_of(Role.MANAGER))


def nobody_can_sign_in() -> bool:
    """Return whether the setting has no name and nobody has chosen a password: there is only the set-up link."""
    return not settings.is_named() and not Account.select().where(Account.password_hash != "").exists()


def set_up_link() -> str:
    """Return the address at which the portal is set up, for the terminal alone."""
    return public_address("accounts.set_up", token=set_up_token())


def set_up_token() -> str:
    """Return the secret of the set-up link; it works until the portal is set up, for a day at most."""
    return _set_up_serializer().dumps("set-up")


def check_set_up_token(token: str) -> None:
    """Raise SetUpLinkInvalid for a secret not ours or too old, and AlreadySetUp once there is nothing left to do."""
    try:
        _set_up_serializer().loads(token, max_age=round(SET_UP_LASTS.total_seconds()))
    except BadSignature as problem:
        raise SetUpLinkInvalid from problem
    if not needs_set_up():
        raise AlreadySetUp


def set_up(token: str, *, setting_name: str, name: str, email: str, password: str) -> Account:
    """Name the setting and make its first manager.

    Raises SetUpLinkInvalid, AlreadySetUp, PasswordRefused, and AddressTaken for somebody who signs in already.
    """
    passwords.check_strength(password, known_words=(name, email, setting_name))
    hashed = passwords.hash_password(password)
    with db.atomic():
        settings.serialise_naming()
        check_set_up_token(token)
        account = _first_manager(name, email)
        Account.update(name=name, password_hash=hashed).where(Account.id == account.id).execute()
        revoke_open(account)
        if settings.is_set_up():
            settings.change_setting({"name": setting_name}, by_id=account.id)
        else:
            settings.name_setting(setting_name, by_id=account.id, email=normalise_login(email))
    return account


def _first_manager(name: str, email: str) -> Account:
    """Return a new account, or that of somebody who was invited and has not come. Raises AddressTaken."""
    account = service.find_by_login(email)
    if account is None:
        return make_account(name, email=email, roles=frozenset({Role.MANAGER}), by_id=None)
    if account.password_hash or account.is_closed:
        raise AddressTaken
    service.give_role(account, Role.MANAGER, by_id=None)
    return account
