"""Whose columns they are and what they hold, by headings of many kinds and the cells below."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.imports.reading import read_workbook
from portal.lists.columns import Layout, Mapping, MappingFaultKind, mapping_faults
from portal.lists.headings import heading_score, recognise

CASES = Path(__file__).parent / "cases"
CHILD = ("Child's first name", "Child's surname", "DOB")


def held(mapping: Mapping) -> list[str]:
    return [str(field or "-") for _, field in sorted(mapping.columns.items())]


def columns(headings: Sequence[str], *rows: Sequence[str]) -> list[str]:
    return held(recognise(headings, rows))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("05-bromcom-contact-n.csv",
         "child_1_name child_1_born_on adult_1_name adult_1_relationship adult_1_responsibility adult_1_email adult_1_phone "
         "adult_2_name adult_2_relationship adult_2_responsibility adult_2_email adult_2_phone"),
        ("06-mums-number-first.csv",
         "child_1_name child_1_born_on adult_1_phone adult_1_name adult_1_email adult_2_phone adult_2_name adult_2_email"),
        ("07-mums-number-after.csv",
         "child_1_name child_1_born_on adult_1_name adult_1_phone adult_1_email adult_2_name adult_2_phone adult_2_email"),
        ("65-contact-number-two-numbers.csv",
         "child_1_first_name child_1_last_name child_1_born_on adult_1_first_name adult_1_last_name adult_1_relationship "
         "adult_1_responsibility adult_1_phone adult_1_email"),
        ("93-mum-contact-columns.csv",
         "child_1_name child_1_born_on adult_1_name adult_1_phone adult_1_responsibility adult_2_name adult_2_phone "
         "adult_2_responsibility"),
        ("94-two-phone-columns.csv",
         "child_1_name child_1_born_on adult_1_name adult_1_phone adult_1_phone adult_1_phone adult_1_responsibility"),
        *((name, "child_1_first_name child_1_last_name child_1_born_on adult_1_name adult_1_email adult_1_responsibility "
           "adult_2_name adult_2_email adult_2_responsibility")
          for name in ("31-two-level-merged-header.xlsx", "32-two-level-contact12.xlsx", "92-csv-two-header-rows.csv",
                       "45-p1-p2.xlsx")),
        ("70-fname-sname.csv",
         "child_1_first_name child_1_last_name child_1_born_on adult_1_name adult_1_responsibility"),
        ("02-two-forename-columns.csv",
         "child_1_reference child_1_first_name child_1_last_name child_1_born_on - - adult_1_responsibility - - "
         "adult_1_first_name adult_1_last_name adult_1_email adult_1_phone adult_1_email adult_1_phone -"),
        ("08-ms-forms.csv",
         "- - - - - child_1_name child_1_born_on adult_1_name adult_1_email adult_1_responsibility adult_2_name "
         "adult_2_email adult_2_responsibility"),
    ],
)  # fmt: skip
def test_the_columns_of_a_real_list(name, expected):
    (path,) = CASES.glob(f"*/{name}")
    (sheet,) = read_workbook(path.read_bytes())
    assert columns(sheet.headings, *(row.cells for row in sheet.rows)) == expected.split()


@given(st.lists(st.text(max_size=40), max_size=12))
def test_any_headings_give_a_mapping_without_doubles(headings):
    mapping = recognise(headings, ())
    assert list(mapping.columns) == list(range(len(headings)))
    assert MappingFaultKind.FIELD_TWICE not in {fault.kind for fault in mapping_faults(mapping)}
    assert heading_score(headings) <= len(headings)
    assert mapping.layout in Layout
