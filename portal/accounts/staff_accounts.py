"""What the manager decides about people who work here: inviting, roles, disabling, ending their sessions."""

from collections.abc import Set
from datetime import date

from portal.access.permissions import Role
from portal.accounts import emails, invitations, service
from portal.accounts.devices import end_devices
from portal.accounts.events import (
    AccountDisabled,
    AccountEnabled,
    InvitationsRevoked,
    LastDayChanged,
    RoleTaken,
    SessionsEnded,
)
from portal.accounts.models import Account, AccountRole
from portal.accounts.policy import InvitationOutcome
from portal.accounts.staff_policy import (
    HANDLING_ROLES,
    INDEPENDENT_ROLES,
    DisabledAccount,
    HandlersChoose,
    HandlerStays,
    LastManager,
    OwnAccount,
    check_roles,
    kept_day,
)
from portal.foundation import clock
from portal.foundation.database import db, serialise_on
from portal.foundation.events import bus

ROLES_LOCK = "roles of people who work here"


def invite_person(
    email: str,
    *,
    name: str,
    roles: Set[Role],
    last_day: date | None,
    on: date,
    by_id: int | None,
    is_agreed: bool = False,
) -> tuple[Account, InvitationOutcome]:
    """Give whoever has this address these roles as well, and send an invitation unless they have a password.

    ``name`` is for somebody new, ``last_day`` for an inspector; ``is_agreed`` says that nobody objected to them
    (accounts/handlers.py). Raises StaffRefusal.
    """
    with db.atomic():
        serialise_on(ROLES_LOCK)
        account = service.find_by_login(email)
        if account is None:
            day = kept_day(roles, last_day)
            check_roles(roles, day, today=on)
            _check_handlers(None, roles, by_id=by_id, is_agreed=is_agreed)
            account = invitations.make_account(name, email=email, roles=frozenset(roles), by_id=by_id, last_day=day)
        elif account.id == by_id:
            raise OwnAccount
        elif account.disabled_at:
            raise DisabledAccount
        else:
            _change(account, account.roles | roles, last_day, on=on, by_id=by_id, is_agreed=is_agreed)
        return account, emails.send_invitation(account, by_id=by_id)


def invite_again(account: Account, *, by_id: int) -> InvitationOutcome:
    """Send another link to somebody who has not come yet. Raises DisabledAccount."""
    with db.atomic():
        serialise_on(ROLES_LOCK)
        account = Account.get_by_id(account.id)
        if account.is_closed:
            raise DisabledAccount
        return emails.send_invitation(account, by_id=by_id)


def change_roles(
    account: Account, working_roles: Set[Role], last_day: date | None, *, on: date, by_id: int | None
) -> None:
    """Let a person hold ``working_roles``; that they are a parent too stays as it is.

    Raises StaffRefusal, so that nobody changes their own rights and somebody who can sign in stays manager.
    """
    if account.id == by_id:
        raise OwnAccount
    with db.atomic():
        serialise_on(ROLES_LOCK)
        account = Account.get_by_id(account.id)
        _change(account, working_roles | (account.roles & {Role.PARENT}), last_day, on=on, by_id=by_id)


def _change(
    account: Account, after: Set[Role], last_day: date | None, *, on: date, by_id: int | None, is_agreed: bool = False
) -> None:
    before = account.roles
    day = kept_day(after, last_day)
    if after == before and day == account.last_day:
        return
    check_roles(after, day, today=on)
    _check_handlers(account, after, by_id=by_id, is_agreed=is_agreed)
    if (after - before) & INDEPENDENT_ROLES:
        invitations.distrust_letters(account)
    if Role.MANAGER in before - after and not service.is_held_by_another(Role.MANAGER, account):
        raise LastManager
    for role in sorted(after - before):
        service.give_role(account, role, by_id=by_id)
    for role in sorted(before - after):
        take_role(account, role, by_id=by_id)
    if day != account.last_day:
        Account.update(last_day=day).where(Account.id == account.id).execute()
        bus.publish(LastDayChanged(actor_id=by_id, subject_id=account.id))


def take_role(account: Account, role: Role, *, by_id: int | None) -> None:
    """Take a role that the person holds, in the caller's transaction."""
    AccountRole.delete().where((AccountRole.account == account.id) & (AccountRole.role == role)).execute()
    bus.publish(RoleTaken(actor_id=by_id, subject_id=account.id, role=role))


