"""The cells of a list's rows by what they hold, with the faults of their text and the questions they raise."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from portal.foundation.dates import DateReading
from portal.foundation.text import folded
from portal.imports.columns import DATES, DETAILS, MOST_PEOPLE, Field, Mapping, Who
from portal.imports.faults import Fault, Option, Question, QuestionKind
from portal.imports.names import (
    Name,
    has_note,
    has_two_first_names,
    is_no_name,
    is_no_person,
    plain_name,
    unlike_the_rest,
    ways_to_read,
)
from portal.imports.people import Detail
from portal.imports.sheet import Row, Sheet
from portal.imports.spellings import speaks_of_court, take_apart
from portal.imports.values import both_orders, clean, has_letters, in_doubt, is_blank, session_spellings

SHOWN = 100  # characters of a cell in a fault
NAMES = (Detail.NAME, Detail.FIRST_NAME, Detail.LAST_NAME)
CONTACTS = (Detail.EMAIL, Detail.PHONE, Detail.ADDRESS)
_ORDERS = (Option("day-first", "day_first"), Option("month-first", "month_first"))


@dataclass
class WholeList:
    """What all rows share: what the columns hold, and what is asked about them."""

    sheet: Sheet
    mapping: Mapping
    answers: ReadOnly[str, str]
    today: date
    sessions: ReadOnly[str, str]
    columns: dict[Field, list[int]] = field(default_factory=lambda: defaultdict(list))
    questions: dict[str, Question] = field(default_factory=dict)
    texts: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))

    def __post_init__(self) -> None:
        self.spellings = session_spellings(self.sessions)
        for column, held in sorted(self.mapping.columns.items()):
            if held is not None and column in range(len(self.sheet.headings)):
                self.columns[held].append(column)
        names = {c: held for held, found in self.columns.items() if held.detail in NAMES for c in found}
        self.named = frozenset(names)
        texts = {c: self._names_in(c, held) for c, held in names.items()}
        self.unlike = unlike_the_rest(texts)
        # Columns of whole names, where one word alone is seldom a name.
        whole = [c for c, held in names.items() if (held.who, held.detail) == (Who.ADULT, Detail.NAME)]
        several = [" " in text for column in whole for text in set(texts[column])]
        self.longer = frozenset(whole if 2 * sum(several) > len(several) else ())
        dated = [c for held, found in self.columns.items() if held.detail in DATES for c in found]
        self.said = [take_apart(heading) for heading in self.sheet.headings]
        self.courts = [
            c for c, each in enumerate(self.said) if not self.mapping.columns.get(c) and speaks_of_court(each)
        ]
        self.mixed = {
            c for c, each in enumerate(self.said) if each.detail is Detail.PHONE and "email" in each.text.split()
        }
        self.dates = {column: self._dates_in(column) for column in sorted(dated)}

    def _cells(self, column: int) -> list[tuple[int, str]]:
        cleaned = ((row.number, clean(row.cells[column])[0]) for row in self.sheet.rows if column < len(row.cells))
        return [(number, text) for number, text in cleaned if not is_blank(text)]

    def _names_in(self, column: int, held: Field) -> list[str]:
        """Return the names of a column; last names in capitals are usual anywhere."""
        texts = (text for _, text in self._cells(column) if has_letters(text))
        return [text for text in texts if held.detail is not Detail.LAST_NAME or not text.isupper()]

    def _dates_in(self, column: int) -> dict[str, DateReading | None]:
        """Return how each date of the column is read; None where that waits for an answer."""
        cells = self._cells(column)
        orders = both_orders(dict.fromkeys(text for _, text in cells), self.today)
        waiting, spoken_of = in_doubt(orders, may_be_swapped=bool(self.sheet.name))
        answer = ""
        for number, text in cells:
            if text in waiting:
                by_day, by_month = (order.value or "" for order in orders[text])
                answer = self.ask(
                    f"dates-{column}", QuestionKind.DATE_ORDER, number, _ORDERS,
                    text=text, column=column, day_first=by_day, month_first=by_month,
                )  # fmt: skip
        if not answer:
            return {text: None if text in waiting else by_day for text, (by_day, _) in orders.items()}
        is_month_first = answer == "month-first"
        return {text: order[is_month_first and text in spoken_of] for text, order in orders.items()}

    def ask(self, key: str, kind: QuestionKind, row: int, options: Sequence[Option], **values: object) -> str:
        """Ask this about one more row, whose cell holds the ``text``, and return the answer so far ("" for none)."""
        texts, old = self.texts[key], self.questions.get(key)
        texts[str(values["text"])] = None
        kept = dict(old.values) if old else values
        if values.get("day_first") and not kept["day_first"]:
            kept.update(values)  # a date that could be either is the better example
        kept |= {"texts": "; ".join(list(texts)[:6]), "count": len(texts)}
        given = self.answers.get(key, "")
        answer = given if any(option.value == given for option in options) else ""
        rows = tuple(dict.fromkeys((*(old.rows if old else ()), row)))
        self.questions[key] = Question(key, kind, rows, tuple(options), kept, answer)
        return answer


class Cells:
    """One row, gathering its faults while it is read."""

    def __init__(self, whole: WholeList, row: Row) -> None:
        self.whole = whole
        self.row = row
        self.faults: list[Fault] = []
        self._texts = {c: self._cleaned(c) for found in whole.columns.values() for c in found if c < len(row.cells)}
        if row.number in whole.sheet.doubtful_rows:
            self.fault("letters_in_doubt", None)

    def _cleaned(self, column: int) -> str:
        text, kinds = clean(self.row.cells[column])
        for kind in kinds:
            self.fault(kind, column, value=text[:SHOWN])
        return text

    def fault(self, kind: str, column: int | None, **values: object) -> None:
        self.faults.append(Fault(kind, column, values))

    def filled(self, held: Field) -> list[tuple[int, str]]:
        """Return column and text of each cell that holds this and is not blank."""
        return [(c, t) for c in self.whole.columns.get(held, ()) if not is_blank(t := self._texts.get(c, ""))]

    def column_of(self, *fields: Field) -> int | None:
        return next((column for held in fields for column in self.whole.columns.get(held, ())), None)

    def speaks_of(self, who: Who, numbers: Iterable[int] = range(1, MOST_PEOPLE + 1)) -> bool:
        """Say whether a detail of theirs is filled; what is said down the whole column names nobody."""
        details = DETAILS[who] if who is Who.CHILD else (*NAMES, *CONTACTS)
        fields = [Field(who, number, detail) for number in numbers for detail in details]
        return any(self.filled(held) or (held.detail in NAMES and self._name_cell(held)[1]) for held in fields)

    def _name_cell(self, held: Field) -> tuple[int | None, str]:
        """Return a cell that holds a name; there blank-looking words are text, and only dashes are nothing."""
        for column in self.whole.columns.get(held, ()):
            if (text := self._texts.get(column, "")).strip("-–—. "):
                return column, text
        return None, ""

    def _name_parts(self, who: Who, number: int) -> tuple[list[int], list[str]]:
        """Return the columns that name a person, and the name in one part or two (first and last)."""
        (_, full), (_, first), (_, last) = cells = [self._name_cell(Field(who, number, d)) for d in NAMES]
        columns = [column for column, _ in cells if column is not None]
        if (first or full) and (is_no_name(last) or not has_letters(last)):
            last = ""
        if not first and full and last and full.casefold().endswith(f" {last.casefold()}"):
            full = full[: -len(last)].strip()
        given = first or full
        if not given and who is Who.ADULT:
            return columns, [last]
        is_whole = not first and (not last or "," in full)
        return columns, [given] if is_whole else [given, last]

    def people(self, who: Who, number: int, *, may_ask: bool = True) -> tuple[int | None, tuple[Name, ...] | None]:
        """Return where a name stands, and who is named: nobody where that is said already, None where no name is."""
        columns, parts = self._name_parts(who, number)
        column = columns[0] if columns else self.column_of(*(Field(who, number, d) for d in NAMES))
        text = " ".join(filter(None, parts))
        if not parts[0]:
            return column, None
        if not has_letters(text):
            self.fault(f"{who}_name_no_letters", column, value=text[:SHOWN])
        elif who is Who.ADULT and is_blank(text):
            self.fault("adult_name_blank", column, value=text)
        elif may_ask and self._is_doubtful(who, columns, parts):
            return column, self._asked_names(who, column or 0, parts)
        else:
            return column, (plain_name(parts),)
        return column, ()

    def _is_doubtful(self, who: Who, columns: list[int], parts: list[str]) -> bool:
        """Say whether somebody has to look at a name: a note in it, no name at all, or one unlike its column."""
        if any(map(has_note, parts)) or has_two_first_names(parts) or is_no_name(parts[0]):
            return True
        is_lone_word = len(parts) == 1 and " " not in parts[0] and not self.whole.longer.isdisjoint(columns)
        if who is Who.ADULT and (is_no_person(parts) or is_lone_word):
            return True
        if not any(self._texts[column] in self.whole.unlike[column] for column in columns):
            return False
        # "otis crane" beside his mother Fay Crane is only typed in another way.
        others = {c for held, found in self.whole.columns.items() if held.who is not who for c in found}
        beside = {word for c in others & self.whole.named for word in folded(self._texts.get(c, "")).split()}
        return beside.isdisjoint(folded(" ".join(parts)).split())

    def _asked_names(self, who: Who, column: int, parts: list[str]) -> tuple[Name, ...]:
        ways = ways_to_read(parts, of_child=who is Who.CHILD)
        options = [_name_option(value, names) for value, names in ways.items()]
        text = " ".join(filter(None, parts))
        key = f"name-{column}-{sha256('|'.join(parts).encode()).hexdigest()[:12]}"
        kind = QuestionKind.CHILD_NAME if who is Who.CHILD else QuestionKind.ADULT_NAME
        answer = self.whole.ask(key, kind, self.row.number, options, text=text, column=column)
        if not ways.get(answer):
            self.fault(f"{who}_name_{'left_out' if answer else 'unanswered'}", column, value=text[:SHOWN])
        return ways.get(answer, ())

    def date_in(self, held: Field, prefix: str) -> date | None:
        for column, text in self.filled(held):
            reading = self.whole.dates[column].get(text)
            problem = f"date_{reading.problem}" if reading and reading.problem else "date_order_unclear"
            if reading is None or reading.problem:
                self.fault(prefix + problem, column, value=text[:SHOWN])
            return reading.value if reading else None
        return None

    def line(self, held: Field, longest: int) -> str:
        for column, text in self.filled(held):
            if len(text) > longest:
                self.fault("text_too_long", column, limit=longest, value=text[:SHOWN])
                return ""
            return " ".join(text.split())
        return ""


def _name_option(value: str, names: tuple[Name, ...]) -> Option:
    label = value.rstrip("-0123456789").replace("-", "_")
    first, *others = (str(name) for name in names) if names else ("",)
    other = names[0].known_as if label == "known_as" else ", ".join(others)
    return Option(value, label, {"name": first, "other": other} if names else {})
