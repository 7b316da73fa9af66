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
    ChairIsThere,
    ChairStays,
    DisabledAccount,
    LastManager,
    OwnAccount,
    check_roles,
    kept_day,
)
from portal.foundation import clock
from portal.foundation.database import db, serialise_on
from portal.foundation.events import bus

_ROLES = "roles of people who work here"


def invite_person(
    email: str, *, name: str, roles: Set[Role], last_day: date | None, on: date, by_id: int | None
) -> tuple[Account, InvitationOutcome]:
    """Give whoever has this address these roles as well, and send an invitation unless they have a password.

    ``name`` is for somebody new, ``last_day`` for an inspector. Raises StaffRefusal.
    """
    with db.atomic():
        serialise_on(_ROLES)
        account = service.find_by_login(email)
        if account is None:
            day = kept_day(roles, last_day)
            check_roles(roles, day, today=on)
            _check_chair(None, roles, by_id=by_id)
            account = invitations.make_account(name, email=email, roles=frozenset(roles), by_id=by_id, last_day=day)
        elif account.id == by_id:
            raise OwnAccount
        elif account.disabled_at:
            raise DisabledAccount
        else:
            _change(account, account.roles | roles, last_day, on=on, by_id=by_id)
        return account, emails.send_invitation(account, by_id=by_id)


def invite_again(account: Account, *, by_id: int) -> InvitationOutcome:
    """Send another link to somebody who has not come yet. Raises DisabledAccount."""
    with db.atomic():
        serialise_on(_ROLES)
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
        serialise_on(_ROLES)
        account = Account.get_by_id(account.id)
        _change(account, working_roles | (account.roles & {Role.PARENT}), last_day, on=on, by_id=by_id)


def _change(account: Account, after: Set[Role], last_day: date | None, *, on: date, by_id: int | None) -> None:
    before = account.roles
    day = kept_day(after, last_day)
    if after == before and day == account.last_day:
        return
    check_roles(after, day, today=on)
    _check_chair(account, after, by_id=by_id)
    if Role.MANAGER in before - after:
        _check_another_manager(account)
    for role in sorted(after - before):
        service.give_role(account, role, by_id=by_id)
    for role in sorted(before - after):
        AccountRole.delete().where((AccountRole.account == account.id) & (AccountRole.role == role)).execute()
        bus.publish(RoleTaken(actor_id=by_id, subject_id=account.id, role=role))
    if day != account.last_day:
        Account.update(last_day=day).where(Account.id == account.id).execute()
        bus.publish(LastDayChanged(actor_id=by_id, subject_id=account.id))


def _check_chair(account: Account | None, after: Set[Role], *, by_id: int | None) -> None:
    """Raise ChairStays and ChairIsThere: once a chair has come in, the terminal alone, where nobody signs in, changes it.

    Until then the manager names one, who is never given what is open about whoever named them (concerns/rerouting.py).
    """
    if by_id is None:
        return
    is_chair = account is not None and Role.CHAIR in account.roles
    if account is not None and is_chair and account.password_hash:
        raise ChairStays
    if Role.CHAIR in after and not is_chair and any(each.password_hash for each in service.holders_of(Role.CHAIR)):
        raise ChairIsThere


def _check_another_manager(account: Account) -> None:
    """A manager who was invited and never came cannot give the role back, so does not count."""
    others = (each for each in service.holders_of(Role.MANAGER) if each.id != account.id and each.password_hash)
    if not any(others):
        raise LastManager


def disable(account: Account, *, by_id: int | None) -> None:
    """Shut a person out at once: every session ends, every open link dies (ASVS 7.4.2). Records stay.

    Raises OwnAccount, ChairStays and LastManager.
    """
    if account.id == by_id:
        raise OwnAccount
    with db.atomic():
        serialise_on(_ROLES)
        account = Account.get_by_id(account.id)
        if account.disabled_at:
            return
        _check_chair(account, account.roles, by_id=by_id)
        if Role.MANAGER in account.roles:
            _check_another_manager(account)
        Account.update(disabled_at=clock.now()).where(Account.id == account.id).execute()
        end_devices(account)
        invitations.revoke_open(account)
        bus.publish(AccountDisabled(actor_id=by_id, subject_id=account.id))


def enable(account: Account, *, by_id: int | None) -> None:
    """Let a person in again, with the password they had. Raises ChairStays."""
    with db.atomic():
        _check_chair(account, account.roles, by_id=by_id)
        closed = (Account.id == account.id) & Account.disabled_at.is_null(False)
        if Account.update(disabled_at=None).where(closed).execute():
            bus.publish(AccountEnabled(actor_id=by_id, subject_id=account.id))


def end_sessions(account: Account, *, by_id: int, keep_token: str = "") -> int:
    """Sign a person out everywhere but at ``keep_token``, and return from how many devices (ASVS 7.4.5)."""
    with db.atomic():
        ended = end_devices(account, keep_token=keep_token)
        if ended:
            bus.publish(SessionsEnded(actor_id=by_id, subject_id=account.id, how_many=ended))
    return ended


def revoke_invitations(account: Account, *, by_id: int) -> int:
    """Kill every open link of a person, and return how many there were."""
    with db.atomic():
        revoked = invitations.revoke_open(account)
        if revoked:
            bus.publish(InvitationsRevoked(actor_id=by_id, subject_id=account.id, how_many=revoked))
    return revoked