def _check_handlers(account: Account | None, after: Set[Role], *, by_id: int | None, is_agreed: bool) -> None:
    """Raise HandlerStays or HandlersChoose where somebody would choose who judges them (product.md §4.1).

    Who gives a role may take it back, and nobody else. Nor is anybody who holds one made a manager: what is about “the
    manager” would pass them by. Nobody signs in at the terminal, so nobody it may be about works there.
    """
    if by_id is None:
        return
    before = account.roles if account else frozenset()
    given, taken = (after - before) & HANDLING_ROLES, (before - after) & HANDLING_ROLES
    if account and (Role.MANAGER in given or taken) and is_out_of_reach(account, by_id):
        raise HandlerStays
    if not is_agreed and (given & INDEPENDENT_ROLES) - may_give(by_id):
        raise HandlersChoose


def may_give(by_id: int) -> frozenset[Role]:
    """Return which independent roles this person gives without asking anybody.

    Those that they hold; a manager only at the first set-up, before any family has come in, those that nobody holds who
    has come in, be it somebody who was shut out since. Who was named so is never given what is open about whoever named
    them (concerns/rerouting.py).
    """
    own = Account.get_by_id(by_id).roles
    if Role.MANAGER not in own:
        return own & INDEPENDENT_ROLES
    rows = AccountRole.select(AccountRole.role).join(Account).where(Account.password_hash != "").distinct()
    have_come = {Role(role) for (role,) in rows.tuples()}
    return frozenset() if Role.PARENT in have_come else INDEPENDENT_ROLES - have_come


def is_out_of_reach(account: Account, by_id: int) -> bool:
    """Return whether somebody judges managers whom this person may not shut out: only who gives a role takes it."""
    return bool((account.roles & INDEPENDENT_ROLES) - may_give(by_id))


def _check_not_handler(account: Account, *, by_id: int | None) -> None:
    """Raise HandlerStays for who is out of reach, unless they do it themselves or it is the terminal."""
    if by_id not in {None, account.id} and is_out_of_reach(account, by_id):  # type: ignore[arg-type]
        raise HandlerStays


def disable(account: Account, *, by_id: int | None) -> None:
    """Shut a person out at once: every session ends, every open link dies (ASVS 7.4.2). Records stay.

    Raises OwnAccount, HandlerStays and LastManager.
    """
    if account.id == by_id:
        raise OwnAccount
    with db.atomic():
        serialise_on(ROLES_LOCK)
        account = Account.get_by_id(account.id)
        if account.disabled_at:
            return
        _check_not_handler(account, by_id=by_id)
        if Role.MANAGER in account.roles and not service.is_held_by_another(Role.MANAGER, account):
            raise LastManager
        shut_out(account, by_id=by_id)


def shut_out(account: Account, *, by_id: int | None) -> None:
    """End every session and link of a person and let none begin, in the caller's transaction."""
    Account.update(disabled_at=clock.now()).where(Account.id == account.id).execute()
    end_devices(account)
    invitations.revoke_open(account)
    bus.publish(AccountDisabled(actor_id=by_id, subject_id=account.id))


def enable(account: Account, *, by_id: int | None) -> None:
    """Let a person in again, with the password they had. Raises HandlerStays."""
    with db.atomic():
        _check_not_handler(account, by_id=by_id)
        closed = (Account.id == account.id) & Account.disabled_at.is_null(False)
        if Account.update(disabled_at=None).where(closed).execute():
            bus.publish(AccountEnabled(actor_id=by_id, subject_id=account.id))


def end_sessions(account: Account, *, by_id: int, keep_token: str = "") -> int:
    """Sign a person out everywhere but at ``keep_token``, and return from how many devices (ASVS 7.4.5).

    Raises HandlerStays: they do so themselves.
    """
    with db.atomic():
        _check_not_handler(account, by_id=by_id)
        ended = end_devices(account, keep_token=keep_token)
        if ended:
            bus.publish(SessionsEnded(actor_id=by_id, subject_id=account.id, how_many=ended))
    return ended


def revoke_invitations(account: Account, *, by_id: int) -> int:
    """Kill every open link of a person, and return how many there were. Raises HandlerStays."""
    with db.atomic():
        _check_not_handler(account, by_id=by_id)
        revoked = invitations.revoke_open(account)
        if revoked:
            bus.publish(InvitationsRevoked(actor_id=by_id, subject_id=account.id, how_many=revoked))
    return revoked
