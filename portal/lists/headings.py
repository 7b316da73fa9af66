"""Recognising what each column of a family list holds: by all its headings together, and by its cells."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping as ReadOnly
from collections.abc import Sequence, Set
from dataclasses import replace
from itertools import islice

from portal.lists.columns import DETAILS, MANY, MOST_PEOPLE, Field, Layout, Mapping, Who
from portal.lists.people import Detail
from portal.lists.spellings import BOUND, CHILD, GENERIC, NAMES, RELATIONS, YOU, Heading, take_apart

Owner = tuple[Who, int]
Person = tuple[str, int | None]  # the word for an adult ("" for a stranger) and which of them
Rows = Sequence[Sequence[str]]
CHILD_1 = (Who.CHILD, 1)
STRANGER = (Who.ADULT, 0)  # somebody who is not of the family, or may not be
_NEXT = -1  # an adult without a number of their own takes a free one in turn
_TELLING = (*NAMES, Detail.BORN_ON)
_MOST_CELLS = 200  # looked at, of one row of headings or one column
_LONGEST_HEADING = 80  # characters
_DATE = re.compile(r"\d{1,4}([-/. ])\d{1,2}\1\d{1,4}\b.*")
_NO_NAMES = frozenset(["yes", "no", "true", "false", "tick", "ticked"])
# A form numbers its answers and notes when each was given: that number is no child's.
_FORM_TIMES = frozenset(["start time", "completion time", "timestamp", "submitted", "date submitted"])
_UNHEADED = re.compile(r"(?:column|unnamed|field)? ?\d*")


def recognise(headings: Sequence[str], rows: Rows) -> Mapping:
    """Return what each column seems to hold. What is not known, or could be somebody else's, is left unused.

    ``rows`` are the cells below: they tell a column of names from one of telephone numbers, ticks or dates.
    """
    said = [take_apart(heading) for heading in headings]
    if not _FORM_TIMES.isdisjoint(each.text for each in said):
        said = [Heading(each.text) if each.text == "id" else each for each in said]
    said = [_checked(each, rows, i) for i, each in enumerate(said)]
    columns = _Columns(said)
    columns.place_bare_names()
    columns.place_bare_child_details()
    columns.place_bare_adult_details(rows)
    held = columns.held
    _tell_names_apart(held, rows)
    implied = {i: each.implied for i, each in enumerate(said) if each.implied and held[i]}
    phones = {i: each.phone for i, each in enumerate(said) if each.phone and held[i]}
    return Mapping(_layout(said, held, rows), held, implied, phones)


def heading_score(cells: Sequence[str]) -> int:
    """Count the cells that read as headings of a family list."""
    texts = [cell for cell in cells[:_MOST_CELLS] if cell.strip() and len(cell) <= _LONGEST_HEADING]
    return sum(held is not None for held in recognise(texts, ()).columns.values()) if texts else 0


def _checked(said: Heading, rows: Rows, column: int) -> Heading:
    """Return a heading as its cells bear it out: "Mum" over telephone numbers is her telephone."""
    is_doubtful_phone = said.is_doubtful and said.detail is Detail.PHONE
    if said.detail not in NAMES and not is_doubtful_phone:
        return said
    expected = Detail.PHONE if is_doubtful_phone else Detail.NAME
    found = _mostly(rows, column, expected)
    if found is expected:
        return said
    is_adults = said.person not in ("", CHILD) and found in (Detail.PHONE, Detail.EMAIL)
    return replace(said, detail=found) if is_adults else Heading(said.text)


def _mostly(rows: Rows, column: int, expected: Detail) -> Detail | None:
    """Return what most cells of a column are, as far as a name, an e-mail and a telephone go; as expected if empty."""
    cells = (row[column].strip() for row in rows if column < len(row))
    kinds = Counter(islice((_kind(cell) for cell in cells if cell.strip("-–—.?/ ")), _MOST_CELLS))
    if kinds[expected] * 2 >= kinds.total():
        return expected
    kind, times = kinds.most_common(1)[0]
    return kind if times * 2 > kinds.total() else None


def _kind(cell: str) -> Detail | None:
    letters, digits = sum(map(str.isalpha, cell)), sum(map(str.isdecimal, cell))
    if "@" in cell:
        return Detail.EMAIL
    if letters > digits:
        return Detail.NAME if letters > 1 and cell.casefold() not in _NO_NAMES else None
    return Detail.PHONE if digits > 6 and not _DATE.fullmatch(cell) else None


def _owners(said: Sequence[Heading]) -> dict[int, Owner]:
    """Return whom the columns are about whose headings tell, strangers too. Numbered parents keep their numbers."""
    people = _people(said)
    named = {people[i] for i in people if said[i].detail in NAMES}
    places = {person: _place(person, set(people.values()), named) for person in people.values()}
    free = [number for number in range(1, MOST_PEOPLE + 1) if number not in places.values()]
    places |= {person: free.pop(0) if free else 0 for person, place in places.items() if place == _NEXT}
    children = {each.number or each.index for each in said if each.person == CHILD and each.detail in NAMES}
    owners = {i: STRANGER for i, each in enumerate(said) if each.is_stranger}
    owners |= {i: (Who.ADULT, place) for i, person in people.items() if (place := places[person]) is not None}
    for i, each in enumerate(said):
        if each.person == CHILD:
            index = each.index if each.detail not in MANY or each.index in children else None
            owners[i] = (Who.CHILD, each.number or index or 1)
    return owners


def _people(said: Sequence[Heading]) -> dict[int, Person]:
    """Return which adult each column is about: "Parent 1" and "Carer 1" are one, unless both have a name."""
    adults = {i: each for i, each in enumerate(said) if each.person not in ("", CHILD)}
    known = {(each.person, each.number or each.index) for each in adults.values() if each.detail in NAMES}
    people = {}
    for i, each in adults.items():
        is_whose = each.detail not in MANY or (each.person, each.index) in known
        people[i] = (each.person, each.number or (each.index if is_whose else None))
    words: dict[str, str] = {}
    taken: set[int | None] = set()
    for word in dict.fromkeys(word for word, _ in people.values() if word in GENERIC):
        numbers = {number for name, number in known if name == word}
        words[word] = word if numbers & taken else "parent"
        taken |= numbers
    if any("contact" in word for word, _ in known) and any("contact" not in word for word, _ in known):
        words |= {"contact": "", "other contact": ""}  # somebody to ring, beside the parents
    return {i: (words.get(word, word), number) for i, (word, number) in people.items()}


def _place(person: Person, people: Set[Person], named: Set[Person]) -> int | None:
    """Return an adult's number: 0 for a stranger, None where the words do not tell which adult is meant."""
    word, number = person
    has_relations = any(word in RELATIONS for word, _ in people)
    if word == YOU and person in named:
        is_doubled = has_relations or not named.isdisjoint({("parent", None), ("parent", 1)})
        return 0 if is_doubled else _NEXT
    is_vague = person not in named and (number or 1) == 1 and (has_relations or ("parent", None) in named)
    if word == YOU or (word == "parent" and (is_vague or (number is None and person not in named))):
        return None
    if not word or (number or 0) > MOST_PEOPLE or (word == "parent" and person not in named and has_relations):
        return 0
    return number if word == "parent" and number else _NEXT


