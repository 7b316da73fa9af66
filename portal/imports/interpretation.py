"""What a family list says under the decisions about it, and what confirming it would do."""

from collections import Counter
from collections.abc import Mapping as ReadOnly
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from portal.foundation.canonical import canonical_json, sha256_hex
from portal.imports.columns import MANY, Decisions, Field, Mapping, Who, unused
from portal.imports.faults import Fault, Question
from portal.imports.headings import recognise
from portal.imports.people import Detail
from portal.imports.plan import Plan, State, plan
from portal.imports.register import load_register
from portal.imports.resolving import resolve
from portal.imports.rows import read_rows
from portal.imports.sheet import Sheet
from portal.imports.spellings import take_apart
from portal.imports.values import USUAL_SESSIONS, Spellings


@dataclass(frozen=True)
class ListRead:
    """A list as it would be imported now. ``faults`` are by row number, ``unused`` by column with an example.

    ``proposed`` is the plan before anybody ticked a box: what the preview shows.
    """

    sheets: Sequence[Sheet]
    decisions: Decisions
    faults: ReadOnly[int, Sequence[Fault]]
    questions: tuple[Question, ...]
    unused: ReadOnly[int, str]
    plan: Plan
    proposed: Plan

    @property
    def sheet(self) -> Sheet:
        return self.sheets[self.decisions.sheet]

    @property
    def mapping(self) -> Mapping:
        return self.decisions.mapping

    @property
    def column_faults(self) -> tuple[Fault, ...]:
        return mapping_faults(self.mapping, self.sheet.headings)

    @property
    def is_blocked(self) -> bool:
        """Whether the columns have to be corrected first."""
        return any(fault.is_error for fault in self.column_faults)

    @property
    def can_be_confirmed(self) -> bool:
        return not self.is_blocked and not self.plan.is_empty

    @property
    def open_questions(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if not question.answer)

    @property
    def rows_left_out(self) -> tuple[int, ...]:
        """The rows of which an error keeps a child out, from the top."""
        return tuple(sorted(row for row, faults in self.faults.items() if any(fault.is_error for fault in faults)))

    @property
    def has_unknown_sessions(self) -> bool:
        """Whether words that name no session of the setting wait for an answer or are left out."""
        return any(fault.kind.startswith("session") for faults in self.faults.values() for fault in faults)

    @property
    def unseen(self) -> tuple[str, ...]:
        """The tick boxes of parental responsibility that nobody has looked at yet."""
        return tuple(link.key for _, link in self.plan.to_tick if link.key not in self.decisions.ticks)

    @property
    def digest(self) -> str:
        """The fingerprint of what the preview shows: nothing unseen is ever written. Boxes are looked at one by one.

        Children who stay as they are may come and go without anybody looking again.
        """
        adults = [adult for adult in self.proposed.adults.values() if adult.state is not State.UNCHANGED]
        shown = [[asdict(child) for child in self.proposed.changing], [asdict(adult) for adult in adults]]
        return sha256_hex(canonical_json(shown))


def mapping_faults(mapping: Mapping, headings: Sequence[str]) -> tuple[Fault, ...]:
    """Return what is missing from a mapping or doubled in it."""
    columns = sorted(mapping.columns.items())
    used = Counter(held for _, held in columns if held is not None)
    faults = [
        Fault("field_twice", values={"field": held, "columns": tuple(i + 1 for i, each in columns if each == held)})
        for held, times in used.items()
        if times > 1 and held.detail not in MANY
    ]
    of_child = {held.detail for held in used if held.who is Who.CHILD and held.number == 1}
    if of_child.isdisjoint({Detail.NAME, Detail.FIRST_NAME}):
        faults.append(Fault("no_child_name"))
    elif of_child.isdisjoint({Detail.NAME, Detail.LAST_NAME}):
        faults.append(Fault("no_child_surname"))
    if Detail.BORN_ON not in of_child:
        faults.append(Fault("no_birth_date"))
    if all(held.who is Who.CHILD for held in used):
        faults.append(Fault("no_adults"))
    faults += [Fault("no_relationship", values={"field": name}) for name in _unrelated(mapping, headings)]
    return tuple(faults)


def _unrelated(mapping: Mapping, headings: Sequence[str]) -> list[Field]:
    """Return the names of adults of whom no column or heading says what they are to the child."""
    told = {held.number for held in mapping.columns.values() if held and held.detail is Detail.RELATIONSHIP}
    implied = (i for i, heading in enumerate(headings) if take_apart(heading).implied)
    told |= {held.number for i in implied if (held := mapping.columns.get(i)) and held.who is Who.ADULT}
    names = (held for held in mapping.columns.values() if held and held.who is Who.ADULT)
    named = {held.number: held for held in names if held.detail in (Detail.NAME, Detail.FIRST_NAME)}
    return [held for number, held in sorted(named.items()) if number not in told]


def first_decisions(
    sheets: Sequence[Sheet], *, sheet: int | None = None, sessions: Spellings = USUAL_SESSIONS
) -> Decisions:
    """Return what is read before anybody has said anything: the sheet most like a list, its columns as recognised."""
    rows = [[row.cells for row in each.rows] for each in sheets]
    read = [Decisions(i, recognise(each.headings, rows[i], sessions)) for i, each in enumerate(sheets)]
    return read[sheet] if sheet is not None else min(read, key=lambda each: _unlike_a_list(sheets, each))


def _unlike_a_list(sheets: Sequence[Sheet], read: Decisions) -> tuple[int, int, int]:
    """Return by what the sheet that is most like a family list comes first: nothing missing, then most that is known."""
    missing = sum(fault.is_error for fault in mapping_faults(read.mapping, sheets[read.sheet].headings))
    known = sum(held is not None for held in read.mapping.columns.values())
    return missing, -known, -len(sheets[read.sheet].rows)


def compare(sheets: Sequence[Sheet], decisions: Decisions, *, today: date, by_list: bool = True) -> ListRead:
    """Compare a list with the register, writing nothing. Without ``by_list`` it gives nobody any responsibility."""
    sheet, mapping, answers = sheets[decisions.sheet], decisions.mapping, decisions.answers
    filled = unused(mapping, [row.cells for row in sheet.rows])
    if any(fault.is_error for fault in mapping_faults(mapping, sheet.headings)):
        return ListRead(sheets, decisions, {}, (), filled, Plan(), Plan())
    register = load_register()
    reading = read_rows(sheet, mapping, answers, today=today, sessions=register.sessions)
    resolution = resolve(reading, register, answers, layout=mapping.layout)
    proposed = plan(resolution, register, by_list=by_list)
    planned = plan(resolution, register, decisions.ticks, parents=decisions.parents, by_list=by_list)
    return ListRead(sheets, decisions, resolution.faults.by_row, resolution.questions, filled, planned, proposed)
