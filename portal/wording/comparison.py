"""What is different between two versions of a text, in the words that people read."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.wording.policy import Clause, FieldValue, Text


@dataclass(frozen=True)
class FieldChange:
    """One field as it was and as it is now."""

    field: str
    before: FieldValue
    after: FieldValue


@dataclass(frozen=True)
class ClauseChange:
    """One use or rule that reads differently; ``heading`` is what it is called now."""

    heading: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Comparison:
    """Everything that is different; ``moved`` means that what stayed stands in another order."""

    added: tuple[Clause, ...]
    removed: tuple[Clause, ...]
    reworded: tuple[ClauseChange, ...]
    general: tuple[FieldChange, ...]
    moved: bool

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.reworded or self.general or self.moved)


def compare(old: Text, new: Text) -> Comparison:
    """Return what is different. Uses and rules are matched by key, which stays when the words change."""
    before = {clause.key: clause for clause in old.clauses}
    after = {clause.key: clause for clause in new.clauses}
    stayed = [key for key in after if key in before]
    pairs = [(after[key], before[key].words(), after[key].words()) for key in stayed]
    return Comparison(
        added=tuple(clause for key, clause in after.items() if key not in before),
        removed=tuple(clause for key, clause in before.items() if key not in after),
        reworded=tuple(
            ClauseChange(clause.heading, _field_changes(was, now)) for clause, was, now in pairs if was != now
        ),
        general=_field_changes(old.general_fields(), new.general_fields()),
        moved=stayed != [key for key in before if key in after],
    )


def _field_changes(before: Mapping[str, FieldValue], after: Mapping[str, FieldValue]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(name, before.get(name, ""), after[name]) for name in after if before.get(name, "") != after[name]
    )
