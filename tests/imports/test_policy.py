"""When two spellings are of one name, address or number."""

import pytest

from portal.imports.policy import normalise_address, normalise_email, normalise_name, normalise_phone


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("O’Connor", "o'connor", True), ("Nu\u0301n\u0303ez", "Núñez", True), ("Ann  Day ", "ann day", True),
        ("Lee\u2011Ross", "Lee-Ross", True), ("Núñez", "Nunez", False), ("Ann", "Anne", False),
    ],
)  # fmt: skip
def test_names(one, other, same):
    assert (normalise_name(one) == normalise_name(other)) is same


@pytest.mark.parametrize(
    "phone", ["07700 900111", "+44 7700 900111", "0044 7700900111", "+44 (0)7700-900111", "7700900111"]
)
def test_one_number_in_many_spellings(phone):
    assert normalise_phone(phone) == "07700900111"


def test_numbers_of_other_countries_and_blanks_stay():
    assert normalise_phone("+353 1 555 0100") == "35315550100"
    assert normalise_phone("ask Jo") == ""


def test_addresses_and_emails():
    assert normalise_address("1, Elm Row,\nZZ1 1AA") == normalise_address("1 elm row zz1 1aa")
    assert normalise_email(" Jo@Example.ORG ") == "jo@example.org"
