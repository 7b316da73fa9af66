"""Reading the rows of a family list: its children, the adults beside them, every fault and every question."""

import re
from collections.abc import Mapping as ReadOnly
from dataclasses import replace
from datetime import date

from portal.families.policy import Relationship, Responsibility
from portal.imports.cells import NAMES, SHOWN, Cells, WholeList
from portal.imports.columns import DETAILS, MOST_PEOPLE, Field, Layout, Mapping, Who
from portal.imports.faults import Fault, Option, QuestionKind
from portal.imports.names import Name
from portal.imports.people import AdultRecord, ChildRecord, Detail, LinkRecord, ListedAdult, ListedChild, Reading
from portal.imports.policy import lost_its_nought, normalise_phone
from portal.imports.sheet import Sheet
from portal.imports.spellings import relationship_of
from portal.imports.values import FEWEST_DIGITS, attends, clean, emails_in, is_blank, numbers_in, sessions_in, yes_or_no

ADULTHOOD = 18
LONGEST_NAME = 100  # characters, of one part of a child's name
LONGEST_ADULT_NAME = LONGEST_PHONES = 200
LONGEST_REFERENCE = 60
_NUMBER = re.compile(r"\+?\(?\d[\d ()-]{8,}\d")  # a telephone number beside a name


def read_rows(
    sheet: Sheet, mapping: Mapping, answers: ReadOnly[str, str], *, today: date, sessions: ReadOnly[str, str]
) -> Reading:
    """Return what the rows of a list say under a mapping, as far as the questions about them are answered.

    ``answers`` are by the question's key; an unknown key or value counts as unanswered. ``sessions`` are names by
    key. Never raises.
    """
    whole = WholeList(sheet, mapping, answers, today, sessions)
    hidden = [row.number for row in sheet.hidden_rows if _Row(whole, row).speaks_of(Who.CHILD)]
    children: list[ListedChild] = []
    faults: dict[int, tuple[Fault, ...]] = {}
    above, places, ordered = 0, range(0), None
    for row in sheet.rows:
        read = _Row(whole, row)
        may_be_below = mapping.layout is Layout.ROW_PER_ADULT and above and read.speaks_of(Who.ADULT)
        if may_be_below and not read.speaks_of(Who.CHILD):
            read.ordered_above = ordered
            unseen = max((number for number in hidden if above < number < row.number), default=0)
            _carry_down(read, children, unseen or above, range(0) if unseen else places)
        else:
            found = read.children()
            above, places = row.number, range(len(children), len(children) + len(found))
            children += found
        ordered = read.ordered()
        if read.faults:
            faults[row.number] = tuple(read.faults)
    return Reading(tuple(children), faults, tuple(whole.questions.values()))


def _carry_down(read: "_Row", children: list[ListedChild], above: int, places: range) -> None:
    """Put the adults of a row without a child beside the child above; where that one is left out, they are too."""
    adults = read.adults()
    if not places:
        read.fault("child_above_left_out", None, row=above)
        return
    names = ", ".join(children[place].record.name for place in places)
    read.fault("child_carried_down", None, child=names, row=above)
    for place in places:
        child = children[place]
        children[place] = replace(child, rows=(*child.rows, read.row.number), adults=child.adults + adults)


