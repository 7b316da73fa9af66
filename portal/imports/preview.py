"""What the preview of an import shows: each change and each row, in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from portal.families.labels import RELATIONSHIPS, session_words
from portal.families.policy import Relationship
from portal.imports.entries import ChildEntry, Interpretation, RowReading
from portal.imports.faults import Fault, Severity
from portal.imports.importing import ListRead
from portal.imports.labels import DETAILS
from portal.imports.planned import Change, Detail, ExistingChild, Plan, PlanValue
from portal.imports.sentences import fault_sentence, mapping_fault_sentence, note_sentence, notice_sentence
from portal.imports.sheet import Sheet
from portal.web.dates import format_date

MOST_SHOWN = 100
_CELLS_SHOWN = 4


@dataclass(frozen=True)
class ChangeLine:
    """One detail of somebody on the register, as it is and as it would be."""

    who: str
    detail: str
    old: str
    new: str


@dataclass(frozen=True)
class FaultLine:
    """One fault in words, and the heading of the column it is in."""

    is_error: bool
    column: str
    sentence: str


@dataclass(frozen=True)
class RowLine:
    """One row: whom it is about, as far as that is known, and what is wrong with it."""

    number: int
    about: str
    faults: tuple[FaultLine, ...]

    @property
    def is_left_out(self) -> bool:
        return any(fault.is_error for fault in self.faults)


@dataclass(frozen=True)
class RowLines:
    """Every row with a fault, errors first; then some of the fine ones."""

    left_out: tuple[RowLine, ...]
    to_check: tuple[RowLine, ...]
    fine: tuple[RowLine, ...]
    fine_count: int


@dataclass(frozen=True)
class Preview:
    """A list that waits, as the page shows it."""

    new_children: tuple[ChildEntry, ...]
    changes: tuple[ChangeLine, ...]
    new_links: tuple[str, ...]
    unchanged: int
    absent: tuple[ExistingChild, ...]
    new_adults: int
    taken: tuple[str, ...]
    given: tuple[str, ...]
    given_with_new: int
    notices: tuple[str, ...]
    column_faults: tuple[str, ...]
    notes: tuple[str, ...]
    rows: RowLines


def preview(found: ListRead) -> Preview:
    """Return what the page says about a list and what confirming it would do."""
    plan = found.plan
    return Preview(
        new_children=plan.new_children,
        changes=tuple(_change_lines(plan)),
        new_links=tuple(_new_links(found.interpretation, plan)),
        unchanged=len(plan.unchanged_children),
        absent=plan.children_not_in_file,
        new_adults=len(plan.new_adults),
        taken=tuple(_turned(plan, to=False)),
        given=(*_turned(plan, to=True), *_given_by_new_links(found.interpretation, plan)),
        given_with_new=sum(
            link.has_parental_responsibility for link in plan.new_links if link.child_key not in plan.child_ids
        ),
        notices=tuple(notice_sentence(notice) for notice in plan.notices),
        column_faults=tuple(mapping_fault_sentence(fault) for fault in found.faults),
        notes=tuple(note_sentence(note) for note in found.sheet.notes),
        rows=row_lines(found.sheet, found.interpretation),
    )


def _change_lines(plan: Plan) -> Iterator[ChangeLine]:
    for child in plan.changed_children:
        yield from _lines(child.child.name, child.changes)
    for adult in plan.changed_adults:
        yield from _lines(adult.adult.name, adult.changes)
    for link in plan.changed_links:
        who = _("%(adult)s, for %(child)s", adult=link.adult.name, child=link.child.name)
        yield from _lines(who, (c for c in link.changes if c.detail is not Detail.PARENTAL_RESPONSIBILITY))


def _lines(who: str, changes: Iterable[Change]) -> Iterator[ChangeLine]:
    for change in changes:
        yield ChangeLine(who, str(DETAILS[change.detail]), value_words(change.old), value_words(change.new))


def value_words(value: PlanValue) -> str:
    """Return a value of the register as people read it; an empty one is a dash."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, Relationship):
        return str(RELATIONSHIPS[value])
    if isinstance(value, frozenset):
        return session_words(value) or "–"
    return value or "–"


def _turned(plan: Plan, *, to: bool) -> Iterator[str]:
    for link in plan.changed_links:
        if any(c.detail is Detail.PARENTAL_RESPONSIBILITY and c.new is to for c in link.changes):
            yield _("%(adult)s, for %(child)s", adult=link.adult.name, child=link.child.name)


def _new_links(found: Interpretation, plan: Plan) -> Iterator[str]:
    """Name the adults who join a child already on the register."""
    children = {entry.key: entry.name for entry in found.children}
    adults = {entry.key: entry.name for entry in found.adults}
    for link in plan.new_links:
        if link.child_key in plan.child_ids:
            kind = RELATIONSHIPS[link.relationship]
            yield _("%(adult)s joins %(child)s as: %(kind)s", adult=adults[link.adult_key],
                    child=children[link.child_key], kind=kind)  # fmt: skip


def _given_by_new_links(found: Interpretation, plan: Plan) -> Iterator[str]:
    children = {entry.key: entry.name for entry in found.children}
    adults = {entry.key: entry.name for entry in found.adults}
    for link in plan.new_links:
        if link.has_parental_responsibility and link.child_key in plan.child_ids:
            yield _("%(adult)s, for %(child)s", adult=adults[link.adult_key], child=children[link.child_key])


def row_lines(sheet: Sheet, found: Interpretation) -> RowLines:
    """Return every row with a fault, and the first hundred without."""
    names = {entry.key: _("%(name)s, born %(date)s", name=entry.name, date=format_date(entry.born_on))
             for entry in found.children}  # fmt: skip
    faulty = [_row_line(row, names, sheet) for row in found.rows if row.faults]
    fine = [row for row in found.rows if not row.faults]
    return RowLines(
        left_out=tuple(line for line in faulty if line.is_left_out),
        to_check=tuple(line for line in faulty if not line.is_left_out),
        fine=tuple(_row_line(row, names, sheet) for row in fine[:MOST_SHOWN]),
        fine_count=len(fine),
    )


def _row_line(row: RowReading, names: dict[str, str], sheet: Sheet) -> RowLine:
    about = names[row.child_key] if row.child_key else _cells_shown(row)
    return RowLine(row.number, about, tuple(_fault_line(fault, sheet) for fault in row.faults))


def _cells_shown(row: RowReading) -> str:
    return ", ".join([cell for cell in row.cells if cell][:_CELLS_SHOWN])


def _fault_line(fault: Fault, sheet: Sheet) -> FaultLine:
    heading = "" if fault.column is None else column_name(sheet, fault.column)
    return FaultLine(fault.severity is Severity.ERROR, heading, fault_sentence(fault))


def column_name(sheet: Sheet, column: int) -> str:
    """Return a column's heading, or its number where it has none."""
    heading = sheet.headings[column] if column < len(sheet.headings) else ""
    return " ".join(heading.split()) or _("Column %(number)s", number=column + 1)
