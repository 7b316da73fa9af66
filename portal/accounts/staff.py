"""Who works with the portal, and how far each is on the way in."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import ModelSelect, fn

from portal.access.permissions import Role
from portal.accounts.invitations import last_invitations, status_of
from portal.accounts.models import Account, AccountRole, Invitation, SignIn
from portal.accounts.policy import InvitationStatus
from portal.accounts.staff_policy import WORKING_ROLES
from portal.foundation.text import folded

_ORDER = {role: place for place, role in enumerate(reversed(Role))}


@dataclass(frozen=True)
class StaffMember:
    """One person; ``invitation`` is the last that was not a reset, ``joined_at`` when they first used a link."""

    account: Account
    roles: tuple[Role, ...]
    status: InvitationStatus
    invitation: Invitation | None
    joined_at: datetime | None
    last_signed_in_at: datetime | None

    @property
    def can_be_invited(self) -> bool:
        """Whether another e-mail would help: they may come in, and have not yet."""
        waits = (InvitationStatus.NOT_INVITED, InvitationStatus.INVITED, InvitationStatus.EXPIRED)
        return self.status in waits and bool(self.account.email)


def working_accounts(viewer: Any) -> ModelSelect:
    """Return the query of everyone with a working role whom ``viewer`` may see."""
    held = AccountRole.select(AccountRole.account).where(AccountRole.role.in_([str(role) for role in WORKING_ROLES]))
    return Account.visible_to(viewer).where(Account.id.in_(held))


def list_staff(viewer: Any) -> list[StaffMember]:
    """Return everyone with a working role whom ``viewer`` may see, by name; those shut out come last."""
    found = staff_members(working_accounts(viewer))
    return sorted(found, key=lambda each: (each.account.is_closed, folded(str(each.account.name)), each.account.id))


def staff_members(accounts: Iterable[Account]) -> list[StaffMember]:
    """Return how far each of these people is, in a constant number of queries."""
    found = list(accounts)
    ids = [account.id for account in found]
    roles: dict[int, list[Role]] = defaultdict(list)
    held = AccountRole.select(AccountRole.account, AccountRole.role).where(AccountRole.account.in_(ids))
    for id_, role in held.tuples():
        roles[id_].append(Role(role))
    came = Invitation.select(Invitation.account, fn.MIN(Invitation.used_at)).where(Invitation.account.in_(ids))
    seen = SignIn.select(SignIn.account, fn.MAX(SignIn.started_at)).where(SignIn.account.in_(ids))
    joined_at = dict(came.group_by(Invitation.account).tuples())
    seen_at = dict(seen.group_by(SignIn.account).tuples())
    last = last_invitations(ids)
    return [
        StaffMember(
            account=account,
            roles=tuple(sorted(roles[account.id], key=_ORDER.__getitem__)),
            status=status_of(account, last.get(account.id)),
            invitation=last.get(account.id),
            joined_at=joined_at.get(account.id),
            last_signed_in_at=seen_at.get(account.id),
        )
        for account in found
    ]
