"""When two records are of one person: the tables of cases."""

from datetime import date
from typing import Any

import pytest

from portal.families.policy import Relationship
from portal.imports.policy import AdultFacts, ChildFacts, Verdict, phones_in, same_adult, same_child

SAME, ASK, DIFFERENT = Verdict.SAME, Verdict.ASK, Verdict.DIFFERENT
MOTHER, FATHER, GRANDPARENT, OTHER = (
    Relationship.MOTHER, Relationship.FATHER, Relationship.GRANDPARENT, Relationship.OTHER,
)  # fmt: skip
DAY, NEXT_DAY = date(2023, 2, 14), date(2023, 2, 15)


def child(first: str, last: str = "marsh", day: date = DAY, adults: str = "", **more: Any) -> ChildFacts:
    return ChildFacts(first, last, day, adults=frozenset(adults.split()), **more)


def is_found(one: ChildFacts | AdultFacts, other: ChildFacts | AdultFacts, expected: Verdict) -> bool:
    """Say whether two who may be one are looked up by something that they share."""
    return expected is DIFFERENT or not set(one.blocks).isdisjoint(other.blocks)


def mother(name: str) -> frozenset[tuple[Relationship, str]]:
    return frozenset({(MOTHER, name)})


CHILDREN = [
    ("nothing to compare but name and day", child("ivy"), child("ivy"), SAME),
    ("the same adult", child("ivy", adults="nell rob"), child("ivy", adults="nell"), SAME),
    ("one of them without adults", child("ivy", adults="nell"), child("ivy"), SAME),
    ("wholly other adults", child("ivy", adults="nell"), child("ivy", adults="fatima"), ASK),
    ("one reference", child("ivy", adults="nell", reference="7"), child("ivy", adults="kay", reference="7"), SAME),
    ("other references", child("ivy", reference="7"), child("ivy", reference="8"), ASK),
    ("other references, one adult", child("ivy", adults="nell", reference="7"),
     child("ivy", adults="nell", reference="8"), SAME),
    ("a corrected birthday", child("ivy", adults="nell"), child("ivy", day=NEXT_DAY, adults="nell"), ASK),
    ("another birthday and nobody known", child("ivy"), child("ivy", day=NEXT_DAY), ASK),
    ("a changed surname", child("ivy", adults="nell"), child("ivy", "hartley", adults="nell"), ASK),
    ("a changed surname, by reference", child("ivy", reference="7"), child("ivy", "hartley", reference="7"), ASK),
    ("another surname and nothing that binds", child("ivy"), child("ivy", "hartley"), DIFFERENT),
    ("no surname", child("ivy", ""), child("ivy"), ASK),
    ("a misspelt first name", child("jon", adults="nell"), child("john", adults="nell"), ASK),
    ("a shortened first name", child("max", adults="nell"), child("maxwell", adults="nell"), ASK),
    ("called otherwise", child("bob", adults="nell"), child("robert", adults="nell", known_as="bob"), ASK),
    ("a misspelt first name in another family", child("jon", adults="nell"), child("john", adults="kay"), DIFFERENT),
    ("twins of names alike, each with a reference", child("robert", adults="nell", reference="1"),
     child("roberta", adults="nell", reference="2"), DIFFERENT),
    ("twins", child("ava", adults="nell"), child("noah", adults="nell"), DIFFERENT),
    ("accents alone", child("josé"), child("jose"), ASK),
    ("a sibling of another birthday", child("ivy", adults="nell"), child("otis", day=NEXT_DAY, adults="nell"),
     DIFFERENT),
    ("a new surname and birthday", child("ivy", "marsh-pope", day=NEXT_DAY, adults="nell"), child("ivy", adults="nell"),
     ASK),
    ("one reference and first name", child("ivy", reference="7"),
     child("ivy", "hartley", day=NEXT_DAY, reference="7"), ASK),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "expected"), [case[1:] for case in CHILDREN], ids=[c[0] for c in CHILDREN])
