"""The people behind a list's rows, each once with all that the rows say, and whom of the register they are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from portal.families.policy import Relationship
from portal.imports.columns import Layout
from portal.imports.faults import Fault, Question, QuestionKind
from portal.imports.matching import F, Group, Matcher
from portal.imports.people import (
    AdultRecord,
    ChildRecord,
    Detail,
    LinkRecord,
    ListedAdult,
    ListedChild,
    Reading,
    Register,
    comparable,
    details_of,
)
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

R = TypeVar("R", ChildRecord, AdultRecord)
_ABOUT_PEOPLE = (QuestionKind.SAME_CHILD, QuestionKind.SAME_ADULT)


@dataclass
class Faults:
    """Faults by row number, each once."""

    by_row: dict[int, list[Fault]] = field(default_factory=lambda: defaultdict(list))

    def note(self, row: int, kind: str, column: int | None = None, /, **values: object) -> None:
        fault = Fault(kind, column, values)
        if fault not in self.by_row[row]:
            self.by_row[row].append(fault)


@dataclass(frozen=True)
class Resolution:
    """The list's people as if each had one row, the ids of those on the register, faults, and questions with answers.

    ``place`` is a person's key in ``adults``, ``ids`` and beside each child.
    """

    children: tuple[ListedChild, ...]
    adults: Mapping[str, ListedAdult]
    ids: Mapping[str, int]
    faults: Faults
    questions: tuple[Question, ...]

    @property
    def asked(self) -> frozenset[str]:
        """The keys of children and adults of the register about whom a question is open."""
        open_ = (question for question in self.questions if not question.answer and question.kind in _ABOUT_PEOPLE)
        return frozenset(option.value for question in open_ for option in question.options)


def resolve(reading: Reading, register: Register, answers: Mapping[str, str], *, layout: Layout) -> Resolution:
    """Put each person of a list together and find them on the register. Pure; nobody is matched on a guess."""
    faults = Faults(defaultdict(list, {row: list(noted) for row, noted in reading.faults.items()}))
    listed = {child.place: child for child in reading.children}
    known, known_adults = _listing(register)
    in_list = partial(same_child, layout_is_by_adult=layout is Layout.ROW_PER_ADULT)
    children = Matcher(QuestionKind.SAME_CHILD, answers, in_list, partial(same_child, on_register=True))
    groups, ids = children.people(map(_child_facts, listed.values()), map(_child_facts, known))
    adults = Matcher(QuestionKind.SAME_ADULT, answers, same_adult, partial(same_adult, on_register=True))
    named, records = _adult_facts((group[0].key, listed[record.key]) for group in groups for record in group)
    people, their_ids = adults.people(records, _adult_facts(_with_keys(known, ids), known_adults)[1])
    for child in (child for key, child in listed.items() if key in children.waiting):
        for row in child.rows:
            faults.note(row, "same_child_open", None, name=child.record.name)
    for adult in (adult for key, adult in named.items() if key in adults.waiting):
        faults.note(adult.row, "same_adult_open", adult.column, name=adult.record.name)
    people = _united(people, their_ids)
    places = {record.key: group[0].key for group in people for record in group}
    merged = {group[0].key: _merged_adult([named[record.key] for record in group], faults) for group in people}
    together = (
        _merged_child([listed[record.key] for record in group], places, faults, layout)
        for group in _united(groups, ids)
    )
    questions = (*reading.questions, *children.questions, *adults.questions)
    return Resolution(tuple(together), merged, {**ids, **their_ids}, faults, questions)


def _with_keys(known: Iterable[ListedChild], ids: Mapping[str, int]) -> Iterator[tuple[str, ListedChild]]:
    """Yield children of the register by each key that they have in the list, or by their own."""
    keys: dict[str, list[str]] = defaultdict(list)
    for key, id_ in ids.items():
        keys[f"r{id_}"].append(key)
    for child in known:
        own = child.place.partition("/")[0]
        yield from ((key, child) for key in keys.get(own, [own]))


def _united(groups: Iterable[Group[F]], ids: Mapping[str, int]) -> list[Group[F]]:
    """Put together the groups that are one person of the register, named by different entries of theirs."""
    found: dict[int | str, Group[F]] = {}
    for group in groups:
        first = found.setdefault(ids.get(group[0].key, group[0].key), group)
        if first is not group:
            first.extend(group)
    return list(found.values())


def _listing(register: Register) -> tuple[list[ListedChild], list[ListedAdult]]:
    """Return the register as a list has it, in no row: every entry of each child, beside every entry of their adults."""
    adults: dict[int, list[ListedAdult]] = defaultdict(list)
    for id_, key, adult in _entries(register.adults):
        adults[id_].append(ListedAdult(key, 0, None, adult, LinkRecord()))
    beside: dict[int, list[ListedAdult]] = defaultdict(list)
    for (child_id, adult_id), link in register.links.items():
        beside[child_id] += [replace(each, link=link) for each in adults[adult_id]]
    entries = _entries(register.children)
    children = [ListedChild(key, (), child, tuple(beside[id_])) for id_, key, child in entries]
    return children, [each for entries_of_one in adults.values() for each in entries_of_one]


def _entries(people: Mapping[int, Sequence[R]]) -> Iterator[tuple[int, str, R]]:
    for id_, entries in people.items():
        for number, record in enumerate(entries):
            yield id_, f"r{id_}/{number}" if number else f"r{id_}", record


def _child_facts(child: ListedChild) -> ChildFacts:
    record, adults = child.record, [adult.record for adult in child.adults]
    shown: dict[str, object] = {
        "name": record.name, "date": record.born_on, "adults": ", ".join(adult.name for adult in adults),
        "row": min(child.rows, default=0),
    }  # fmt: skip
    # What shows that two children have an adult in common.
    tokens = {t for a in adults for t in (normalise_name(a.name), normalise_email(a.email or ""), *phones_in(a.phone))}
    parents = ((each.link.relationship, normalise_name(each.record.name)) for each in child.adults)
    return ChildFacts(
        normalise_name(record.first_name), normalise_name(record.last_name), record.born_on,
        normalise_name(record.known_as), normalise_name(record.reference or ""), frozenset(tokens - {""}),
        frozenset((kind, name) for kind, name in parents if kind in (Relationship.MOTHER, Relationship.FATHER)),
        key=child.place, rows=frozenset(child.rows), shown=shown,
    )  # fmt: skip


def _adult_facts(
    children: Iterable[tuple[str, ListedChild]], known: Iterable[ListedAdult] = ()
) -> tuple[dict[str, ListedAdult], list[AdultFacts]]:
    """Return the adults who are ``known`` or beside these children by place, and what tells them apart, row by row.

    Children come with the key of who they are.
    """
    named = {adult.place: adult for adult in known}
    beside: dict[str, dict[str, Relationship | None]] = defaultdict(dict)
    names: dict[str, str] = {}
    for key, child in children:
        names.setdefault(key, child.record.name)
        for adult in child.adults:
            named.setdefault(adult.place, adult)
            beside[adult.place][key] = adult.link.relationship
    facts = []
    for place, adult in sorted(named.items(), key=lambda each: each[1].row):
        record, near, rows = adult.record, beside[place], frozenset([adult.row] if adult.row else ())
        shown: dict[str, object] = {
            "name": record.name, "email": record.email or "", "phone": record.phone,
            "children": ", ".join(names[child] for child in near), "row": adult.row,
        }  # fmt: skip
        name, email, phones = normalise_name(record.name), normalise_email(record.email or ""), phones_in(record.phone)
        home = normalise_address(record.address)
        facts.append(AdultFacts(name, email, frozenset(phones), home, near, key=place, rows=rows, shown=shown))
    return named, facts


def _merged_adult(listed: Sequence[ListedAdult], faults: Faults) -> ListedAdult:
    """Put together what the rows say of one adult. Of all but telephones what comes first stays."""
    first, record = listed[0], listed[0].record
    row = min(adult.row for adult in listed)
    for other in listed[1:]:
        numbers = phones_in(other.record.phone) | phones_in(record.phone)
        merged = _merged(record, other.record, faults, (other.row, other.column, row))
        record = replace(merged, phone=", ".join(numbers.values()) or record.phone)
    return replace(first, row=row, record=record)


def _merged_child(
    listed: Sequence[ListedChild], keys: Mapping[str, str], faults: Faults, layout: Layout
) -> ListedChild:
    """Put together what the rows say of one child. Of all but sessions what comes first stays.

    ``keys`` are of adults by their place in the list; who is not among them is left out.
    """
    first, record = listed[0], listed[0].record
    for other in listed[1:]:
        if layout is Layout.ROW_PER_CHILD:
            faults.note(other.rows[0], "child_again", None, name=record.name, row=first.rows[0])
        merged = _merged(record, other.record, faults, (other.rows[0], None, first.rows[0]))
        record = replace(merged, sessions=record.sessions | other.record.sessions)
    if record.starts_on and record.leaves_on and record.leaves_on < record.starts_on:
        record = replace(record, leaves_on=first.record.leaves_on, starts_on=first.record.starts_on)
    beside: dict[str, dict[str, ListedAdult]] = defaultdict(dict)
    for adult in (adult for child in listed for adult in child.adults if adult.place in keys):
        beside[keys[adult.place]][adult.place] = adult
    adults = tuple(_beside_child(key, list(rows.values()), faults) for key, rows in beside.items())
    return replace(
        first, rows=tuple(sorted({row for child in listed for row in child.rows})), record=record, adults=adults
    )


def _merged(kept: R, other: R, faults: Faults, where: tuple[int, int | None, int]) -> R:
    """Return the first record, with what it leaves empty from the second; ``where`` is the second's row and column.

    Where they disagree, what came first, in the last row of ``where``, stays, and a fault says so. Sessions and telephones
    of several rows add up, which is for the caller.
    """
    row, column, first = where
    filled = {}
    for detail in (each for each in details_of(kept) if each not in (Detail.SESSIONS, Detail.PHONE)):
        old, new = getattr(kept, detail), getattr(other, detail)
        filled[detail] = old or new
        if old and new and comparable(detail, old) != comparable(detail, new):
            faults.note(row, "conflict", column, detail=detail, kept=old, other=new, row=first, name=kept.name)
    return replace(kept, **filled)


def _beside_child(key: str, rows: Sequence[ListedAdult], faults: Faults) -> ListedAdult:
    """Return what the rows say of an adult beside a child. A contradiction about responsibility says nothing."""
    first, last = rows[0], rows[-1]
    kinds = list(dict.fromkeys(each.link.relationship for each in rows if each.link.relationship))
    for other in kinds[1:]:
        faults.note(last.row, "conflict", last.column, detail=Detail.RELATIONSHIP, kept=kinds[0], other=other,
                    row=first.row, name=first.record.name)  # fmt: skip
    stated = {each.link.responsibility for each in rows} - {None}
    if len(stated) > 1:
        faults.note(last.row, "responsibility_conflict", last.column, name=first.record.name, row=first.row)
    responsibility = stated.pop() if len(stated) == 1 else None
    said = next((each.said for each in rows if each.said), "")
    return replace(first, place=key, link=LinkRecord(kinds[0] if kinds else None, responsibility), said=said)
