"""Any file at all becomes a table or one plain reason why not."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.attachments import worker
from portal.attachments.policy import Facts
from portal.attachments.worker import Opened
from portal.imports.delimited import best_encoding
from portal.imports.faults import UnreadableFile
from portal.imports.interpretation import first_decisions
from portal.imports.reading import read_workbook
from portal.imports.service import open_list
from portal.imports.sheet import Sheet, from_json, to_json

from .workbooks import package, workbook

FILES = Path(__file__).parent / "files"
CASES = Path(__file__).parent / "cases"
FAMILIES = ("Families", [["First name", "Surname", "DOB", "Mum"], ["Anaya", "Patel", ("date", 44907), "Meera Patel"]])
HEADINGS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>First name</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>DOB</t></is></c></row>'
)


def read_table(data: bytes) -> Sheet:
    (sheet,) = read_workbook(data)
    return sheet


def of_case(name: str) -> tuple[Sheet, ...]:
    (path,) = CASES.glob(f"*/{name}")
    return read_workbook(path.read_bytes())


def csv(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def noted(sheet: Sheet) -> dict[str, list[object]]:
    return {note.kind: list(note.values.values()) for note in sheet.notes}


def reason_for(data: bytes) -> str:
    with pytest.raises(UnreadableFile) as refused:
        read_table(data)
    return refused.value.fault.kind


def refused_by_process(data: bytes) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as refused:
        open_list(data, "list.csv")
    assert refused.value.fault.values["filename"] == "list.csv"
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
        ("semicolons_windows.csv", ["letters_tried"]),
        ("title_lines.csv", ["lines_above_skipped", "headings_repeated"]),
        ("no_headings.csv", ["no_headings"]),
    ],
)
def test_what_was_put_right_is_told(name, kinds):
    assert [note.kind for note in read_table((FILES / name).read_bytes()).notes] == kinds


def test_a_mark_of_unicode_that_was_read_as_letters_is_no_letter():
    assert read_table("ï»¿Child,DOB\nIvy Marsh,1/2/2022\n".encode()).headings == ("Child", "DOB")


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
        (b"", "empty"),
        (b" \r\n\r\n", "empty"),
        (b"\xef\xbb\xbf,,\n,,\n", "empty"),
        (b"Forename,Surname,DOB\r\n", "no_rows"),
        (b"%PDF-1.7 not a list", "not_a_list"),
        (b"a\0b\0\0\0c,d\n" * 9, "not_a_list"),
        (b"PK\x03\x04nonsense", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000), "not_a_list"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b'Forename,Surname,DOB\nAnn,"Day,1/2/2022\nBo,Lee,1/2/2022\n', "unclosed_quote"),
        (b"Forename,DOB\n" + b"Ann,1/2/2022\n" * 5001, "too_many_rows"),
        (b"Forename,DOB" + b",x" * 99 + b"\nAnn,1/2/2022\n", "too_many_columns"),
        (b"Forename,DOB\n" + b"A" * 2001 + b",1/2/2022\n", "cell_too_long"),
        (b"a" * (5 * 1024 * 1024 + 1), "file_too_large"),
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
    assert reason_for(package(["a"], [body])) == "unpacks_too_large"


def test_an_empty_formatted_cell_far_away_does_no_harm():
    far = '<row r="2"><c r="A2"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert len(read_table(package(["a"], [f"<sheetData>{HEADINGS}{far}</sheetData>"])).rows) == 1


def test_a_size_that_lies_is_not_believed():
    data = bytearray(package(["a"], ["<sheetData/>" + " " * (51 * 1024 * 1024)]))
    honest = (51 * 1024 * 1024).to_bytes(4, "little")[2:]
    at = data.rfind(b"PK\x01\x02")
    assert honest in data[at : at + 46]
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    assert reason_for(bytes(data)) == "unpacks_too_large"


def test_a_list_that_is_too_much_work_has_a_reason(monkeypatch):
    monkeypatch.setattr(worker, "LIMITS", replace(worker.LIMITS, clock=0))
    assert refused_by_process(workbook(FAMILIES)).fault.kind == "too_much_work"


@pytest.mark.parametrize("path", sorted(FILES.iterdir()), ids=lambda path: path.name)
def test_a_list_comes_out_of_its_process_as_it_was_read(path):
    assert list(open_list(path.read_bytes(), path.name).sheets) == list(read_workbook(path.read_bytes()))


def test_a_workbook_comes_out_of_its_process_as_it_was_read():
    data = workbook(("Ünï – “1”", FAMILIES[1]), FAMILIES, merged="C2:C3")
    assert list(open_list(data, "list.xlsx").sheets) == list(read_workbook(data))


def test_why_a_list_cannot_be_read_comes_out_of_its_process_too():
    refused = refused_by_process(b"Forename,DOB\n" + b"A" * 2001 + b",1/2/2022\n")
    assert refused.fault.kind == "cell_too_long"
    assert refused.fault.values == {"row": 2, "limit": 2000, "filename": "list.csv"}


@pytest.mark.parametrize(
    ("facts", "parts"),
    [
        ({}, []),
        ({}, [b""]),
        ({}, [b"[]", b"[]"]),
        ({}, [b"{"]),
        ({}, [b"[1]"]),
        ({}, [b'[["a"], [[]], []]']),
        ({}, [b'[["", ["a"], [[2, "x"]], [], [], []] ]']),
        ({}, [b"[" * 100_000]),
        ({"unreadable": "no reason of ours"}, []),
        ({"unreadable": None}, []),
    ],
)
def test_an_answer_that_makes_no_sense_is_a_damaged_file(facts: Facts, parts: list[bytes], monkeypatch):
    monkeypatch.setattr("portal.imports.service.open_in_worker", lambda opener, data: Opened(facts, parts))
    assert refused_by_process(b"").fault.kind == "damaged"


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_else(data):
    try:
        sheets = read_workbook(data)
    except UnreadableFile:
        return  # a reason of its own; any other exception fails this test
    assert from_json(to_json(sheets)) == sheets


@given(st.data())
def test_no_damage_to_a_workbook_raises_anything_else(data):
    whole = bytearray(workbook(FAMILIES, ("b", FAMILIES[1]), hidden_rows=[2]))
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=6)):
        whole[at] = data.draw(st.integers(0, 255))
    cut = bytes(whole[: data.draw(st.integers(0, len(whole)))])
    try:
        sheets = read_workbook(cut)
    except UnreadableFile:
        return  # a reason of its own; any other exception fails this test
    assert from_json(to_json(sheets)) == sheets


_XML = st.lists(
    st.sampled_from(
        ['<row r="2">', "<row>", '<row hidden="1">', "</row>", '<c r="B2">', "<c>", "</c>", "<v>7</v>", "<v/>",
         "<is><t>DOB</t></is>", '<col min="1" max="2" hidden="1"/>', '<mergeCell ref="A1:B2"/>', "Ann", "&lt;"]
    ),
    max_size=30,
)  # fmt: skip


@given(_XML)
def test_no_xml_of_a_sheet_raises_anything_else(pieces):
    try:
        sheets = read_workbook(package(["a"], [f"<sheetData>{''.join(pieces)}</sheetData>"]))
    except UnreadableFile:
        return  # a reason of its own; any other exception fails this test
    assert from_json(to_json(sheets)) == sheets


# What is no list of ours


@pytest.mark.parametrize(
    "data",
    [
        *(path.read_bytes() for path in sorted(CASES.glob("15-*/*"))),
        b"<table><tr><td>First name</td><td>DOB</td></tr><tr><td>Ivy</td></tr></table>",
        b"\r\n\t <TABLE>\n<TR><TD>Name,DOB</TD></TR>\n</TABLE>",
        b"\xef\xbb\xbf<?xml version='1.0'?><ss:Workbook/>",
        '<?xml version="1.0" encoding="UTF-16"?><Workbook/>'.encode("utf-16"),
        b"<!-- made by Portal 9 --><names>Ivy,Otis</names>",
        b"<<<,first name,dob\nIvy,Marsh,1/2/2022",
    ],
)
def test_markup_is_refused_by_its_structure_whatever_the_file_is_called(data):
    assert reason_for(data) == "not_a_list"


@pytest.mark.parametrize(
    "members",
    [
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<office:document-content/>"},
        {"[Content_Types].xml": "<Types/>", "xl/workbook.bin": "x", "xl/worksheets/sheet1.bin": "x"},
        {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>"},
        {"Index/Document.iwa": "x"},
        {"families.csv": "First name,DOB"},
    ],
    ids=["open document", "binary workbook", "text document", "Numbers", "zipped text"],
)
def test_another_kind_of_package_is_refused(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        for name, content in members.items():
            zipped.writestr(name, content)
    assert reason_for(out.getvalue()) == "not_a_list"


def test_two_parts_of_one_name_are_refused():
    out = io.BytesIO(workbook(FAMILIES))
    with zipfile.ZipFile(out, "a") as zipped:
        zipped.writestr("XL\\Worksheets/sheet1.xml", "<worksheet><sheetData/></worksheet>")
    assert reason_for(out.getvalue()) == "damaged"


def test_a_document_type_in_any_part_that_names_sheets_is_refused():
    data = workbook(FAMILIES)
    for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"):
        assert reason_for(_changed(data, part, lambda xml: xml.replace("?>", "?><!DOCTYPE a>"))) == "damaged"


def _changed(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode()
            new.writestr(name, change(content) if name == part else content)
    return out.getvalue()


# All sheets


def test_every_visible_sheet_can_be_chosen_and_the_others_are_named():
    empty, forms = ("Empty", []), ("Forms", [["Forename", "Surname", "DOB"]])
    notes = ("Notes", [["Ring the bakery"]])
    sheets = read_workbook(workbook(notes, FAMILIES, empty, forms, ("Old", FAMILIES[1] * 2), hidden=["Old"]))
    assert [sheet.name for sheet in sheets] == ["Notes", "Families"]
    assert first_decisions(sheets).sheet == 1
    assert [row.cells for row in sheets[1].rows] == [("Anaya", "Patel", "2022-12-12", "Meera Patel")]
    assert noted(sheets[1]) == {"hidden_sheets": ["Old"], "sheets_left_out": ["Forms"]}


@pytest.mark.parametrize(
    ("name", "names", "rows"),
    [
        ("43-two-clubs-two-sheets.xlsx", ["Playgroup", "After School Club"], [3, 2]),
        ("44-children-and-parents-sheets.xlsx", ["Children", "Parents"], [2, 2]),
    ],
)
def test_both_sheets_of_the_cases_are_there(name, names, rows):
    sheets = of_case(name)
    assert [sheet.name for sheet in sheets] == names
    assert [len(sheet.rows) for sheet in sheets] == rows


def test_the_best_sheet_has_most_known_headings_then_most_rows_then_comes_first():
    head = ["First name", "Surname", "DOB"]
    one, two = [head, ["Ann", "Day", "1/2/2022"]], [head, ["Ann", "Day", "1/2/2022"], ["Ben", "Lee", "1/2/2022"]]
    fewer = [["First name", "DOB"], *[["Ann", "1/2/2022"]] * 9]
    for lists, best in (([one, two], 1), ([two, one], 0), ([fewer, one], 1), ([one, one], 0)):
        assert first_decisions(read_workbook(workbook(*((str(i), rows) for i, rows in enumerate(lists))))).sheet == best


def test_all_sheets_together_keep_within_the_limit():
    rows = [["First name", "DOB"], *[["Ann", "1/2/2022"]] * 2501]
    assert reason_for(workbook(("a", rows), ("b", rows))) == "too_many_rows"
    assert len(read_workbook(workbook(("a", rows), ("b", rows[:2500])))) == 2


@pytest.mark.parametrize("other", [[["A" * 2001]], [["x"] * 101]], ids=["a long text", "a wide table"])
def test_a_sheet_of_another_kind_does_not_keep_the_list_out(other):
    wide = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in other[0])
    body = f"<sheetData>{HEADINGS}<row><c><v>1</v></c></row></sheetData>"
    (sheet,) = read_workbook(package(["list", "Guide"], [body, f"<sheetData><row>{wide}</row></sheetData>"]))
    assert noted(sheet) == {"sheets_left_out": ["Guide"]}


@pytest.mark.parametrize("folder", ["/xl/worksheets/", "worksheets/"])
def test_a_part_is_found_however_it_is_named(folder):
    data = workbook(FAMILIES, hidden_rows=[2])
    moved = _changed(data, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace("worksheets/", folder))
    assert [row.number for row in read_table(moved).hidden_rows] == [2]


def test_a_sheet_is_never_read_without_knowing_what_is_hidden_in_it():
    data = workbook(FAMILIES, hidden_rows=[2])
    moved = _changed(data, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace("worksheets/", "./worksheets/"))
    assert reason_for(moved) == "damaged"


def test_sheets_are_found_by_any_prefix():
    def renamed(xml: str) -> str:
        return (
            re.sub(r"(</?)(\w)", r"\1x:\2", xml)
            .replace("r:id", "q:id")
            .replace(" xmlns:r=", " xmlns:q=")
            .replace(" xmlns=", " xmlns:x=")
        )

    data = _changed(workbook(FAMILIES, ("b & “c”", FAMILIES[1]), hidden_rows=[2]), "xl/workbook.xml", renamed)
    data = _changed(data, "xl/worksheets/sheet2.xml", renamed)
    assert [(sheet.name, len(sheet.rows), len(sheet.hidden_rows)) for sheet in read_workbook(data)] == [
        ("Families", 0, 1),
        ("b & “c”", 0, 1),
    ]


@pytest.mark.parametrize(
    "kept",
    [b"", b"[]", b"{}", b"null", b"[[]]", b"7", b'[["a", ["DOB"], [], [], []]]',
     b'[["a", ["DOB"], [[2]], [], [], []]]', b'[["a", ["DOB"], [["2", "x"]], [], [], []]]',
     b'[["a", ["DOB"], [[true, "x"]], [], [], []]]', b'[["a", ["DOB"], [[2, 3]], [], [], []]]',
     b'[["a", [7], [[2, "x"]], [], [], []]]', b'[[7, ["DOB"], [[2, "x"]], [], [], []]]',
     b'[["a", ["DOB"], [[2, "x"]], [["other", {}]], [], []]]', b'[["a", ["DOB"], [[2, "x"]], [], [[2]], []]]',
     b'[["a", ["DOB"], [[2, "x"]], [], [], ["2"]]]', b'[["a", ["DOB"], [[2, "x"]], [], [], [3, 2]]]',
     b'[["a", ["DOB"], [[2, "\\ud800"]], [], [], []]]', b"[" * 100_000],
)  # fmt: skip
def test_nothing_else_is_taken_for_kept_sheets(kept):
    with pytest.raises((ValueError, TypeError, RecursionError)):
        from_json(kept)


def test_sheets_are_kept_whole():
    sheets = read_workbook(workbook(FAMILIES, ("Ünï", FAMILIES[1] * 3), hidden_rows=[2]))
    marked = tuple(replace(sheet, doubtful_rows=frozenset({3, 2})) for sheet in sheets)
    assert from_json(to_json(marked)) == marked


# Hidden rows and columns

LIST = [["First name", "Surname", "DOB"], ["Ivy", "Marsh", "1/2/2022"], ["Otis", "Crane", "2/2/2022"],
        ["Wren", "Dale", "3/2/2022"]]  # fmt: skip


def test_a_hidden_row_is_left_out_and_kept_apart_and_hidden_columns_are_named():
    (sheet,) = of_case("35-hidden-rows-and-columns.xlsx")
    assert [row.cells[0] for row in sheet.rows] == ["Ivy", "Otis", "Wren"]
    assert [(row.number, row.cells[:2]) for row in sheet.hidden_rows] == [(5, ("Leaver", "Gone"))]
    assert noted(sheet) == {"hidden_columns": ["Dad, Dad email, Dad PR"]}
    assert sheet.rows[0].cells[6] == "Rob Marsh"


@pytest.mark.parametrize(
    ("first", "hidden", "shown", "unseen"),
    [
        ((1, 1), [3], ["Ivy", "Wren"], [("Otis", 3)]),
        ((4, 3), [6], ["Ivy", "Wren"], [("Otis", 6)]),
        ((2, 2), [3, 5], ["Otis"], [("Ivy", 3), ("Wren", 5)]),
        ((1, 1), [2, 3, 4], [], [("Ivy", 2), ("Otis", 3), ("Wren", 4)]),
        ((1, 1), [9], ["Ivy", "Otis", "Wren"], []),
    ],
)
def test_hidden_rows_match_by_their_number_wherever_the_list_begins(first, hidden, shown, unseen):
    (sheet,) = read_workbook(workbook(("a", LIST), hidden_rows=hidden, first=first))
    assert [row.cells[first[1] - 1] for row in sheet.rows] == shown
    assert [(row.cells[first[1] - 1], row.number) for row in sheet.hidden_rows] == unseen
    assert sheet.headings[first[1] - 1 :] == ("First name", "Surname", "DOB")


def test_each_sheet_has_its_own_hidden_rows():
    body = "<sheetData>{}<row{}><c><v>1</v></c></row><row{}><c><v>2</v></c></row></sheetData>"
    bodies = [body.format(HEADINGS, *marks) for marks in ((' hidden="1"', ""), ("", ' hidden="true"'))]
    hidden = [[row.number for row in sheet.hidden_rows] for sheet in read_workbook(package(["a", "b"], bodies))]
    assert hidden == [[2], [3]]


def test_a_cell_merged_into_hidden_rows_is_theirs_too():
    rows = [["First name", "DOB", "Mum"], ["Ivy", "1/2/2022", "Jo Day"], ["Otis", "1/2/2022", None]]
    (sheet,) = read_workbook(workbook(("a", rows), merged="C2:C3", hidden_rows=[2]))
    assert (sheet.rows[0].cells[2], sheet.hidden_rows[0].cells[2]) == ("Jo Day", "Jo Day")


# Headings on two rows

JOINED = ("Child First name", "Child Surname", "Child DOB", "Mother Name", "Mother Email", "Mother PR", "Father Name",
          "Father Email", "Father PR")  # fmt: skip
UNDER = "First name,Surname,DOB,Name,Email,PR,Name,Email,PR"
BODY = "Ivy,Marsh,14/02/2023,Nell Marsh,n@example.org,Yes,Rob Marsh,r@example.org,Yes"


@pytest.mark.parametrize("name", ["31-two-level-merged-header.xlsx", "92-csv-two-header-rows.csv"])
def test_a_group_and_its_headings_are_read_together(name):
    (sheet,) = of_case(name)
    assert sheet.headings == JOINED
    assert sheet.rows[0].cells[:2] == ("Ivy", "Marsh")
    assert "headings_joined" in noted(sheet)


def test_a_heading_merged_over_both_rows_stays_as_it_is():
    (sheet,) = of_case("32-two-level-contact12.xlsx")
    assert sheet.headings == ("Name First", "Name Last", "DOB", "Contact 1 Name", "Contact 1 Email", "Contact 1 PR",
                              "Contact 2 Name", "Contact 2 Email", "Contact 2 PR")  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "first", "above"),
    [
        (["Child,,,Mother,,,Father,,", UNDER, BODY], 3, 0),
        (["Happy Days register,,,,,,,,", "Child,,,Mother,,,Father,,", UNDER, BODY], 4, 1),
        ([",,,Mother,,,Father,,", UNDER, BODY], 3, 0),
        (["Child details,,,Mother (details),,,Father - information:,,", UNDER, BODY], 3, 0),
        (["First name,Surname,DOB,Mother,,,Father,,", ",,,Name,Email,PR,Name,Email,PR", BODY], 3, 0),
        (["Child,,DOB,Mother,,,Father,,", "First name,Surname,,Name,Email,PR,Name,Email,PR", BODY], 3, 0),
        (["Child,,,Mother,,,Father,,", UNDER, BODY, "Child,,,Mother,,,Father,,", UNDER, BODY], 3, 0),
        (["Printed,3/9/2026", "", "Child,,,Mother,,,Father,,", UNDER, BODY], 5, 1),
    ],
)
def test_groups_in_a_text_file_reach_to_the_next_one(lines, first, above):
    sheet = read_table(csv(*lines))
    assert [heading.rpartition(" ")[2] for heading in sheet.headings[:3]] == ["name", "Surname", "DOB"]
    assert sheet.headings[3:] == JOINED[3:]
    assert sheet.rows[0].number == first
    assert all(row.cells[0] == "Ivy" for row in sheet.rows)
    assert noted(sheet).get("lines_above_skipped", [0])[0] == above


def test_a_heading_under_another_group_is_never_taken_for_a_parents():
    sheet = read_table(csv("Child,,,Mother,,GP,", "First name,Surname,DOB,Name,Email,Name,Phone", "a,b,c,d,e,f,g"))
    assert sheet.headings[3:] == ("Mother Name", "Mother Email", "GP Name", "GP Phone")


@pytest.mark.parametrize("other", ["Medical", "Doctor", "Anything"])
def test_one_parent_beside_a_group_of_another_kind_is_told_apart(other):
    sheet = read_table(csv(f"Child,,{other},Mother,,", "Name,DOB,Email,First name,Last name,Phone", "a,b,c,d,e,f"))
    assert sheet.headings == ("Child Name", "Child DOB", f"{other} Email", "Mother First name", "Mother Last name",
                              "Mother Phone")  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "merged"),
    [
        ([["Families", None, None], *LIST], "A1:C1"),
        ([["Children", None, None], *LIST], "A1:C1"),
        ([["Children", None, None], *LIST], ""),
        ([["Autumn", None, "2026"], *LIST], ""),
        ([["Register", "Room", "Year"], *LIST], ""),
    ],
)
def test_a_title_above_is_no_group(rows, merged):
    (sheet,) = read_workbook(workbook(("a", rows), merged=merged))
    assert sheet.headings == ("First name", "Surname", "DOB")
    assert noted(sheet)["lines_above_skipped"][0] == 1


@pytest.mark.parametrize(
    "first", [["Ivy", None, None, None], ["Ivy", "1/2/2022", None, "x"], [None, None, "Jo Day", None]]
)
def test_the_first_child_is_never_taken_for_a_second_row_of_headings(first):
    rows = [["Child", "DOB", "Mum", "Mum email"], first, ["Otis", "2/2/2022", "Fay Crane", "f@example.org"]]
    (sheet,) = read_workbook(workbook(("a", rows)))
    assert sheet.headings == ("Child", "DOB", "Mum", "Mum email")
    assert len(sheet.rows) == 2


@pytest.mark.parametrize(
    "lines",
    [
        "Child's name,DOB,Mother,Father,Who has PR?,Lives with,Court orders?\nIvy Marsh,1/2/2022,Nell Marsh,Rob Marsh,Both "
        "parents,Mum,No\nBo Roe,2/2/2022,Fay Roe,Al Roe,Mother only,Mum,Yes - father no contact",
        "Type,First name,Surname,DOB,Email,Relationship\nChild,Ivy,Marsh,1/2/2022,,\nParent,Nell,Marsh,,n@example.org,Mother",
    ],
)
def test_answers_that_speak_of_people_are_no_headings(lines):
    (table,) = read_workbook(lines.encode())
    assert [row.number for row in table.rows] == [2, 3]


def test_headings_may_begin_in_another_column_and_totals_stay_rows():
    sheet = read_table(csv(",,First name,Surname,DOB", ",,Ivy,Marsh,1/2/2022", "", "Total,,1"))
    assert sheet.headings == ("", "", "First name", "Surname", "DOB")
    assert [(row.number, row.cells[0]) for row in sheet.rows] == [(2, ""), (4, "Total")]


# Letters

NAMES = [
    "José Núñez",
    "Zoë Day",
    "Siân Rhys",
    "Siôn Ó Briain",
    "Jürgen Müller",
    "Åsa Östlund",
    "Øyvind Sørensen",
    "François Noël",
    "MÜLLER",
    "NÚÑEZ",
    "JOSÉ",
    "Éabha",
    "Ángel García",
    "Niall O’Brien",
    "Sa’ad",
    "The mother’s",
    "Seán",
    "Chloë",
    "Renée",
    "Köln",
    "Groß",
    "Þór",
    "Dušan",
    "Žan",
    "João",
    "Conceição",
    "Anaïs",
    "Håkan",
    "Bjørn",
    "Lærke",
    "Çelik",
    "Gül",
    "Smith–Jones",
    "naïve",
    "Hélène",
    "Inès",
    "Ruairí",
    "Pádraig",
    "Máire",
    "Ægir",
    "Niño",
    "Inês Gonçalves",
    "Martínez",
    "Peña",
    "Björk",
    "Ramón",
    "Julián",
    "Bäcker",
]
LISTS = (
    "Zoë,José Núñez,Siân,Niall O’Brien,Müller", "François,Hélène,Renée,Noël", "García,Martínez,Peña,Ramón",
    "Inês,João,Conceição,Gonçalves", "Seán,Pádraig,Máire,Ruairí,Gearóid Ó Sé", "Søren,Bjørn,Lærke,Åsa,Håkan",
    "Jürgen,Groß,Köln,Bäcker", "Çelik,Gül,Müge,Özgür", "Siôn,Siân,Gwên", "JOSÉ,NÚÑEZ,MÜLLER,ÅSA",
)  # fmt: skip
ENCODINGS = ("cp1252", "mac_roman", "cp850")


def stored(texts: Iterable[str]) -> list[tuple[str, str]]:
    """Return each text with each encoding that has its letters."""
    return [(text, name) for text in texts for name in ENCODINGS if text == text.encode(name, "ignore").decode(name)]


@pytest.mark.parametrize(("name", "encoding"), stored(NAMES))
def test_one_name_is_read_rightly_or_in_doubt(name, encoding):
    data = name.encode(encoding)
    found, _, is_doubtful = best_encoding(data)
    assert is_doubtful or data.decode(found) == name
    assert encoding != "cp1252" or data.decode(found) == name


@pytest.mark.parametrize(("names", "encoding"), stored(LISTS))
def test_a_few_names_are_enough_to_read_them_rightly(names, encoding):
    data = names.encode(encoding)
    assert data.decode(best_encoding(data)[0]) == names


@pytest.mark.parametrize(("name", "told"), [("23-macroman.csv", "Mac OS Roman"), ("25-dos-cp850.csv", "DOS CP850")])
def test_letters_of_a_mac_and_of_dos_are_read(name, told):
    (sheet,) = of_case(name)
    assert [row.cells[:2] for row in sheet.rows] == [("José", "Núñez"), ("Siân", sheet.rows[1].cells[1])]
    assert sheet.rows[1].cells[1] in ("O’Dowd", "O'Dowd")
    assert noted(sheet) == {"letters_tried": [told]}
    assert sheet.doubtful_rows == frozenset()


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("Łukasz", "cp1250"), ("Șerban", "iso8859_16"), ("Błażej", "cp1250"), ("Ağaoğlu", "cp1254"), ("Жук", "cp1251")],
)
def test_letters_of_none_of_them_are_marked_beside_their_rows(name, encoding):
    sheet = read_table(b"First name,DOB\nAnn,1/2/2022\n" + name.encode(encoding) + b",1/2/2022\n")
    assert sheet.doubtful_rows == {3}
    assert "letters_tried" in noted(sheet)


def test_one_odd_letter_marks_its_own_row_alone():
    lines = ["First name,DOB", *(f"{name},1/2/2022" for name in ("Zoë", "José", "Siân", "Müller", "£ukasz", "Ann"))]
    assert read_table("\n".join(lines).encode("cp1252")).doubtful_rows == {6}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_unicode_is_never_in_doubt(encoding):
    sheet = read_table("First name,DOB\nŁukasz Șerban Ж,1/2/2022\n".encode(encoding))
    assert (sheet.doubtful_rows, sheet.notes, sheet.rows[0].cells[0]) == (frozenset(), (), "Łukasz Șerban Ж")