class _Columns:
    """The columns as they are placed one after the other: what a heading says outright before what it may mean."""

    def __init__(self, said: Sequence[Heading]) -> None:
        self.said = said
        self.held: dict[int, Field | None] = dict.fromkeys(range(len(said)))
        self.owners = _owners(said)
        for i, owner in self.owners.items():
            self.put(i, owner)
        self.bare = defaultdict[Detail, list[int]](list)
        for i, each in enumerate(said):
            if each.detail and i not in self.owners:
                self.bare[each.detail].append(i)

    def put(self, i: int, owner: Owner) -> None:
        """Let a column hold its detail of this person, unless another column does."""
        who, number = owner
        detail = self.said[i].detail
        if detail and 0 < number <= MOST_PEOPLE:
            field = Field(who, number, detail)
            self.held[i] = field if detail in MANY or field not in self.held.values() else None

    def numbers(self, who: Who) -> list[int]:
        return sorted({held.number for held in self.held.values() if held and held.who is who})

    def names_of(self, owner: Owner) -> set[Detail]:
        return {held.detail for held in self.held.values() if held and (held.who, held.number) == owner} & {*NAMES}

    def beside(self, i: int) -> Owner:
        """Return whom the nearest heading to the left is about that tells; the child where there is none."""
        return next((self.owners[j] for j in range(i - 1, -1, -1) if j in self.owners), CHILD_1)

    def place_bare_names(self) -> None:
        """Place "Forename, Surname": the child's first; the same headings again are the adults'."""
        self._place_numbered_children()
        for i in self._childs_names():
            self._own(i, CHILD_1)
        rest = {detail: [i for i in self.bare[detail] if self.held[i] is None] for detail in NAMES}
        if self.numbers(Who.ADULT):
            self._complete_names(rest)
        elif self._are_adults(rest):
            for columns in rest.values():
                for number, i in enumerate(columns, 1):
                    self._own(i, (Who.ADULT, number))

    def _own(self, i: int, owner: Owner) -> None:
        self.put(i, owner)
        self.owners[i] = owner

    def _place_numbered_children(self) -> None:
        """Place "Name 1, DOB 1, Name 2, DOB 2"; without dates of birth a spreadsheet may have numbered doubles."""
        numbers = {self.said[i].index for i in self.bare[Detail.BORN_ON]}
        for detail in (*NAMES, Detail.BORN_ON) if {1, 2} <= numbers else ():
            for i in self.bare[detail]:
                if (number := self.said[i].index) in numbers and number:
                    self._own(i, (Who.CHILD, number))

    def _childs_names(self) -> list[int]:
        first, last, whole = (self.bare[detail] for detail in (Detail.FIRST_NAME, Detail.LAST_NAME, Detail.NAME))
        names = self.names_of(CHILD_1)
        if not names:
            return [*first[:1], *last[:1], *(i for i in whole[:1] if not first or i < first[0])]
        # "Child" with one "Surname" more than first names: the child's, unless it stands beside an adult's.
        lacking = last if len(last) == len(first) + 1 else first if len(first) == len(last) + 1 else []
        return [i for i in lacking[:1] if self.said[i].detail not in names and self.beside(i) == CHILD_1]

    def _complete_names(self, rest: ReadOnly[Detail, list[int]]) -> None:
        """Place the "Surname" to the right of "Parent forename"."""
        for i in rest[Detail.FIRST_NAME] + rest[Detail.LAST_NAME]:
            owner = self.beside(i)
            if owner[0] is Who.ADULT and self.names_of(owner) & {Detail.FIRST_NAME, Detail.LAST_NAME}:
                self.put(i, owner)

    def _are_adults(self, rest: ReadOnly[Detail, list[int]]) -> bool:
        """Return whether names left over are adults': not with a second date of birth, nor "Legal surname" again."""
        first, last, whole = (rest[detail] for detail in (Detail.FIRST_NAME, Detail.LAST_NAME, Detail.NAME))
        laws = [{"legal" in self.said[i].text for i in self.bare[detail]} for detail in NAMES]
        is_alike = not (whole and (first or last)) and (not last or len(first) == len(last))
        return is_alike and len(self.bare[Detail.BORN_ON]) < 2 and all(len(law) < 2 for law in laws)

    def place_bare_child_details(self) -> None:
        """Place "DOB": the child's; with several children only where it is clear whose."""
        sessions = self.bare[Detail.SESSIONS]
        self.bare[Detail.SESSIONS] = [i for i in sessions if not self.said[i].is_doubtful] or sessions
        children = [(Who.CHILD, number) for number in self.numbers(Who.CHILD)]
        for detail in (each for each in DETAILS[Who.CHILD] if each not in NAMES):
            columns = self.bare[detail]
            owners = [self.beside(i) for i in columns]
            if len(children) > 1 and sorted(owners) == children:
                for i, owner in zip(columns, owners, strict=True):
                    self.put(i, owner)
            elif len(children) < 2 or (len(columns) == 1 and owners[0] not in children[1:]):
                for i in columns:
                    self.put(i, CHILD_1)

    def place_bare_adult_details(self, rows: Rows) -> None:
        """Place "Email" and "PR": the only adult's, or with several adults each one's to whose right it stands."""
        adults = self.numbers(Who.ADULT) or [1]
        groups = defaultdict(list)
        for detail in (Detail.EMAIL, Detail.PHONE, Detail.ADDRESS, *BOUND):
            for i in self.bare[detail]:
                if self.beside(i) != STRANGER:
                    groups[detail, self.said[i].phone].append(i)
        for columns in groups.values():
            owners = [self.beside(i) for i in columns]
            is_clear = sorted(owners) == [(Who.ADULT, number) for number in adults]
            for i, owner in zip(columns, owners, strict=True):
                number = adults[0] if len(adults) == 1 else self._number_of(i, adults)
                self.put(i, (Who.ADULT, number) if number else owner if is_clear else STRANGER)
        unheaded = [i for i, each in enumerate(self.said) if _UNHEADED.fullmatch(each.text)]
        found = [i for i in unheaded if _mostly(rows, i, Detail.NAME) is Detail.EMAIL]
        email = Field(Who.ADULT, adults[0], Detail.EMAIL)
        if self.numbers(Who.ADULT) == adults[:1] and len(found) == 1 and email not in self.held.values():
            self.held[found[0]] = email

    def _number_of(self, i: int, adults: Sequence[int]) -> int:
        """Return whose "Phone 2" is beside "Parent 1" and "Parent 2", and an address: the first adult's. Else 0."""
        index = self.said[i].index
        is_numbered = any(each.person in GENERIC and each.number for each in self.said)
        if index:
            return index if is_numbered and index in adults else 0
        return adults[0] if self.said[i].detail is Detail.ADDRESS and len(self.bare[Detail.ADDRESS]) == 1 else 0


