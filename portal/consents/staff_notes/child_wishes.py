"""The child's own say about being shown, as staff note it: happy, not today, or no."""

from dataclasses import dataclass
from datetime import date

from portal.accounts.models import Account
from portal.consents.events import ChildSayNoted
from portal.consents.models import ChildWish
from portal.consents.own_child import refuse_own_child
from portal.consents.policy import Say
from portal.consents.staff_notes.policy import NotAskedHere, OldPage
from portal.families.models import Child, ChildSession
from portal.families.policy import SessionKind
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.foundation.once import already_made, own_key

# School-age children, who can answer for themselves.
CLUBS = (SessionKind.BREAKFAST, SessionKind.AFTER_SCHOOL, SessionKind.HOLIDAY)


@dataclass(frozen=True)
class LastSay:
    """What a child said last, on which day, and who noted it."""

    say: Say
    said_on: date
    noted_by: str

    def counts_on(self, day: date) -> bool:
        """Return whether it still speaks on a day: “not today” does so on its own day alone."""
        return self.say is not Say.NOT_TODAY or self.said_on == day


def is_asked(child: Child) -> bool:
    """Return whether a child is asked: who comes to a club, or who said something before and may take it back."""
    sessions = ChildSession.select().where((ChildSession.child == child.id) & ChildSession.kind.in_(CLUBS))
    return bool(sessions.exists() or ChildWish.select().where(ChildWish.child == child.id).exists())


def last_say(child: Child) -> LastSay | None:
    """Return what a child said last, or None."""
    columns = (ChildWish.say, ChildWish.said_on, Account.name)
    query = ChildWish.select(*columns).join(Account, on=(ChildWish.noted_by == Account.id))
    row = query.where(ChildWish.child == child.id).order_by(ChildWish.id.desc()).limit(1).tuples().first()
    return LastSay(Say(row[0]), row[1], row[2]) if row else None


def note_say(child: Child, say: Say, *, submission: str, by_id: int) -> ChildWish:
    """Note what a child says today; it counts from this moment (product.md §2.6).

    Raises OwnChild, NotAskedHere for a child of no club, and OldPage when this was sent before and the child has
    spoken since.
    """
    with db.atomic():
        refuse_own_child(child.id, by_id=by_id)
        if not is_asked(child):
            raise NotAskedHere
        key = own_key(submission, by_id, child.id)
        if made := already_made(ChildWish, key):
            if _newest_id(child) != made.id:
                raise OldPage
            return made
        said: ChildWish = ChildWish.create(
            child=child.id, say=say, said_on=clock.today(), noted_by=by_id, submission=key
        )
        bus.publish(ChildSayNoted(actor_id=by_id, subject_id=said.id, child_id=child.id, say=say))
    return said


def _newest_id(child: Child) -> int | None:
    newest = ChildWish.select(ChildWish.id).where(ChildWish.child == child.id).order_by(ChildWish.id.desc())
    found: int | None = newest.limit(1).scalar()
    return found
