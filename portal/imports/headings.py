"""Recognising what each column of a family list holds. What is not clear stays unused, and is shown to the manager."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, field, replace
from enum import StrEnum, auto

from portal.imports.columns import DETAILS, MANY, MOST_PEOPLE, Field, Layout, Mapping, PhoneKind, Who
from portal.imports.people import Detail
from portal.imports.spellings import BOUND, CHILD, GENERIC, NAMES, Heading, take_apart

_CELLS_SCORED = 200
_LONGEST_HEADING = 120  # characters
_FLAG = re.compile(r"(?:[yntf10x]|yes|no|true|false|none|n/?a|[✓✔☑✅✗✘☐❌-])\.?", re.IGNORECASE)
_FIGURES = re.compile(r"[\d\s().+/:-]+")
_PHONE_DIGITS = 9
_Person = tuple[str, int | None]
_BARE = ("", None)


class Cells(StrEnum):
    """What most filled cells of a column look like."""

    EMPTY = auto()
    PHONES = auto()
    EMAILS = auto()
    NO_NAMES = auto()  # yes and no, dates, numbers
    TEXT = auto()


def heading_score(cells: Sequence[str]) -> int:
    """Count the cells that read as headings of a family list."""
    texts = [cell for cell in cells[:_CELLS_SCORED] if cell.strip() and len(cell) <= _LONGEST_HEADING]
    return sum(take_apart(text).detail is not None for text in texts)


def recognise(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Mapping:
    """Return what each column seems to hold."""
    heads = [_by_cells(take_apart(text), [row[i] for row in rows if i < len(row)]) for i, text in enumerate(headings)]
    found = _Columns(heads)
    found.place()
    columns = {i: found.columns.get(i) for i in range(len(heads))}
    used = {i: heads[i] for i, held in columns.items() if held is not None and held.who is Who.ADULT}
    implied = {i: head.implied for i, head in used.items() if head.implied}
    phones = {i: head.phone for i, head in used.items() if head.phone and head.detail is Detail.PHONE}
    return Mapping(_layout(columns, found.has_one_bare_adult, rows), columns, implied, phones)


def _by_cells(head: Heading, cells: Iterable[str]) -> Heading:
    """Return a heading as its cells confirm it: a column of flags or telephones holds nobody's name."""
    if head.detail not in NAMES and not (head.is_doubtful and head.detail is Detail.PHONE):
        return head
    look, is_adult = _look_of(cells), head.person != CHILD
    if look is Cells.PHONES and is_adult:
        return replace(head, detail=Detail.PHONE)
    if look is Cells.EMAILS and is_adult:
        return replace(head, detail=Detail.EMAIL)
    if look in (Cells.EMPTY, Cells.TEXT) and head.detail in NAMES:
        return head
    return head if look is Cells.EMPTY else replace(head, detail=None)


def _look_of(cells: Iterable[str]) -> Cells:
    looks = Counter(_look(cell.strip()) for cell in cells if cell.strip())
    if not looks:
        return Cells.EMPTY
    look, count = looks.most_common(1)[0]
    return look if count * 2 > looks.total() else Cells.TEXT


def _look(cell: str) -> Cells:
    if "@" in cell:
        return Cells.EMAILS
    if _FIGURES.match(cell) and sum(c.isdigit() for c in cell) >= _PHONE_DIGITS and ":" not in cell:
        return Cells.PHONES
    return Cells.NO_NAMES if _FLAG.fullmatch(cell) or _FIGURES.fullmatch(cell) else Cells.TEXT


