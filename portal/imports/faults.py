"""What can be wrong with a row of a family list; the sentences are in `sentences`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto

FaultValue = str | int | date


class Severity(StrEnum):
    """An error keeps the row out; a warning asks somebody to look."""

    ERROR = auto()
    WARNING = auto()


class FaultKind(StrEnum):
    """Every fault a row can have."""

    CHILD_NAME_MISSING = auto()
    BIRTH_DATE_MISSING = auto()
    BIRTH_DATE_IN_FUTURE = auto()
    BIRTH_DATE_TOO_LONG_AGO = auto()
    DATE_UNREADABLE = auto()
    DATE_IMPOSSIBLE = auto()
    DATE_MONTH_FIRST = auto()
    EMAIL_INVALID = auto()
    LEAVES_BEFORE_START = auto()
    TEXT_TOO_LONG = auto()
    # From here on the row is used, and somebody should look; CHILD_SURNAME_MISSING must come first.
    CHILD_SURNAME_MISSING = auto()
    CHILD_CARRIED_DOWN = auto()
    DATE_MAYBE_MONTH_FIRST = auto()
    SESSION_UNKNOWN = auto()
    SESSION_FLAG_UNCLEAR = auto()
    ADULT_SURNAME_MISSING = auto()
    ADULT_NAME_MISSING = auto()
    ADULT_TWO_PEOPLE = auto()
    RELATIONSHIP_MISSING = auto()
    RELATIONSHIP_UNKNOWN = auto()
    RESPONSIBILITY_BLANK = auto()
    RESPONSIBILITY_UNCLEAR = auto()
    RESPONSIBILITY_CONFLICT = auto()
    TWO_EMAILS = auto()
    SHARED_EMAIL = auto()
    PHONE_NOUGHT_ADDED = auto()
    PHONE_DAMAGED = auto()
    CONTROL_CHARACTERS = auto()
    GARBLED_LETTERS = auto()
    CONFLICT = auto()
    REFERENCE_SHARED = auto()
    POSSIBLE_DUPLICATE = auto()
    ADULT_AMBIGUOUS = auto()
    ADULT_SAME_NAME = auto()


ERRORS = frozenset(list(FaultKind)[: list(FaultKind).index(FaultKind.CHILD_SURNAME_MISSING)])


@dataclass(frozen=True)
class Fault:
    """One fault; `column` counts from 0, `values` fill the sentence."""

    kind: FaultKind
    column: int | None = None
    values: Mapping[str, FaultValue] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        return Severity.ERROR if self.kind in ERRORS else Severity.WARNING
