"""The people behind a list's rows, each once, and whom of the register they are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from portal.families.policy import Relationship
from portal.foundation.text import folded
from portal.imports.columns import Layout
from portal.imports.faults import Fault, FaultValue
from portal.imports.matching import Group, Record, Rule, group_records, match_groups
from portal.imports.people import (
    AdultRecord,
    ChildRecord,
    Detail,
    LinkRecord,
    ListedAdult,
    ListedChild,
    Reading,
    Register,
)
from portal.imports.policy import (
    AdultFacts,
    ChildFacts,
    Verdict,
    normalise_address,
    normalise_email,
    normalise_name,
    phones_in,
    same_adult,
    same_child,
)
from portal.imports.questions import Question, QuestionKind

R = TypeVar("R", ChildRecord, AdultRecord)
_PARENTS = (Relationship.MOTHER, Relationship.FATHER)
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


@dataclass(frozen=True)
class Resolution:
    """The list's children and adults, the faults of its rows, and every question with its answer so far."""

    children: tuple[ResolvedChild, ...]
    adults: Mapping[str, ResolvedAdult]
    faults: Faults
    questions: tuple[Question, ...]


def resolve(reading: Reading, register: Register, answers: Mapping[str, str], *, layout: Layout) -> Resolution:
    """Put each person of a list together and find them on the register. Pure; nobody is matched on a guess."""
    faults = Faults()
    for row, noted in reading.faults.items():
        faults.by_row[row].extend(noted)
    listed = {child.place: child for child in reading.children}
    groups, children, asked = _children(listed, register, answers, layout, faults)
    people, adults, also_asked = _adults(groups, listed, children, register, answers, faults)
    return Resolution(
        tuple(_resolved_child(group, listed, children, people, faults, layout) for group in groups),
        adults,
        faults,
        (*reading.questions, *asked, *also_asked),
    )


def _children(
    listed: Mapping[str, ListedChild], register: Register, answers: Mapping[str, str], layout: Layout, faults: Faults
) -> tuple[list[Group[ChildFacts]], dict[str, int], list[Question]]:
    """Return the list's children that do not wait for an answer, and the ids of those on the register."""
    by_adult = layout is Layout.ROW_PER_ADULT

    def compare(one: ChildFacts, other: ChildFacts) -> Verdict:
        return same_child(one, other, layout_is_by_adult=by_adult)

    records = [_listed_child(child) for child in listed.values()]
    found = group_records(records, Rule(compare, QuestionKind.SAME_CHILD, "list"), answers)
    kept = _register_children(register)
    matched = match_groups(found.groups, kept, Rule(same_child, QuestionKind.SAME_CHILD, "register"), answers)
    for key in (*found.waiting, *matched.waiting):
        for row in listed[key].rows:
            faults.note(row, "same_child_open", None, name=listed[key].record.name)
    groups = [group for group in found.groups if group.key not in matched.waiting]
    ids = {key: int(kept_key[1:]) for key, kept_key in matched.matched.items()}
    return groups, ids, [*found.questions, *matched.questions]


def _listed_child(child: ListedChild) -> Record[ChildFacts]:
    pairs = [(adult.link.relationship, adult.record) for adult in child.adults]
    return _child_record(child.place, child.record, pairs, child.rows)


def _register_children(register: Register) -> list[Record[ChildFacts]]:
    beside: dict[int, list[tuple[Relationship | None, AdultRecord]]] = defaultdict(list)
    for (child_id, adult_id), link in register.links.items():
        beside[child_id].append((link.relationship, register.adults[adult_id]))
    return [_child_record(f"r{id_}", record, beside[id_], ()) for id_, record in register.children.items()]


def _child_record(
    key: str, record: ChildRecord, adults: Sequence[tuple[Relationship | None, AdultRecord]], rows: tuple[int, ...]
) -> Record[ChildFacts]:
    first, last = normalise_name(record.first_name), normalise_name(record.last_name)
    reference = normalise_name(record.reference or "")
    tokens = (token for _, adult in adults for token in _tokens(adult))
    parents = ((relationship, normalise_name(a.name)) for relationship, a in adults if relationship in _PARENTS)
    facts = ChildFacts(
        first, last, record.born_on, normalise_name(record.known_as), reference, frozenset(tokens),
        frozenset(parents),  # type: ignore[arg-type]
    )  # fmt: skip
    blocks = (("name", first, last), ("first", first, record.born_on), ("born", record.born_on, last))
    by_reference = (("reference", reference),) if reference else ()
    names = ", ".join(adult.name for _, adult in adults)
    shown: dict[str, FaultValue] = {
        "name": record.name,
        "date": record.born_on,
        "adults": names,
        "row": min(rows, default=0),
    }
    return Record(key, facts, (*blocks, ("folded", folded(record.name), record.born_on), *by_reference), rows, shown)


