"""The child's own wish about being shown, as staff note it: happy, not today, or no."""

from datetime import date

from portal.accounts.models import Account
from portal.consents.events import ChildSayNoted
from portal.consents.models import ChildWish
from portal.consents.policy import Wish
from portal.consents.rulings import latest_wishes
from portal.families.models import Child, ChildSession
from portal.families.own_child import refuse_own_child
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.foundation.idempotency import already_made, own_key
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal


class NotAskedHere(Refusal):
    """A child's own say is asked of the children of the clubs, not of younger ones."""

    sentence = mark("Only children of the breakfast, after-school and holiday clubs are asked themselves.")


class OldPage(Refusal):
    """The page that was sent is older than what has been noted since; sending it again must not undo that."""

    sentence = mark("That page was old. Nothing was noted. Please open the child’s page again and tap once more.")


def is_asked(child: Child) -> bool:
    """Return whether a child is asked: who comes to more than the playgroup, or said something and may take it back.

    Of a session that the setting added nobody knows how old its children are; asking one too many harms nobody.
    """
    clubs = ChildSession.select().where((ChildSession.child == child.id) & (ChildSession.kind != "playgroup"))
    return bool(clubs.exists() or last_wish(child))


def last_wish(child: Child) -> ChildWish | None:
    """Return what a child said last, with who noted it, or None."""
    counts = latest_wishes({entry: child.id for (entry,) in Child.entries(child.id).tuples()}).get(child.id)
    query = ChildWish.select(ChildWish, Account).join(Account)
    return query.where(ChildWish.id == counts[0]).get() if counts else None


def counts_on(wish: ChildWish, day: date) -> bool:
    """Return whether a wish still speaks on a day: “not today” does so on its own day alone."""
    return bool(wish.say != Wish.NOT_TODAY or wish.said_on == day)


def note_wish(child: Child, say: Wish, *, submission: str, by_id: int) -> ChildWish:
    """Note what a child says today; it counts from this moment (product.md §2.6).

    Raises OwnChild, NotAskedHere for a child of no club, and OldPage when this was sent before and the child has
    spoken since.
    """
    with db.atomic():
        refuse_own_child(child.id, by_id=by_id)
        if not is_asked(child):
            raise NotAskedHere
        key = own_key(submission, by_id, child.id, say)
        if made := already_made(ChildWish, key):
            if made != last_wish(child):
                raise OldPage
            return made
        wish: ChildWish = ChildWish.create(
            child=child.id, say=say, said_on=clock.today(), noted_by=by_id, submission=key
        )
        bus.publish(ChildSayNoted(actor_id=by_id, subject_id=wish.id, child_id=child.id, say=say))
    return wish