class _Row(Cells):
    """The children and adults of one row; ``ordered_above`` is what rows above say of a court's order about its child."""

    ordered_above: tuple[int, str] | None = None

    def children(self) -> list[ListedChild]:
        """Return the children of the row that can be registered, each with the row's adults."""
        read = [child for number in range(1, MOST_PEOPLE + 1) for child in self._children(number)]
        adults = self.adults()
        places = [f"{self.row.number}{'' if i == 0 else chr(ord('a') + i)}" for i in range(len(read))]
        rows = (self.row.number,)
        return [ListedChild(p, rows, child, adults) for p, child in zip(places, read, strict=True) if child]

    def _children(self, number: int) -> list[ChildRecord | None]:
        fields = [Field(Who.CHILD, number, detail) for detail in (*NAMES, Detail.BORN_ON, Detail.KNOWN_AS)]
        if number > 1 and not any(self.filled(held) for held in fields):
            return []
        # Of “Page 1 of 2”, without a date of birth, nobody is asked who it is.
        column, names = self.people(Who.CHILD, number, may_ask=bool(self.filled(fields[3])))
        if names is None:
            self.fault("child_name_missing", column)
        born_on = self._birth_date(fields[3])
        starts_on, leaves_on = self._attendance(number)
        sessions = self._sessions(number)
        known_as = self.line(fields[4], LONGEST_NAME)
        reference = self.line(Field(Who.CHILD, number, Detail.REFERENCE), LONGEST_REFERENCE) or None
        children: list[ChildRecord | None] = []
        for name in names or ():
            known = name.known_as or known_as
            is_usable = self._is_usable(name, column) and born_on is not None
            record = ChildRecord(
                name.first, name.last, born_on or date.min, known, reference, sessions, starts_on, leaves_on
            )
            children.append(record if is_usable else None)
        return children or [None]

    def _is_usable(self, name: Name, column: int | None) -> bool:
        if max(len(name.first), len(name.last)) > LONGEST_NAME:
            self.fault("child_name_too_long", column, limit=LONGEST_NAME)
            return False
        if not name.last:
            self.fault("child_surname_missing", column, name=name.first)
        return True

    def _birth_date(self, held: Field) -> date | None:
        column = self.column_of(held)
        if not self.filled(held):
            self.fault("birth_date_missing", column)
            return None
        born_on, today = self.date_in(held, ""), self.whole.today
        if born_on and born_on > today:
            self.fault("birth_date_in_future", column, date=born_on)
        elif born_on and (today.year - born_on.year, today.month, today.day) >= (ADULTHOOD, born_on.month, born_on.day):
            self.fault("birth_date_too_long_ago", column, date=born_on)
        else:
            return born_on
        return None

    def _attendance(self, number: int) -> tuple[date | None, date | None]:
        starts, leaves = (Field(Who.CHILD, number, detail) for detail in (Detail.STARTS_ON, Detail.LEAVES_ON))
        starts_on, leaves_on = self.date_in(starts, "other_"), self.date_in(leaves, "other_")
        if starts_on and leaves_on and leaves_on < starts_on:
            self.fault("leaves_before_start", self.column_of(leaves), starts=starts_on, leaves=leaves_on)
            return None, None
        return starts_on, leaves_on

    def _sessions(self, number: int) -> frozenset[str]:
        """Return what the child comes to: as a column says, or as its own column ticks ("Breakfast club: yes")."""
        keys: set[str] = set()
        unknown: dict[int, tuple[str, str]] = {}
        for column, text in self.filled(Field(Who.CHILD, number, Detail.SESSIONS)):
            named, words = sessions_in(text, self.whole.spellings)
            headed, _ = sessions_in(self.whole.sheet.headings[column], self.whole.spellings)
            ticked = attends(text) if len(headed) == 1 else None
            keys |= headed if ticked else named
            if ticked is None and (words or not named):
                unknown[column] = text, ", ".join(words)[:SHOWN]
        if unknown and not keys:
            return self._asked_sessions(next(iter(unknown)), "; ".join(text for text, _ in unknown.values()))
        for column, (_, others) in unknown.items():
            if others:
                self.fault("session_unknown", column, words=others)
        return frozenset(keys)

    def _asked_sessions(self, column: int, text: str) -> frozenset[str]:
        known = [Option(key, "session", {"session": name}) for key, name in self.whole.sessions.items()]
        options = *known, Option("none", "none")
        key, row = f"sessions-{column}", self.row.number
        answer = self.whole.ask(key, QuestionKind.SESSIONS, row, options, text=text, column=column)
        if not answer:
            self.fault("sessions_unanswered", column, value=text[:SHOWN])
        return frozenset([answer] if answer not in ("", "none") else [])

    def adults(self) -> tuple[ListedAdult, ...]:
        """Return the adults of the row that can be registered."""
        return tuple(adult for number in range(1, MOST_PEOPLE + 1) for adult in self._adults(number))

    def _adults(self, number: int) -> list[ListedAdult]:
        if not self.speaks_of(Who.ADULT, [number]):
            for told_in, text in self.filled(Field(Who.ADULT, number, Detail.RESPONSIBILITY)):
                if yes_or_no(text):  # it names nobody, and yet it says that there is somebody
                    self.fault("adult_name_missing", told_in)
            return []
        column, names = self.people(Who.ADULT, number)
        email, phone = self._contacts(number, len(names or ()))
        address = self._address(Field(Who.ADULT, number, Detail.ADDRESS))
        if names is None:
            self.fault("adult_name_missing", column)
        found = []
        for i, name in enumerate(names or ()):
            if len(str(name)) > LONGEST_ADULT_NAME:
                self.fault("adult_name_too_long", column, limit=LONGEST_ADULT_NAME)
                continue
            if " " not in str(name):
                self.fault("adult_surname_missing", column, name=str(name))
            link, said = self._link(number, name, is_alone=len(names or ()) == 1)
            place = f"{self.row.number}.{number}" + ("" if i == 0 else chr(ord("a") + i))
            record = AdultRecord(str(name), email, phone, address)
            found.append(ListedAdult(place, self.row.number, column, record, link, said))
        return found

    def _link(self, number: int, name: Name, *, is_alone: bool) -> tuple[LinkRecord, str]:
        """Return what an adult is to the children; of two people in one cell a plain yes says not which is meant."""
        relationship = self._relationship(number, name, is_alone)
        column, text = next(iter(self.filled(Field(Who.ADULT, number, Detail.RESPONSIBILITY))), (None, ""))
        answer = yes_or_no(text)
        # A list that is silent of somebody is no reason either to tick them together with all mothers and fathers.
        if (answer or not text) and (ordered := self.ordered()):
            self.fault("responsibility_limited", ordered[0], value=ordered[1][:SHOWN], name=str(name))
            return LinkRecord(relationship), ordered[1]
        if text and (answer is None or not is_alone):
            self.fault("responsibility_unclear", column, value=text[:SHOWN], name=str(name))
            return LinkRecord(relationship), text
        if answer is None:
            return LinkRecord(relationship), ""
        return LinkRecord(relationship, Responsibility.HELD if answer else Responsibility.NONE), ""

    def ordered(self) -> tuple[int, str] | None:
        """Return where the row, or one above of its child, speaks of a court's order, and what it says."""
        for column in (column for column in self.whole.courts if column < len(self.row.cells)):
            text, _ = clean(self.row.cells[column])
            if not is_blank(text) and yes_or_no(text) is not False:
                return column, f"{self.whole.sheet.headings[column]}: {text}"
        return self.ordered_above

    def _relationship(self, number: int, name: Name, is_alone: bool) -> Relationship | None:
        held = [Field(Who.ADULT, number, detail) for detail in DETAILS[Who.ADULT]]
        headings = (self.whole.said[column] for each in held for column in self.whole.columns.get(each, ()))
        by_heading = next((heading.implied for heading in headings if heading.implied), None)
        told_in = self.column_of(Field(Who.ADULT, number, Detail.RELATIONSHIP))
        told, beside = self.filled(Field(Who.ADULT, number, Detail.RELATIONSHIP)), name.relationship
        if beside:
            for column, text in (each for each in told if relationship_of(each[1]) is not beside):
                self.fault("relationship_beside", column, value=text[:SHOWN], name=str(name), beside=beside)
            told = [(told_in or 0, beside)]
        for column, text in told:
            found = beside or relationship_of(text)
            if found is None:
                self.fault("relationship_unknown", column, value=text[:SHOWN], name=str(name))
            elif by_heading and by_heading is not found:
                shown = beside or text[:SHOWN]
                self.fault("relationship_differs", column, value=shown, name=str(name), heading=by_heading)
            return found or Relationship.OTHER
        # Where no column tells it of anybody, one sentence about the columns says so.
        if (by_heading is None and told_in is not None) or not is_alone:
            self.fault("relationship_missing", told_in, name=str(name))
        return by_heading if is_alone else None

    def _contacts(self, number: int, people: int) -> tuple[str | None, str]:
        """Return e-mail and telephones of an adult, each read as what it is whichever column it stands in."""
        emails: dict[str, int] = {}
        phones: list[tuple[int, str]] = []
        for column, text in self.filled(Field(Who.ADULT, number, Detail.EMAIL)):
            good, bad, rest = emails_in(text)
            emails |= dict.fromkeys(good, column)
            if len(normalise_phone(rest)) >= FEWEST_DIGITS:
                self.fault("phone_in_email_column", column, value=rest[:SHOWN])
                phones.append((column, rest))
            elif bad or not good:
                self.fault("email_invalid", column, value=text[:SHOWN])
        for column, text in self.filled(Field(Who.ADULT, number, Detail.PHONE)):
            good, bad, rest = emails_in(text)
            emails |= {email: column for email in good if email not in emails}
            if bad or (good and column not in self.whole.mixed):  # "Mum’s email/mob" asks for either
                kind = "email_in_phone_column" if good else "email_invalid"
                self.fault(kind, column, value=text[:SHOWN])
            if rest:
                phones.append((column, rest if good or bad else text))
        named = (each for held in NAMES for each in self.filled(Field(Who.ADULT, number, held)))
        beside = [(column, found) for column, text in named for found in _NUMBER.findall(text)]
        for column, found in beside if people > 1 else ():
            self.fault("phone_of_two", column, value=found)
        phones += beside if people == 1 else []
        if len(emails) > 1:
            kept, *others = emails
            self.fault("two_emails", emails[others[0]], kept=kept, other=", ".join(others)[:SHOWN])
        return next(iter(emails), None), self._phones(phones)

    def _phones(self, cells: list[tuple[int, str]]) -> str:
        found: dict[str, str] = {}
        for column, number in ((column, number) for column, text in cells for number in numbers_in(text)):
            if re.search(r"\de\+?\d", number, re.IGNORECASE):
                self.fault("phone_damaged", column, value=number[:SHOWN])
            elif not normalise_phone(number):
                self.fault("phone_without_number", column, value=number[:SHOWN])
            else:
                whole = f"0{number}" if lost_its_nought(number) else number
                if whole != number:
                    self.fault("phone_nought_added", column, value=whole)
                kind = self.whole.said[column].phone
                label = f" ({kind})" if kind and kind not in whole.casefold() else ""
                if len(", ".join([*found.values(), whole + label])) > LONGEST_PHONES:
                    self.fault("text_too_long", column, limit=LONGEST_PHONES, value=whole[:SHOWN])
                else:
                    found.setdefault(normalise_phone(whole), whole + label)
        return ", ".join(found.values())

    def _address(self, held: Field) -> str:
        """Return every such cell and every line in them, with commas between."""
        lines = (line.strip(" ,") for _, text in self.filled(held) for line in text.split("\n"))
        return ", ".join(filter(None, lines))
