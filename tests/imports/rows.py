"""Lists of a few rows with the mapping given by hand, and what reading them gives."""

import re
from collections.abc import Mapping as ReadOnly
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from portal.imports.columns import Field, Layout, Mapping
from portal.imports.people import Reading
from portal.imports.reading import read_workbook
from portal.imports.rows import read_rows
from portal.imports.sheet import Row, Sheet

SESSIONS = {
    "playgroup": "Playgroup",
    "breakfast": "Breakfast club",
    "after_school": "After-school club",
    "holiday": "Holiday club",
}
TODAY = date(2026, 11, 22)
CASES = Path(__file__).parent / "cases"
# Columns as tests name them: c1 is the first child, a2 the second adult.
WHO = {"c": "child", "a": "adult"}


def mapping(columns: str, *, layout: Layout = Layout.ROW_PER_CHILD) -> Mapping:
    """Return a mapping of such columns: "c1_name c1_born_on - a1_name", where - is not used."""
    fields = {i: _field(word) for i, word in enumerate(columns.split())}
    return Mapping(layout, fields)


def _field(word: str) -> Field | None:
    return None if word == "-" else Field.parse(f"{WHO[word[0]]}_{word[1:]}")


def sheet(*rows: Sequence[str], headings: ReadOnly[int, str] | None = None, **more) -> Sheet:
    """Return these rows as a sheet, with the headings of some columns; the first stands in row 2."""
    headed = tuple((headings or {}).get(i, "") for i in range(len(rows[0])))
    return Sheet("", headed, tuple(Row(n, tuple(cells)) for n, cells in enumerate(rows, 2)), **more)


def read(
    columns: str,
    *rows: Sequence[str],
    answers: ReadOnly[str, str] | None = None,
    headings: ReadOnly[int, str] | None = None,
    **more,
) -> Reading:
    return read_rows(
        sheet(*rows, headings=headings), mapping(columns, **more), answers or {}, today=TODAY, sessions=SESSIONS
    )


def read_case(file: str, columns: str, answers: ReadOnly[str, str] | None = None, **more) -> Reading:
    (table,) = read_workbook((CASES / file).read_bytes())
    return read_rows(table, mapping(columns, **more), answers or {}, today=TODAY, sessions=SESSIONS)


def kinds(reading: Reading) -> dict[int, list[str]]:
    return {row: [fault.kind for fault in faults] for row, faults in reading.faults.items()}


def children(reading: Reading) -> list[str]:
    return [child.record.name for child in reading.children]


def adults(reading: Reading) -> list[str]:
    return [adult.record.name for child in reading.children for adult in child.adults]


def options(reading: Reading) -> dict[str, list[str]]:
    """Return each question's text with its options: the value, and the people it would register."""
    return {
        str(question.values["text"]): [
            " ".join([option.value, *filter(None, [", ".join(filter(None, map(str, option.values.values())))])])
            for option in question.options
        ]
        for question in reading.questions
    }


def answer_all(reading: Reading, value: str) -> dict[str, str]:
    return {question.key: value for question in reading.questions}


def placeholders(sentence: object) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", str(sentence)))
