"""Recognising what each column of a family list holds, and letting the manager correct it."""

from collections import Counter
from collections.abc import Mapping as ReadOnly
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum, auto

from portal.families.policy import Relationship
from portal.imports.fields import ADULT_FIELDS, CHILD_FIELDS, UNNUMBERED, AdultDetail, Field, adult_field
from portal.imports.spellings import ADULT_SPELLINGS, CHILD_SPELLINGS, NAME_SPELLINGS, HeadingWords, take_apart

CHILD_NAMES = {
    AdultDetail.FULL_NAME: Field.CHILD_FULL_NAME,
    AdultDetail.FIRST_NAME: Field.CHILD_FIRST_NAME,
    AdultDetail.LAST_NAME: Field.CHILD_LAST_NAME,
}
_NEVER_GUESSED = (AdultDetail.RELATIONSHIP, AdultDetail.PARENTAL_RESPONSIBILITY)
_MANY_COLUMNS = frozenset(f for f, (_, detail) in ADULT_FIELDS.items() if detail is AdultDetail.ADDRESS)
MOST_ADULTS = 4
_CELLS_SCORED = 200


class Layout(StrEnum):
    """How a list is laid out. In a row per adult a blank child means the child above."""

    ROW_PER_CHILD = auto()
    ROW_PER_ADULT = auto()


class MappingNotUnderstood(ValueError):
    """A stored or submitted mapping is not one that this module wrote."""


class MappingFaultKind(StrEnum):
    """What keeps a mapping from being usable, or makes it poorer."""

    NO_CHILD_NAME = auto()
    NO_BIRTH_DATE = auto()
    FIELD_TWICE = auto()
    NO_CHILD_SURNAME = auto()
    NO_ADULTS = auto()


@dataclass(frozen=True)
class MappingFault:
    """One fault of a mapping; without `blocks` the list can still be read."""

    kind: MappingFaultKind
    field: Field | None = None
    columns: tuple[int, ...] = ()

    @property
    def blocks(self) -> bool:
        return self.kind not in (MappingFaultKind.NO_CHILD_SURNAME, MappingFaultKind.NO_ADULTS)


@dataclass(frozen=True)
class Mapping:
    """Which column (from 0) holds what, and the relationship that a heading like "Mum" implies."""

    layout: Layout
    columns: ReadOnly[int, Field | None]
    implied: ReadOnly[int, Relationship] = field(default_factory=dict)

    def corrected(self, columns: ReadOnly[int, Field | None], *, layout: Layout | None = None) -> "Mapping":
        """Return the mapping with these columns changed.

        Raises MappingNotUnderstood for a column that the list does not have.
        """
        if unknown := columns.keys() - self.columns.keys():
            raise MappingNotUnderstood(f"no such columns: {sorted(unknown)}")
        return replace(self, columns={**self.columns, **columns}, layout=layout or self.layout)

    def to_dict(self) -> dict[str, object]:
        """Return the mapping as JSON can keep it."""
        return {
            "layout": str(self.layout),
            "columns": {str(i): f and str(f) for i, f in self.columns.items()},
            "implied": {str(i): str(r) for i, r in self.implied.items()},
        }

    @classmethod
    def from_dict(cls, data: object) -> "Mapping":
        """Return the mapping that `to_dict` wrote; anything else raises MappingNotUnderstood."""
        try:
            if not isinstance(data, dict):
                raise TypeError(type(data))
            columns = {int(i): Field(f) if f is not None else None for i, f in data["columns"].items()}
            implied = {int(i): Relationship(r) for i, r in data["implied"].items()}
            return cls(Layout(data["layout"]), columns, implied)
        except (KeyError, ValueError, AttributeError, TypeError) as error:
            raise MappingNotUnderstood("not a mapping of columns") from error

    def column_of(self, field: Field) -> int | None:
        """Return the first column that holds this, counting from 0."""
        return min((i for i, held in self.columns.items() if held is field), default=None)


def recognise(headings: Sequence[str], sample: Sequence[Sequence[str]]) -> Mapping:
    """Return what each column seems to hold. A heading that is not known is left unused, not guessed."""
    parted = [take_apart(heading) for heading in headings]
    slots = _slots(parted)
    children_named = any(words.of_child and words.what in NAME_SPELLINGS for words in parted)
    columns: dict[int, Field | None] = dict.fromkeys(range(len(headings)))
    # What a heading says outright is settled before what it may mean by position.
    for plain in (True, False):
        for i, words in enumerate(parted):
            if columns[i] is None and _is_plain(words) is plain:
                found = _meaning(words, slots, children_named)
                taken = found in columns.values() and found not in _MANY_COLUMNS
                columns[i] = None if taken else found
    _guess_from_cells(columns, sample)
    implied = {i: words.implied for i, words in enumerate(parted) if words.implied and columns[i] in ADULT_FIELDS}
    return Mapping(_layout(columns, sample), columns, implied)


def heading_score(cells: Sequence[str]) -> int:
    """Count the cells that read as headings of a family list."""
    texts = [cell for cell in cells[:_CELLS_SCORED] if cell.strip() and len(cell) <= 80]
    return sum(field is not None for field in recognise(texts, ()).columns.values()) if texts else 0


