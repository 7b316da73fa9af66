"""What a text that people sign is made of, and which versions of it still hold."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Self

from portal.access.permissions import Role
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.wording.uses import Clause, Use

# Whose versions are numbered; a translation has the number of the version that it puts in other words.
SOURCE_LANGUAGE = "en"


class DocumentKey(StrEnum):
    """The documents that a setting starts with, by the key that each has in the table of documents."""

    CONSENT_FORM = "consent_form"
    PARENT_RULES = "parent_rules"
    STAFF_RULES = "staff_rules"
    VISITOR_RULES = "visitor_rules"
    SOCIAL_NETWORKING = "social_networking"
    PHONES_AND_CAMERAS = "phones_and_cameras"
    PARENTS_AS_PARTNERS = "parents_as_partners"
    COMPLAINTS = "complaints"
    GRIEVANCE = "grievance"
    WHISTLEBLOWING = "whistleblowing"
    STAFF_BEHAVIOUR = "staff_behaviour"
    PRIVACY_NOTICE = "privacy_notice"


# An adult's wish that every adult be asked is answered and superseded like a use, under this key.
CONSULT = "always_consult"
# The document of which each version asks about one event, apart from the consent form.
ONE_EVENT = "one_event"


class Audience(StrEnum):
    """Whom a document is for: who is asked to sign it, or else to read it. Visitors and everyone need no account."""

    PARENTS = "parents"
    STAFF = "staff"
    VISITORS = "visitors"
    EVERYONE = "everyone"


def may_read(audience: Audience, roles: Collection[Role] | None) -> bool:
    """Return whether somebody with these roles, or None for who is not signed in, may read documents of an audience.

    What visitors sign and what is for everyone is open to all. What parents sign is no secret from those who work here.
    """
    if audience in {Audience.VISITORS, Audience.EVERYONE}:
        return True
    if roles is None:
        return False
    return audience is Audience.PARENTS or bool(set(roles) - {Role.PARENT})


# So long before its day a document’s review is due: time to read it, ask and publish.
_REVIEW_SOON = timedelta(days=30)


class ReviewState(StrEnum):
    """Whether somebody has to look at a document again (product.md §3)."""

    FINE = "fine"
    SOON = "soon"
    LATE = "late"


def review_state(review_by: date | None, today: date) -> ReviewState:
    """Return whether a review is due: soon from 30 days before its day, late after it, and without a day at once."""
    if review_by is None or review_by < today:
        return ReviewState.LATE
    return ReviewState.SOON if review_by - today <= _REVIEW_SOON else ReviewState.FINE


class DocumentKind(StrEnum):
    """How a document is signed: a question for each use, a tick for each statement, one signature, or not at all."""

    QUESTIONS = "questions"
    STATEMENTS = "statements"
    PLAIN = "plain"
    TO_READ = "to_read"


class Change(StrEnum):
    """A minor edit keeps what was signed; a real change asks everyone again (product.md §2.7, §3)."""

    MINOR = "minor"
    REAL = "real"


@dataclass(frozen=True)
class Rule(Clause):
    """One rule, which is its own statement."""

    statement: str
    why: str

    @property
    def heading(self) -> str:
        return self.statement

    @property
    def asked(self) -> str:
        return self.statement


# A line, or paragraphs.
FieldValue = str | tuple[str, ...]


@dataclass(frozen=True)
class Controller:
    """Who asks for consent, as the text was published: what a record has to name (product.md §2.3)."""

    name: str
    address: str
    contact: str
    lawful_basis: str
    privacy_notice: str


@dataclass(frozen=True)
class Text:
    """A text that people sign; ``holds`` is the field with its clauses."""

    title: str
    introduction: tuple[str, ...]
    holds: ClassVar[str]

    @property
    def clauses(self) -> tuple[Any, ...]:
        """The uses or rules, in their order; a plain text has none."""
        return tuple(getattr(self, self.holds))

    def with_clauses(self, clauses: Iterable[Clause]) -> Self:
        changed: dict[str, Any] = {self.holds: tuple(clauses)}
        return replace(self, **changed)

    def with_clause(self, clause: Clause) -> Self:
        """Return the text with a clause in place of the one with its key. Raises LookupError where that is gone."""
        if all(other.key != clause.key for other in self.clauses):
            raise LookupError(clause.key)
        return self.with_clauses(clause if other.key == clause.key else other for other in self.clauses)

    def general_fields(self) -> dict[str, FieldValue]:
        """Return the text around the clauses, by field."""
        return {
            name: value for name, value in vars(self).items() if isinstance(value, str | tuple) and name != self.holds
        }


@dataclass(frozen=True)
class ConsentText(Text):
    """The consent form as a parent reads it.

    Title, note and uses are the setting's own; every other sentence is fixed or written from fields (sentences.py),
    unless it ``is_handwritten``: a manager edited it in an earlier release, and it stays until they publish another.
    ``months`` is how long a yes lasts. It is 0, and nobody is the controller, in texts of earlier releases.
    """

    holds: ClassVar[str] = "uses"
    uses: tuple[Use, ...]
    consult_question: str
    withdrawing: str
    declaration: str
    note: str = ""
    months: int = 0
    ends_with_school_year: bool = False
    controller: Controller | None = None
    is_handwritten: bool = False

    def use(self, key: str) -> Use:
        """Return the use called ``key``; raises LookupError."""
        for use in self.uses:
            if use.key == key:
                return use
        raise LookupError(key)

    def general_fields(self) -> dict[str, FieldValue]:
        shown = asdict(self.controller) if self.controller else {}
        shown.pop("lawful_basis", None)
        return super().general_fields() | shown

    @property
    def is_structured(self) -> bool:
        """Whether the fields write what people are told of each use."""
        return all(use.fields for use in self.uses)


@dataclass(frozen=True)
class AcknowledgementText(Text):
    """What people acknowledge, which is the setting's conditions and not “the law”.

    A plain text is its introduction, and has no rules.
    """

    holds: ClassVar[str] = "rules"
    rules: tuple[Rule, ...]
    standing: str


@dataclass(frozen=True)
class VersionSummary:
    """What decides whether answers on a version still count.

    ``asks_again`` are the uses that are asked again in it; None where the change was to the whole text.
    """

    id: int
    number: int
    change: Change
    asks_again: frozenset[str] | None = None

    def invalidates(self, use: str) -> bool:
        """Return whether no answer to ``use`` given before counts from this version on (product.md §2.7)."""
        return self.change is Change.REAL if self.asks_again is None else use in self.asks_again


def valid_versions(versions: Iterable[VersionSummary], use: str = "") -> frozenset[int]:
    """Return the ids of versions whose answers still count: the last that asked (this use) again and those since."""
    ordered = sorted(versions, key=lambda version: version.number)
    since = max((version.number for version in ordered if version.invalidates(use)), default=0)
    return frozenset(version.id for version in ordered if version.number >= since)


class ChangedMeanwhile(Refusal):
    """Somebody else changed the draft after this page was opened."""

    sentence = mark(
        "Somebody else changed this draft while you were looking. Nothing of yours is saved yet. Look at it, then save again."
    )
    field = "draft_stamp"


class TooManyClauses(Refusal):
    """A text has as many uses or rules as anybody reads."""

    sentence = mark("Nobody reads more than %(most)s of these. Take one out first.")
    field = "draft_stamp"


class SameWords(Refusal):
    """Another use or rule asks the very same."""

    sentence = mark("“%(heading)s” says the same already. Give each its own words")
    field = "draft_stamp"


class NothingAsked(Refusal):
    """The text has no use or rule, so there is nothing to sign."""

    sentence = mark("There is nothing to sign yet. Add something first.")


class ClausesChanged(Refusal):
    """Nobody who signed before has agreed to a rule that was added, nor does one that was taken out hold any more."""

    sentence = mark("A rule was added or taken out, so people have to sign again. Choose “Real change”")
    field = "change"


class FieldsMissing(Refusal):
    """A use of an earlier release has no fields yet, and nobody but the manager knows them."""

    sentence = mark("Fill in who sees “%(heading)s”, where, and for how long. Then publish.")


class NothingToPublish(Refusal):
    """The draft says what is published already."""

    sentence = mark("The draft says what is published already. There is nothing to publish.")
