"""Two entries of the register that are one child, or one adult: stated by name, and undone while that is exact (§8.12).

What was said under either entry is read as one by whoever keeps what was said.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.families import corrections
from portal.families.events import SamePersonEvent, SamePersonStated, SamePersonUndone
from portal.families.models import ENTRIES, Adult, Child, ChildSession, Guardianship, SamePerson, SamePersonUndo
from portal.families.policy import (
    ChangedSince,
    LinkDecision,
    LinkUndecided,
    MergedAlready,
    Relationship,
    Responsibility,
)
from portal.families.register import lock_register
from portal.foundation import clock
from portal.foundation.canonical import canonical_json
from portal.foundation.database import Table, db
from portal.foundation.events import bus

Person = Child | Adult
# What an entry that is kept takes over where it holds nothing. A last day is no such detail: without one a child stays.
FILLED = {Child: ("known_as", "reference"), Adult: ("email", "phone", "address")}
_TABLES: dict[str, type[Table]] = {
    model._meta.table_name: model for model in (Child, Adult, ChildSession, Guardianship)
}


@dataclass(frozen=True)
class SharedLink:
    """Somebody who stands beside both entries, and what can be said of them: one value where both entries agree.

    What a court order restricts on either entry stays restricted.
    """

    beside: Person
    relationships: tuple[Relationship, ...]
    responsibilities: tuple[Responsibility, ...]
    responsibility_differs: bool

    @property
    def is_open(self) -> bool:
        """Whether a person has to choose."""
        return self.responsibility_differs or len(self.relationships) > 1

    def allows(self, decision: LinkDecision) -> bool:
        """Return whether everything that is open is chosen, among what the entries say."""
        is_related = len(self.relationships) == 1 or decision.relationship in self.relationships
        is_checked = decision.responsibility in self.responsibilities and decision.basis is not None
        return is_related and (is_checked or not self.responsibility_differs)


class _Journal:
    """Writes rows, and notes each as it was and as it became."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, int, dict[str, Any] | None, dict[str, Any] | None]] = []

    def change(self, row: Table, **values: object) -> None:
        """Change what differs."""
        before = {name: row.__data__[name] for name, value in values.items() if row.__data__[name] != value}
        if before:
            after = {name: values[name] for name in before}
            type(row).update(after).where(type(row).id == row.id).execute()
            row.__data__.update(after)
            self._note(row, before, after)

    def foresee(self, row: Table, **values: object) -> None:
        """Note what somebody else is about to change."""
        self._note(row, {name: row.__data__[name] for name in values}, values)

    def delete(self, row: Table) -> None:
        type(row).delete().where(type(row).id == row.id).execute()
        self._note(row, _values(row), None)

    def create(self, model: type[Table], **values: object) -> None:
        row = model.create(**values)
        self._note(row, None, _values(row))

    def _note(self, row: Table, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
        self.rows.append((row._meta.table_name, row.id, before, after))


def _values(row: Table) -> dict[str, Any]:
    return {name: value for name, value in row.__data__.items() if name != "id"}


def shared_links(one: Person, other: Person) -> list[SharedLink]:
    """Return who stands beside both entries."""
    mine, theirs = _links(one), _links(other)
    model = ENTRIES[one.kind.beside]
    return [_shared(model.get_by_id(beside), link, theirs[beside]) for beside, link in mine.items() if beside in theirs]


def _links(person: Person) -> dict[int, Guardianship]:
    """Return the links of an entry by who stands beside it."""
    links = Guardianship.select().where(getattr(Guardianship, person.kind) == person.id).order_by(Guardianship.id)
    return {link.__data__[person.kind.beside]: link for link in links}


def _shared(beside: Person, one: Guardianship, other: Guardianship) -> SharedLink:
    related = dict.fromkeys(Relationship(link.relationship) for link in (one, other))
    held = dict.fromkeys(Responsibility(link.responsibility) for link in (one, other))
    kept = [Responsibility.RESTRICTED] if Responsibility.RESTRICTED in held else list(held)
    return SharedLink(beside, tuple(related), tuple(kept), len(held) > 1)


def state(
    kept: Person, duplicate: Person, decisions: Mapping[int, LinkDecision], *, last_record: int, by_id: int
) -> SamePerson:
    """State that two entries are one, keep one of them and return the fact; stated twice it is one fact.

    ``decisions`` are by who stands beside both. The families, the sessions and the sign-in of the other come to the one
    that is kept, which keeps its own details. Raises MergedAlready and LinkUndecided.
    """
    kind, model = kept.kind, type(kept)
    with db.atomic():
        lock_register()
        kept, duplicate = model.get_by_id(kept.id), model.get_by_id(duplicate.id)
        if made := _already(kept, duplicate):
            return made
        shared = _check(kept, duplicate, decisions)
        journal = _Journal()
        found = _move_links(journal, kept, duplicate, shared, decisions)
        _move_details(journal, kept, duplicate)
        for entry in (*model.select().where(model.same_as == duplicate.id), duplicate):
            journal.change(entry, same_as=kept.id)
        fact: SamePerson = SamePerson.create(
            **{f"kept_{kind}": kept, f"duplicate_{kind}": duplicate}, last_record=last_record,
            moved=canonical_json(journal.rows), stated_by=by_id,
        )  # fmt: skip
        for link, decision in found:
            corrections.set_responsibility(link, decision.responsibility, decision.basis, by_id=by_id)  # type: ignore[arg-type]
        bus.publish(_event(SamePersonStated, fact, by_id))
    return fact


def _check(kept: Person, duplicate: Person, decisions: Mapping[int, LinkDecision]) -> dict[int, SharedLink]:
    """Return what both say of whom, once it is decided. Raises MergedAlready and LinkUndecided."""
    if kept.same_as or duplicate.same_as or kept == duplicate:
        raise MergedAlready
    shared = {link.beside.id: link for link in shared_links(kept, duplicate)}
    if any(not link.allows(decisions.get(id_, LinkDecision())) for id_, link in shared.items()):
        raise LinkUndecided
    return shared


def _event(happened: type[SamePersonEvent], fact: SamePerson, by_id: int) -> SamePersonEvent:
    return happened(
        actor_id=by_id, subject_id=fact.id, kind=fact.kind, kept_id=fact.kept.id, duplicate_id=fact.duplicate.id
    )


def _already(kept: Person, duplicate: Person) -> SamePerson | None:
    facts = SamePerson.standing().where(
        (getattr(SamePerson, f"kept_{kept.kind}") == kept.id)
        & (getattr(SamePerson, f"duplicate_{kept.kind}") == duplicate.id)
    )
    found: SamePerson | None = facts.first()
    return found


def _move_links(
    journal: _Journal, kept: Person, duplicate: Person, shared: Mapping[int, SharedLink],
    decisions: Mapping[int, LinkDecision],
) -> list[tuple[Guardianship, LinkDecision]]:  # fmt: skip
    """Move the links of the duplicate; return those whose responsibility is yet to be recorded, as was decided."""
    mine, found = _links(kept), []
    for beside, link in _links(duplicate).items():
        if beside not in shared:
            journal.change(link, **{kept.kind: kept.id})
            continue
        decision, stays = decisions.get(beside, LinkDecision()), mine[beside]
        journal.delete(link)
        journal.change(stays, relationship=decision.relationship or stays.relationship)
        # Noted though it may stay the same: what is restricted after this must not come back as it was.
        differs = shared[beside].responsibility_differs
        journal.foresee(stays, responsibility=decision.responsibility if differs else stays.responsibility)
        if differs:
            found.append((stays, decision))
    return found


def _move_details(journal: _Journal, kept: Person, duplicate: Person) -> None:
    """Fill what the entry that is kept leaves empty, and bring over what both can have."""
    given = {name: getattr(duplicate, name) for name in FILLED[type(kept)] if not getattr(kept, name)}
    given = {name: value for name, value in given.items() if value}
    if isinstance(kept, Adult) and isinstance(duplicate, Adult):
        if duplicate.account_id and not kept.account_id:  # type: ignore[attr-defined]
            given["account"] = duplicate.account_id  # type: ignore[attr-defined]
        written = [at for at in (kept.last_written_at, duplicate.last_written_at) if at]
        journal.change(kept, last_written_at=max(written, default=None))
    else:
        held = {session.kind_id for session in ChildSession.select().where(ChildSession.child == kept.id)}
        for session in ChildSession.select().where(ChildSession.child == duplicate.id):
            if session.kind_id not in held:
                journal.create(ChildSession, child=kept.id, kind=session.kind_id)
    # One reference and one account belong to one entry at a time.
    journal.change(duplicate, **{name: None for name in ("reference", "account") if name in given})
    journal.change(kept, **given)


def undo(fact: SamePerson, *, by_id: int) -> None:
    """Make two entries of one again, exactly as they were; undone twice it is undone once.

    Raises ChangedSince when a later statement is about either, or what this one moved was changed since.
    """
    with db.atomic():
        lock_register()
        if fact.undone.exists():
            return
        if is_built_upon(fact):
            raise ChangedSince
        for table, id_, before, after in reversed(json.loads(fact.moved)):
            _restore(_TABLES[table], id_, before, after)
        SamePersonUndo.create(fact=fact, undone_by=by_id, undone_at=clock.now())
        bus.publish(_event(SamePersonUndone, fact, by_id))


def is_built_upon(fact: SamePerson) -> bool:
    """Return whether something was stated later of either entry: only the last statement can be undone."""
    ids = [fact.kept.id, fact.duplicate.id]
    is_about = getattr(SamePerson, f"kept_{fact.kind}").in_(ids) | getattr(SamePerson, f"duplicate_{fact.kind}").in_(
        ids
    )
    return bool(SamePerson.standing().where((SamePerson.id > fact.id) & is_about).exists())


def _restore(model: type[Table], id_: int, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
    """Make one row what it was. Raises ChangedSince when it is not what it became then."""
    row = model.get_or_none(model.id == id_)
    if row and list(after or {}) == ["last_written_at"] and row.last_written_at.isoformat() != after["last_written_at"]:  # type: ignore[index]
        return  # they were written to since, which stays true
    now = row and {name: row.__data__[name] for name in after or {}}
    if canonical_json(now) != canonical_json(after):
        raise ChangedSince
    fields = model._meta.fields
    values = {name: fields[name].python_value(value) for name, value in (before or {}).items()}
    if row is None:
        model.insert(id=id_, **values).execute()
    elif before is None:
        model.delete().where(model.id == id_).execute()
    else:
        model.update(values).where(model.id == id_).execute()
