"""Writes down every event, first of all reactions and in the same transaction; re-checks the chain."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from portal.audit.models import GENESIS, AuditEntry
from portal.foundation import clock
from portal.foundation.canonical import canonical_json
from portal.foundation.compiled import Compiled, CompiledInsert
from portal.foundation.database import serialise_on
from portal.foundation.events import Event

# Two machines that serve one database differ by less.
_PATIENCE = timedelta(minutes=5)
_BASE_FIELDS = ("actor_id", "subject_id")


@dataclass(frozen=True)
class ChainCheck:
    """What a re-check found: how many entries hold, the first that does not, and the last hash of a whole chain."""

    entries: int
    broken_at: int | None = None
    head: str = ""


def record(event: Event) -> None:
    """Append one entry for ``event``. Called by the bus, inside the publisher's transaction."""
    details = {name: value for name, value in asdict(event).items() if name not in _BASE_FIELDS}
    serialise_on("the chain of the audit log")
    entry = AuditEntry(
        written_at=clock.now(),
        actor_id=event.actor_id,
        event=type(event).__name__,
        subject=event.subject,
        subject_id=event.subject_id,
        details=canonical_json(details),
        previous_hash=chain_head() or GENESIS,
    )
    _ENTRIES.create(**entry.__data__, hash=entry.fingerprint())


_ENTRIES = CompiledInsert(AuditEntry)
_HEAD = Compiled(lambda: AuditEntry.select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1))


def chain_head() -> str:
    """Return the last entry's hash, or nothing while nothing has happened.

    To write down what it was on a day is to prove later that nothing before it changed.
    """
    rows = _HEAD.rows()
    return str(rows[0][0]) if rows else ""


def clock_is_behind() -> datetime | None:
    """Return when the last entry was written if that is still to come by our own clock, with a few minutes' patience."""
    last = AuditEntry.select(AuditEntry.written_at).order_by(AuditEntry.id.desc()).first()
    return last.written_at if last and last.written_at > clock.now() + _PATIENCE else None


def check_chain() -> ChainCheck:
    """Recompute every entry's hash from the first; say where the chain breaks, if it does (product.md §7)."""
    previous, count = GENESIS, 0
    for entry in AuditEntry.select().order_by(AuditEntry.id).iterator():
        if entry.previous_hash != previous or entry.hash != entry.fingerprint():
            return ChainCheck(count, broken_at=entry.id)
        previous, count = entry.hash, count + 1
    return ChainCheck(count, head=previous if count else "")


def hashes_of(subject: str, ids: Collection[int]) -> dict[int, str]:
    """Return by row of a kind the hash of the first entry on it: that it was made."""
    rows = AuditEntry.select(AuditEntry.subject_id, AuditEntry.hash).where(
        (AuditEntry.subject == subject) & AuditEntry.subject_id.in_(ids)
    )
    return dict(rows.order_by(AuditEntry.id.desc()).tuples())


def contains_hash(known: str) -> bool:
    """Return whether an entry has this hash. Together with ``check_chain`` it shows that nothing up to it was taken out."""
    return bool(AuditEntry.select().where(AuditEntry.hash == known.strip().lower()).exists())
