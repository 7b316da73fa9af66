"""What can be wrong with a row of a family list; in which words the manager is told is in ``sentences``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

FaultValue = str | int | date
# These keep a child of the row out; any other fault asks somebody to look.
ERRORS = frozenset([
    "child_name_missing", "child_name_no_letters", "child_name_too_long", "child_name_unanswered",
    "child_name_left_out", "child_above_left_out", "same_child_open", "birth_date_missing", "birth_date_in_future",
    "birth_date_too_long_ago", "date_unreadable", "date_impossible", "date_month_first", "date_order_unclear",
])  # fmt: skip
# What an open question says already: who is meant, in which rows, and what the cell holds.
ASKED = frozenset([
    "child_name_unanswered", "same_child_open", "date_order_unclear", "adult_name_unanswered", "same_adult_open",
])  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """One fault of a row: a kind that ``sentences`` has words for; ``column`` counts from 0, ``values`` fill them."""

    kind: str
    column: int | None = None
    values: Mapping[str, FaultValue] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        return self.kind in ERRORS

    @property
    def is_asked(self) -> bool:
        return self.kind in ASKED
