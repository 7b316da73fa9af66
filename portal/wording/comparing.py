"""What is different between two versions of a text, in the words that people read."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.wording.policy import Around, Part, Text


@dataclass(frozen=True)
class FieldChange:
    """One field as it was and as it is now."""

    field: str
    before: Around
    after: Around


@dataclass(frozen=True)
class PartChange:
    """One use or rule that reads differently; ``heading`` is what it is called now."""

    heading: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Comparison:
    """Everything that is different; ``moved`` means that what stayed stands in another order."""

    added: tuple[Part, ...]
    removed: tuple[Part, ...]
    reworded: tuple[PartChange, ...]
    around: tuple[FieldChange, ...]
    moved: bool

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.reworded or self.around or self.moved)


def compare(old: Text, new: Text) -> Comparison:
    """Return what is different. Uses and rules are matched by key, which stays when the words change."""
    before = {part.key: part for part in old.parts}
    after = {part.key: part for part in new.parts}
    stayed = [key for key in after if key in before]
    pairs = [(after[key], before[key].words(), after[key].words()) for key in stayed]
    return Comparison(
        added=tuple(part for key, part in after.items() if key not in before),
        removed=tuple(part for key, part in before.items() if key not in after),
        reworded=tuple(PartChange(part.heading, _field_changes(was, now)) for part, was, now in pairs if was != now),
        around=_field_changes(old.around(), new.around()),
        moved=stayed != [key for key in before if key in after],
    )


def _field_changes(before: Mapping[str, Around], after: Mapping[str, Around]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(name, before.get(name, ""), after[name]) for name in after if before.get(name, "") != after[name]
    )
