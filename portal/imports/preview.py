"""What the preview of an import shows, on the page and at the terminal: people, questions and rows, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.families.labels import RELATIONSHIPS, RESPONSIBILITIES, session_words
from portal.families.policy import Relationship, Responsibility
from portal.imports.faults import Fault
from portal.imports.interpretation import ListRead
from portal.imports.labels import DETAILS
from portal.imports.plan import Change, PlannedChild, PlannedLink, State, Value
from portal.imports.sentences import RESTRICTION_STAYS, column_name, fault_sentence
from portal.web.dates import format_date

STATES = {
    State.NEW: (_l("New"), "soon"),
    State.CHANGED: (_l("Changed"), "soon"),
    State.UNCHANGED: (_l("As before"), "quiet"),
    State.ABSENT: (_l("Not in this list"), "quiet"),
    State.ASKED: (_l("A question is open"), "soon"),
}
_CELLS_SHOWN = 4


@dataclass(frozen=True)
class AdultLine:
    """An adult beside a child: who they are, what they would hold, and what would change."""

    name: str
    state: State
    about: str
    responsibility: Responsibility
    changes: tuple[str, ...]


@dataclass(frozen=True)
class ChildLine:
    """A child with their adults. ``nobody`` says that no adult could answer for them."""

    name: str
    id: int | None
    state: State
    about: str
    nobody: bool
    changes: tuple[str, ...]
    adults: tuple[AdultLine, ...]


@dataclass(frozen=True)
class FaultLine:
    """One fault in words, and the heading of the column it is in."""

    is_error: bool
    column: str
    sentence: str


@dataclass(frozen=True)
class RowLine:
    """One row with something to look at; ``about`` are its first cells."""

    number: int
    about: str
    faults: tuple[FaultLine, ...]

    @property
    def is_left_out(self) -> bool:
        return any(fault.is_error for fault in self.faults)


def child_lines(children: Iterable[PlannedChild]) -> list[ChildLine]:
    """Return children as the preview shows them."""
    return [
        ChildLine(
            child.record.name, child.id, child.state, _about_child(child), not child.can_be_answered_for,
            tuple(map(change_words, child.changes)), tuple(_adult_line(child, link) for link in child.links),
        )
        for child in children
    ]  # fmt: skip


def _about_child(child: PlannedChild) -> str:
    sessions = session_words(child.record.sessions)
    born = _("born %(day)s", day=format_date(child.record.born_on))
    return f"{born}, {sessions}" if sessions else born


def _adult_line(child: PlannedChild, link: PlannedLink) -> AdultLine:
    record = link.adult.record
    kind = str(RELATIONSHIPS[link.relationship])
    about = ", ".join(part for part in (kind, record.email or "", record.phone) if part)
    changes = [change_words(change) for change in (*link.adult.changes, *link.changes)]
    if link.keeps_restriction:
        changes.append(str(RESTRICTION_STAYS) % {"name": record.name, "child": child.record.name})
    # Somebody new to the child may be known beside another: both are said.
    state = link.state if link.state is not State.UNCHANGED else link.adult.state
    return AdultLine(record.name, state, about, link.after, tuple(changes))


def change_words(change: Change) -> str:
    """Return one detail as it is and as it would be."""
    detail, old, new = DETAILS[change.detail], value_words(change.old), value_words(change.new)
    return str(_("%(detail)s: %(old)s → %(new)s", detail=detail, old=old, new=new))


def value_words(value: Value) -> str:
    """Return a value of the register as people read it; an empty one is a dash."""
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, Relationship):
        return str(RELATIONSHIPS[value])
    if isinstance(value, Responsibility):
        return str(RESPONSIBILITIES[value])
    if isinstance(value, frozenset):
        return session_words(value) or "–"
    return value or "–"


def row_lines(found: ListRead) -> list[RowLine]:
    """Return every row with something to look at, those that are left out first."""
    lines = [
        RowLine(row.number, _cells_shown(row.cells), tuple(_fault_line(found, fault) for fault in faults))
        for row in found.sheet.rows
        if (faults := found.faults.get(row.number))
    ]
    return sorted(lines, key=lambda line: (not line.is_left_out, line.number))


def _fault_line(found: ListRead, fault: Fault) -> FaultLine:
    heading = "" if fault.column is None else column_name(found.sheet, fault.column)
    return FaultLine(fault.is_error, heading, fault_sentence(fault))


def restricted(found: ListRead) -> list[str]:
    """Return whose parental responsibility a court order restricts, of those the list names."""
    return [
        _("%(adult)s, for %(child)s", adult=link.adult.record.name, child=child.record.name)
        for child in found.plan.children
        for link in child.links
        if link.before is Responsibility.RESTRICTED and link.state is not State.ABSENT
    ]


def hidden_rows(found: ListRead) -> list[str]:
    """Return what stands in each row that the spreadsheet hides."""
    return [f"{row.number}: {_cells_shown(row.cells)}" for row in found.sheet.hidden_rows]


def _cells_shown(cells: Sequence[str]) -> str:
    return ", ".join([" ".join(cell.split()) for cell in cells if cell.strip()][:_CELLS_SHOWN])


def counts(found: ListRead) -> list[tuple[str, int]]:
    """Return what a list comes to, in words and numbers, without what is none."""
    children = found.plan.children
    every = [
        (_("New children"), sum(child.state is State.NEW for child in children)),
        (_("Children with a change"), sum(child.state is State.CHANGED for child in children)),
        (_("Children who stay as they are"), sum(child.state is State.UNCHANGED for child in children)),
        (_("Children nobody can answer for"), sum(not child.can_be_answered_for for child in children)),
        (_("Children not in this list"), len(found.plan.absent)),
        (_("Questions to answer"), len(found.open_questions)),
        (_("Rows left out"), len(found.rows_left_out) + len(found.sheet.hidden_rows)),
    ]
    return [(str(label), number) for label, number in every if number]
