"""When two spellings are of one name, address or number."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.families.policy import (
    is_written_to_lately,
    normalise_address,
    normalise_email,
    normalise_name,
    normalise_phone,
)
from portal.foundation.email_addresses import is_email


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


@pytest.mark.parametrize(
    ("email", "valid"),
    [("jo@example.org", True), ("jo.o'day+list@mail.example.co.uk", True), ("jo@example", False), ("jo", False),
     ("jo@-example.org", False), ("a b@example.org", False), ("jo@example.org,", False), ("jo@example.org\n", False)],
)  # fmt: skip
def test_the_shape_of_an_email(email, valid):
    assert is_email(email) is valid


NOW = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # the hour in which summer time ends


@pytest.mark.parametrize(
    ("ago", "lately"),
    [(None, False), (timedelta(0), True), (timedelta(days=3, microseconds=-1), True), (timedelta(days=3), False),
     (timedelta(days=400), False), (timedelta(minutes=-2), True), (timedelta(days=-365), False)],
)  # fmt: skip
def test_nobody_is_written_to_again_before_72_hours_have_passed(ago, lately):
    """A clock that was a year ahead silences nobody for a year."""
    assert is_written_to_lately(None if ago is None else NOW - ago, now=NOW) is lately
