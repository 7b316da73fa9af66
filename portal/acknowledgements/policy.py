"""Who owes an acknowledgement of a document, and what changed since somebody signed it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.access.permissions import Role
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.wording.policy import AcknowledgementText, Audience, Rule, VersionSummary, valid_versions

# Visitors have no account: their acknowledgements are keyed in from paper.
_ROLES = {
    Audience.PARENTS: frozenset({Role.PARENT}),
    Audience.STAFF: frozenset({Role.STAFF, Role.POSTER, Role.LEAD, Role.MANAGER}),
}


class Status(StrEnum):
    """Where a person stands with a document: never signed, signed before a real change, or done (product.md §3)."""

    NEVER = "never"
    OUTDATED = "outdated"
    DONE = "done"


class TextChanged(Refusal):
    """Another version was published while this one was being signed; it has to be read first."""

    sentence = mark("This text was changed a moment ago. Nothing is signed yet. Please read it again, then sign.")
    field = "wording"


class RuleMissed(Refusal):
    """A rule was not ticked: each is its own statement, and no signature stands for the rest."""

    sentence = mark("Each rule needs its own tick. Nothing is signed yet.")


class OwnFamily(Refusal):
    """Nobody keys in a paper that they or somebody of their own family signed."""

    sentence = mark(
        "You cannot key in a paper of your own or of your own family. Somebody else here has to. Nothing was stored."
    )
    field = "signer"


class SignedAlready(Refusal):
    """The person has acknowledged this version, so a paper would say it twice."""

    sentence = mark("%(name)s has signed this already. Nothing was stored.")
    field = "signer"


class SignedOnAnotherDay(Refusal):
    """A paper is no older than the text on it, and nobody has signed tomorrow."""

    sentence = mark("Write a day from %(first)s, when this version was published, up to today.")
    field = "signed_on"


@dataclass(frozen=True)
class Reworded:
    """One rule as it was and as it is now."""

    before: Rule
    after: Rule


@dataclass(frozen=True)
class Changes:
    """What is different between two versions of a document; a paragraph counts as a rule without a reason."""

    added: tuple[Rule, ...] = ()
    removed: tuple[Rule, ...] = ()
    reworded: tuple[Reworded, ...] = ()


def audiences_of(roles: Iterable[Role]) -> list[Audience]:
    """Return whose documents a person with these roles is asked to acknowledge."""
    held = frozenset(roles)
    return [audience for audience, asked in _ROLES.items() if held & asked]


def roles_of(audience: Audience) -> frozenset[Role]:
    """Return the roles whose holders are asked to acknowledge the documents of ``audience``."""
    return _ROLES.get(audience, frozenset())


def signing_status(latest: int | None, versions: Iterable[VersionSummary]) -> Status:
    """Return where somebody stands whose latest signature is on version ``latest``, an id, or None.

    A minor edit asks nobody again; after a real change everyone owes a new acknowledgement (product.md §3).
    """
    if latest is None:
        return Status.NEVER
    return Status.DONE if latest in valid_versions(versions) else Status.OUTDATED


def check_day(signed_on: date, *, published_on: date, today: date) -> None:
    """Raise SignedOnAnotherDay unless a paper can have been signed on that day."""
    if not published_on <= signed_on <= today:
        raise SignedOnAnotherDay(first=published_on)


def changes(old: AcknowledgementText, new: AcknowledgementText) -> Changes:
    """Return what a person who signed ``old`` has to be shown before they sign ``new`` (product.md §3).

    Rules are matched by key, then by their words: one that only moved or got another key did not change.
    """
    before, after = _parts(old), _parts(new)
    gone = [rule for key, rule in before.items() if key not in after]
    fresh = [rule for key, rule in after.items() if key not in before]
    return Changes(
        added=_without_words_of(gone, fresh),
        removed=_without_words_of(fresh, gone),
        reworded=tuple(
            Reworded(before[key], rule) for key, rule in after.items() if key in before and before[key] != rule
        ),
    )


def _parts(text: AcknowledgementText) -> dict[str, Rule]:
    """Return the rules by their key, and each paragraph around them by its words."""
    around = (text.title, *text.introduction, text.standing)
    return {rule.key: rule for rule in text.rules} | {words: Rule(words, words, "") for words in around if words}


def _without_words_of(others: Iterable[Rule], rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return those of ``rules`` whose words none of ``others`` has."""
    words = {(rule.statement, rule.why) for rule in others}
    return tuple(rule for rule in rules if (rule.statement, rule.why) not in words)
