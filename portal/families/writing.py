"""When each adult was last written to of our own accord, so that nobody is twice within three days.

Reminders and invitations ask for the same thing, so one rule holds for both, whichever page sends them.
"""

from collections.abc import Collection, Iterator
from datetime import datetime

from peewee import chunked

from portal.families.models import Adult
from portal.families.policy import WRITE_AGAIN_AFTER
from portal.foundation.database import hold_writers

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


def _parts(adult_ids: Collection[int]) -> Iterator[list[int]]:
    parts: Iterator[list[int]] = chunked(sorted(adult_ids), _AT_ONCE)
    return parts


def _free(adult_ids: list[int], *, at: datetime) -> list[int]:
    is_free = Adult.last_written_at.is_null() | (Adult.last_written_at <= at - WRITE_AGAIN_AFTER)
    query = Adult.select(Adult.id).where(Adult.id.in_(adult_ids) & is_free)
    return [adult_id for (adult_id,) in query.tuples()]