def mapping_faults(mapping: Mapping) -> tuple[MappingFault, ...]:
    """Return what is missing from a mapping or doubled in it."""
    used = Counter(field for field in mapping.columns.values() if field is not None)
    faults = [
        MappingFault(MappingFaultKind.FIELD_TWICE, field, tuple(i for i, f in mapping.columns.items() if f is field))
        for field, times in used.items()
        if times > 1 and field not in _MANY_COLUMNS
    ]
    if Field.CHILD_FULL_NAME not in used and Field.CHILD_FIRST_NAME not in used:
        faults.append(MappingFault(MappingFaultKind.NO_CHILD_NAME))
    elif Field.CHILD_FULL_NAME not in used and Field.CHILD_LAST_NAME not in used:
        faults.append(MappingFault(MappingFaultKind.NO_CHILD_SURNAME))
    if Field.BORN_ON not in used:
        faults.append(MappingFault(MappingFaultKind.NO_BIRTH_DATE))
    if used.keys().isdisjoint(ADULT_FIELDS):
        faults.append(MappingFault(MappingFaultKind.NO_ADULTS))
    return tuple(faults)


def _slots(parted: Sequence[HeadingWords]) -> dict[tuple[Relationship | None, int | None], int]:
    """Give each adult that the headings speak of a place: numbered ones their own, the rest the free ones in turn."""
    people = dict.fromkeys(
        (words.implied, words.number) for words in parted if words.of_adult and not words.of_stranger
    )
    if list(people) == [(None, None)]:
        return {(None, None): UNNUMBERED}
    if all(number is None for _, number in people) and (None, None) in people:
        del people[(None, None)]
    slots = {p: p[1] for p in people if p[0] is None and p[1] and p[1] <= MOST_ADULTS}
    free = [n for n in range(1, MOST_ADULTS + 1) if n not in slots.values()]
    for person in people:
        if person not in slots and free and (person[1] or 0) <= MOST_ADULTS:
            slots[person] = free.pop(0)
    return {person: slot for person, slot in slots.items() if slot is not None}


def _is_plain(words: HeadingWords) -> bool:
    return words.of_child or words.of_adult


def _meaning(
    words: HeadingWords, slots: ReadOnly[tuple[Relationship | None, int | None], int], children_named: bool
) -> Field | None:
    if words.of_stranger:
        return None
    what = words.what
    if not words.of_adult and what in CHILD_SPELLINGS and words.number in (None, 1):
        return CHILD_SPELLINGS[what]
    if what in NAME_SPELLINGS and not words.of_adult and (words.of_child or (what and not children_named)):
        return CHILD_NAMES[NAME_SPELLINGS[what]] if words.number in (None, 1) else None
    detail = ADULT_SPELLINGS.get(what) or NAME_SPELLINGS.get(what)
    if detail is None or (words.of_child and detail in (AdultDetail.ADDRESS, AdultDetail.EMAIL, AdultDetail.PHONE)):
        return None
    return _adult_meaning(words, detail, slots)


def _adult_meaning(
    words: HeadingWords, detail: AdultDetail, slots: ReadOnly[tuple[Relationship | None, int | None], int]
) -> Field | None:
    if words.of_adult or words.number:
        slot = slots.get((words.implied, words.number))
        if slot is None and not words.of_adult and words.number in slots.values():
            slot = words.number
        if slot is None and not slots and words.number and words.number <= MOST_ADULTS:
            slot = words.number
        return adult_field(slot, detail) if slot is not None else None
    if not words.what:
        return None
    if not slots or UNNUMBERED in slots.values():
        return adult_field(UNNUMBERED, detail)
    # With several adults nobody can say whose responsibility a bare column means.
    return None if detail in _NEVER_GUESSED else adult_field(1, detail)


def _guess_from_cells(columns: dict[int, Field | None], sample: Sequence[Sequence[str]]) -> None:
    if any(ADULT_FIELDS.get(f, (0, None))[1] is AdultDetail.EMAIL for f in columns.values() if f):
        return
    for i in [i for i, held in columns.items() if held is None]:
        cells = [row[i] for row in sample if i < len(row) and row[i].strip()]
        if cells and sum("@" in cell for cell in cells) * 2 > len(cells):
            numbered = any(ADULT_FIELDS[f][0] for f in columns.values() if f in ADULT_FIELDS)
            columns[i] = adult_field(1 if numbered else UNNUMBERED, AdultDetail.EMAIL)
            return


def _layout(columns: ReadOnly[int, Field | None], sample: Sequence[Sequence[str]]) -> Layout:
    if any(ADULT_FIELDS[f][0] for f in columns.values() if f in ADULT_FIELDS):
        return Layout.ROW_PER_CHILD
    if adult_field(UNNUMBERED, AdultDetail.RELATIONSHIP) in columns.values():
        return Layout.ROW_PER_ADULT
    told = [i for i, f in columns.items() if f in CHILD_FIELDS and f in (*CHILD_NAMES.values(), Field.BORN_ON)]
    children = [tuple(row[i].casefold() for i in told if i < len(row)) for row in sample]
    repeats = bool(told) and len(set(children)) < len(children)
    return Layout.ROW_PER_ADULT if repeats else Layout.ROW_PER_CHILD
