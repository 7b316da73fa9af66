"""Who is one adult, who are two, and who may sign in with a shared mailbox."""

import pytest

from portal.families.policy import Relationship

from .lists import JO, kinds, read, row


@pytest.mark.parametrize(
    ("first", "second", "people"),
    [
        (JO, ("JO  DAY", "mother", "yes", "JO@example.org"), 1),
        (("Jo Day", "mother", "yes", "", "07700 900111"),
        ("Jo Day", "mother", "yes", "jo@example.org", "+44 7700 900111"), 1),
        (("Jo Day", "mother", "yes", "", "", "1 Elm Row"), ("Jo Day", "mother", "yes", "", "", "1, Elm  Row"), 1),
        (("Jo Day", "mother", "yes"), ("Jo Day", "mother", "yes"), 2),
        (JO, ("Jo Day", "mother", "yes", "jo2@example.org", "", "2 Oak Way"), 2),
        (JO, ("Jo Day", "mother", "yes", "jo2@example.org", "07700 900111"), 2),
        (JO, ("Sam Day", "father", "yes", "jo@example.org"), 2),
    ],
)  # fmt: skip
def test_who_is_one_person_beside_two_children(first, second, people):
    reading = read(row("Ann Day", first), row("Ben Day", second))
    assert len(reading.adults) == people
    assert len({link.adult_key for child in reading.children for link in child.adults}) == people


def test_beside_one_child_the_same_name_is_the_same_adult():
    reading = read(row("Ann Day", JO), row("Ann Day", ("Jo Day", "mother", "yes", "new@example.org")))
    assert [adult.email for adult in reading.adults] == ["jo@example.org"]
    assert kinds(reading) == [[], ["conflict"]]


def test_a_father_and_a_grandfather_of_one_name_are_two():
    reading = read(
        row("Ann Day", ("Jo Day", "father", "yes", "", "07700 900111"), ("Jo Day", "grandad", "no", "", "07700 900111"))
    )
    assert [link.relationship for link in reading.children[0].adults] == [Relationship.FATHER, Relationship.GRANDPARENT]
    assert [link.has_parental_responsibility for link in reading.children[0].adults] == [True, False]


def test_when_two_people_could_be_meant_neither_is_chosen():
    phone = "07700 900111"
    reading = read(
        row("Ann Day", ("Jo Day", "father", "no", "a@example.org", phone)),
        row("Ben Day", ("Jo Day", "father", "no", "b@example.org", phone)),
        row("Cat Day", ("Jo Day", "father", "no", "", phone)),
    )
    assert len(reading.adults) == 3
    assert "adult_ambiguous" in kinds(reading)[2]


def test_a_mailbox_that_two_people_share_is_the_firsts_alone():
    reading = read(row("Ann Day", JO, ("Sam Day", "father", "yes", "jo@example.org")), row("Ben Day", JO))
    assert [(adult.name, adult.email) for adult in reading.adults] == [("Jo Day", "jo@example.org"), ("Sam Day", None)]
    assert kinds(reading) == [["shared_email"], []]


@pytest.mark.parametrize("name", ["Mr & Mrs Day", "Jo and Sam Day", "Jo Day / Sam Day", "Jo Day\nSam Day"])
def test_a_couple_in_one_cell_is_never_one_signer(name):
    reading = read(row("Ann Day", (name, "mother", "yes", "jo@example.org")))
    assert reading.adults == ()
    assert "adult_two_people" in kinds(reading)[0]
    assert reading.rows[0].is_usable


def test_a_name_that_stays_two_people_is_told():
    reading = read(row("Ann Day", ("Jo Day", "mother", "yes")), row("Ben Day", ("Jo Day", "mother", "yes")))
    assert kinds(reading) == [[], ["adult_same_name"]]
