"""What a column can hold, a mapping that is kept and corrected, and what it lacks or leaves unused."""

import json

import pytest

from portal.imports.columns import DATES, DETAILS, FIELDS, MOST_PEOPLE, Decisions, Field, Layout, Mapping, Who, unused
from portal.imports.interpretation import mapping_faults
from portal.imports.people import Detail

NOT_OURS = (KeyError, ValueError, TypeError, AttributeError)
NAME, BORN = Field(Who.CHILD, 1, Detail.NAME), Field(Who.CHILD, 1, Detail.BORN_ON)
FIRST, LAST = Field(Who.CHILD, 1, Detail.FIRST_NAME), Field(Who.CHILD, 1, Detail.LAST_NAME)
MUM, PHONE = Field(Who.ADULT, 1, Detail.NAME), Field(Who.ADULT, 1, Detail.PHONE)


def mapping(*held: Field | None) -> Mapping:
    return Mapping(Layout.ROW_PER_CHILD, dict(enumerate(held)))


def test_each_field_has_a_key_that_names_it_again():
    assert len({str(field) for field in FIELDS}) == len(FIELDS) == MOST_PEOPLE * sum(map(len, DETAILS.values()))
    assert all(Field.parse(str(field)) == field for field in FIELDS)
    assert str(MUM) == "adult_1_name"
    assert {field.who for field in FIELDS if field.detail in DATES} == {Who.CHILD}


@pytest.mark.parametrize(
    "key",
    ["", "adult", "adult_1", "adult_0_name", "adult_5_name", "adult_01_name", "adult_１_name", "adult_1_born_on",
     "child_1_email", "child_-1_name", "aunt_1_name", "adult_one_name", "adult_1_Name", " adult_1_name"],
)  # fmt: skip
def test_any_other_key_is_refused(key):
    with pytest.raises(ValueError, match=r".*"):
        Field.parse(key)


def test_the_manager_corrects_a_mapping_and_it_is_kept():
    before = mapping(NAME, BORN, MUM, PHONE)
    corrected = before.corrected({2: None, 3: MUM}, layout=Layout.ROW_PER_ADULT)
    assert corrected.columns == {0: NAME, 1: BORN, 2: None, 3: MUM}
    assert (corrected.layout, before.layout) == (Layout.ROW_PER_ADULT, Layout.ROW_PER_CHILD)
    for each in (before, corrected):
        assert Decisions.from_json(Decisions(1, each).to_json()) == Decisions(1, each)


@pytest.mark.parametrize(
    "change",
    [{"layout": "sideways"}, {"layout": None}, {"columns": 3}, {"columns": {"0": "shoe_size"}}, {"columns": {"a": None}},
     {"columns": {"0": 7}}],
)  # fmt: skip
def test_a_mapping_that_is_not_ours_is_refused(change):
    kept = json.loads(Decisions(0, mapping(NAME)).to_json())
    with pytest.raises(NOT_OURS):
        Decisions.from_json(json.dumps(kept | {"mapping": kept["mapping"] | change}))


@pytest.mark.parametrize("data", [None, [], {}, "", {"layout": "row_per_child", "columns": None}])
def test_what_is_no_mapping_at_all_is_refused(data):
    kept = json.loads(Decisions(0, mapping(NAME)).to_json())
    for text in (json.dumps(data), json.dumps(kept | {"mapping": data})):
        with pytest.raises(NOT_OURS):
            Decisions.from_json(text)


def test_a_column_that_is_not_there_cannot_be_corrected():
    with pytest.raises(ValueError, match="no such columns"):
        mapping(NAME).corrected({9: None}, layout=Layout.ROW_PER_CHILD)


@pytest.mark.parametrize(
    ("held", "kinds"),
    [
        ((NAME, BORN, MUM), []),
        ((FIRST, LAST, BORN, MUM), []),
        ((LAST, BORN, MUM), ["no_child_name"]),
        ((FIRST, BORN, MUM), ["no_child_surname"]),
        ((NAME, MUM), ["no_birth_date"]),
        ((Field(Who.CHILD, 2, Detail.NAME), BORN, MUM), ["no_child_name"]),
        ((NAME, BORN, None), ["no_adults"]),
    ],
)
def test_what_a_mapping_lacks_is_told(held, kinds):
    faults = mapping_faults(mapping(*held), ())
    assert [fault.kind for fault in faults if fault.kind != "no_relationship"] == kinds
    blocking = {"no_child_name", "no_birth_date"}
    assert [fault.kind for fault in faults if fault.is_error] == [kind for kind in kinds if kind in blocking]


def test_that_no_column_says_what_an_adult_is_to_the_child_is_told_once():
    told = [NAME, BORN, MUM, Field(Who.ADULT, 2, Detail.FIRST_NAME), Field(Who.ADULT, 2, Detail.RELATIONSHIP)]
    assert [(fault.kind, fault.values) for fault in mapping_faults(mapping(*told), [""] * len(told))] == [
        ("no_relationship", {"field": MUM})
    ]
    assert mapping_faults(mapping(*told), ["Child", "DOB", "Mum"]) == ()


def test_one_thing_in_two_columns_is_a_fault_but_several_telephones_are_not():
    faults = mapping_faults(mapping(NAME, BORN, PHONE, PHONE, BORN), ())
    assert [(fault.kind, fault.values, fault.is_error) for fault in faults] == [
        ("field_twice", {"field": BORN, "columns": (2, 5)}, True)
    ]


def test_filled_columns_that_nothing_is_read_from_are_named_with_an_example():
    rows = [["Ivy Marsh", " ", ""], ["Otis Crane", " nuts ", ""], ["Una Roe", "milk"], ["Bo Roe"]]
    assert unused(mapping(NAME, None, None), rows) == {1: "nuts"}
    assert unused(mapping(NAME, None, None), []) == {}


def test_the_example_of_an_unused_column_is_no_plain_no_where_there_is_another():
    rows = [("Ivy Marsh", "No", "no"), ("Bo Roe", "n/a", ""), ("Una Roe", "Yes, father", "No")]
    assert unused(mapping(NAME, None, None), rows) == {1: "Yes, father", 2: "no"}
