"""What a sheet's XML asks for is known before a reader opens it: cells, hidden rows and columns, nothing of its own kind."""

import pytest

from portal.imports.faults import UnreadableFile
from portal.imports.reading import read_workbook
from portal.imports.workbook import Extent, walk

from .workbooks import package

BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def extent(body: bytes) -> Extent:
    found = Extent()
    walk(b"<sheetData>" + body + b"</sheetData>", found.visit)
    return found


def reason_for(body: bytes) -> str:
    with pytest.raises(UnreadableFile) as refused:
        extent(body)
    return refused.value.fault.kind


@pytest.mark.parametrize(
    ("body", "area"),
    [
        (b'<row r="1"><c r="A1"><v>1</v></c><c r="C4"><v>1</v></c></row>', 12),
        (b'<x:row r="2"><x:c r="B2"><x:v>1</x:v></x:c></x:row>', 4),
        (b'<row r="2"><c r="A2"><v>1</v></c></row><row r="9"><c r="XFD9" s="1"/></row>', 2),
        (b"<row><c><v>1</v></c><c/><c><v>1</v></c></row><row><c><v>1</v></c></row>", 6),
        (b'<row r="900"><c><v>1</v></c><c><v>1</v></c></row>', 1800),
        (b'<c x="&gt;" r="XFD1048576"><v>1</v></c>', 16_384 * 1_048_576),
        (b'<c r="&#88;FD1048576"><is><t>1</t></is></c>', 16_384 * 1_048_576),
        (b'<!-- <c r="A9"><v/></c> --><c r="B2"><v>1</v></c>', 4),
        (b"<row/>" * 1000, 0),
    ],
)
def test_the_last_cell_in_use_is_found_however_it_is_written(body, area):
    assert extent(body).area == area


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        (b'<row r="2" hidden="1"/><row r="3" hidden="0"/><row r="4" hidden="true"/>', {2, 4}),
        (b'<row r="7" hidden="1"/><row hidden="1"/><row/><row hidden="1"/>', {7, 8, 10}),
        (b'<x:row r="3" hidden="1"><x:c r="A3"><x:v>1</x:v></x:c></x:row>', {3}),
        (b'<row r="3" outlineLevel="1" collapsed="1"/>', set()),
        (b'<row r="5" hidden="1"><c r="A6"><v>1</v></c></row>', {5, 6}),
        (b'<row><c r="A9"><v>1</v></c></row><row hidden="1"/>', {2}),
        (b'<row x:hidden="1" r="3"/>', set()),
    ],
)
def test_hidden_rows_have_the_numbers_that_the_reader_gives_them(body, rows):
    assert extent(body).hidden_rows == rows


def test_hidden_columns_are_found():
    assert extent(b'<col min="2" max="3" hidden="1"/><col min="9" max="9"/>').hidden_columns == {1, 2}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'<c x="<" r="XFD1048576"><v>1</v></c>', "damaged"),
        (b'<c r="A1" r="XFD1048576"><v>1</v></c>', "damaged"),
        (b'<c r="$B$7"><v>1</v></c>', "damaged"),
        (b'<row r="-1"/>', "damaged"),
        (b'<row r="99999999"/>', "damaged"),
        (b'<col min="one" max="2" hidden="1"/>', "damaged"),
        (b"<c " * 300_000, "damaged"),
        (b"\xff\xfe", "damaged"),
        (b"<c/>" * 2_000_001, "unpacks_too_large"),
        (b'<col min="1" max="16384" hidden="1"/>' * 200, "unpacks_too_large"),
    ],
)
def test_what_no_spreadsheet_writes_is_refused(body, reason):
    assert reason_for(body) is reason


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_letters_that_another_reader_might_see_otherwise_are_refused(encoding):
    xml = f'<?xml version="1.0" encoding="{encoding}"?><sheetData><c r="XFD9"><v>ä</v></c></sheetData>'
    with pytest.raises(UnreadableFile):
        walk(xml.encode(encoding), Extent().visit)


def test_a_sheet_in_the_letters_of_another_encoding_hides_nothing():
    far = b'<sheetData><c r="XFD1048576"><v>1</v></c></sheetData>'
    for mark, encoding in ((b"\xfe\xff", "utf-16-be"), (b"", "utf-16-be"), (b"\xff\xfe", "utf-16-le")):
        with pytest.raises(UnreadableFile):
            walk(mark + "<a>".encode(encoding) + far + b" " * (len(far) % 2) + "</a>".encode(encoding), Extent().visit)


@pytest.mark.parametrize(
    "prolog",
    [BOMB + "]>", "<!DOCTYPE x>", '<!DOCTYPE x SYSTEM "file:///etc/passwd">', '<!DOCTYPE x [<!ENTITY a "D9">]>'],
    ids=["entity bomb", "empty", "outside", "a place"],
)
def test_no_document_type_is_read_at_all(prolog):
    with pytest.raises(UnreadableFile) as refused:
        walk(f'{prolog}<sheetData><c r="&i;"/></sheetData>'.encode(), Extent().visit)
    assert refused.value.fault.kind == "damaged"


def test_such_a_file_gets_its_plain_reason():
    with pytest.raises(UnreadableFile) as refused:
        read_workbook(package(["a"], ["<sheetData>" + "<c " * 16_000 + "</sheetData>"]))
    assert refused.value.fault.kind == "damaged"
