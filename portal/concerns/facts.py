"""The record of a case that inspectors' forms ask for, besides its history: which facts it has, and how they are read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto

KEPT_YEARS = 3


class FactKind(StrEnum):
    """What is noted of a case, in the words of fact_labels.py (product.md §4.3). Several values of a kind are lines."""

    REQUIREMENT = auto()
    """Headings of EYFS and Childcare Register, each with its edition, in the words of the day it was chosen."""
    STATEMENT = auto()
    POST = auto()
    PERSON = auto()
    HANDLED = auto()
    PROCEDURE = auto()
    FRIEND = auto()
    LEARNED = auto()
    CONDITIONS = auto()
    SHARED = auto()
    RECORDER = auto()
    POSITION = auto()
    OFSTED_REFERENCE = auto()
    STAFF_OUTCOME = auto()
    """What a breach by staff led to: apart from the outcome of the complaint, and never for whoever raised it."""
    STAFF_WORDS = auto()
    ACTION = auto()
    """One of several, told apart by its ``item``."""
    LETTER = auto()
    """The words of the outcome letter; its day is that on which it was sent as a message."""


class Handled(StrEnum):
    """Who dealt with it."""

    INTERNAL = auto()
    OFSTED = auto()
    AGENCY = auto()


class StaffOutcome(StrEnum):
    """What a breach of our rules by staff led to (product.md P7)."""

    NO_BREACH = auto()
    ADVICE = auto()
    TRAINING = auto()
    DISCIPLINARY = auto()
    OTHER = auto()


class Register(StrEnum):
    """Whose requirements a complaint can relate to."""

    EYFS = auto()
    CHILDCARE = auto()


@dataclass(frozen=True)
class Fact:
    """One fact of a case; see ``ConcernFact`` for what each part holds. One that says nothing takes away what was said."""

    kind: FactKind
    item: int = 0
    text: str = ""
    who: str = ""
    due_on: date | None = None
    on: date | None = None

    @property
    def says_something(self) -> bool:
        return bool(self.text or self.on)

    @property
    def lines(self) -> list[str]:
        """The values of a kind that has several."""
        return self.text.splitlines()


@dataclass(frozen=True)
class CaseRecord:
    """What counts of the facts of one case, by kind; its actions apart, in their order."""

    facts: Mapping[FactKind, Fact] = field(default_factory=dict)
    actions: tuple[Fact, ...] = ()

    def of(self, kind: FactKind, item: int = 0) -> Fact:
        """Return what counts of a kind, or of one action; it may say nothing."""
        found = next((action for action in self.actions if action.item == item), None) if item else self.facts.get(kind)
        return found or Fact(kind, item)

    @property
    def open_actions(self) -> list[Fact]:
        return [action for action in self.actions if action.on is None]


def case_record(facts: Iterable[Fact]) -> CaseRecord:
    """Fold facts, in the order they were noted, into those that count: the latest of each kind and item."""
    latest = {(fact.kind, fact.item): fact for fact in facts}
    found = [fact for fact in latest.values() if fact.says_something]
    actions = sorted((fact for fact in found if fact.kind is FactKind.ACTION), key=lambda fact: fact.item)
    return CaseRecord({fact.kind: fact for fact in found if fact.kind is not FactKind.ACTION}, tuple(actions))


def keep_until(completed_on: date) -> date:
    """Return the first day on which the record may go: three years after it was completed (Childcare Register)."""
    try:
        return completed_on.replace(year=completed_on.year + KEPT_YEARS)
    except ValueError:  # 29 February
        return date(completed_on.year + KEPT_YEARS, 3, 1)


@dataclass(frozen=True)
class Edition:
    """The headings of one register, as they read in one edition."""

    register: Register
    name: str
    headings: tuple[str, ...]

    def cited(self, heading: str) -> str:
        """Return a heading as the record of a case keeps it: whole, whatever later editions say."""
        return f"{REGISTER_NAMES[self.register]} ({self.name}): {heading}"


REGISTER_NAMES = {Register.EYFS: "EYFS", Register.CHILDCARE: "Childcare Register"}
DEFAULT_EDITIONS = (
    Edition(
        Register.EYFS,
        "September 2026",
        (
            "Child protection", "Suitable people", "Staff qualifications, training, support and skills", "Key person",
            "Staff:child ratios", "Health (medicines, food and drink, accidents)", "Managing behaviour",
            "Safety and suitability of premises, environment and equipment", "Risk assessment",
            "Special educational needs", "Information and records", "Information for parents", "Complaints",
            "Learning and development", "Changes to be notified to Ofsted",
        ),
    ),
    Edition(
        Register.CHILDCARE,
        "SI 2008/975",
        (
            "Safeguarding and welfare of children", "Suitability of persons", "Qualifications and training",
            "Arrangements for safeguarding", "Premises and equipment", "Complaints", "Records",
            "Provision of information to parents", "Changes to be notified", "Insurance", "Certificate display",
        ),
    ),
)  # fmt: skip
