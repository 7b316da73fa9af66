"""When each adult was last written to of our own accord, so that nobody is twice within three days.

Reminders and invitations ask for the same thing, so one rule holds for both, whichever page sends them.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from peewee import chunked

from portal.accounts.events import AccountInvited
from portal.accounts.models import Account
from portal.accounts.policy import Channel
from portal.families.models import Adult
from portal.families.policy import WRITE_AGAIN_AFTER
from portal.foundation import clock
from portal.foundation.database import hold_writers, is_sqlite

# Few enough for one statement on either engine.
_AT_ONCE = 500


def hold() -> None:
    """Let one transaction at a time choose whom to write to: two people who press at once write to nobody twice."""
    hold_writers("writing to adults")


def claim(adult_ids: Collection[int], *, at: datetime) -> frozenset[int]:
    """Return those who may be written to at a moment, and count them as written to, in the caller's transaction."""
    hold()
    free = frozenset(adult_id for part in _parts(adult_ids) for adult_id in _free(part, at=at))
    mark(free, at=at)
    return free


def mark(adult_ids: Collection[int], *, at: datetime) -> None:
    """Count adults as written to at a moment, whenever that was before; somebody asked for it by name."""
    for part in _parts(adult_ids):
        Adult.update(last_written_at=at).where(Adult.id.in_(part)).execute()


def release(adult_ids: Collection[int], *, at: datetime) -> None:
    """Give back adults who were claimed at a moment and whom nothing reached after all."""
    for part in _parts(adult_ids):
        Adult.update(last_written_at=None).where(Adult.id.in_(part) & (Adult.last_written_at == at)).execute()


def count_invitation(event: AccountInvited) -> None:
    """Count an invitation that another page sent to somebody who is an adult here too and has not come in yet."""
    if event.channel == Channel.RESET:
        return
    waiting = Account.select(Account.id).where((Account.id == event.subject_id) & (Account.password_hash == ""))
    at = clock.now()
    free = Adult.select(Adult.id).where(Adult.account.in_(waiting) & _is_free(at))
    if not is_sqlite():
        # Whoever holds the row is writing to this adult and counts it; to wait for them here, behind the lock of the
        # audit log, would be a deadlock.
        free = free.for_update("FOR UPDATE SKIP LOCKED")
    mark([adult_id for (adult_id,) in free.tuples()], at=at)


def _parts(adult_ids: Collection[int]) -> Iterator[list[int]]:
    parts: Iterator[list[int]] = chunked(sorted(adult_ids), _AT_ONCE)
    return parts


def _free(adult_ids: list[int], *, at: datetime) -> list[int]:
    query = Adult.select(Adult.id).where(Adult.id.in_(adult_ids) & _is_free(at))
    return [adult_id for (adult_id,) in query.tuples()]


def _is_free(at: datetime) -> Any:
    """The rule of ``policy.is_written_to_lately``, asked of the database."""
    last = Adult.last_written_at
    return last.is_null() | (last <= at - WRITE_AGAIN_AFTER) | (last >= at + WRITE_AGAIN_AFTER)
