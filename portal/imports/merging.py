"""Putting the records of one person together, and noting where they disagree."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from portal.imports.columns import Layout
from portal.imports.faults import Fault, FaultValue
from portal.imports.people import AdultRecord, ChildRecord, Detail, LinkRecord, ListedAdult, ListedChild
from portal.imports.policy import normalise_address, normalise_email, normalise_name, phones_in

R = TypeVar("R", ChildRecord, AdultRecord)
_OF_CHILD = (
    Detail.FIRST_NAME, Detail.LAST_NAME, Detail.KNOWN_AS, Detail.BORN_ON, Detail.REFERENCE, Detail.STARTS_ON,
    Detail.LEAVES_ON,
)  # fmt: skip
_OF_ADULT = (Detail.NAME, Detail.EMAIL, Detail.ADDRESS)
_NORMALISED = {Detail.EMAIL: normalise_email, Detail.ADDRESS: normalise_address}


@dataclass(frozen=True)
class ResolvedLink:
    """What the list says of an adult beside a child; ``said`` is what it says of responsibility without a plain word."""

    adult_key: str
    record: LinkRecord
    said: str = ""


@dataclass(frozen=True)
class ResolvedChild:
    """A child of the list with everything its rows say; ``id`` is theirs on the register."""

    key: str
    id: int | None
    record: ChildRecord
    rows: tuple[int, ...]
    links: tuple[ResolvedLink, ...] = ()


@dataclass(frozen=True)
class ResolvedAdult:
    """An adult of the list with everything its rows say; ``id`` is theirs on the register."""

    key: str
    id: int | None
    record: AdultRecord
    rows: tuple[int, ...]


@dataclass
class Faults:
    """Faults by row number, each once."""

    by_row: dict[int, list[Fault]] = field(default_factory=lambda: defaultdict(list))

    def note(self, row: int, kind: str, column: int | None = None, /, **values: FaultValue) -> None:
        fault = Fault(kind, column, values)
        if fault not in self.by_row[row]:
            self.by_row[row].append(fault)


def resolved_adult(key: str, id_: int | None, listed: Sequence[ListedAdult], faults: Faults) -> ResolvedAdult:
    """Put together what the rows say of one adult. Telephones add up; of all else what comes first stays."""
    record, rows = listed[0].record, sorted({adult.row for adult in listed})
    for other in listed[1:]:
        numbers = phones_in(other.record.phone) | phones_in(record.phone)
        united = _united(record, other.record, _OF_ADULT, faults, (other.row, other.column, rows[0]))
        record = replace(united, phone=", ".join(numbers.values()) or record.phone)
    return ResolvedAdult(key, id_, record, tuple(rows))


def resolved_child(
    key: str,
    id_: int | None,
    children: Sequence[ListedChild],
    people: Mapping[str, str],
    faults: Faults,
    layout: Layout,
) -> ResolvedChild:
    """Put together what the rows say of one child. Sessions add up; of all else what comes first stays.

    ``people`` are the keys of adults by their place in the list; who is not among them is left out.
    """
    record, first = children[0].record, children[0].rows[0]
    for other in children[1:]:
        if layout is Layout.ROW_PER_CHILD:
            faults.note(other.rows[0], "child_again", None, name=record.name, row=first)
        united = _united(record, other.record, _OF_CHILD, faults, (other.rows[0], None, first))
        record = replace(united, sessions=record.sessions | other.record.sessions)
    if record.starts_on and record.leaves_on and record.leaves_on < record.starts_on:
        record = replace(record, leaves_on=children[0].record.leaves_on, starts_on=children[0].record.starts_on)
    beside: dict[str, dict[str, ListedAdult]] = defaultdict(dict)
    for adult in (adult for child in children for adult in child.adults if adult.place in people):
        beside[people[adult.place]][adult.place] = adult
    links = tuple(_resolved_link(key, list(adults.values()), faults) for key, adults in beside.items())
    rows = tuple(sorted({row for child in children for row in child.rows}))
    return ResolvedChild(key, id_, record, rows, links)


def _united(kept: R, other: R, details: Iterable[Detail], faults: Faults, where: tuple[int, int | None, int]) -> R:
    """Return the first record, with what it leaves empty from the second; ``where`` is the second's row and column.

    Where they disagree, what came first, in the last row of ``where``, stays, and a fault says so.
    """
    row, column, first = where
    filled = {}
    for detail in details:
        old, new = getattr(kept, detail), getattr(other, detail)
        filled[detail] = old or new
        if old and new and _compared(detail, old) != _compared(detail, new):
            values: dict[str, FaultValue] = {
                "detail": detail,
                "kept": old,
                "other": new,
                "row": first,
                "name": kept.name,
            }
            faults.note(row, "conflict", column, **values)
    return replace(kept, **filled)


def _compared(detail: Detail, value: str | date) -> str | date:
    """Return a value in the form in which two spellings of it are equal."""
    return _NORMALISED.get(detail, normalise_name)(value) if isinstance(value, str) else value


def _resolved_link(key: str, adults: Sequence[ListedAdult], faults: Faults) -> ResolvedLink:
    """Return what the rows say of an adult beside a child. A contradiction about responsibility says nothing."""
    first, last = adults[0], adults[-1]
    relationships = list(dict.fromkeys(a.link.relationship for a in adults if a.link.relationship))
    for other in relationships[1:]:
        values: dict[str, FaultValue] = {
            "detail": Detail.RELATIONSHIP,
            "kept": relationships[0],
            "other": other,
            "row": first.row,
        }
        faults.note(last.row, "conflict", last.column, name=first.record.name, **values)
    stated = {adult.link.responsibility for adult in adults} - {None}
    if len(stated) > 1:
        faults.note(last.row, "responsibility_conflict", last.column, name=first.record.name, row=first.row)
    responsibility = next(iter(stated)) if len(stated) == 1 else None
    said = next((adult.said for adult in adults if adult.said), "")
    relationship = relationships[0] if relationships else None
    return ResolvedLink(key, LinkRecord(relationship, responsibility), said)
