"""Holds: manager or lead block every picture of a child at once, and why is for those two alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.accounts.models import Account
from portal.consents.events import HoldLifted, HoldPlaced
from portal.consents.models import ConsentHold, HoldLift
from portal.consents.own_child import refuse_own_child
from portal.consents.policy import HoldBasis
from portal.consents.staff_notes.policy import NotHeldNow
from portal.families.models import Child
from portal.foundation.database import db, hold_writers
from portal.foundation.events import bus
from portal.foundation.once import already_made, own_key


@dataclass(frozen=True)
class HoldLine:
    """One hold as its keepers see it; without ``lifted_at`` it still blocks."""

    id: int
    basis: HoldBasis
    reason: str
    placed_by: str
    placed_at: datetime
    lifted_by: str
    lifted_at: datetime | None
    lift_reason: str

    @property
    def blocks(self) -> bool:
        return self.lifted_at is None


def place_hold(child: Child, basis: HoldBasis, reason: str, *, submission: str, by_id: int) -> ConsentHold:
    """Block every use of a child's pictures from this moment, whatever the adults said (product.md §2.6).

    A child can have several holds; each ends on its own. Raises OwnChild.
    """
    with db.atomic():
        refuse_own_child(child.id, by_id=by_id, unless_alone=True)
        key = own_key(submission, by_id, child.id)
        if made := already_made(ConsentHold, key):
            return made
        hold: ConsentHold = ConsentHold.create(
            child=child.id, basis=basis, reason=reason, placed_by=by_id, submission=key
        )
        bus.publish(HoldPlaced(actor_id=by_id, subject_id=hold.id, child_id=child.id, basis=basis))
    return hold


def lift_hold(hold: ConsentHold, reason: str, *, by_id: int) -> HoldLift:
    """End a hold from this moment; the same person sending the same reason twice is one lift.

    Raises NotHeldNow when somebody else was quicker, so that no reason is lost unseen, and OwnChild.
    """
    with db.atomic():
        refuse_own_child(hold.child_id, by_id=by_id, unless_alone=True)
        hold_writers("lifting a hold", hold.id)
        lift: HoldLift | None = HoldLift.get_or_none(HoldLift.hold == hold.id)
        if lift is None:
            lift = HoldLift.create(hold=hold.id, reason=reason, lifted_by=by_id)
            bus.publish(HoldLifted(actor_id=by_id, subject_id=hold.id, child_id=hold.child_id))
        elif (lift.lifted_by_id, lift.reason) != (by_id, reason):
            raise NotHeldNow
    return lift


def blocks_now(hold: ConsentHold) -> bool:
    """Return whether nobody has lifted a hold."""
    return not HoldLift.select().where(HoldLift.hold == hold.id).exists()


def history(child: Child, account: Any) -> list[HoldLine]:
    """Return a child's holds as ``account`` may see them, the newest first: none for all but the keepers."""
    holds = list(ConsentHold.visible_to(account).where(ConsentHold.child == child.id).order_by(ConsentHold.id.desc()))
    if not holds:
        return []
    lifts = {lift.hold_id: lift for lift in HoldLift.select().where(HoldLift.hold.in_([hold.id for hold in holds]))}
    people = {hold.placed_by_id for hold in holds} | {lift.lifted_by_id for lift in lifts.values()}
    names = dict(Account.select(Account.id, Account.name).where(Account.id.in_(list(people))).tuples())
    return [_line(hold, lifts.get(hold.id), names) for hold in holds]


def _line(hold: ConsentHold, lift: HoldLift | None, names: Mapping[int, str]) -> HoldLine:
    return HoldLine(
        id=hold.id,
        basis=HoldBasis(hold.basis),
        reason=hold.reason,
        placed_by=names[hold.placed_by_id],
        placed_at=hold.placed_at,
        lifted_by=names[lift.lifted_by_id] if lift else "",
        lifted_at=lift.lifted_at if lift else None,
        lift_reason=lift.reason if lift else "",
    )
