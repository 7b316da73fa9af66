"""Headings in many spellings, and a mapping that the manager can correct."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.families.policy import Relationship
from portal.imports.columns import (
    Layout,
    Mapping,
    MappingFaultKind,
    MappingNotUnderstood,
    mapping_faults,
    recognise,
)
from portal.imports.fields import Field

CHILD = ["Child's first name", "Child's surname", "DOB"]


def fields(*headings: str) -> list[str | None]:
    return list(recognise(headings, ()).columns.values())


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("DOB", "born_on"), ("D.O.B.", "born_on"), ("d o b", "born_on"), ("Date of birth", "born_on"),
        ("Date Of Birth (dd/mm/yyyy)", "born_on"), ("Birth date", "born_on"), ("CHILD_DOB", "born_on"),
        ("childDateOfBirth", "born_on"), ("Born", "born_on"), ("Forename", "child_first_name"),
        ("Given name(s)", "child_first_name"), ("Legal first name", "child_first_name"),
        ("Pupil forename", "child_first_name"), ("Surname", "child_last_name"), ("Family Name", "child_last_name"),
        ("Child’s name", "child_full_name"), ("Name of child", "child_full_name"), ("Name", "child_full_name"),
        ("Known as", "known_as"), ("Preferred name", "known_as"), ("Preferred first name", "known_as"),
        ("Sessions", "sessions"), ("Attends", "sessions"), ("Room", "sessions"),
        ("Breakfast club", "attends_breakfast"), ("Before-school club", "attends_breakfast"),
        ("ASC", "attends_after_school"), ("After School Club", "attends_after_school"),
        ("Holiday club", "attends_holiday"), ("Pre-school", "attends_playgroup"), ("Start date", "starts_on"),
        ("Leaving date", "leaves_on"), ("Admission no.", "child_reference"), ("UPN", "child_reference"),
        ("Child ID", "child_reference"), ("Parent email", "adult_email"), ("E-mail", "adult_email"),
        ("Parent/Carer telephone number", "adult_phone"), ("Contact number", "adult_phone"),
        ("Parent 1 name", "adult_1_full_name"), ("Parent1Email", "adult_1_email"), ("Carer 2", "adult_2_full_name"),
        ("Contact 1 Email", "adult_1_email"), ("Email 3", "adult_3_email"), ("2nd carer e-mail", "adult_2_email"),
        ("Primary carer name", "adult_1_full_name"),
        ("Guardian 4 Tel.", "adult_4_phone"), ("PR?", "adult_parental_responsibility"),
        ("Parental resp.", "adult_parental_responsibility"), ("Legal responsibility", "adult_parental_responsibility"),
        ("Relationship to child", "adult_relationship"),
        ("Home Address Line 2", "adult_address"), ("Postcode", "adult_address"),
        ("Mother's e-mail", "adult_1_email"), ("Mum mobile", "adult_1_phone"), ("Email (father)", "adult_1_email"),
        ("Does father have PR?", "adult_1_parental_responsibility"),
    ],
)  # fmt: skip
def test_a_heading_is_known_in_many_spellings(heading, field):
    assert fields(heading) == [field]


@pytest.mark.parametrize(
    "heading",
    ["", "Emergency contact 1 phone", "Emergency contact name", "GP name", "Doctor phone", "Key person", "Allergies",
     "School", "Mother's DOB", "Child 2 name", "Parent 5 name", "Social worker's password", "🙂", "Middle name"],
)  # fmt: skip
def test_what_is_not_known_is_left_unused(heading):
    assert fields(heading) == [None]


def test_mother_and_father_take_places_of_their_own():
    mapping = recognise([*CHILD, "Father name", "Mother name", "Mum PR", "Dad's email", "PR"], ())
    assert [str(mapping.columns[i]) for i in range(3, 7)] == [
        "adult_1_full_name", "adult_2_full_name", "adult_2_parental_responsibility", "adult_1_email",
    ]  # fmt: skip
    assert mapping.implied[3] is Relationship.FATHER
    assert mapping.implied[4] is Relationship.MOTHER
    assert mapping.columns[7] is None, "nobody can say whose responsibility a bare column means"


def test_bare_names_are_the_adults_where_the_child_has_columns_of_its_own():
    headings = ["Child", "DOB", "First name", "Last name", "Relationship", "Email"]
    mapping = recognise(headings, ())
    assert mapping.layout is Layout.ROW_PER_ADULT
    assert mapping.columns[2] is Field.ADULT_FIRST_NAME
    assert mapping.columns[0] is Field.CHILD_FULL_NAME


def test_a_child_on_several_rows_means_a_row_per_adult():
    rows = [["Ann", "Day", "1/2/2022", "Jo Day"], ["Ann", "Day", "1/2/2022", "Sam Day"]]
    assert recognise([*CHILD, "Parent name"], rows).layout is Layout.ROW_PER_ADULT
    assert recognise([*CHILD, "Parent name"], rows[:1]).layout is Layout.ROW_PER_CHILD


def test_a_column_of_addresses_is_known_by_its_cells():
    mapping = recognise([*CHILD, "Reach us at"], [["Ann", "Day", "1/2/2022", "jo@example.org"]])
    assert mapping.columns[3] is Field.ADULT_EMAIL


def test_the_manager_corrects_a_mapping_and_it_is_kept():
    mapping = recognise([*CHILD, "Mum", "Notes"], ())
    corrected = mapping.corrected({4: Field.KNOWN_AS, 3: None}, layout=Layout.ROW_PER_ADULT)
    assert corrected.columns[4] is Field.KNOWN_AS
    assert corrected.columns[3] is None
    assert corrected.columns[0] is mapping.columns[0]
    assert Mapping.from_dict(json.loads(json.dumps(corrected.to_dict()))) == corrected


@pytest.mark.parametrize(
    "data",
    [None, [], {}, {"layout": "sideways", "columns": {}, "implied": {}}, {"layout": "row_per_child", "columns": 3},
     {"layout": "row_per_child", "columns": {"0": "shoe_size"}, "implied": {}},
     {"layout": "row_per_child", "columns": {"one": None}, "implied": {}}],
)  # fmt: skip
def test_a_mapping_that_is_not_ours_is_refused(data):
    with pytest.raises(MappingNotUnderstood):
        Mapping.from_dict(data)


def test_a_column_that_is_not_there_cannot_be_corrected():
    with pytest.raises(MappingNotUnderstood):
        recognise(CHILD, ()).corrected({9: None})


@pytest.mark.parametrize(
    ("headings", "kinds"),
    [
        ([*CHILD, "Mum"], []),
        (["Surname", "DOB", "Mum"], [MappingFaultKind.NO_CHILD_NAME]),
        (["Forename", "DOB", "Mum"], [MappingFaultKind.NO_CHILD_SURNAME]),
        (["Name", "Mum"], [MappingFaultKind.NO_BIRTH_DATE]),
        (["Name", "DOB"], [MappingFaultKind.NO_ADULTS]),
    ],
)
def test_what_a_mapping_lacks_is_told(headings, kinds):
    assert [fault.kind for fault in mapping_faults(recognise(headings, ()))] == kinds


def test_one_meaning_for_two_columns_is_a_fault_but_an_address_may_have_several():
    mapping = recognise(["Name", "DOB", "x", "Address", "Town"], ()).corrected({2: Field.BORN_ON})
    faults = mapping_faults(mapping)
    assert [(fault.kind, fault.field, fault.columns, fault.blocks) for fault in faults] == [
        (MappingFaultKind.FIELD_TWICE, Field.BORN_ON, (1, 2), True)
    ]


@given(st.lists(st.text(max_size=40), max_size=12))
def test_any_headings_give_a_mapping_without_doubles(headings):
    mapping = recognise(headings, ())
    assert list(mapping.columns) == list(range(len(headings)))
    assert MappingFaultKind.FIELD_TWICE not in {fault.kind for fault in mapping_faults(mapping)}
