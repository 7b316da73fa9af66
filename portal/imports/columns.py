"""What a column of a family list can hold, and what a list's columns together say."""

from collections.abc import Mapping as ReadOnly
from collections.abc import Sequence
from dataclasses import dataclass
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


class MappingNotUnderstood(ValueError):
    """A stored or submitted mapping is not one that this module wrote."""


@dataclass(frozen=True)
class Mapping:
    """Which column (from 0) holds what (None: not used)."""

    layout: Layout
    columns: ReadOnly[int, Field | None]

    def corrected(self, columns: ReadOnly[int, Field | None], *, layout: Layout) -> "Mapping":
        """Return the mapping with these changed. Raises MappingNotUnderstood for a column that the list does not have."""
        if unknown := columns.keys() - self.columns.keys():
            raise MappingNotUnderstood(f"no such columns: {sorted(unknown)}")
        return Mapping(layout, {**self.columns, **columns})

    def to_dict(self) -> dict[str, object]:
        """Return the mapping as JSON can keep it."""
        return {"layout": str(self.layout), "columns": {str(i): f and str(f) for i, f in self.columns.items()}}

    @classmethod
    def from_dict(cls, data: object) -> "Mapping":
        """Return the mapping that ``to_dict`` wrote; anything else raises MappingNotUnderstood."""
        try:
            if not isinstance(data, dict):
                raise TypeError(type(data))
            columns = {int(i): Field.parse(f) if f is not None else None for i, f in data["columns"].items()}
            return cls(Layout(data["layout"]), columns)
        except (KeyError, ValueError, AttributeError, TypeError) as error:
            raise MappingNotUnderstood("not a mapping of columns") from error


def unused(mapping: Mapping, rows: Sequence[Sequence[str]]) -> dict[int, str]:
    """Return by number each filled column that nothing is read from, with the first thing in it that is no plain no."""
    found: dict[int, str] = {}
    for i in sorted(i for i, held in mapping.columns.items() if held is None):
        texts = [text for cells in rows if i < len(cells) and (text := cells[i].strip())]
        if texts:
            found[i] = next((text for text in texts if not is_blank(text) and yes_or_no(text) is not False), texts[0])
    return found
