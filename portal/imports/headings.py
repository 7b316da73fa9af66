"""Recognising what each column of a family list holds: by all its headings together, and by its cells."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping as ReadOnly
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, takewhile

from portal.imports.columns import DETAILS, MANY, MOST_PEOPLE, Field, Layout, Mapping, Who
from portal.imports.owners import STRANGER, Owner, is_second, numbered, owners_of
from portal.imports.people import Detail
from portal.imports.spellings import BOUND, CHILD, GENERIC, NAMES, YOU, Heading, is_relation, plain_words, take_apart
from portal.imports.values import USUAL_SESSIONS, Spellings, is_blank, sessions_in, yes_or_no
from portal.imports.vocabulary import word_set

Rows = Sequence[Sequence[str]]
CHILD_1 = (Who.CHILD, 1)
_TELLING = (*NAMES, Detail.BORN_ON)
_MOST_CELLS = 200  # looked at, of one row of headings or one column
_LONGEST_HEADING = 80  # characters
_FEWEST_DIGITS = 6  # of a telephone number without its area's
_DATE = re.compile(r"\d{1,4}([-/. ])\d{1,2}\1\d{1,4}\b.*")
_ASKING, _FORM_TIMES, _AROUND_PHONES = map(word_set, ("asking", "form_times", "around_phones"))
_UNHEADED = re.compile(r"(?:column|unnamed|field)? ?\d*")


def recognise(headings: Sequence[str], rows: Rows, sessions: Spellings = USUAL_SESSIONS) -> Mapping:
    """Return what each column seems to hold. What is not known, or could be somebody else's, is left unused.

    ``rows`` are the cells below: they tell a column of names from one of telephone numbers, ticks or dates.
    ``sessions`` are known by their words: each may have a column of its own.
    """
    said = [_or_session(take_apart(heading), heading, sessions) for heading in headings]
    texts = {each.text for each in said}
    if not _FORM_TIMES.isdisjoint(texts):
        said = [Heading(each.text) if each.text == "id" else each for each in said]
        is_signed = "completion time" in texts and not any(each.person == YOU and each.detail in NAMES for each in said)
        for i, each in takewhile(lambda column: not column[1].person, enumerate(said)):
            is_own = each.detail is Detail.EMAIL or (each.text == "name" and is_signed)
            said[i] = replace(each, person=YOU) if is_own else each  # kept by the form itself
    said = [_checked(each, rows, i) for i, each in enumerate(said)]
    said = [replace(each, detail=None) if _is_status(i, said, rows) else each for i, each in enumerate(said)]
    columns = _Columns(numbered(said))
    columns.place_bare_names()
    columns.place_bare_details()
    columns.place_unheaded_email(rows)
    held = columns.held
    _tell_names_apart(held, rows)
    return Mapping(_layout(said, held, rows), held)


def heading_score(cells: Sequence[str]) -> int:
    """Count the cells that read as headings of a family list."""
    texts = [cell for cell in cells[:_MOST_CELLS] if cell.strip() and len(cell) <= _LONGEST_HEADING]
    return sum(held is not None for held in recognise(texts, ()).columns.values()) if texts else 0


def _or_session(said: Heading, heading: str, sessions: Spellings) -> Heading:
    named, others = sessions_in(heading, sessions)
    is_session = (
        said.detail is None and len(named) == 1 and {word.casefold() for word in others} <= _ASKING | {"attends"}
    )
    return replace(said, detail=Detail.SESSIONS) if is_session else said


def _checked(said: Heading, rows: Rows, column: int) -> Heading:
    """Return a heading as its cells bear it out: "Mum" over telephone numbers is her telephone."""
    if said.detail is Detail.RESPONSIBILITY and said.person not in ("", CHILD) and _names_people(rows, column):
        return replace(said, detail=Detail.NAME)  # “Mum (PR)”
    is_doubtful_phone = said.is_doubtful and said.detail is Detail.PHONE
    if said.detail not in NAMES and not is_doubtful_phone:
        return said
    expected = Detail.PHONE if is_doubtful_phone else Detail.NAME
    found = _mostly(rows, column, expected)
    if found is expected:
        return said
    is_adults = said.person not in ("", CHILD) and found in (Detail.PHONE, Detail.EMAIL, Detail.RELATIONSHIP)
    return replace(said, detail=found if is_adults else None)


def _names_people(rows: Rows, column: int) -> bool:
    """Say whether a column has names of two words or more, without a note, where it could say yes or no."""
    cells = [row[column].split() for row in rows[:_MOST_CELLS] if column < len(row) and not is_blank(row[column])]
    return bool(cells) and all(
        len(words) > 1 and all(word.istitle() for word in words[:: len(words) - 1]) for words in cells
    )


def _is_status(column: int, said: Sequence[Heading], rows: Rows) -> bool:
    """Return whether "Parents" holds "Married" or "Separated": single words beside adults' names, or one repeated."""
    each = said[column]
    if not (each.is_doubtful and each.detail is Detail.NAME and each.person in GENERIC and not each.number):
        return False
    named = [i for i, one in enumerate(said) if one.detail in NAMES and one.person not in ("", CHILD) and i != column]
    own, *others = ([row[i].split() for row in rows if i < len(row) and row[i].strip()] for i in (column, *named))
    times = Counter(cell[0].casefold() for cell in own if len(cell) == 1)
    if others:
        words = {" ".join(cell).casefold() for cell in own}
        are_whole = all(sum(len(cell) > 1 for cell in cells) * 2 > len(cells) for cells in others if cells)
        return are_whole and any(others) and len(times) * 2 > len(words)
    return max(times.values(), default=0) > max(1, len(own) // 2)


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
    if is_relation(cell):
        return Detail.RELATIONSHIP
    words = [word for word in plain_words(cell).split() if word.isalpha() and word not in _AROUND_PHONES]
    if letters > digits or (cell[0].isalpha() and len(words) > 1):  # “Nell Marsh 07700 900111”
        return Detail.NAME if letters > 1 and yes_or_no(cell) is None else None
    return Detail.PHONE if digits >= _FEWEST_DIGITS and not _DATE.fullmatch(cell) else None


class _Columns:
    """The columns as they are placed one after the other: what a heading says outright before what it may mean."""

    def __init__(self, said: Sequence[Heading]) -> None:
        self.said = said
        self.held: dict[int, Field | None] = dict.fromkeys(range(len(said)))
        self.owners = owners_of(said)
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

    def are_in_turn(self, owners: Sequence[Owner], who: Who) -> bool:
        """Return whether these are all children or adults, each once, in the order in which their columns stand."""
        known = {(held.who, held.number) for held in self.held.values() if held and held.who is who}
        return list(owners) == list(dict.fromkeys(owner for _, owner in sorted(self.owners.items()) if owner in known))

    def numbers(self, who: Who) -> list[int]:
        return sorted({held.number for held in self.held.values() if held and held.who is who})

    def names_of(self, owner: Owner) -> set[Detail]:
        return {held.detail for held in self.held.values() if held and (held.who, held.number) == owner} & {*NAMES}

    def beside(self, i: int) -> Owner:
        """Return whom the nearest heading to the left is about that tells; the child where there is none."""
        return next((self.owners[j] for j in range(i - 1, -1, -1) if j in self.owners), CHILD_1)

    def place_bare_names(self) -> None:
        """Place "Forename, Surname": the child's first; the same headings again are the adults'."""
        self._complete_names()
        for i in self._childs_names():
            self._own(i, CHILD_1)
        rest = self._names_left()
        for columns in rest.values() if not self.numbers(Who.ADULT) and self._are_adults(rest) else ():
            for number, i in enumerate(columns, 1):
                self._own(i, (Who.ADULT, number))

    def _own(self, i: int, owner: Owner) -> None:
        self.put(i, owner)
        self.owners[i] = owner

    def _names_left(self) -> dict[Detail, list[int]]:
        return {detail: [i for i in self.bare[detail] if self.held[i] is None] for detail in NAMES}

    def _complete_names(self) -> None:
        """Place the "Surname" to the right of "Parent forename", where there are more surnames than first names."""
        pair = (Detail.FIRST_NAME, Detail.LAST_NAME)
        for detail, other in (pair, pair[::-1]):
            owners = {i: self.beside(i) for i in self.bare[detail]}
            for i, owner in owners.items() if len(owners) > len(self.bare[other]) else ():
                if self.names_of(owner) == {other} and list(owners.values()).count(owner) == 1:
                    self._own(i, owner)

    def _childs_names(self) -> list[int]:
        first, last, whole = self._names_left().values()
        names = self.names_of(CHILD_1)
        if not names:
            return [*first[:1], *last[:1], *(i for i in whole[:1] if not first or i < first[0])]
        # "Child, Surname": the child's, unless it stands beside an adult's name or may be of several children.
        is_lacking = names == {Detail.NAME} and len(last) > len(first) and self.numbers(Who.CHILD) == [1]
        return [i for i in last[:1] if is_lacking and self.beside(i) == CHILD_1]

    def _are_adults(self, rest: ReadOnly[Detail, list[int]]) -> bool:
        """Return whether names left over are adults': not with a second date of birth, nor "Legal surname" again."""
        first, last, whole = rest.values()
        is_alike = len(first) == len(last) and not (whole and first)
        ours = [i for detail in NAMES for i in self.bare[detail] if self.held[i]]
        is_behind = min([*first, *last, *whole], default=0) > max(ours, default=-1)
        laws = [{"legal" in self.said[i].text for i in self.bare[detail]} for detail in NAMES]
        return is_alike and is_behind and len(self.bare[Detail.BORN_ON]) < 2 and all(len(law) < 2 for law in laws)

    def place_bare_details(self) -> None:
        """Place "DOB" and "PR": the only person's, or with several each one's to whose right it stands."""
        sessions = self.bare[Detail.SESSIONS]
        self.bare[Detail.SESSIONS] = [i for i in sessions if not self.said[i].is_doubtful] or sessions
        others = [(Who.CHILD, number) for number in self.numbers(Who.CHILD)[1:]]
        groups = defaultdict(list)
        for who, detail in ((each, detail) for each in Who for detail in DETAILS[each] if detail not in NAMES):
            for i in self.bare[detail]:
                if who is Who.CHILD or self.beside(i) != STRANGER:
                    groups[who, detail, self.said[i].phone].append(i)
        for (who, _, _), columns in groups.items():
            owners = [self.beside(i) for i in columns]
            is_clear = self.are_in_turn(owners, who) and (who is Who.ADULT or len(owners) > 1)
            is_first = not others or (len(owners) == 1 and owners[0] not in others)
            for i, owner in zip(columns, owners, strict=True):
                sole = self._adults(i) if who is Who.ADULT else CHILD_1 if is_first else STRANGER
                self.put(i, owner if is_clear else sole)

    def _adults(self, i: int) -> Owner:
        """Return whose "Phone 2" is beside "Parent 1" and "Parent 2", and an address: the first adult's."""
        each, adults = self.said[i], self.numbers(Who.ADULT) or [1]
        if len(adults) == 1:
            are_siblings = max(self.numbers(Who.CHILD), default=1) > 1  # "PR" again may be for the second of them
            sole = (Who.ADULT, adults[0])
            is_elses = self.beside(i) != sole and is_second(self.said, self.owners, sole)
            return STRANGER if is_elses or (are_siblings and each.detail in BOUND) else sole
        if each.index:
            is_numbered = any(one.person in GENERIC and (one.number or one.index) for one in self.said)
            return (Who.ADULT, each.index) if is_numbered and each.index in adults else STRANGER
        texts = [self.said[j].text for j in self.bare[Detail.ADDRESS]]
        is_household = each.detail is Detail.ADDRESS and len(set(texts)) == len(texts)
        return (Who.ADULT, adults[0]) if is_household else STRANGER

    def place_unheaded_email(self, rows: Rows) -> None:
        """Place the only column of e-mails without a heading: the only adult's who has none."""
        unheaded = [i for i, each in enumerate(self.said) if _UNHEADED.fullmatch(each.text)]
        found = [i for i in unheaded if _mostly(rows, i, Detail.NAME) is Detail.EMAIL]
        emails = [Field(Who.ADULT, number, Detail.EMAIL) for number in self.numbers(Who.ADULT)]
        if len(found) == len(emails) == 1 and emails[0] not in self.held.values():
            self.held[found[0]] = emails[0]


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
            pairs = [
                (row[whole].casefold().split(), row[part].casefold().split())
                for row in rows if max(whole, part) < len(row) and row[part].strip()
            ]  # fmt: skip
            # Beside a whole name "Family name" may be the household's, and another: it is not added to the child's.
            are_whole = [set(words) <= set(name) or (len(name) > 1 and last in columns) for name, words in pairs]
            is_in = sum(are_whole) * 2 > len(pairs)
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
