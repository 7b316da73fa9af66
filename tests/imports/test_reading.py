"""Any file at all becomes a table or one plain reason why not."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.attachments import worker
from portal.attachments.policy import Facts
from portal.attachments.worker import Opened
from portal.imports.importing import open_list
from portal.imports.reading import read_table
from portal.imports.sheet import NoteKind, Unreadable, UnreadableFile

from .workbooks import package, workbook

FILES = Path(__file__).parent / "files"
FAMILIES = ("Families", [["First name", "Surname", "DOB", "Mum"], ["Anaya", "Patel", ("date", 44907), "Meera Patel"]])
HEADINGS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>First name</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>DOB</t></is></c></row>'
)


def reason_for(data: bytes) -> Unreadable:
    with pytest.raises(UnreadableFile) as refused:
        read_table(data)
    return refused.value.reason


def refused_by_process(data: bytes) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as refused:
        open_list(data, "list.csv")
    assert refused.value.values["filename"] == "list.csv"
    return refused.value


@pytest.mark.parametrize(
    ("name", "width", "numbers", "first"),
    [
        ("bom_commas.csv", 11, [2, 4, 5, 6], "Child's First Name"),
        ("semicolons_windows.csv", 11, [2, 3, 4], "Name"),
        ("row_per_adult.csv", 11, [2, 3, 4, 5, 6, 7], "Child"),
        ("title_lines.csv", 6, [5, 8, 9], "Surname"),
        ("utf16_tabs.txt", 5, [2], "Forename"),
        ("sep_line.csv", 5, [2], "Pupil name"),
        ("no_headings.csv", 4, [1, 2], ""),
    ],
)
def test_a_messy_file_becomes_a_table(name, width, numbers, first):
    sheet = read_table((FILES / name).read_bytes())
    assert len(sheet.headings) == width
    assert sheet.headings[0] == first
    assert [row.number for row in sheet.rows] == numbers
    assert all(len(row.cells) == width for row in sheet.rows)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("bom_commas.csv", []),
        ("semicolons_windows.csv", [NoteKind.WINDOWS_LETTERS]),
        ("title_lines.csv", [NoteKind.LINES_ABOVE_SKIPPED, NoteKind.HEADINGS_REPEATED]),
        ("no_headings.csv", [NoteKind.NO_HEADINGS]),
    ],
)
def test_what_was_put_right_is_told(name, kinds):
    assert [note.kind for note in read_table((FILES / name).read_bytes()).notes] == kinds


def test_letters_survive_their_encoding():
    assert read_table((FILES / "bom_commas.csv").read_bytes()).rows[0].cells[1] == "O’Connor-Núñez"
    assert read_table((FILES / "semicolons_windows.csv").read_bytes()).rows[0].cells[0] == "MÜLLER, Zoë"
    assert read_table((FILES / "utf16_tabs.txt").read_bytes()).rows[0].cells[1] == "Wójcik"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_encoding_delimiter_and_ending_reads_alike(encoding, delimiter, ending):
    lines = (["Forename", "Surname", "DOB"], ["Zoë", '"O’Brien, Ní"', "3/9/2022"], ["", "", ""], ["Ann", "Day"])
    text = ending.join(delimiter.join(line) for line in lines)
    sheet = read_table(text.encode(encoding))
    expected = [(2, ("Zoë", "O’Brien, Ní", "3/9/2022")), (4, ("Ann", "Day", ""))]
    assert [(row.number, row.cells) for row in sheet.rows] == expected


def test_a_workbook_is_read_from_the_sheet_of_families():
    data = workbook(("Notes", [["Ring the bakery"]]), FAMILIES, ("Old", FAMILIES[1] * 2), hidden=["Old"])
    sheet = read_table(data)
    assert [row.cells for row in sheet.rows] == [("Anaya", "Patel", "2022-12-12", "Meera Patel")]
    assert [(note.kind, note.values["sheet"]) for note in sheet.notes] == [(NoteKind.SHEET_CHOSEN, "Families")]


def test_numbers_and_ticks_of_a_workbook_read_as_people_see_them():
    rows = [["Forename", "DOB", "Mum mobile", "Mum PR", "Ref"], ["Ann", ("date", 44907), 7700900123.0, True, 1.5]]
    assert read_table(workbook(("a", rows))).rows[0].cells == ("Ann", "2022-12-12", "7700900123", "yes", "1.5")


def test_a_cell_merged_downwards_belongs_to_each_row():
    rows = [["Forename", "DOB", "Mum"], ["Anaya", "1/2/2022", "Meera Patel"], ["Rohan", "1/2/2023", None]]
    sheet = read_table(workbook(("a", rows), merged="C2:C3"))
    assert [row.cells[2] for row in sheet.rows] == ["Meera Patel", "Meera Patel"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Unreadable.EMPTY),
        (b" \r\n\r\n", Unreadable.EMPTY),
        (b"\xef\xbb\xbf,,\n,,\n", Unreadable.EMPTY),
        (b"Forename,Surname,DOB\r\n", Unreadable.NO_ROWS),
        (b"%PDF-1.7 not a list", Unreadable.NOT_A_LIST),
        (b"a\0b\0\0\0c,d\n" * 9, Unreadable.NOT_A_LIST),
        (b"PK\x03\x04nonsense", Unreadable.DAMAGED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000), Unreadable.DAMAGED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), Unreadable.PASSWORD),
        (b'Forename,Surname,DOB\nAnn,"Day,1/2/2022\nBo,Lee,1/2/2022\n', Unreadable.UNCLOSED_QUOTE),
        (b"Forename,DOB\n" + b"Ann,1/2/2022\n" * 5001, Unreadable.TOO_MANY_ROWS),
        (b"Forename,DOB" + b",x" * 99 + b"\nAnn,1/2/2022\n", Unreadable.TOO_MANY_COLUMNS),
        (b"Forename,DOB\n" + b"A" * 2001 + b",1/2/2022\n", Unreadable.CELL_TOO_LONG),
        (b"a" * (5 * 1024 * 1024 + 1), Unreadable.FILE_TOO_LARGE),
    ],
)
def test_what_cannot_be_read_has_a_reason(data, reason):
    assert reason_for(data) is reason


@pytest.mark.parametrize(
    "body",
    [
        f'<sheetData>{HEADINGS}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
        f"<sheetData>{HEADINGS}</sheetData>" + " " * (51 * 1024 * 1024),
    ],
    ids=["a cell in the far corner", "far more than 50 MB once unpacked"],
)
def test_a_small_file_cannot_ask_for_a_huge_table(body):
    assert reason_for(package(["a"], [body])) is Unreadable.UNPACKS_TOO_LARGE


def test_an_empty_formatted_cell_far_away_does_no_harm():
    far = '<row r="2"><c r="A2"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert len(read_table(package(["a"], [f"<sheetData>{HEADINGS}{far}</sheetData>"])).rows) == 1


def test_a_size_that_lies_is_not_believed():
    data = bytearray(package(["a"], ["<sheetData/>" + " " * (51 * 1024 * 1024)]))
    honest = (51 * 1024 * 1024).to_bytes(4, "little")[2:]
    at = data.rfind(b"PK\x01\x02")
    assert honest in data[at : at + 46]
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    assert reason_for(bytes(data)) is Unreadable.UNPACKS_TOO_LARGE


def test_a_list_that_is_too_much_work_has_a_reason(monkeypatch):
    monkeypatch.setattr(worker, "LIMITS", replace(worker.LIMITS, clock=0))
    assert refused_by_process(workbook(FAMILIES)).reason is Unreadable.TOO_MUCH_WORK


@pytest.mark.parametrize("path", sorted(FILES.iterdir()), ids=lambda path: path.name)
def test_a_list_comes_out_of_its_process_as_it_was_read(path):
    assert open_list(path.read_bytes(), path.name).sheet == read_table(path.read_bytes())


def test_a_workbook_comes_out_of_its_process_as_it_was_read():
    data = workbook(("Ünï – “1”", FAMILIES[1]), FAMILIES, merged="C2:C3")
    assert open_list(data, "list.xlsx").sheet == read_table(data)


def test_why_a_list_cannot_be_read_comes_out_of_its_process_too():
    refused = refused_by_process(b"Forename,DOB\n" + b"A" * 2001 + b",1/2/2022\n")
    assert refused.reason is Unreadable.CELL_TOO_LONG
    assert refused.values == {"row": 2, "limit": 2000, "filename": "list.csv"}


@pytest.mark.parametrize(
    ("facts", "parts"),
    [
        ({}, []),
        ({}, [b""]),
        ({}, [b"[]", b"[]"]),
        ({}, [b"{"]),
        ({}, [b"[1]"]),
        ({}, [b'[["a"], [[]], []]']),
        ({}, [b'[["a"], [["x", "y"]], []]']),
        ({}, [b'[["a"], [[1, "y"]], [["no kind of ours", {}]]]']),
        ({}, [b"[" * 100_000]),
        ({"unreadable": "no reason of ours"}, []),
        ({"unreadable": None}, []),
    ],
)
def test_an_answer_that_makes_no_sense_is_a_damaged_file(facts: Facts, parts: list[bytes], monkeypatch):
    monkeypatch.setattr("portal.imports.importing.open_in_worker", lambda opener, data: Opened(facts, parts))
    assert refused_by_process(b"").reason is Unreadable.DAMAGED


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_else(data):
    try:
        sheet = read_table(data)
    except UnreadableFile:
        return  # a reason of its own; any other exception fails this test
    assert all(len(row.cells) == len(sheet.headings) for row in sheet.rows)


@given(st.data())
def test_no_damage_to_a_workbook_raises_anything_else(data):
    whole = bytearray(workbook(FAMILIES))
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=6)):
        whole[at] = data.draw(st.integers(0, 255))
    cut = bytes(whole[: data.draw(st.integers(0, len(whole)))])
    try:
        sheet = read_table(cut)
    except UnreadableFile:
        return  # a reason of its own; any other exception fails this test
    assert sheet.rows