def _tell_names_apart(held: dict[int, Field | None], rows: Rows) -> None:
    """Make "Name" beside "Surname" the first name; where it holds the surname too, leave the surname unused."""
    columns = {field: i for i, field in held.items() if field and field.detail in NAMES}
    for field, whole in columns.items():
        if field.detail is not Detail.NAME:
            continue
        first, last = (replace(field, detail=detail) for detail in (Detail.FIRST_NAME, Detail.LAST_NAME))
        if first in columns and last in columns:
            held[whole] = None
        elif (part := columns.get(last, columns.get(first))) is not None:
            pairs = [(row[whole].casefold().split(), row[part].casefold().split()) for row in rows if row[part].strip()]
            is_in = sum(set(words) <= set(name) for name, words in pairs) * 2 > len(pairs)
            held[part if is_in else whole] = None if is_in else last if first in columns else first


def _layout(said: Sequence[Heading], held: ReadOnly[int, Field | None], rows: Rows) -> Layout:
    used = [(field, said[i]) for i, field in held.items() if field]
    adults = [(field, each) for field, each in used if field.who is Who.ADULT]
    are_told_apart = any(
        field.number > 1 or each.number or (each.person and each.person not in (YOU, *GENERIC))
        for field, each in adults
    )  # fmt: skip
    if are_told_apart or any(field.number > 1 for field, _ in used):
        return Layout.ROW_PER_CHILD
    if any(field.detail is Detail.RELATIONSHIP for field, _ in adults):
        return Layout.ROW_PER_ADULT
    told = [i for i, field in held.items() if field and field.who is Who.CHILD and field.detail in _TELLING]
    children = [tuple(row[i].casefold() for i in told if i < len(row)) for row in rows]
    return Layout.ROW_PER_ADULT if told and len(set(children)) < len(children) else Layout.ROW_PER_CHILD
