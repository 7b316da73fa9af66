"""Every fault can be said in words, with nothing left unfilled."""

import re
from datetime import date

import pytest
from flask import Flask
from flask_babel import Babel
from portal.imports.fields import Field
from portal.imports.planned import Detail, Notice, NoticeKind

from portal.families.labels import RELATIONSHIPS, SESSIONS
from portal.families.policy import Relationship, SessionKind
from portal.imports.columns import MappingFault, MappingFaultKind
from portal.imports.faults import Fault, FaultKind
from portal.imports.labels import DETAILS, field_label
from portal.imports.sentences import (
    FAULTS,
    MAPPING_FAULTS,
    NOTES,
    NOTICES,
    UNREADABLE,
    fault_sentence,
    mapping_fault_sentence,
    note_sentence,
    notice_sentence,
    unreadable_sentence,
)
from portal.imports.sheet import Note, NoteKind, Unreadable, UnreadableFile

from .lists import JO, read, row
from .test_interpretation import read_file


@pytest.mark.parametrize(
    ("sentences", "kinds"),
    [(FAULTS, FaultKind), (UNREADABLE, Unreadable), (NOTES, NoteKind), (MAPPING_FAULTS, MappingFaultKind),
     (NOTICES, NoticeKind), (DETAILS, Detail), (RELATIONSHIPS, Relationship), (SESSIONS, SessionKind)],
)  # fmt: skip
def test_each_kind_has_its_words(sentences, kinds):
    assert set(sentences) == set(kinds)
    assert len({str(sentence) for sentence in sentences.values()}) == len(sentences)


def messy():
    headings_of_adults = ("Jo Day", "Mother's partner", "x", "a@b.org; c@d.org", "7700900111")
    yield read(
        row("Ann Day", headings_of_adults, ("Mr & Mrs Day", "", "", "d@b.org"), sessions="Swimming", ref="A1"),
        row("Ann Day", (*JO[:1], "father", "no", "", "07700 900222"), born="3/9/2022", ref="A1"),
        row("Ben", ("", "", "", "jo@b.org"), born="09/23/2022", dates=("1/9/2025", "1/8/2025")),
        row("Cat Day\x00", ("Sam", "dad", "", "a@b.org", "7.7E+9"), ref="A1"),
        row("", JO, born="31/02/2020"), row("Dan Day", born="1/1/2030"), row("Eve Day", born="1/1/1990"),
        row("NÃº Day", born="soon"), row("F" * 120, born=""), row("Gus Day", (*JO[:3], "jo@")),
    )  # fmt: skip
    for name in ("bom_commas.csv", "semicolons_windows.csv", "row_per_adult.csv", "title_lines.csv"):
        yield read_file(name)


def test_every_fault_of_messy_lists_reads_as_a_sentence():
    faults = [fault for reading in messy() for row in reading.rows for fault in row.faults]
    assert len({fault.kind for fault in faults}) > 24
    for sentence in map(fault_sentence, faults):
        assert re.search(r"[.”]$", sentence), sentence
        assert not re.search(r"%\(|None|adult_|child_|\d{4}-\d\d-\d\d", sentence), sentence
        assert "!" not in sentence


def test_what_was_typed_is_shown_as_it_is():
    fault = Fault(FaultKind.EMAIL_INVALID, 3, {"value": "50%(x)s%d <b>"})
    assert "“50%(x)s%d <b>”" in fault_sentence(fault)


def test_a_date_is_shown_in_words():
    fault = Fault(FaultKind.BIRTH_DATE_IN_FUTURE, 1, {"date": date(2027, 3, 2)})
    assert fault_sentence(fault) == "The date of birth, 2 March 2027, has not come yet. Check the year."


def test_sentences_are_said_inside_a_request_too():
    app = Flask(__name__)
    Babel(app, default_locale="en_GB")
    with app.test_request_context():
        assert "2 March 2027" in fault_sentence(Fault(FaultKind.BIRTH_DATE_IN_FUTURE, 1, {"date": date(2027, 3, 2)}))


def test_the_other_sentences_are_filled():
    values = {"row": 4, "limit": 5, "filename": "list.csv"}
    told = [unreadable_sentence(UnreadableFile(reason, **values)) for reason in Unreadable]
    told += [
        note_sentence(Note(kind, {"count": 2, "example": "A", "sheets": "A", "headings": "B", "encoding": "C"}))
        for kind in NoteKind
    ]
    told += [mapping_fault_sentence(MappingFault(kind, Field.BORN_ON, (1, 2))) for kind in MappingFaultKind]
    told += [notice_sentence(Notice(kind, "Jo Day", "jo@example.org", "Sam Day")) for kind in NoticeKind]
    assert all(sentence.endswith(".") and "%(" not in sentence for sentence in told)
    assert "More than one column is set to “Date of birth” (columns 2, 3). Keep one." in told


def test_each_column_has_a_name_of_its_own():
    assert len({field_label(field) for field in Field}) == len(Field)
    assert field_label(Field.ADULT_2_EMAIL) == "Adult 2: e-mail"
