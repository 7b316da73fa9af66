"""What the manager is asked about a list before anything is taken for granted (product.md §8.12)."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto

from portal.foundation.canonical import canonical_json, sha256_hex
from portal.imports.faults import FaultValue

FEWEST_ALIKE, MOST_ALIKE = 3, 100


class QuestionKind(StrEnum):
    """What a question is about; its sentence and its options' sentences are in ``labels``."""

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
    values: Mapping[str, FaultValue] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """One question. ``key`` holds for one file; unanswered, what it is about is left out, and said so.

    ``rows`` are those it speaks of, ``answer`` the value chosen so far ("" for none).
    """

    key: str
    kind: QuestionKind
    rows: tuple[int, ...]
    options: tuple[Option, ...]
    values: Mapping[str, FaultValue] = field(default_factory=dict)
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
