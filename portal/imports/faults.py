"""What can be wrong with a row of a family list, and in which words the manager is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto

FaultValue = str | int | date


class Severity(StrEnum):
    """An error keeps a child of the row out; a warning asks somebody to look."""

    ERROR = auto()
    WARNING = auto()


_ERRORS = {
    # The child.
    "child_name_missing": "", "child_name_no_letters": "value", "child_name_too_long": "limit",
    "child_name_unanswered": "value", "child_name_left_out": "value", "child_above_left_out": "row",
    "same_child_open": "name",
    # The date of birth.
    "birth_date_missing": "", "birth_date_in_future": "date", "birth_date_too_long_ago": "date",
    "date_unreadable": "value", "date_impossible": "value", "date_month_first": "value", "date_order_unclear": "value",
}  # fmt: skip
_WARNINGS = {
    "child_surname_missing": "name", "child_carried_down": "child row", "leaves_before_start": "starts leaves",
    # Start and leave: left empty.
    "other_date_unreadable": "value", "other_date_impossible": "value", "other_date_month_first": "value",
    "other_date_order_unclear": "value",
    "session_unknown": "words", "sessions_unanswered": "value",
    # The adult is left out.
    "adult_name_missing": "", "adult_name_blank": "value", "adult_name_no_letters": "value",
    "adult_name_too_long": "limit", "adult_name_unanswered": "value", "adult_name_left_out": "value",
    # The adult is kept, without this detail.
    "adult_surname_missing": "name", "relationship_missing": "name", "relationship_unknown": "value name",
    "relationship_differs": "value name heading", "responsibility_unclear": "value name",
    "email_invalid": "value", "two_emails": "kept other", "email_in_phone_column": "value",
    "phone_in_email_column": "value", "phone_nought_added": "value", "phone_damaged": "value",
    "phone_without_number": "value", "text_too_long": "limit value",
    # The letters.
    "control_characters": "value", "garbled_letters": "value", "letters_in_doubt": "",
    # What rows say together.
    "conflict": "detail kept other row name", "responsibility_conflict": "name row", "child_again": "name row",
    # An adult who waits for an answer, is left out. What belongs to somebody else, is left off.
    "same_adult_open": "name", "email_shared": "value name holder row", "email_taken": "value name holder",
    "reference_shared": "value name holder row", "reference_taken": "value name holder",
}  # fmt: skip
# Each kind of fault with the names of its values. What is called "value" is the cell's own text.
FAULTS: Mapping[str, tuple[Severity, frozenset[str]]] = {
    kind: (severity, frozenset(values.split()))
    for severity, kinds in ((Severity.ERROR, _ERRORS), (Severity.WARNING, _WARNINGS))
    for kind, values in kinds.items()
}


@dataclass(frozen=True)
class Fault:
    """One fault of a row: a key of ``FAULTS``; ``column`` counts from 0, ``values`` fill the sentence."""

    kind: str
    column: int | None = None
    values: Mapping[str, FaultValue] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        return FAULTS[self.kind][0]

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR
