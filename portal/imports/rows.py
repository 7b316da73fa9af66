"""Reading one row of a family list: the child, the adults, and every fault."""

from dataclasses import dataclass, replace
from datetime import date

from portal.families.policy import Relationship, SessionKind
from portal.foundation.dates import DateProblem, read_date
from portal.foundation.email_addresses import is_email
from portal.imports.cell_values import (
    attends,
    names_two_people,
    relationship_of,
    sessions_in,
    split_name,
    without_title,
    yes_or_no,
)
from portal.imports.cells import LONGEST_NAME, Cells
from portal.imports.columns import Layout, Mapping
from portal.imports.faults import Fault, FaultKind, Severity
from portal.imports.fields import CHILD_FIELDS, SLOTS, AdultDetail, Field, adult_field
from portal.imports.policy import lost_its_nought, normalise_email
from portal.imports.sheet import Row

ADULTHOOD = 18
LONGEST_ADULT_NAME = 200
LONGEST_REFERENCE = LONGEST_PHONE = 60
_FLAGS = {
    Field.ATTENDS_PLAYGROUP: SessionKind.PLAYGROUP,
    Field.ATTENDS_BREAKFAST: SessionKind.BREAKFAST,
    Field.ATTENDS_AFTER_SCHOOL: SessionKind.AFTER_SCHOOL,
    Field.ATTENDS_HOLIDAY: SessionKind.HOLIDAY,
}
_PROBLEMS = {
    DateProblem.UNREADABLE: FaultKind.DATE_UNREADABLE,
    DateProblem.IMPOSSIBLE: FaultKind.DATE_IMPOSSIBLE,
    DateProblem.MONTH_FIRST: FaultKind.DATE_MONTH_FIRST,
}


@dataclass(frozen=True)
class ChildSeen:
    """A child as one row has it."""

    row: int
    first_name: str
    last_name: str
    known_as: str
    born_on: date
    sessions: frozenset[SessionKind]
    starts_on: date | None
    leaves_on: date | None
    reference: str | None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True)
class AdultSeen:
    """An adult as one row has them; None where the row does not say."""

    row: int
    column: int | None
    name: str
    email: str | None
    phone: str
    address: str
    relationship: Relationship | None
    responsibility: bool | None


@dataclass(frozen=True)
class RowSeen:
    """What one row says; `child` is None when the row cannot be used."""

    child: ChildSeen | None
    adults: tuple[AdultSeen, ...]
    faults: tuple[Fault, ...]


def read_row(row: Row, mapping: Mapping, above: ChildSeen | None, month_first: frozenset[int], today: date) -> RowSeen:
    """Read a row. `above` is the child of the row above, `month_first` the columns that hold 09/23/2022 somewhere."""
    cells = Cells(row, mapping)
    adults = tuple(adult for slot in SLOTS if (adult := _adult(cells, slot)))
    if mapping.layout is Layout.ROW_PER_ADULT and adults and above and not cells.says_any(CHILD_FIELDS):
        cells.fault(FaultKind.CHILD_CARRIED_DOWN, None, child=above.name)
        child: ChildSeen | None = replace(above, row=row.number)
    else:
        child = _child(cells, month_first, today)
    stopped = any(fault.severity is Severity.ERROR for fault in cells.faults)
    return RowSeen(None if stopped else child, () if stopped else adults, tuple(cells.faults))


def _child(cells: Cells, month_first: frozenset[int], today: date) -> ChildSeen | None:
    first, last = _child_names(cells)
    born_on = _birth_date(cells, month_first, today)
    starts_on = _date(cells, Field.STARTS_ON, month_first, today)
    leaves_on = _date(cells, Field.LEAVES_ON, month_first, today)
    if starts_on and leaves_on and leaves_on < starts_on:
        column = cells.mapping.column_of(Field.LEAVES_ON)
        cells.fault(FaultKind.LEAVES_BEFORE_START, column, starts=starts_on, leaves=leaves_on)
    sessions = _sessions(cells)
    known_as, reference = cells.line(Field.KNOWN_AS), cells.line(Field.CHILD_REFERENCE, longest=LONGEST_REFERENCE)
    if not first or born_on is None:
        return None
    return ChildSeen(
        cells.row.number, first, last, known_as, born_on, sessions, starts_on, leaves_on, reference or None
    )


