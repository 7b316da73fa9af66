"""Writes down every event, first of all reactions and in the same transaction; re-checks the chain."""

from dataclasses import asdict, dataclass

from portal.audit.models import GENESIS, AuditEntry
from portal.foundation import clock
from portal.foundation.canonical import canonical_json
from portal.foundation.compiled import Compiled, CompiledInsert
from portal.foundation.database import serialise_on
from portal.foundation.events import Event

_BASE_FIELDS = ("actor_id", "subject_id")


@dataclass(frozen=True)
class ChainHead:
    """The last entry: to write down what this was on a day is to prove later that nothing before it changed."""

    entry_id: int
    hash: str


@dataclass(frozen=True)
class ChainCheck:
    """What a re-check found: how many entries hold, and the first that does not."""

    entries: int
    broken_at: int | None
    head: ChainHead | None


def record(event: Event) -> None:
    """Append one entry for ``event``. Called by the bus, inside the publisher's transaction."""
    details = {name: value for name, value in asdict(event).items() if name not in _BASE_FIELDS}
    serialise_on("the chain of the audit log")
    head = chain_head()
    entry = AuditEntry(
        written_at=clock.now(),
        actor_id=event.actor_id,
        event=type(event).__name__,
        subject=event.subject,
        subject_id=event.subject_id,
        details=canonical_json(details),
        previous_hash=head.hash if head else GENESIS,
    )
    _ENTRIES.create(**entry.__data__, hash=entry.fingerprint())


_ENTRIES = CompiledInsert(AuditEntry)
_HEAD = Compiled(lambda: AuditEntry.select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1))


def chain_head() -> ChainHead | None:
    """Return the last entry's number and hash, or None while nothing has happened."""
    rows = _HEAD.rows()
    return ChainHead(*rows[0]) if rows else None


def check_chain() -> ChainCheck:
    """Recompute every entry's hash from the first; say where the chain breaks, if it does (product.md §7)."""
    previous, count, last_id = GENESIS, 0, 0
    for entry in AuditEntry.select().order_by(AuditEntry.id).iterator():
        if entry.previous_hash != previous or entry.hash != entry.fingerprint():
            return ChainCheck(count, entry.id, None)
        previous, count, last_id = entry.hash, count + 1, entry.id
    return ChainCheck(count, None, ChainHead(last_id, previous) if count else None)


def contains_hash(known: str) -> bool:
    """Return whether an entry has this hash. Together with ``check_chain`` it shows that nothing up to it was taken out."""
    return bool(AuditEntry.select().where(AuditEntry.hash == known.strip().lower()).exists())
