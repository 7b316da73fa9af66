"""What a family list means under a mapping: its children, its adults, and the faults of each row."""

from collections.abc import Sequence
from datetime import date

from portal.foundation.dates import DateProblem, read_date
from portal.imports.adults import Person, link_of, merge_adults
from portal.imports.children import merge_children
from portal.imports.columns import Mapping
from portal.imports.entries import AdultEntry, ChildAdult, ChildEntry, FaultBook, Interpretation, RowReading
from portal.imports.fields import Field
from portal.imports.rows import ChildSeen, RowSeen, read_row
from portal.imports.sheet import Sheet

_DATES = (Field.BORN_ON, Field.STARTS_ON, Field.LEAVES_ON)


def interpret(sheet: Sheet, mapping: Mapping, *, today: date) -> Interpretation:
    """Read every row, put rows of one child and of one adult together, and note every fault. Never raises."""
    seen = _read(sheet, mapping, today)
    faults = FaultBook()
    for row, read in zip(sheet.rows, seen, strict=True):
        faults.add(row.number, read.faults)
    children, places = merge_children((read.child for read in seen if read.child), faults)
    people = merge_adults(((places[read.child.row], a) for read in seen if read.child for a in read.adults), faults)
    entries = _entries(children, people, faults)
    rows = tuple(
        RowReading(
            r.number, r.cells, faults.of(r.number), entries[places[r.number]].key if r.number in places else None
        )
        for r in sheet.rows
    )
    adults = tuple(AdultEntry(p.key, p.name, p.email, p.phone, p.address) for p in people)
    return Interpretation(rows, tuple(entries), adults)


def _read(sheet: Sheet, mapping: Mapping, today: date) -> list[RowSeen]:
    month_first = _month_first_columns(sheet, mapping, today)
    seen: list[RowSeen] = []
    above: ChildSeen | None = None
    for row in sheet.rows:
        read = read_row(row, mapping, above, month_first, today)
        above = read.child
        seen.append(read)
    return seen


def _month_first_columns(sheet: Sheet, mapping: Mapping, today: date) -> frozenset[int]:
    """Find date columns where some date can only be month first: their other dates deserve a look."""
    dated = [i for i, field in mapping.columns.items() if field in _DATES]
    return frozenset(
        i
        for i in dated
        for row in sheet.rows
        if 0 <= i < len(row.cells) and read_date(row.cells[i], today=today).problem is DateProblem.MONTH_FIRST
    )


def _entries(children: Sequence[ChildSeen], people: Sequence[Person], faults: FaultBook) -> list[ChildEntry]:
    links: list[list[ChildAdult]] = [[] for _ in children]
    for person in people:
        for place in person.children:
            links[place].append(link_of(person, place, faults))
    return [_entry(place, child, tuple(links[place])) for place, child in enumerate(children)]


def _entry(place: int, child: ChildSeen, adults: tuple[ChildAdult, ...]) -> ChildEntry:
    return ChildEntry(
        key=f"child-{place + 1}",
        first_name=child.first_name,
        last_name=child.last_name,
        known_as=child.known_as,
        born_on=child.born_on,
        sessions=child.sessions,
        starts_on=child.starts_on,
        leaves_on=child.leaves_on,
        reference=child.reference,
        adults=adults,
    )