def _child_names(cells: Cells) -> tuple[str, str]:
    first, last = cells.line(Field.CHILD_FIRST_NAME), cells.line(Field.CHILD_LAST_NAME)
    column = cells.mapping.column_of(Field.CHILD_FULL_NAME)
    if not first and (full := cells.line(Field.CHILD_FULL_NAME, longest=2 * LONGEST_NAME)):
        split_first, split_last = split_name(full)
        first, last = split_first, last or split_last
        if max(len(first), len(last)) > LONGEST_NAME:
            cells.fault(FaultKind.TEXT_TOO_LONG, column, limit=LONGEST_NAME)
    if not first:
        column = cells.mapping.column_of(Field.CHILD_FIRST_NAME) if column is None else column
        cells.fault(FaultKind.CHILD_NAME_MISSING, column)
    elif not last:
        cells.fault(FaultKind.CHILD_SURNAME_MISSING, column, name=first)
    return first, last


def _birth_date(cells: Cells, month_first: frozenset[int], today: date) -> date | None:
    column = cells.mapping.column_of(Field.BORN_ON)
    if not cells.raw(Field.BORN_ON):
        cells.fault(FaultKind.BIRTH_DATE_MISSING, column)
        return None
    born_on = _date(cells, Field.BORN_ON, month_first, today)
    if born_on and born_on > today:
        cells.fault(FaultKind.BIRTH_DATE_IN_FUTURE, column, date=born_on)
    elif born_on and (today.year - born_on.year, today.month, today.day) >= (ADULTHOOD, born_on.month, born_on.day):
        cells.fault(FaultKind.BIRTH_DATE_TOO_LONG_AGO, column, date=born_on)
    return born_on


def _date(cells: Cells, field: Field, month_first: frozenset[int], today: date) -> date | None:
    for column, text in cells.raw(field):
        reading = read_date(text, today=today, serials=True)
        if reading.problem:
            cells.fault(_PROBLEMS[reading.problem], column, value=text[:60])
        elif reading.value and reading.could_be_month_first and column in month_first:
            cells.fault(FaultKind.DATE_MAYBE_MONTH_FIRST, column, value=text, date=reading.value)
        return reading.value
    return None


def _sessions(cells: Cells) -> frozenset[SessionKind]:
    kinds: set[SessionKind] = set()
    for column, text in cells.raw(Field.SESSIONS):
        named, unknown = sessions_in(text)
        kinds |= named
        if unknown:
            cells.fault(FaultKind.SESSION_UNKNOWN, column, words=", ".join(unknown)[:200])
    for field, kind in _FLAGS.items():
        for column, text in cells.raw(field):
            answer = attends(text)
            if answer is None:
                cells.fault(FaultKind.SESSION_FLAG_UNCLEAR, column, value=text[:60])
            elif answer:
                kinds.add(kind)
    return frozenset(kinds)


def _adult(cells: Cells, slot: int) -> AdultSeen | None:
    fields = {detail: adult_field(slot, detail) for detail in AdultDetail}
    # A relationship or a "no" alone, filled in down the whole column, is not a person.
    telling = (
        fields[d] for d in AdultDetail if d not in (AdultDetail.RELATIONSHIP, AdultDetail.PARENTAL_RESPONSIBILITY)
    )
    if not cells.says_any(telling):
        return None
    name, column = _adult_name(cells, fields)
    email = _email(cells, fields[AdultDetail.EMAIL])
    phone = _phone(cells, fields[AdultDetail.PHONE])
    address = cells.joined(fields[AdultDetail.ADDRESS])
    if not name:
        return None
    relationship = _relationship(cells, fields, name)
    responsibility = _responsibility(cells, fields[AdultDetail.PARENTAL_RESPONSIBILITY], name)
    return AdultSeen(cells.row.number, column, name, email, phone, address, relationship, responsibility)


