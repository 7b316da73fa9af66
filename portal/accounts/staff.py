"""Who works with the portal, and how far each is on the way in: read in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from typing import Any

from peewee import fn

from portal.access.permissions import Role
from portal.accounts.models import Account, AccountRole, Invitation, SignIn
from portal.accounts.policy import Channel
from portal.accounts.staff_policy import WORKING_ROLES
from portal.foundation import clock
from portal.foundation.text import folded

_ORDER = {role: place for place, role in enumerate(reversed(Role))}


class Presence(StrEnum):
    """Where a person stands: can they come in?"""

    NOT_INVITED = auto()
    INVITED = auto()
    TOO_OLD = auto()
    HERE = auto()
    OVER = auto()
    DISABLED = auto()


@dataclass(frozen=True)
class StaffMember:
    """One person; ``invited_at`` and ``invited_until`` are those of the last invitation that was not a reset."""

    account: Account
    roles: tuple[Role, ...]
    presence: Presence
    invited_at: datetime | None
    invited_until: datetime | None
    came_at: datetime | None
    last_signed_in_at: datetime | None

    @property
    def login(self) -> str:
        return str(self.account.email or self.account.sign_in_name or "")

    @property
    def working_roles(self) -> frozenset[Role]:
        return WORKING_ROLES.intersection(self.roles)

    @property
    def has_open_invitation(self) -> bool:
        return self.presence is Presence.INVITED

    @property
    def can_be_invited(self) -> bool:
        """Whether another e-mail would help: they may come in, and have not yet."""
        waits = self.presence in (Presence.NOT_INVITED, Presence.INVITED, Presence.TOO_OLD)
        return waits and bool(self.account.email)


def list_staff(viewer: Any) -> list[StaffMember]:
    """Return everyone with a working role whom ``viewer`` may see, by name; those shut out come last."""
    held = AccountRole.select(AccountRole.account).where(AccountRole.role.in_([str(role) for role in WORKING_ROLES]))
    found = staff_members(Account.visible_to(viewer).where(Account.id.in_(held)))
    closed = (Presence.DISABLED, Presence.OVER)
    return sorted(found, key=lambda p: (p.presence in closed, folded(str(p.account.name)), p.account.id))


def staff_members(accounts: Iterable[Account]) -> list[StaffMember]:
    """Return how far each of these people is."""
    found = {account.id: account for account in accounts}
    ids = list(found)
    roles, invited, came, seen = _roles(ids), _invitations(ids), _came(ids), _last_sign_ins(ids)
    return [
        StaffMember(
            account=account,
            roles=tuple(sorted(roles[id_], key=_ORDER.__getitem__)),
            presence=_presence(account, invited.get(id_)),
            invited_at=invited[id_].created_at if id_ in invited else None,
            invited_until=invited[id_].expires_at if id_ in invited else None,
            came_at=came.get(id_),
            last_signed_in_at=seen.get(id_),
        )
        for id_, account in found.items()
    ]


def _roles(ids: list[int]) -> dict[int, list[Role]]:
    held: dict[int, list[Role]] = defaultdict(list)
    rows = AccountRole.select(AccountRole.account, AccountRole.role).where(AccountRole.account.in_(ids))
    for id_, role in rows.tuples():
        held[id_].append(Role(role))
    return held


def _invitations(ids: list[int]) -> dict[int, Invitation]:
    """Return the last invitation of each, a good one before one that is used up."""
    query = Invitation.select().where(Invitation.account.in_(ids) & (Invitation.channel != Channel.RESET))
    rows = sorted(query, key=lambda row: (_is_good(row), row.id))
    return {row.account_id: row for row in rows}


def _is_good(row: Invitation) -> bool:
    return row.used_at is None and row.revoked_at is None and row.expires_at > clock.now()


def _came(ids: list[int]) -> dict[int, datetime]:
    query = Invitation.select(Invitation.account, fn.MIN(Invitation.used_at)).group_by(Invitation.account)
    used = Invitation.account.in_(ids) & Invitation.used_at.is_null(False)
    return dict(query.where(used).tuples())


def _last_sign_ins(ids: list[int]) -> dict[int, datetime]:
    query = SignIn.select(SignIn.account, fn.MAX(SignIn.started_at)).where(SignIn.account.in_(ids))
    return dict(query.group_by(SignIn.account).tuples())


def _presence(account: Account, last: Invitation | None) -> Presence:
    if account.disabled_at:
        return Presence.DISABLED
    if account.is_closed:
        return Presence.OVER
    if account.password_hash:
        return Presence.HERE
    if last is None:
        return Presence.NOT_INVITED
    return Presence.INVITED if _is_good(last) else Presence.TOO_OLD
