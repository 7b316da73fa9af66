"""What the manager is asked about a list before anything is taken for granted (product.md §8.12)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto

from portal.imports.faults import FaultValue


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
