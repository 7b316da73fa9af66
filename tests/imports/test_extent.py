"""A small file cannot keep the portal busy: however hostile, each byte of a sheet is looked at a few times at most."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.imports import extent
from portal.imports.extent import furthest_area
from portal.imports.reading import read_table
from portal.imports.sheet import Unreadable, UnreadableFile

from .workbooks import package

BEYOND_ALL = 1 << 40
PATTERNS = [value for value in vars(extent).values() if isinstance(value, re.Pattern)]
PIECES = st.sampled_from(
    [b"<", b">", b"/", b'"', b"'", b" ", b"r", b"=", b"c", b"row", b"x:", b"A1", b"table:", b"table-row",
     b"table-cell", b"number-rows-repeated", b"9"]
)  # fmt: skip
MEGABYTE = 1_000_000


@given(st.lists(PIECES, max_size=60).map(b"".join))
def test_no_pattern_steps_over_the_beginning_of_a_tag(text):
    # So a search that begins at one “<” is over at the next, and the work grows with the size, never with its square.
    assert PATTERNS
    for pattern in PATTERNS:
        assert all(b"<" not in found[0][1:] for found in pattern.finditer(text))


@pytest.mark.parametrize(
    "again",
    [b"<c ", b"<x:c ", b"<c r='", b'<c x="', b"<row ", b"<table:table-row ", b"<table:table-cell ",
     b'<c r="A1" x="<'],
)  # fmt: skip
@pytest.mark.parametrize("start", [b"<sheetData>", b"<table:table-row>"])
def test_a_megabyte_of_tags_that_never_end_is_refused_or_holds_nothing(start, again):
    assert furthest_area(start + again * (MEGABYTE // len(again))) in {0, BEYOND_ALL}


@pytest.mark.parametrize("again", [b"<table:table-row>", b"<row>", b"<c/>"])
def test_a_megabyte_of_rows_that_hold_nothing_is_no_area(again):
    text = again * (MEGABYTE // len(again))
    assert furthest_area(b"<sheetData>" + text) == 0
    assert furthest_area(b"<table:table-row>" + text) == 0


def test_such_a_file_gets_its_plain_reason():
    with pytest.raises(UnreadableFile) as refused:
        read_table(package(["a"], ["<sheetData>" + "<c " * 16_000 + "</sheetData>"]))
    assert refused.value.reason is Unreadable.UNPACKS_TOO_LARGE


@pytest.mark.parametrize(
    ("body", "area"),
    [
        (b'<row r="1"><c r="A1"><v>1</v></c><c r="C4"><v>1</v></c></row>', 12),
        (b'<x:row r="2"><x:c r="B2"><x:v>1</x:v></x:c></x:row>', 4),
        (b'<row r="2"><c r="A2"><v>1</v></c></row><row r="9"><c r="XFD9" s="1"/></row>', 2),
        (b"<row><c><v>1</v></c><c/><c><v>1</v></c></row><row><c><v>1</v></c></row>", 6),
        (b'<row r="900"><c><v>1</v></c><c><v>1</v></c></row>', 1800),
        (b'<row r="1"><c s="1" r = "$B$7"><v>1</v></c></row>', 14),
        (b'<c x=">" r="XFD1048576"><v>1</v></c>', 16_384 * 1_048_576),
        (b'<c r="XFD1048576">/><v>1</v></c>', 16_384 * 1_048_576),
        (b'<!-- <table:table-row> --><c r="XFD1048576"><v>1</v></c>', 16_384 * 1_048_576),
        (b'<c x="<" r="XFD1048576"><v>1</v></c>', BEYOND_ALL),
        (b'<c r="&#88;FD1048576"><v>1</v></c>', BEYOND_ALL),
        (b"<c/>" * 2_000_002, BEYOND_ALL),
    ],
)
def test_the_last_cell_in_use_is_found_however_it_is_written(body, area):
    assert furthest_area(b"<sheetData>" + body + b"</sheetData>") == area


ROW, CELL, USED = (
    b"<table:table-row>",
    b"<table:table-cell/>",
    b"<table:table-cell><text:p>1</text:p></table:table-cell>",
)
REST = (
    b'<table:table-row table:number-rows-repeated="1048570">'
    b'<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


@pytest.mark.parametrize(
    ("body", "area"),
    [
        (ROW + USED + CELL + USED, 3),
        (ROW + USED + ROW + CELL + USED + REST, 4),
        (b'<table:table-row table:number-rows-repeated="500">' + USED, 500),
        (ROW + b'<table:table-cell table:number-columns-repeated="16384" office:value="1"/>', 16_384),
        (b'<table:table-row table:number-rows-repeated="1048575"/>' + ROW + USED, 1_048_576),
        (b'<table:table name="a">' + ROW + USED + REST + b'<table:table name="b">' + ROW + USED, 2),
        (ROW + b'<table:table-cell table:number-columns-repeated="&#57;999999">1</table:table-cell>', BEYOND_ALL),
    ],
)
def test_repeated_rows_and_cells_of_an_open_document_count_as_often_as_they_say(body, area):
    assert furthest_area(body) == area
