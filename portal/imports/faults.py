"""What the manager is told and asked about a family list (product.md §8.12); the words are in ``sentences``."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto

from portal.foundation.canonical import canonical_json, sha256_hex

FEWEST_ALIKE, MOST_ALIKE = 3, 100
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
    values: Mapping[str, object] = field(default_factory=dict)

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


class QuestionKind(StrEnum):
    """What a question is about; its sentence and its options' sentences are in ``sentences``."""

    DATE_ORDER = auto()  # of one column: read day first, or month first
    SESSIONS = auto()  # cells that name none of the setting's sessions: one choice for all
    CHILD_NAME = auto()  # a note or two names in a child's name
    ADULT_NAME = auto()
    SAME_CHILD = auto()  # one child or two
    SAME_ADULT = auto()


@dataclass(frozen=True)
class Option:
    """One answer: ``value`` is kept, ``label`` names its sentence, ``values`` fill it."""

    value: str
    label: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """One question. ``key`` holds for one file; unanswered, what it is about is left out, and said so.

    ``rows`` are those it speaks of, ``answer`` the value chosen so far ("" for none).
    """

    key: str
    kind: QuestionKind
    rows: tuple[int, ...]
    options: tuple[Option, ...]
    values: Mapping[str, object] = field(default_factory=dict)
    answer: str = ""


def alike(questions: Iterable[Question]) -> dict[str, list[Question]]:
    """Return open questions about names of one column with the same kinds of answers: one answer can be for all.

    The key stands for just these questions. Whether two people are one is asked of each by name (product.md §8.12).
    """
    groups: dict[Hashable, list[Question]] = defaultdict(list)
    for each in questions:
        labels = tuple(option.label for option in each.options)
        if each.kind in (QuestionKind.CHILD_NAME, QuestionKind.ADULT_NAME) and len({*labels}) == len(labels):
            groups[each.kind, each.values["column"], labels].append(each)
    several = (group[:MOST_ALIKE] for group in groups.values() if len(group) >= FEWEST_ALIKE)
    return {"alike-" + sha256_hex(canonical_json([each.key for each in group]))[:12]: group for group in several}
