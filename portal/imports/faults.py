"""What can be wrong with a family list, or is told about it; in which words the manager is told is in ``sentences``."""

from collections.abc import Mapping
from dataclasses import dataclass, field

FaultValue = object  # for the words: a text, a number, a day, a column’s field
# Of the whole file: why no table can be read from it, and what was noticed while reading it, and put right.
UNREADABLE = frozenset([
    "empty", "no_rows", "not_a_list", "damaged", "password", "unclosed_quote", "file_too_large", "unpacks_too_large",
    "too_many_rows", "too_many_columns", "cell_too_long", "too_much_work", "busy",
])  # fmt: skip
NOTED = frozenset([
    "letters_tried", "lines_above_skipped", "headings_joined", "headings_repeated", "no_headings", "hidden_columns",
    "hidden_sheets", "sheets_left_out",
])  # fmt: skip
# These keep a child of the row out, or the whole list until its columns are corrected; any other asks somebody to look.
ERRORS = frozenset([
    "child_name_missing", "child_name_no_letters", "child_name_too_long", "child_name_unanswered",
    "child_name_left_out", "child_above_left_out", "same_child_open", "birth_date_missing", "birth_date_in_future",
    "birth_date_too_long_ago", "date_unreadable", "date_impossible", "date_month_first", "date_order_unclear",
    "no_child_name", "no_birth_date", "field_twice",
])  # fmt: skip
# What an open question says already: who is meant, in which rows, and what the cell holds.
ASKED = frozenset([
    "child_name_unanswered", "same_child_open", "date_order_unclear", "adult_name_unanswered", "same_adult_open",
])  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """One fault or note: a kind that ``sentences`` has words for; ``column`` counts from 0, ``values`` fill them."""

    kind: str
    column: int | None = None
    values: Mapping[str, FaultValue] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        return self.kind in ERRORS

    @property
    def is_asked(self) -> bool:
        return self.kind in ASKED


class UnreadableFile(Exception):
    """The file holds no table that can be read; ``fault`` says why, in one of the kinds UNREADABLE."""

    def __init__(self, kind: str, **values: str | int) -> None:
        if kind not in UNREADABLE:
            raise ValueError(kind)
        super().__init__(kind)
        self.fault = Fault(kind, values=values)
