"""What a text that people sign is made of, and which versions of it still hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Document(StrEnum):
    """A text with versions that people answer or sign."""

    CONSENT_FORM = "consent_form"
    PARENT_RULES = "parent_rules"


class Change(StrEnum):
    """A minor edit keeps what was signed; a real change asks everyone again (product.md §2.7, §3)."""

    MINOR = "minor"
    REAL = "real"


@dataclass(frozen=True)
class Use:
    """One use of a picture, asked as a question of its own (product.md §2). ``label`` heads its column."""

    key: str
    label: str
    sentence: str
    example: str
    audience: str
    controllers: str
    kept: str


@dataclass(frozen=True)
class Rule:
    """One rule, which is its own statement."""

    key: str
    statement: str
    why: str


@dataclass(frozen=True)
class ConsentText:
    """The consent form as a parent reads it."""

    title: str
    introduction: tuple[str, ...]
    uses: tuple[Use, ...]
    consult_question: str
    withdrawing: str
    declaration: str

    def use(self, key: str) -> Use:
        """Return the use called ``key``; raises LookupError."""
        for use in self.uses:
            if use.key == key:
                return use
        raise LookupError(key)


@dataclass(frozen=True)
class RulesText:
    """Rules as a parent reads them; they are the setting's conditions, not “the law”."""

    title: str
    introduction: tuple[str, ...]
    rules: tuple[Rule, ...]
    standing: str


@dataclass(frozen=True)
class VersionFact:
    """What decides whether answers on a version still count."""

    id: int
    number: int
    change: Change


def valid_versions(versions: Iterable[VersionFact]) -> frozenset[int]:
    """Return the ids of versions whose answers still count: the last real change and the edits since (§2.7)."""
    ordered = sorted(versions, key=lambda version: version.number)
    since = max((v.number for v in ordered if v.change is Change.REAL), default=0)
    return frozenset(v.id for v in ordered if v.number >= since)