def test_two_records_of_children(one: ChildFacts, other: ChildFacts, expected: Verdict) -> None:
    assert same_child(one, other) is expected
    assert same_child(other, one) is expected
    assert is_found(one, other, expected)


ON_REGISTER = [
    ("another first name", child("olive", adults="nell"), child("ivy", adults="nell"), ASK),
    ("names the wrong way round", child("marsh", "ivy", adults="nell"), child("ivy", adults="nell"), ASK),
    (
        "a family of another name",
        child("ivy", adults="nell-marsh"),
        child("ivy", "hartley", adults="nell-hartley"),
        ASK,
    ),
    ("another first name in another family", child("olive", adults="kay"), child("ivy", adults="nell"), DIFFERENT),
]


@pytest.mark.parametrize(("one", "other", "expected"), [c[1:] for c in ON_REGISTER], ids=[c[0] for c in ON_REGISTER])
def test_a_child_of_the_register_whom_a_list_does_not_name(
    one: ChildFacts, other: ChildFacts, expected: Verdict
) -> None:
    assert same_child(one, other, on_register=True) is expected
    assert is_found(one, other, expected)
    assert same_child(one, other) is DIFFERENT


BY_ADULT = [
    ("another surname beside each adult", child("ivy", adults="nell"), child("ivy", "marsh-pope", adults="rob"), ASK),
    ("another first name beside each adult", child("ivy", adults="nell"), child("otis", adults="rob"), DIFFERENT),
    ("mother in one row, father in the next", child("ivy", adults="nell", parents=mother("nell")),
     child("ivy", adults="rob", parents=frozenset({(FATHER, "rob")})), SAME),
    ("two mothers", child("ivy", adults="nell", parents=mother("nell")),
     child("ivy", adults="kay", parents=mother("kay")), ASK),
    ("two mothers and one reference", child("ivy", adults="nell", parents=mother("nell"), reference="7"),
     child("ivy", adults="kay", parents=mother("kay"), reference="7"), SAME),
    ("other references", child("ivy", reference="7"), child("ivy", reference="8"), ASK),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "expected"), [case[1:] for case in BY_ADULT], ids=[c[0] for c in BY_ADULT])
def test_two_rows_of_a_list_with_a_row_for_each_adult(one: ChildFacts, other: ChildFacts, expected: Verdict) -> None:
    assert same_child(one, other, layout_is_by_adult=True) is expected


def adult(name: str, email: str = "", phones: str = "", **children: Relationship | None) -> AdultFacts:
    return AdultFacts(name, email, frozenset(phones.split()), children=children)


