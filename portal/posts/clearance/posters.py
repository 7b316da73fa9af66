"""Who may clear and post pictures, from which day to which."""

from datetime import date
from typing import Any

from portal.access.permissions import Role
from portal.accounts.models import Account, AccountRole
from portal.acknowledgements import service as acknowledgements
from portal.foundation import clock
from portal.foundation.database import db, serialise_on
from portal.foundation.events import bus
from portal.foundation.idempotency import already_made, own_key
from portal.foundation.text import folded
from portal.posts.clearance.events import PosterDesignated, PosterDesignationEnded
from portal.posts.clearance.models import PosterDesignation, PosterDesignationEnd
from portal.posts.clearance.policy import (
    DesignatesThemselves,
    NoStaffRules,
    NotDesignated,
    StaffRulesUnsigned,
    check_days,
)
from portal.wording import service as wording
from portal.wording.policy import DocumentKey


def holding(*roles: Role) -> list[Account]:
    """Return who holds one of these roles and can sign in, by name."""
    held = AccountRole.select(AccountRole.account).where(AccountRole.role.in_([str(role) for role in roles]))
    found = (account for account in Account.select().where(Account.id.in_(held)) if not account.is_closed)
    return sorted(found, key=lambda account: (folded(str(account.name)), account.id))


def designations(on: date) -> list[tuple[PosterDesignation, bool]]:
    """Return the designations that count on a day or will later, those that end first before the others.

    Each with whether the staff rules are signed, without which nobody posts.
    """
    query = PosterDesignation.standing().select(PosterDesignation, Account)
    joined = query.join(Account, on=PosterDesignation.account).where(PosterDesignation.last_day >= on)
    return [(each, _has_signed(each.account_id)) for each in joined.order_by(PosterDesignation.last_day, Account.name)]


def _has_signed(account_id: int) -> bool:
    is_published = wording.is_published(DocumentKey.STAFF_RULES)
    return is_published and acknowledgements.has_acknowledged(account_id, DocumentKey.STAFF_RULES)


def designated_posters(on: date) -> list[Account]:
    """Return who may post on a day, as far as the manager said so, by name."""
    now = PosterDesignation.standing().where((PosterDesignation.first_day <= on) & (PosterDesignation.last_day >= on))
    designated = {row.account_id for row in now}
    return [account for account in holding(Role.POSTER) if account.id in designated]


def is_designated(account: Any) -> bool:
    """Return whether this account may post today, as far as the manager said so."""
    return any(each.id == account.id for each in designated_posters(clock.today()))


def require_poster(account_id: int, *, on: date) -> None:
    """Raise NotDesignated, NoStaffRules or StaffRulesUnsigned unless this account may post on a day (product.md P2)."""
    if all(account.id != account_id for account in designated_posters(on)):
        raise NotDesignated
    if not wording.is_published(DocumentKey.STAFF_RULES):
        raise NoStaffRules
    if not _has_signed(account_id):
        raise StaffRulesUnsigned


def designate(account: Account, first_day: date, last_day: date, *, submission: str, by: Any) -> PosterDesignation:
    """Let somebody clear and post pictures from a day to another. The same submission sent twice is one.

    Raises StartsInThePast, DaysOutOfOrder, and DesignatesThemselves while another manager could do it.
    """
    with db.atomic():
        key = own_key(submission, by.id, account.id, first_day, last_day)
        if made := already_made(PosterDesignation, key):
            return made
        check_days(first_day, last_day, today=clock.today())
        if account.id == by.id and len(holding(Role.MANAGER)) > 1:
            raise DesignatesThemselves
        made = PosterDesignation.create(
            account=account, first_day=first_day, last_day=last_day, designated_by=by.id, submission=key
        )
        bus.publish(PosterDesignated(actor_id=by.id, subject_id=account.id, first_day=first_day, last_day=last_day))
    return made


def end_designation(designation: PosterDesignation, *, by: Any) -> None:
    """End a designation at once; one that was ended stays as it is."""
    with db.atomic():
        serialise_on("ending a designation", designation.id)
        if PosterDesignationEnd.select().where(PosterDesignationEnd.designation == designation).exists():
            return
        PosterDesignationEnd.create(designation=designation, ended_by=by.id)
        bus.publish(PosterDesignationEnded(actor_id=by.id, subject_id=designation.account_id))
