"""What is different between two versions of a text, and whether people have to be asked again."""

from dataclasses import dataclass
from enum import StrEnum

from portal.wording.policy import Around, Part, Text, Use

# What a yes was said to. In other words it is another question (product.md §2.7).
_CARRIES_THE_YES = ("sentence", "audience", "controllers", "kept", "statement")


class Weight(StrEnum):
    """Why a change is more than a minor edit."""

    ADDED = "added"
    REMOVED = "removed"
    SENTENCE = "sentence"
    AUDIENCE = "audience"
    CONTROLLERS = "controllers"
    KEPT = "kept"
    STATEMENT = "statement"


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

    @property
    def weights(self) -> tuple[Weight, ...]:
        """Why this is a real change; none for what may be a minor edit."""
        touched = {change.field for part in self.reworded for change in part.fields}
        added = (Weight.ADDED,) if self.added else ()
        removed = (Weight.REMOVED,) if self.asks_other_uses and self.removed else ()
        return (*added, *removed, *(Weight(field) for field in _CARRIES_THE_YES if field in touched))

    @property
    def has_to_be_real(self) -> bool:
        """Whether no yes to the old text can stand for the new one, so that it is never a minor edit (product.md §2.7).

        Who sees a picture, who else controls it and how long it is kept is what a yes was given to; only the words of
        a sentence or an example can be mended without asking again.
        """
        reach = {Weight.AUDIENCE, Weight.CONTROLLERS, Weight.KEPT}
        return self.asks_other_uses or not reach.isdisjoint(self.weights)

    @property
    def asks_other_uses(self) -> bool:
        """Whether it asks of a use it did not ask of, or no longer does: never a minor edit (product.md §2.7).

        Nobody has answered the new question, and a yes to the old one would stay with nothing to stand for.
        """
        return any(isinstance(part, Use) for part in (*self.added, *self.removed))


def compare(old: Text, new: Text) -> Comparison:
    """Return what is different. Uses and rules are matched by key, which stays when the words change."""
    before = {part.key: part for part in old.parts}
    after = {part.key: part for part in new.parts}
    stayed = [key for key in after if key in before]
    return Comparison(
        added=tuple(part for key, part in after.items() if key not in before),
        removed=tuple(part for key, part in before.items() if key not in after),
        reworded=tuple(_reworded(before[key], after[key]) for key in stayed if before[key] != after[key]),
        around=_field_changes(old.around(), new.around()),
        moved=stayed != [key for key in before if key in after],
    )


def _reworded(before: Part, after: Part) -> PartChange:
    return PartChange(after.heading, _field_changes(dict(before.words()), dict(after.words())))


def _field_changes(before: dict[str, Around], after: dict[str, Around]) -> tuple[FieldChange, ...]:
    return tuple(FieldChange(name, before[name], after[name]) for name in after if before[name] != after[name])
