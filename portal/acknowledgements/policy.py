"""Who still owes an acknowledgement of the rules, and what changed since somebody signed them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.wording.policy import Rule, RulesText, VersionFact, valid_versions


class Owing(StrEnum):
    """Where a person stands with the rules: never signed, signed before a real change, or done (product.md §3)."""

    NEVER = "never"
    OUTDATED = "outdated"
    DONE = "done"


class RulesChanged(Refusal):
    """Other rules were published while these were being signed; they have to be read first."""

    sentence = mark(
        "The rules were changed a moment ago. Nothing is signed yet. Please read them again and tick each one."
    )
    field = "wording"


class RuleMissed(Refusal):
    """A rule was not ticked: each is its own statement, and no signature stands for the rest."""

    sentence = mark("Each rule needs its own tick. Nothing is signed yet.")


@dataclass(frozen=True)
class Reworded:
    """One rule as it was and as it is now."""

    before: Rule
    after: Rule


@dataclass(frozen=True)
class Changes:
    """What is different between two versions of the rules; ``text_around`` means title, introduction or standing."""

    added: tuple[Rule, ...] = ()
    removed: tuple[Rule, ...] = ()
    reworded: tuple[Reworded, ...] = ()
    text_around: bool = False

    @property
    def touch_a_rule(self) -> bool:
        return bool(self.added or self.removed or self.reworded)


def owes(latest: int | None, versions: Iterable[VersionFact]) -> Owing:
    """Return where somebody stands whose latest signature is on version ``latest``, an id, or None.

    A minor edit asks nobody again; after a real change everyone owes a new acknowledgement (product.md §3).
    """
    if latest is None:
        return Owing.NEVER
    return Owing.DONE if latest in valid_versions(versions) else Owing.OUTDATED


def changes(old: RulesText, new: RulesText) -> Changes:
    """Return what a person who signed ``old`` has to be shown before they sign ``new`` (product.md §3).

    Rules are matched by key, then by their words: one that only moved or got another key did not change.
    """
    before = {rule.key: rule for rule in old.rules}
    after = {rule.key: rule for rule in new.rules}
    gone = [rule for key, rule in before.items() if key not in after]
    fresh = [rule for key, rule in after.items() if key not in before]
    return Changes(
        added=_without_words_of(gone, fresh),
        removed=_without_words_of(fresh, gone),
        reworded=tuple(
            Reworded(before[key], rule) for key, rule in after.items() if key in before and before[key] != rule
        ),
        text_around=(old.title, old.introduction, old.standing) != (new.title, new.introduction, new.standing),
    )


def _without_words_of(others: Iterable[Rule], rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return those of ``rules`` whose words none of ``others`` has."""
    words = {(rule.statement, rule.why) for rule in others}
    return tuple(rule for rule in rules if (rule.statement, rule.why) not in words)
