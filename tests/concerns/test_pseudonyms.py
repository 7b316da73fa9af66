"""Names are replaced throughout a document, and the same person keeps the same letter."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.concerns.policy import Face
from portal.concerns.redaction.pseudonyms import Names, Person, could_name, letters, words_of, words_to_hide
from portal.concerns.redaction.service import Redactor, composed


class Pseudonyms:
    """Hides each name that is found, in a document that first lists these people."""

    def __init__(self, people):
        self.people = people

    def replace(self, text):
        hidden = {hashlib.sha256(composed(text).encode()).hexdigest(): Names(self.people).find(composed(text))}
        redactor = Redactor(Face.PSEUDONYMISED, hidden, {p.key for p in self.people if "account:1" in p.key})
        for person in self.people:
            redactor.person(person.key, person.full_name)
        return redactor.text(text, "")


AMIRA = Person("child:1", "Amira Hassan")
KASIA = Person("account:1", "Kasia Nowak", other_names=("Mrs Nowak", "Kate"))
SEAN = Person("account:21", "Seán O'Brien", other_names=("O'Brien",))
ANNE = Person("child:2", "Anne-Marie Okafor")
ANNE_ALONE = Person("child:3", "Anne Li")
LUKASZ = Person("account:22", "Łukasz Wójcik")
RAJ = Person("account:23", "Raj Patel", surname="Patel")
THI = Person("adult:24", "Thi Tran")
EVERYONE = (AMIRA, KASIA, SEAN, ANNE, ANNE_ALONE, LUKASZ, RAJ, THI)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Amira Hassan was in it", "Child A was in it"),
        ("AMIRA was in it", "Child A was in it"),
        ("amira  \n hassan", "Child A"),
        ("Amira's hat and Amira\u2019s coat", "Child A's hat and Child A\u2019s coat"),
        ("Samira and Amirah stay", "Samira and Amirah stay"),
        ("(Amira), \u201cAmira\u201d; Amira.", "(Child A), \u201cChild A\u201d; Child A."),
        ("amira2019 and _Amira_", "Child A2019 and _Child A_"),
        ("Kasia told Mrs Nowak, that is Kate", "Staff B told Staff B, that is Staff B"),
        ("Sea\u0301n O\u2019Brien rang", "Parent C rang"),
        ("SEAN O'BRIEN rang", "Parent C rang"),
        ("O\u00b4Brien\u2019s son", "Parent C\u2019s son"),
        ("O\u201bBrien\u2032s son", "Parent C\u2032s son"),
        ("Anne-Marie and Anne\u2011Marie Okafor", "Child D and Child D"),
        ("Anne\u2212Marie and Anne\u2014Marie", "Child D and Child D"),
        ("Anne played", "Child E played"),
        ("Lukasz Wojcik and \u0141UKASZ", "Parent F and Parent F"),
        ("Amiras mum and the Okafors; amiras", "Child A mum and the Okafors; Child A"),
        ("Mr Patel knows a patel; the Patels came", "Mr Parent G knows a patel; the Parent G came"),
        ("Thi has this; Thi’s bag", "Parent H has this; Parent H’s bag"),
        ("No name at all", "No name at all"),
        ("", ""),
    ],
)
def test_names_are_replaced_in_free_text(text, expected):
    assert Pseudonyms(EVERYONE).replace(text) == expected


def test_two_people_of_one_name_are_both_named_as_the_text_does_not_tell():
    names = Pseudonyms((AMIRA, KASIA, Person("child:9", "Amira Patel")))
    assert names.replace("Amira cried; Amira Patel did not") == "Child A/Child C cried; Child C did not"


def test_a_replacement_is_never_replaced_again():
    names = Pseudonyms((Person("child:1", "Staff Lee"), Person("account:1", "Child Ade")))
    assert names.replace("Staff and Child") == "Child A and Staff B"


def test_one_letter_names_are_left_alone_but_not_the_full_name():
    assert Pseudonyms((Person("adult:1", "A Khan"),)).replace("A Khan had a car") == "Parent A had a car"


def test_special_letters_are_only_letters():
    assert Pseudonyms((Person("outsider:1", "Jo (Joey) [x]*"),)).replace("Jo (Joey) [x]* ran") == "Person A ran"


def test_the_dotted_capital_of_turkish_is_found():
    assert Pseudonyms((Person("child:1", "İbrahim Kaya"),)).replace("İbrahim, ibrahim") == "Child A, Child A"


def test_nobody_to_hide_changes_nothing():
    assert Pseudonyms(()).replace("Amira") == "Amira"
    assert Pseudonyms((Person("adult:1", "  "),)).replace("a b") == "a b"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Nadia Haddad", ("Nadia", "Haddad")),
        ("nadia haddad", ("nadia", "haddad")),
        ("Mrs. Haddad", ("Haddad",)),
        ("The man with the dog of Deka", ("Deka",)),
        ("the man in the red car at the gate", ()),
        ("", ()),
    ],
)
def test_who_was_only_described_is_found_by_what_can_be_a_name(typed, words):
    assert words_to_hide(typed) == words
    assert Pseudonyms((Person("outsider:1", typed, words_to_hide(typed)),)).replace("the Mrs a my") == "the Mrs a my"


@pytest.mark.parametrize(
    ("position", "expected"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (702, "AAA")]
)
def test_after_z_comes_aa(position, expected):
    assert letters(position) == expected


@given(st.lists(st.text(max_size=20), max_size=5), st.text(max_size=60))
def test_any_names_and_any_text_are_taken(full_names, text):
    people = [Person(f"child:{number}", name) for number, name in enumerate(full_names)]
    assert isinstance(Pseudonyms(people).replace(text), str)


@given(st.text("abcdefghijklmnopqrstuvwxyz ,.", max_size=60), st.text("abcdefghijklmnopqrstuvwxyz ,.", max_size=60))
def test_a_full_name_between_spaces_never_stays(before, after):
    assert "Zainab" not in Pseudonyms((Person("child:1", "Zainab Ali"),)).replace(f"{before} Zainab {after}").split()


@given(
    st.sampled_from([*EVERYONE, Person("outsider:x", "İbrahim d’Arcy", other_names=("Jo-Jo", "Ó Sé"))]),
    st.sampled_from(["{}", "({})", "{}\u2019s", "_{}_2", "the {} family", "x{}", "{}s"]),
    st.sampled_from([str, str.upper, str.lower, str.title]),
    st.data(),
)
def test_nobody_who_would_be_replaced_is_passed_over(person, around, spelled, data):
    name = data.draw(st.sampled_from([person.full_name, person.full_name.split()[0], *person.other_names]))
    text = around.format(spelled(name))
    replaced = Pseudonyms((person,)).replace(text) != Pseudonyms(()).replace(text)
    assert could_name(person, words_of(text)) or not replaced


def test_who_is_not_in_a_text_is_passed_over():
    assert not could_name(AMIRA, words_of("Samira and Amirah played", "nobody else"))