def _tokens(adult: AdultRecord) -> set[str]:
    """Return what shows that two children have an adult in common."""
    return {normalise_name(adult.name), normalise_email(adult.email or ""), *phones_in(adult.phone)} - {""}


def _adults(
    groups: Sequence[Group[ChildFacts]], listed: Mapping[str, ListedChild], ids: Mapping[str, int], register: Register,
    answers: Mapping[str, str], faults: Faults,
) -> tuple[dict[str, str], dict[str, ResolvedAdult], list[Question]]:  # fmt: skip
    """Return by place who each adult is, the adults of the list by key, and what is asked of them."""
    seen: dict[str, ListedAdult] = {}
    beside: dict[str, dict[str, Relationship | None]] = defaultdict(dict)
    for group in groups:
        for adult in (adult for record in group.records for adult in listed[record.key].adults):
            seen[adult.place] = adult
            beside[adult.place][group.key] = adult.link.relationship
    names = {group.key: listed[group.key].record.name for group in groups}
    in_order = sorted(seen.values(), key=lambda adult: (adult.row, adult.place))
    records = [_adult_record(a.place, a.record, beside[a.place], names, (a.row,)) for a in in_order]
    found = group_records(records, Rule(same_adult, QuestionKind.SAME_ADULT, "list"), answers)
    kept = _register_adults(register, {id_: key for key, id_ in ids.items()})
    matched = match_groups(found.groups, kept, Rule(same_adult, QuestionKind.SAME_ADULT, "register"), answers)
    _note_open((*found.waiting, *matched.waiting), seen, faults)
    left = [each for each in found.groups if each.key not in matched.waiting]
    people = {record.key: each.key for each in left for record in each.records}
    ids_of_adults = {key: int(kept_key[1:]) for key, kept_key in matched.matched.items()}
    adults = {
        g.key: _resolved_adult(g, ids_of_adults.get(g.key), [seen[r.key] for r in g.records], faults) for g in left
    }
    return people, adults, [*found.questions, *matched.questions]


def _note_open(places: Iterable[str], seen: Mapping[str, ListedAdult], faults: Faults) -> None:
    for place in places:
        adult = seen[place]
        faults.note(adult.row, "same_adult_open", adult.column, name=adult.record.name)


def _register_adults(register: Register, keys: Mapping[int, str]) -> list[Record[AdultFacts]]:
    beside: dict[int, dict[str, Relationship | None]] = defaultdict(dict)
    names = {}
    for (child_id, adult_id), link in register.links.items():
        key = keys.get(child_id, f"r{child_id}")
        names[key] = register.children[child_id].name
        beside[adult_id][key] = link.relationship
    return [_adult_record(f"r{id_}", record, beside[id_], names, ()) for id_, record in register.adults.items()]


def _adult_record(
    key: str, record: AdultRecord, beside: Mapping[str, Relationship | None], names: Mapping[str, str],
    rows: tuple[int, ...],
) -> Record[AdultFacts]:  # fmt: skip
    name, email = normalise_name(record.name), normalise_email(record.email or "")
    phones = frozenset(phones_in(record.phone))
    facts = AdultFacts(name, email, phones, normalise_address(record.address), beside, frozenset(rows))
    blocks = [("name", name), *(("child", child) for child in beside), *((("email", email),) if email else ())]
    shown: dict[str, FaultValue] = {
        "name": record.name, "email": record.email or "", "phone": record.phone,
        "children": ", ".join(names[child] for child in beside), "row": min(rows, default=0),
    }  # fmt: skip
    return Record(key, facts, tuple(blocks), rows, shown)


def _resolved_adult(
    group: Group[AdultFacts], id_: int | None, listed: Sequence[ListedAdult], faults: Faults
) -> ResolvedAdult:
    """Put together what the rows say of one adult. Telephones add up; of all else what comes first stays."""
    record, rows = listed[0].record, sorted({adult.row for adult in listed})
    for other in listed[1:]:
        numbers = phones_in(other.record.phone) | phones_in(record.phone)
        united = _united(record, other.record, _OF_ADULT, faults, (other.row, other.column, rows[0]))
        record = replace(united, phone=", ".join(numbers.values()) or record.phone)
    return ResolvedAdult(group.key, id_, record, tuple(rows))


def _resolved_child(
    group: Group[ChildFacts], listed: Mapping[str, ListedChild], ids: Mapping[str, int], people: Mapping[str, str],
    faults: Faults, layout: Layout,
) -> ResolvedChild:  # fmt: skip
    """Put together what the rows say of one child. Sessions add up; of all else what comes first stays."""
    children = [listed[record.key] for record in group.records]
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
    return ResolvedChild(group.key, ids.get(group.key), record, rows, links)


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