@dataclass
class _Columns:
    """What the columns hold, settled in turn: who is named outright, then what stands beside them."""

    heads: Sequence[Heading]
    columns: dict[int, Field] = field(default_factory=dict)
    slots: dict[_Person, int] = field(default_factory=dict)
    has_one_bare_adult: bool = False

    def place(self) -> None:
        named = [i for i, head in enumerate(self.heads) if head.detail in NAMES and head.person not in ("", CHILD)]
        self._give_slots([_person_of(self.heads[i]) for i in named])
        self._place_children()
        for i, head in enumerate(self.heads):
            if head.detail and head.person not in ("", CHILD):
                self._put(i, Who.ADULT, self._slot_of(head), head.detail)
        self._place_bare_names()
        self._place_bare_details()

    def _give_slots(self, people: Iterable[_Person]) -> None:
        """Give each named adult a number: "Parent 2" their own, the others the free ones in turn."""
        in_turn = dict.fromkeys(people)
        for person in in_turn:
            if person[0] == "parent" and person[1] and person[1] <= MOST_PEOPLE:
                self.slots[person] = person[1]
        free = [n for n in range(1, MOST_PEOPLE + 1) if n not in self.slots.values()]
        for person in in_turn:
            if person not in self.slots and free:
                self.slots[person] = free.pop(0)

    def _slot_of(self, head: Heading) -> int | None:
        """Return the number of the adult of a heading; details of an unnamed one are the only named adult's, or unused."""
        person = _person_of(head)
        if person in self.slots:
            return self.slots[person]
        is_anybody = head.person in GENERIC and not person[1]
        return next(iter(self.slots.values())) if is_anybody and len(self.slots) == 1 else None

    def _place_children(self) -> None:
        """Give the child what says so, and what only a child has; "Room" only where nothing else tells the sessions."""
        has_sessions = any(head.detail is Detail.SESSIONS and not head.is_doubtful for head in self.heads)
        for i, head in enumerate(self.heads):
            is_child = head.person == CHILD or (not head.person and head.detail not in NAMES)
            is_room = head.detail is Detail.SESSIONS and head.is_doubtful and has_sessions
            if head.detail in DETAILS[Who.CHILD] and is_child and not head.index and not is_room:
                self._put(i, Who.CHILD, head.number or 1, head.detail)

    def _place_bare_names(self) -> None:
        """Give names that say of nobody whose they are to the child, and the same headings again to the adults."""
        has_child = any(held.who is Who.CHILD and held.detail in NAMES for held in self.columns.values())
        before = len(self.slots)
        seen: Counter[Detail] = Counter()
        for i, head in enumerate(self.heads):
            if head.person or head.detail not in NAMES or head.index:
                continue
            seen[head.detail] += 1
            turn = seen[head.detail] + (1 if has_child else 0)
            if turn == 1:
                self._put(i, Who.CHILD, 1, head.detail)
            elif before == 0 and turn <= MOST_PEOPLE + 1:
                self._put(i, Who.ADULT, turn - 1, head.detail)
                self.slots[("", turn - 1)] = turn - 1

    def _place_bare_details(self) -> None:
        """Give details that say of nobody whose they are to the only adult, or to those they stand beside, one each."""
        adults = sorted(set(self.slots.values()))
        by_detail: dict[tuple[Detail, PhoneKind | None], list[int]] = {}
        for i, head in enumerate(self.heads):
            if i not in self.columns and not head.person and head.detail in DETAILS[Who.ADULT][3:]:
                by_detail.setdefault((head.detail, head.phone), []).append(i)
        for (detail, _), columns in by_detail.items():
            owners = [self._beside(i) for i in columns]
            for i, owner in zip(columns, owners, strict=True):
                if len(adults) == 1:
                    self._put(i, Who.ADULT, adults[0], detail)
                elif len(columns) == len(adults) == len(set(owners)):
                    self._put(i, Who.ADULT, owner, detail)
                elif detail is Detail.ADDRESS and adults:
                    self._put(i, Who.ADULT, adults[0], detail)
        is_bare = all(person in (_BARE, ("", 1), ("parent", None), ("contact", None)) for person in self.slots)
        self.has_one_bare_adult = len(adults) == 1 and is_bare

    def _beside(self, column: int) -> int | None:
        """Return the adult whose name stands nearest to the left."""
        names = [i for i, held in self.columns.items() if held.who is Who.ADULT and held.detail in NAMES and i < column]
        return self.columns[max(names)].number if names else None

    def _put(self, column: int, who: Who, number: int | None, detail: Detail) -> None:
        """Note what a column holds, if nothing holds that yet."""
        if number is None or number > MOST_PEOPLE or column in self.columns:
            return
        held = Field(who, number, detail)
        if held.detail in MANY or held not in self.columns.values():
            self.columns[column] = held


def _person_of(head: Heading) -> _Person:
    """Return who is meant: parent, carer, guardian and adult are words for one; a contact may be somebody else."""
    word = "parent" if head.person in GENERIC and head.person != "contact" else head.person
    return word, head.number


def _layout(columns: ReadOnly[int, Field | None], one_bare_adult: bool, rows: Sequence[Sequence[str]]) -> Layout:
    """Tell a list with a row for each adult by children who are named again, or not at all below themselves."""
    if not one_bare_adult:
        return Layout.ROW_PER_CHILD
    if any(held is not None and held.detail in BOUND[:1] for held in columns.values()):
        return Layout.ROW_PER_ADULT
    who = (*NAMES, Detail.BORN_ON)
    told = [i for i, held in columns.items() if held is not None and held.who is Who.CHILD and held.detail in who]
    children = [tuple(row[i].strip().casefold() for i in told if i < len(row)) for row in rows]
    repeats = bool(told) and (len(set(children)) < len(children) or not all(any(child) for child in children))
    return Layout.ROW_PER_ADULT if repeats else Layout.ROW_PER_CHILD
