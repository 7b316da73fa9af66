"""What a column of a family list can hold, and what is decided about a list, in a form that can be kept."""

import json
from collections.abc import Mapping as ReadOnly
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum, auto

from portal.imports.people import Detail
from portal.imports.values import is_blank, yes_or_no

MOST_PEOPLE = 4  # children, and adults, in one row


class Who(StrEnum):
    """Whom a column speaks of. What an adult is to the child is the adult's."""

    CHILD = auto()
    ADULT = auto()


class Layout(StrEnum):
    """How a list is laid out. In a row per adult a blank child means the child above."""

    ROW_PER_CHILD = auto()
    ROW_PER_ADULT = auto()


DETAILS = {
    Who.CHILD: (
        Detail.FIRST_NAME, Detail.LAST_NAME, Detail.NAME, Detail.KNOWN_AS, Detail.BORN_ON, Detail.REFERENCE,
        Detail.SESSIONS, Detail.STARTS_ON, Detail.LEAVES_ON,
    ),
    Who.ADULT: (
        Detail.NAME, Detail.FIRST_NAME, Detail.LAST_NAME, Detail.RELATIONSHIP, Detail.RESPONSIBILITY, Detail.EMAIL,
        Detail.PHONE, Detail.ADDRESS,
    ),
}  # fmt: skip
DATES = (Detail.BORN_ON, Detail.STARTS_ON, Detail.LEAVES_ON)
# Several columns may hold these of one person: everything filled is read.
MANY = frozenset({Detail.EMAIL, Detail.PHONE, Detail.ADDRESS, Detail.SESSIONS})


@dataclass(frozen=True)
class Field:
    """What one column holds: this detail of the first (to fourth) child or adult of the row."""

    who: Who
    number: int
    detail: Detail

    def __str__(self) -> str:
        return f"{self.who}_{self.number}_{self.detail}"

    @classmethod
    def parse(cls, key: str) -> "Field":
        """Return the field that this key names. Raises ValueError for any other text."""
        who, number, detail = key.split("_", 2)
        found = cls(Who(who), int(number), Detail(detail))
        if str(found) != key or found not in FIELDS:
            raise ValueError(key)
        return found


FIELDS = tuple(
    Field(who, number, detail) for who in Who for number in range(1, MOST_PEOPLE + 1) for detail in DETAILS[who]
)


@dataclass(frozen=True)
class Mapping:
    """Which column (from 0) holds what (None: not used)."""

    layout: Layout
    columns: ReadOnly[int, Field | None]

    def corrected(self, columns: ReadOnly[int, Field | None], *, layout: Layout) -> "Mapping":
        """Return the mapping with these changed. Raises ValueError for a column that the list does not have."""
        if unknown := columns.keys() - self.columns.keys():
            raise ValueError(f"no such columns: {sorted(unknown)}")
        return Mapping(layout, {**self.columns, **columns})


@dataclass(frozen=True)
class Decisions:
    """What the manager has decided about a list that waits: its sheet, what its columns hold, answers by question.

    ``ticks`` are the boxes of parental responsibility that somebody looked at, by adult and child; ``parents`` is the one
    press that proposes every mother and father.
    """

    sheet: int
    mapping: Mapping
    answers: ReadOnly[str, str] = field(default_factory=dict)
    ticks: ReadOnly[str, bool] = field(default_factory=dict)
    parents: bool = False

    def to_json(self) -> str:
        """Return the decisions as text."""
        columns = {str(i): held and str(held) for i, held in self.mapping.columns.items()}
        kept = {
            "sheet": self.sheet, "mapping": {"layout": self.mapping.layout, "columns": columns},
            "answers": dict(self.answers), "ticks": dict(self.ticks), "parents": self.parents,
        }  # fmt: skip
        return json.dumps(kept, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Decisions":
        """Return the decisions that ``to_json`` wrote. Raises KeyError, ValueError, TypeError or AttributeError."""
        kept = json.loads(text)
        columns = {
            int(i): None if held is None else Field.parse(held) for i, held in kept["mapping"]["columns"].items()
        }
        mapping = Mapping(Layout(kept["mapping"]["layout"]), columns)
        answers = {str(key): str(value) for key, value in kept["answers"].items()}
        ticks = {str(key): value is True for key, value in kept["ticks"].items()}
        return cls(int(kept["sheet"]), mapping, answers, ticks, kept["parents"] is True)


def unused(mapping: Mapping, rows: Sequence[Sequence[str]]) -> dict[int, str]:
    """Return by number each filled column that nothing is read from, with the first thing in it that is no plain no."""
    found: dict[int, str] = {}
    for i in sorted(i for i, held in mapping.columns.items() if held is None):
        texts = [text for cells in rows if i < len(cells) and (text := cells[i].strip())]
        if texts:
            found[i] = next((text for text in texts if not is_blank(text) and yes_or_no(text) is not False), texts[0])
    return found
