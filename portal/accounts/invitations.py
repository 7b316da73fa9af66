"""One-time links: to accept an invitation, to choose a new password, and to set the portal up."""

import hashlib
import hmac
from collections.abc import Collection
from contextlib import suppress
from datetime import date, timedelta

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from peewee import JOIN

from portal.access.permissions import Role
from portal.accounts import passwords, service
from portal.accounts.devices import end_devices
from portal.accounts.events import AccountInvited, AccountMade, InvitationAccepted, PasswordChanged
from portal.accounts.models import Account, AccountRole, Invitation
from portal.accounts.policy import (
    CODES_PER_ADDRESS,
    CODES_PER_HOUR,
    CODES_WITHIN,
    RESET_LASTS,
    SET_UP_LASTS,
    AddressTaken,
    AlreadySetUp,
    Channel,
    CodeInvalid,
    InvitationStatus,
    LinkInvalid,
    SetUpLinkInvalid,
    normalise_login,
)
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.foundation.tokens import digest, new_code, new_token, read_code
from portal.mail import service as mail
from portal.mail.models import OutboxMessage
from portal.settings import service as settings
from portal.web.addresses import public_address
from portal.web.throttle import count_try, forget_tries

# A second click, or a second person at the same list, sends nothing twice.
RESEND_AFTER = timedelta(minutes=10)
_UNUSED = Invitation.used_at.is_null() & Invitation.revoked_at.is_null()
_TO_PRINT = (Invitation.channel == Channel.LETTER) & Invitation.printed_at.is_null()


def make_account(
    name: str,
    *,
    roles: frozenset[Role],
    by_id: int | None,
    email: str | None = None,
    sign_in_name: str | None = None,
    last_day: date | None = None,
    password_hash: str = "",
) -> Account:
    """Make an account, that nobody can sign in to yet unless it has a password. Raises AddressTaken."""
    with db.atomic():
        address = normalise_login(email) if email else None
        if address and Account.select().where(Account.email == address).exists():
            raise AddressTaken
        account = Account.create(
            name=name, email=address, sign_in_name=sign_in_name, last_day=last_day, password_hash=password_hash
        )
        AccountRole.insert_many([{"account": account, "role": role} for role in sorted(roles)]).execute()
        bus.publish(AccountMade(actor_id=by_id, subject_id=account.id, roles=tuple(sorted(roles))))
    return account


def invite(account: Account, *, channel: Channel, by_id: int | None) -> Invitation:
    """Make a link for ``account``. Older links stay good until one is used: a letter may be printed twice.

    That of a letter can be opened by a code as well, which is typed.
    """
    lasts = RESET_LASTS if channel is Channel.RESET else timedelta(days=settings.current().invitation_days)
    code = new_code() if channel is Channel.LETTER else ""
    token = _token_of(code, current_app.config["SECRET_KEY"]) if code else new_token()
    with db.atomic():
        invitation: Invitation = Invitation.create(
            account=account,
            token_hash=digest(token),
            channel=channel,
            created_by_id=by_id,
            expires_at=clock.now() + lasts,
        )
        bus.publish(AccountInvited(actor_id=by_id, subject_id=account.id, channel=channel))
    invitation.token, invitation.code = token, code
    return invitation


def _token_of(code: str, key: str) -> str:
    """Return the secret in the link of a letter: whoever knows the code alone, and not the portal's key, cannot tell it.

    So a code can be tried at the one page that counts tries, and nothing more than the link's digest is stored.
    """
    return hmac.new(key.encode(), f"letter {code}".encode(), hashlib.sha256).hexdigest()[:32]


def token_of_code(typed: str, *, address: str) -> str:
    """Return the secret of the link that a letter's code stands for.

    Raises CodeInvalid, and TooManyTries: a code is short enough to be typed, so guessing has to be slow.
    """
    here = f"letter-from:{address}"
    count_try(here, limit=CODES_PER_ADDRESS, within=CODES_WITHIN)
    count_try("letter", limit=CODES_PER_HOUR, within=CODES_WITHIN)
    # A letter that was printed under the key before stays good.
    for key in (current_app.config["SECRET_KEY"], *(current_app.config["SECRET_KEY_FALLBACKS"] or ())):
        with suppress(LinkInvalid):
            token = _token_of(read_code(typed), key)
            find_invitation(token)
            forget_tries(here)
            return token
    raise CodeInvalid