ADULTS = [
    ("one name, one e-mail", adult("nell marsh", "n@x"), adult("nell marsh", "n@x"), SAME),
    ("one name beside one child", adult("nell marsh", ivy=MOTHER), adult("nell marsh", ivy=MOTHER), SAME),
    ("the relationship only in one", adult("nell marsh", ivy=None), adult("nell marsh", ivy=MOTHER), SAME),
    ("other says nothing", adult("nell marsh", ivy=OTHER), adult("nell marsh", ivy=MOTHER), SAME),
    ("a changed e-mail", adult("nell marsh", "n@x", ivy=MOTHER), adult("nell marsh", "n@y", ivy=MOTHER), ASK),
    ("father and grandfather", adult("rob marsh", ivy=FATHER), adult("rob marsh", ivy=GRANDPARENT), ASK),
    ("one name, one telephone", adult("nell marsh", phones="1", ivy=MOTHER),
     adult("nell marsh", phones="1 2", otis=MOTHER), SAME),
    ("one name, another telephone", adult("nell marsh", phones="1", ivy=MOTHER),
     adult("nell marsh", phones="2", otis=MOTHER), ASK),
    ("one name, another e-mail", adult("nell marsh", "n@x", ivy=MOTHER), adult("nell marsh", "n@y", otis=MOTHER), ASK),
    ("one name, another e-mail and telephone", adult("nell marsh", "n@x", "1", ivy=MOTHER),
     adult("nell marsh", "n@y", "2", otis=MOTHER), DIFFERENT),
    ("an initial", adult("r marsh", ivy=None), adult("rob marsh", "r@x", ivy=FATHER), ASK),
    ("a longer first name", adult("robert marsh", ivy=None), adult("rob marsh", "r@x", ivy=FATHER), ASK),
    ("a new surname and e-mail, nothing told of whom", adult("nell marsh", "n@x", ivy=None),
     adult("nell pope", "n@y", ivy=OTHER), ASK),
    ("a new surname, beside a sibling", adult("nell marsh", phones="1", ivy=MOTHER),
     adult("nell hill", phones="1", otis=MOTHER), ASK),
    ("one name and nothing else", adult("nell marsh", ivy=MOTHER), adult("nell marsh", otis=MOTHER), ASK),
    ("a new surname", adult("nell marsh", "n@x", "1", ivy=MOTHER), adult("nell hartley", "n@x", "1", ivy=MOTHER), ASK),
    ("a new surname and e-mail", adult("nell marsh", "n@x", ivy=MOTHER), adult("nell hartley", "n@y", ivy=MOTHER),
     ASK),
    ("a new surname, telephone kept", adult("nell marsh", phones="1", ivy=None),
     adult("nell hartley", phones="1", ivy=None), ASK),
    ("one mailbox of a couple", adult("nell marsh", "n@x", ivy=MOTHER), adult("rob marsh", "n@x", ivy=FATHER),
     DIFFERENT),
    ("one mailbox, nothing said of whom", adult("nell marsh", "n@x", ivy=None), adult("rob marsh", "n@x", ivy=None),
     ASK),
    ("one mailbox, other children", adult("nell marsh", "n@x", ivy=None), adult("rob marsh", "n@x", otis=None),
     DIFFERENT),
    ("an initial and one mailbox, other children", adult("n marsh", "n@x", ivy=MOTHER),
     adult("nell marsh", "n@x", otis=MOTHER), ASK),
    ("an initial and one telephone, other children", adult("n. marsh", phones="1", ivy=MOTHER),
     adult("nell marsh", phones="1", otis=MOTHER), ASK),
    ("an initial of two families", adult("n marsh", "n@x", ivy=MOTHER), adult("nell crane", "n@x", otis=MOTHER),
     DIFFERENT),
    ("a misspelt name", adult("kate hopkin", ivy=MOTHER), adult("kate hopkins", ivy=MOTHER), ASK),
    ("two mothers", adult("kate hopkins", ivy=MOTHER), adult("fay crane", ivy=MOTHER), DIFFERENT),
    ("a father replaced", adult("rob marsh", "r@x", ivy=FATHER), adult("ian pope", "i@x", ivy=FATHER), DIFFERENT),
    ("strangers of one first name", adult("nell marsh", ivy=MOTHER), adult("nell crane", otis=MOTHER), DIFFERENT),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "expected"), [case[1:] for case in ADULTS], ids=[c[0] for c in ADULTS])
def test_two_records_of_adults(one: AdultFacts, other: AdultFacts, expected: Verdict) -> None:
    assert same_adult(one, other) is expected
    assert same_adult(other, one) is expected
    assert is_found(one, other, expected)


def test_two_adults_in_one_row_are_one_only_when_they_have_one_name() -> None:
    nell = AdultFacts("nell marsh", "n@x", children={"ivy": None}, rows=frozenset({2}))
    assert same_adult(nell, AdultFacts("rob marsh", "n@x", children={"ivy": None}, rows=frozenset({2}))) is DIFFERENT
    assert same_adult(nell, AdultFacts("nell marsh", children={"ivy": None}, rows=frozenset({2}))) is SAME


def test_the_numbers_of_an_adult_are_compared_by_their_digits() -> None:
    assert phones_in("+44 7700 900111 (mobile), 01632 960001") == {
        "07700900111": "+44 7700 900111 (mobile)", "01632960001": "01632 960001",
    }  # fmt: skip
