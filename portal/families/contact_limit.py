"""When each adult was last contacted of our own accord, so that nobody is twice within three days.

Reminders and invitations ask for the same thing, so one rule holds for both, whichever page sends them.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from portal.accounts.events import AccountInvited
from portal.accounts.models import Account
from portal.accounts.policy import Channel
from portal.families.models import Adult
from portal.foundation import clock
from portal.foundation.database import is_sqlite, one_of_ids, serialise_on

# Nobody is reminded, or invited again with others, within this time.
CONTACT_AGAIN_AFTER = timedelta(days=3)


def was_contacted_lately(last_written_at: datetime | None, *, now: datetime) -> bool:
    """Return whether an adult was written to so lately that a list of people must leave them out.

    A moment far in the future is the mistake of a clock, and must not silence anybody until then.
    """
    return last_written_at is not None and abs(now - last_written_at) < CONTACT_AGAIN_AFTER


def lock() -> None:
    """Let one transaction at a time choose whom to contact: two people who press at once contact nobody twice."""
    serialise_on("contacting adults")


def free_to_contact(adult_ids: Collection[int]) -> frozenset[int]:
    """Return those who were not contacted in the last three days, and keep them from others until the transaction ends."""
    lock()
    return _free(one_of_ids(Adult.id, adult_ids), "FOR UPDATE")


def count_contacted(adult_ids: Collection[int], at: datetime) -> None:
    """Count adults as contacted at a moment, in the caller's transaction, whenever they were before."""
    Adult.update(last_written_at=at).where(one_of_ids(Adult.id, adult_ids)).execute()


def count_invitation(event: AccountInvited) -> None:
    """Count an invitation that another page sent to somebody who is an adult here too and has not come in yet."""
    if event.channel == Channel.RESET:
        return
    waiting = Account.select(Account.id).where((Account.id == event.subject_id) & (Account.password_hash == ""))
    # Whoever holds the row is contacting this adult and counts it; to wait for them here, behind the lock of the
    # audit log, would be a deadlock.
    count_contacted(_free(Adult.account.in_(waiting), "FOR UPDATE SKIP LOCKED"), clock.now())


def _free(chosen: Any, lock: str) -> frozenset[int]:
    adults = Adult.select(Adult.id, Adult.last_written_at).where(chosen)
    locked = adults if is_sqlite() else adults.for_update(lock)
    now = clock.now()
    return frozenset(id_ for id_, last in locked.tuples() if not was_contacted_lately(last, now=now))