def is_under_way(account: Account) -> bool:
    """Return whether an e-mail with a link that opens waits to be sent, or was sent a moment ago."""
    mailed = (Invitation.account == account.id) & (Invitation.channel == Channel.EMAIL)
    lately = OutboxMessage.sent_at.is_null() | (OutboxMessage.sent_at > clock.now() - RESEND_AFTER)
    query = Invitation.select(Invitation, OutboxMessage).join(OutboxMessage)
    return any(each.is_open for each in query.where(mailed & lately & OutboxMessage.failed_at.is_null()))


def last_invitations(account_ids: Collection[int]) -> dict[int, Invitation]:
    """Return by account the last invitation, no reset; one that still opens comes before later ones that do not."""
    theirs = Invitation.account.in_(account_ids) & (Invitation.channel != Channel.RESET)
    query = Invitation.select(Invitation, OutboxMessage).join(OutboxMessage, JOIN.LEFT_OUTER).where(theirs)
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
    forgotten = forget_unsent(account, channels)
    links = _UNUSED & (Invitation.account == account.id) & Invitation.channel.in_(channels)
    return forgotten + int(Invitation.update(revoked_at=clock.now()).where(links).execute())


def distrust_letters(account: Account) -> None:
    """Let nobody be this person by a letter, in the caller's transaction: whoever printed it could come in with it.

    Every open link dies. Who came in by a letter last has to come in anew, by an e-mail to their own address.
    """
    revoke_open(account)
    used = (Invitation.account == account.id) & Invitation.used_at.is_null(False)
    last = Invitation.select(Invitation.channel).where(used).order_by(Invitation.used_at.desc())
    if last.scalar() == Channel.LETTER:
        Account.update(password_hash="").where(Account.id == account.id).execute()
        account.password_hash = ""
        end_devices(account)


def forget_unsent(account: Account, channels: Collection[Channel]) -> int:
    """Forget links whose e-mail no server has taken, and that e-mail, and return how many: they reached nobody."""
    links = _UNUSED & (Invitation.account == account.id) & Invitation.channel.in_(channels)
    unsent = Invitation.select(Invitation.message).join(OutboxMessage).where(links & OutboxMessage.sent_at.is_null())
    messages = [row.message_id for row in unsent]
    Invitation.delete().where(Invitation.message.in_(messages)).execute()
    mail.withdraw(messages)
    return len(messages)


def find_invitation(token: str) -> Invitation:
    """Return the invitation that ``token`` opens. Raises LinkInvalid."""
    invitation: Invitation | None = Invitation.get_or_none(Invitation.token_hash == digest(token))
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
    return not (settings.is_named() and service.holders_of(Role.MANAGER))


def letters_to_print() -> list[Invitation]:
    """Return the letters that were made and nobody said to have printed, one for each person, the oldest first."""
    query = Invitation.select(Invitation, Account).join(Account).where(_TO_PRINT & _UNUSED).order_by(Invitation.id)
    return list({invitation.account_id: invitation for invitation in query}.values())


def mark_printed(account_ids: Collection[int]) -> int:
    """Say of the letters of these people that they are printed, and return how many waited."""
    theirs = _TO_PRINT & Invitation.account.in_(account_ids)
    return int(Invitation.update(printed_at=clock.now()).where(theirs).execute())


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
        account = _first_manager(name, email, hashed)
        revoke_open(account)
        if settings.is_named():
            settings.change_setting({"name": setting_name}, by_id=account.id)
        else:
            settings.name_setting(setting_name, by_id=account.id, email=normalise_login(email))
    return account


def _first_manager(name: str, email: str, password_hash: str) -> Account:
    """Return a new account, or that of somebody who was invited and has not come. Raises AddressTaken."""
    account = service.find_by_login(email)
    if account is None:
        roles = frozenset({Role.MANAGER})
        return make_account(name, email=email, roles=roles, by_id=None, password_hash=password_hash)
    if account.password_hash or account.is_closed:
        raise AddressTaken
    # First the password: whoever has one can be given concerns together with the role.
    Account.update(name=name, password_hash=password_hash).where(Account.id == account.id).execute()
    service.give_role(account, Role.MANAGER, by_id=None)
    return account
