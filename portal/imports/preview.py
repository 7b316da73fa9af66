"""What the preview of an import shows, on the page and at the terminal: people, questions and rows, in words."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.families.labels import RELATIONSHIPS, session_words
from portal.families.policy import Responsibility
from portal.imports.events import FamiliesImported
from portal.imports.faults import Fault
from portal.imports.interpretation import ListRead
from portal.imports.plan import Change, PlannedChild, PlannedLink, State
from portal.imports.sentences import RESTRICTION_STAYS, column_name, in_words
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
class RowLine:
    """One row with something to look at; ``about`` are its first cells."""

    number: int
    about: str
    faults: tuple[Fault, ...]

    @property
    def is_left_out(self) -> bool:
        return any(fault.is_error for fault in self.faults)

    @property
    def only_waits(self) -> bool:
        """Whether nothing but open questions keeps a child of the row out."""
        return self.is_left_out and all(fault.is_asked for fault in self.faults if fault.is_error)


def about_child(child: PlannedChild) -> str:
    """Return when a child was born, and when they come."""
    sessions = session_words(child.record.sessions)
    born = _("born %(day)s", day=format_date(child.record.born_on))
    return f"{born}, {sessions}" if sessions else born


def about_adult(link: PlannedLink) -> str:
    """Return what an adult is to the child, and how they are reached."""
    record = link.adult.record
    return ", ".join(filter(None, (str(RELATIONSHIPS[link.relationship]), record.email, record.phone)))


def changes_beside(child: PlannedChild, link: PlannedLink) -> list[str]:
    """Return what would change of an adult and of what they are to the child, and what a list cannot change."""
    changes = [change_words(change) for change in (*link.adult.changes, *link.changes)]
    names = {"name": link.adult.record.name, "child": child.record.name}
    return [*changes, str(RESTRICTION_STAYS) % names] if link.keeps_restriction else changes


def change_words(change: Change) -> str:
    """Return one detail as it is and as it would be; an empty value is a dash."""
    old, new = (in_words(value) or "–" for value in (change.old, change.new))
    return str(_("%(detail)s: %(old)s → %(new)s", detail=in_words(change.detail), old=old, new=new))


def row_lines(found: ListRead) -> list[RowLine]:
    """Return every row with something to look at, those that are left out first."""
    lines = [
        RowLine(row.number, _cells_shown(row.cells), tuple(faults))
        for row in found.sheet.rows
        if (faults := found.faults.get(row.number))
    ]
    return sorted(lines, key=lambda line: (not line.is_left_out, line.number))


def fault_column(found: ListRead, fault: Fault) -> str:
    """Return the heading of the column that a fault is in; "" where it is of the whole row."""
    return "" if fault.column is None else column_name(found.sheet, fault.column)


def to_check(lines: Iterable[RowLine]) -> list[list[tuple[int, Fault]]]:
    """Return what is used and worth a look, by row number, together where it is the same fault of one column."""
    groups: dict[tuple[str, int | None], list[tuple[int, Fault]]] = defaultdict(list)
    for row in (line for line in lines if not line.is_left_out):
        for fault in (fault for fault in row.faults if not fault.is_asked):
            groups[fault.kind, fault.column].append((row.number, fault))
    return list(groups.values())


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


def written_words(written: FamiliesImported) -> str:
    """Return what an import wrote, and how much it left out, without what is none."""
    every = [
        (_("New children"), written.new_children),
        (_("Children with a change"), written.changed_children),
        (_("New adults"), written.new_adults),
        (_("Adults with a change"), written.changed_adults),
        (_("Rows left out"), written.rows_left_out),
    ]
    return " ".join([_("Imported."), *(f"{label}: {number}." for label, number in every if number)])
