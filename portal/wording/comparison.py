"""What is different between two versions of a text, in the words that people read."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.wording.policy import FieldValue, Rule, Text
from portal.wording.uses import Use


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

    added: tuple[Use | Rule, ...]
    removed: tuple[Use | Rule, ...]
    reworded: tuple[ClauseChange, ...]
    general: tuple[FieldChange, ...]
    moved: bool

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.reworded or self.general or self.moved)


def compare(old: Text, new: Text) -> Comparison:
    """Return what is different. Uses and rules are matched by key, which stays when the words change.

    A rule says the same under another key; a use that was taken out and added again is asked anew. Of an introduction
    only the paragraphs that differ are given.
    """
    before = {clause.key: clause for clause in old.clauses}
    after = {clause.key: clause for clause in new.clauses}
    stayed = [key for key in after if key in before]
    pairs = [(after[key], before[key].words(), after[key].words()) for key in stayed]
    removed = [clause for key, clause in before.items() if key not in after]
    added = [clause for key, clause in after.items() if key not in before]
    gone, come = ([clause.words() for clause in each if isinstance(clause, Rule)] for each in (removed, added))
    was, now = old.general_fields(), new.general_fields()
    general = _field_changes(was, now)
    return Comparison(
        added=tuple(clause for clause in added if clause.words() not in gone),
        removed=tuple(clause for clause in removed if clause.words() not in come),
        reworded=tuple(
            ClauseChange(clause.heading, _field_changes(*words)) for clause, *words in pairs if words[0] != words[1]
        ),
        general=tuple(change for change in general if change.before or change.after),
        moved=stayed != [key for key in before if key in after]
        or not all(change.before or change.after for change in general),
    )


def _field_changes(before: Mapping[str, FieldValue], after: Mapping[str, FieldValue]) -> tuple[FieldChange, ...]:
    values = ((name, before.get(name, ""), now) for name, now in after.items())
    return tuple(FieldChange(name, _only_in(was, now), _only_in(now, was)) for name, was, now in values if was != now)


def _only_in(value: FieldValue, other: FieldValue) -> FieldValue:
    return value if isinstance(value, str) else tuple(paragraph for paragraph in value if paragraph not in other)
