"""The people behind a list's rows, each once, and whom of the register they are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from portal.families.policy import Relationship
from portal.foundation.text import folded
from portal.imports.columns import Layout
from portal.imports.faults import FaultValue
from portal.imports.matching import Group, Matching, Record, Rule, group_records, match_groups, united
from portal.imports.merging import Faults, ResolvedAdult, ResolvedChild, resolved_adult, resolved_child
from portal.imports.people import AdultRecord, ChildRecord, ListedAdult, ListedChild, Reading, Register
from portal.imports.policy import (
    AdultFacts,
    ChildFacts,
    normalise_address,
    normalise_email,
    normalise_name,
    phones_in,
    same_adult,
    same_child,
)
from portal.imports.questions import Question, QuestionKind

F = TypeVar("F", ChildFacts, AdultFacts)
R = TypeVar("R", ChildRecord, AdultRecord)
_PARENTS = (Relationship.MOTHER, Relationship.FATHER)
_ABOUT_PEOPLE = (QuestionKind.SAME_CHILD, QuestionKind.SAME_ADULT)


@dataclass(frozen=True)
class Resolution:
    """The list's children and adults, the faults of its rows, and every question with its answer so far."""

    children: tuple[ResolvedChild, ...]
    adults: Mapping[str, ResolvedAdult]
    faults: Faults
    questions: tuple[Question, ...]

    @property
    def asked(self) -> frozenset[str]:
        """The keys of children and adults of the register about whom a question is open."""
        open_ = (question for question in self.questions if not question.answer and question.kind in _ABOUT_PEOPLE)
        return frozenset(option.value for question in open_ for option in question.options)


def resolve(reading: Reading, register: Register, answers: Mapping[str, str], *, layout: Layout) -> Resolution:
    """Put each person of a list together and find them on the register. Pure; nobody is matched on a guess."""
    faults = Faults()
    for row, noted in reading.faults.items():
        faults.by_row[row].extend(noted)
    listed = {child.place: child for child in reading.children}
    groups, children, asked = _children(listed, register, answers, layout, faults)
    people, adults, also_asked = _adults(groups, listed, children, register, answers, faults)
    resolved = (
        resolved_child(
            group.key, children.get(group.key), [listed[r.key] for r in group.records], people, faults, layout
        )
        for group in united(groups, children)
    )
    return Resolution(tuple(resolved), adults, faults, (*reading.questions, *asked, *also_asked))


def _children(
    listed: Mapping[str, ListedChild], register: Register, answers: Mapping[str, str], layout: Layout, faults: Faults
) -> tuple[list[Group[ChildFacts]], dict[str, int], list[Question]]:
    """Return the list's children that do not wait for an answer, and the ids of those on the register."""
    by_adult = layout is Layout.ROW_PER_ADULT
    compare = partial(same_child, layout_is_by_adult=by_adult)
    records = [_listed_child(child) for child in listed.values()]
    found = group_records(records, Rule(compare, QuestionKind.SAME_CHILD, "list"), answers)
    kept = _register_children(register)
    matched = match_groups(
        found.groups, kept, Rule(partial(same_child, on_register=True), QuestionKind.SAME_CHILD, "register"), answers
    )
    for key in (*found.waiting, *_records_of(found, matched.waiting)):
        for row in listed[key].rows:
            faults.note(row, "same_child_open", None, name=listed[key].record.name)
    ids = {key: int(kept_key[1:]) for key, kept_key in matched.matched.items()}
    groups = [group for group in found.groups if group.key not in matched.waiting]
    return groups, ids, [*found.questions, *matched.questions]


def _records_of(found: Matching[F], groups: Set[str]) -> list[str]:
    """Return the keys of all records of these groups: with one person each of their rows waits."""
    return [record.key for group in found.groups if group.key in groups for record in group.records]


