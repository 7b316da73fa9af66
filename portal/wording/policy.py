"""What a text that people sign is made of, and which versions of it still hold."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

SOURCE_LANGUAGE = (
    "en"  # whose versions are numbered; a translation has the number of the version it puts in other words
)


class Document(StrEnum):
    """The documents that a setting starts with, by the key that each has in the table of documents."""

    CONSENT_FORM = "consent_form"
    PARENT_RULES = "parent_rules"


class Audience(StrEnum):
    """Who is asked to sign a document."""

    PARENTS = "parents"
    STAFF = "staff"
    VISITORS = "visitors"


class DocumentKind(StrEnum):
    """How a document is signed: a question for each use, a tick for each statement, or one signature under a text."""

    QUESTIONS = "questions"
    STATEMENTS = "statements"
    PLAIN = "plain"


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

    @property
    def heading(self) -> str:
        return self.label

    def words(self) -> dict[str, str]:
        """Return what a person reads, by field."""
        return _without(asdict(self), "key")


@dataclass(frozen=True)
class Rule:
    """One rule, which is its own statement."""

    key: str
    statement: str
    why: str

    @property
    def heading(self) -> str:
        return self.statement

    def words(self) -> dict[str, str]:
        """Return what a person reads, by field."""
        return _without(asdict(self), "key")


Part = Use | Rule
# A line, or paragraphs.
Around = str | tuple[str, ...]


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

    @property
    def parts(self) -> tuple[Part, ...]:
        """The questions, in their order."""
        return self.uses

    def with_parts(self, parts: Iterable[Any]) -> "ConsentText":
        return replace(self, uses=tuple(parts))

    def around(self) -> dict[str, Around]:
        """Return the text around the questions, by field."""
        return _without(vars(self), "uses")


@dataclass(frozen=True)
class RulesText:
    """What people acknowledge, which is the setting's conditions and not “the law”.

    A plain text is its introduction, and has no rules.
    """

    title: str
    introduction: tuple[str, ...]
    rules: tuple[Rule, ...]
    standing: str

    @property
    def parts(self) -> tuple[Part, ...]:
        """The rules, in their order."""
        return self.rules

    def with_parts(self, parts: Iterable[Any]) -> "RulesText":
        return replace(self, rules=tuple(parts))

    def around(self) -> dict[str, Around]:
        """Return the text around the rules, by field."""
        return _without(vars(self), "rules")


Text = ConsentText | RulesText


def _without(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != name}


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