def _adult_name(cells: Cells, fields: dict[AdultDetail, Field]) -> tuple[str, int | None]:
    full = cells.line(fields[AdultDetail.FULL_NAME], longest=LONGEST_ADULT_NAME)
    first, last = cells.line(fields[AdultDetail.FIRST_NAME]), cells.line(fields[AdultDetail.LAST_NAME])
    columns = (
        cells.mapping.column_of(fields[d])
        for d in (AdultDetail.FULL_NAME, AdultDetail.FIRST_NAME, AdultDetail.LAST_NAME)
    )
    column = next((c for c in columns if c is not None), None)
    if not full and not first and not last:
        if cells.says_any((fields[AdultDetail.EMAIL], fields[AdultDetail.PHONE])):
            column = column if column is not None else cells.mapping.column_of(fields[AdultDetail.EMAIL])
            cells.fault(FaultKind.ADULT_NAME_MISSING, column)
        return "", column
    written = f"{first} {last}".strip() if first or not full else f"{full} {last}".strip()
    typed = cells.raw(fields[AdultDetail.FULL_NAME]) + cells.raw(fields[AdultDetail.FIRST_NAME])
    if any(names_two_people(text) for _, text in typed):
        cells.fault(FaultKind.ADULT_TWO_PEOPLE, column, name=full or written)
        return "", column
    name = without_title(" ".join(part for part in split_name(written) if part) if "," in written else written)
    if len(name.split()) < 2:
        cells.fault(FaultKind.ADULT_SURNAME_MISSING, column, name=name)
    return name, column


def _email(cells: Cells, field: Field) -> str | None:
    for column, text in cells.raw(field):
        parts = [
            part.strip("<>'\"()") for part in text.replace("mailto:", "").replace(";", " ").replace(",", " ").split()
        ]
        addresses = list(dict.fromkeys(normalise_email(part) for part in parts if is_email(part)))
        if not addresses or any("@" in part and not is_email(part) for part in parts):
            cells.fault(FaultKind.EMAIL_INVALID, column, value=text[:100])
            return None
        if len(addresses) > 1:
            cells.fault(FaultKind.TWO_EMAILS, column, kept=addresses[0], other=addresses[1])
        return addresses[0]
    return None


def _phone(cells: Cells, field: Field) -> str:
    phone = cells.line(field, longest=LONGEST_PHONE)
    column = cells.mapping.column_of(field)
    if "e+" in phone.casefold():
        cells.fault(FaultKind.PHONE_DAMAGED, column, value=phone)
        return ""
    if lost_its_nought(phone):
        cells.fault(FaultKind.PHONE_NOUGHT_ADDED, column, value="0" + phone)
        return "0" + phone
    return phone


def _relationship(cells: Cells, fields: dict[AdultDetail, Field], name: str) -> Relationship | None:
    field = fields[AdultDetail.RELATIONSHIP]
    for column, text in cells.raw(field):
        found = relationship_of(text)
        if found is None:
            cells.fault(FaultKind.RELATIONSHIP_UNKNOWN, column, value=text[:60], name=name)
            return Relationship.OTHER
        return found
    implied = cells.mapping.implied
    by_heading = [implied[i] for i, f in sorted(cells.mapping.columns.items()) if i in implied and f in fields.values()]
    if not by_heading:
        cells.fault(FaultKind.RELATIONSHIP_MISSING, cells.mapping.column_of(field), name=name)
    return by_heading[0] if by_heading else None


def _responsibility(cells: Cells, field: Field, name: str) -> bool | None:
    """Return the plain yes or no in the list; anything else is reported and grants nothing."""
    for column, text in cells.raw(field):
        answer = yes_or_no(text)
        if answer is None:
            cells.fault(FaultKind.RESPONSIBILITY_UNCLEAR, column, value=text[:60], name=name)
        return bool(answer)
    return None