def _listed_child(child: ListedChild) -> Record[ChildFacts]:
    pairs = [(adult.link.relationship, adult.record) for adult in child.adults]
    return _child_record(child.place, child.record, pairs, child.rows)


def _register_children(register: Register) -> list[Record[ChildFacts]]:
    beside: dict[int, list[tuple[Relationship | None, AdultRecord]]] = defaultdict(list)
    for (child_id, adult_id), link in register.links.items():
        entries = _entries(adult_id, register.adults[adult_id], register.adult_faces.get(adult_id, ()))
        beside[child_id].extend((link.relationship, record) for _key, record in entries)
    return [
        _child_record(key, record, beside[id_], ())
        for id_, kept in register.children.items()
        for key, record in _entries(id_, kept, register.child_faces.get(id_, ()))
    ]


def _entries(id_: int, kept: R, faces: Sequence[R]) -> Iterator[tuple[str, R]]:
    """Return each entry of somebody by its key."""
    yield f"r{id_}", kept
    for number, face in enumerate(faces, start=1):
        yield f"r{id_}/{number}", face


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
    by_adult = [block for t in facts.adults for block in (("adult", t, record.born_on), ("adult", t, first))]
    by_name = ("folded", folded(record.name), record.born_on)
    return Record(key, facts, (*blocks, by_name, *by_reference, *by_adult), rows, shown)


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
    kept = _register_adults(register, ids)
    matched = match_groups(
        found.groups, kept, Rule(partial(same_adult, on_register=True), QuestionKind.SAME_ADULT, "register"), answers
    )
    _note_open((*found.waiting, *_records_of(found, matched.waiting)), seen, faults)
    ids_of_adults = {key: int(kept_key[1:]) for key, kept_key in matched.matched.items()}
    left = united([each for each in found.groups if each.key not in matched.waiting], ids_of_adults)
    people = {record.key: each.key for each in left for record in each.records}
    adults = {
        g.key: resolved_adult(g.key, ids_of_adults.get(g.key), [seen[r.key] for r in g.records], faults) for g in left
    }
    return people, adults, [*found.questions, *matched.questions]


def _note_open(places: Iterable[str], seen: Mapping[str, ListedAdult], faults: Faults) -> None:
    for place in places:
        adult = seen[place]
        faults.note(adult.row, "same_adult_open", adult.column, name=adult.record.name)


def _register_adults(register: Register, ids: Mapping[str, int]) -> list[Record[AdultFacts]]:
    beside: dict[int, dict[str, Relationship | None]] = defaultdict(dict)
    names, keys = {}, defaultdict(list)
    for key, child_id in ids.items():
        keys[child_id].append(key)
    for (child_id, adult_id), link in register.links.items():
        for key in keys.get(child_id, [f"r{child_id}"]):
            names[key] = register.children[child_id].name
            beside[adult_id][key] = link.relationship
    return [
        _adult_record(key, record, beside[id_], names, ())
        for id_, kept in register.adults.items()
        for key, record in _entries(id_, kept, register.adult_faces.get(id_, ()))
    ]


def _adult_record(
    key: str, record: AdultRecord, beside: Mapping[str, Relationship | None], names: Mapping[str, str],
    rows: tuple[int, ...],
) -> Record[AdultFacts]:  # fmt: skip
    name, email = normalise_name(record.name), normalise_email(record.email or "")
    phones = frozenset(phones_in(record.phone))
    facts = AdultFacts(name, email, phones, normalise_address(record.address), beside, frozenset(rows))
    by_email = [("email", email)] if email else []
    blocks = [("name", name), *(("child", c) for c in beside), *by_email, *(("phone", phone) for phone in phones)]
    shown: dict[str, FaultValue] = {
        "name": record.name, "email": record.email or "", "phone": record.phone,
        "children": ", ".join(names[child] for child in beside), "row": min(rows, default=0),
    }  # fmt: skip
    return Record(key, facts, tuple(blocks), rows, shown)
