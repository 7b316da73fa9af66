"""Holds: manager or lead block every picture of a child at once, and why is for those two alone."""

from typing import Any

from portal.accounts.models import Account
from portal.consents.events import HoldLifted, HoldPlaced
from portal.consents.models import ConsentHold, HoldLift
from portal.consents.policy import HoldBasis
from portal.families.models import Child
from portal.families.own_child import refuse_own_child
from portal.foundation.database import db, serialise_on
from portal.foundation.events import bus
from portal.foundation.idempotency import already_made, own_key
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal


class NotHeldNow(Refusal):
    """The hold was lifted already."""

    sentence = mark("Somebody lifted this hold a moment ago, and their reason is on record.")
    field = "reason"


def place_hold(child: Child, basis: HoldBasis, reason: str, *, submission: str, by_id: int) -> ConsentHold:
    """Block every use of a child's pictures from this moment, whatever the adults said (product.md §2.6).

    A child can have several holds; each ends on its own. Raises OwnChild.
    """
    with db.atomic():
        refuse_own_child(child.id, by_id=by_id, unless_alone=True)
        key = own_key(submission, by_id, child.id, basis, reason)
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
        serialise_on("lifting a hold", hold.id)
        lift: HoldLift | None = HoldLift.get_or_none(HoldLift.hold == hold.id)
        if lift is None:
            lift = HoldLift.create(hold=hold.id, reason=reason, lifted_by=by_id)
            bus.publish(HoldLifted(actor_id=by_id, subject_id=hold.id, child_id=hold.child_id))
        elif (lift.lifted_by_id, lift.reason) != (by_id, reason):
            raise NotHeldNow
    return lift


def history(child: Child, account: Any) -> list[tuple[ConsentHold, HoldLift | None]]:
    """Return a child's holds as ``account`` may see them, the newest first: none for all but the keepers.

    With each comes what lifted it, and who placed and lifted it; one that nobody lifted still blocks.
    """
    visible = ConsentHold.visible_to(account).select(ConsentHold, Account).join(Account)
    holds = list(visible.where(ConsentHold.child.in_(Child.entries(child.id))).order_by(ConsentHold.id.desc()))
    lifts = HoldLift.select(HoldLift, Account).join(Account).where(HoldLift.hold.in_([hold.id for hold in holds]))
    by_hold = {lift.hold_id: lift for lift in lifts}
    return [(hold, by_hold.get(hold.id)) for hold in holds]
