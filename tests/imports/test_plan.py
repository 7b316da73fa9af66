"""What confirming a list would change: shown first, never a removal, and nothing the second time."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.families.policy import Relationship, SessionKind
from portal.imports.plan import plan
from portal.imports.planned import Change, Detail, Existing, ExistingAdult, ExistingChild, ExistingLink, NoticeKind

from .lists import JO, confirmed, read, row

pytestmark = pytest.mark.both_engines

ANN = ExistingChild(
    5, "Ann", "Day", date(2022, 2, 1), sessions=frozenset({SessionKind.PLAYGROUP}),
    adults=(ExistingLink(7, Relationship.MOTHER, True),),
)  # fmt: skip
JO_KEPT = ExistingAdult(7, "Jo Day", "jo@example.org", "07700900111", "1 Elm Row")
REGISTER = Existing((ANN,), (JO_KEPT,))


def test_into_an_empty_register_everything_is_new():
    reading = read(row("Ann Day", JO), row("Ben Day", JO))
    made = plan(reading, Existing())
    assert [child.name for child in made.new_children] == ["Ann Day", "Ben Day"]
    assert [adult.name for adult in made.new_adults] == ["Jo Day"]
    assert len(made.new_links) == 2


def test_what_the_register_has_already_is_left_alone():
    reading = read(
        row("ann  day", ("JO DAY", "Mum", "yes", "JO@example.org", "+44 7700 900 111", "1, Elm Row"), sessions="PG")
    )
    made = plan(reading, REGISTER)
    assert made.is_empty
    assert made.unchanged_children == (ANN,)


def test_silence_changes_nothing():
    assert plan(read(row("Ann Day", ("Jo Day", "", "", "jo@example.org"))), REGISTER).is_empty


def test_a_child_who_is_not_in_the_list_is_only_named():
    made = plan(read(row("Ben Lee", ("Mo Lee", "mum", "yes"))), REGISTER)
    assert made.children_not_in_file == (ANN,)
    after = confirmed(made, read(row("Ben Lee", ("Mo Lee", "mum", "yes"))), REGISTER)
    assert ANN in after.children


def test_what_differs_is_shown_as_it_is_and_as_it_would_be():
    adult = ("Jo Day", "mother", "yes", "jo@example.org", "07700 900222", "2 Oak Way")
    made = plan(read(row("Ann Day", adult, sessions="ASC", dates=("1/9/2024", ""))), REGISTER)
    assert made.changed_children[0].changes == (
        Change(Detail.STARTS_ON, None, date(2024, 9, 1)),
        Change(Detail.SESSIONS, ANN.sessions, frozenset({SessionKind.AFTER_SCHOOL})),
    )
    assert made.changed_adults[0].changes == (
        Change(Detail.PHONE, "07700900111", "07700 900222"),
        Change(Detail.ADDRESS, "1 Elm Row", "2 Oak Way"),
    )


@pytest.mark.parametrize(("held", "said"), [(True, "no"), (False, "yes")])
def test_parental_responsibility_is_neither_granted_nor_taken_unseen(held, said):
    child = replace(ANN, adults=(ExistingLink(7, Relationship.MOTHER, held),))
    made = plan(read(row("Ann Day", (*JO[:2], said, *JO[3:]))), Existing((child,), (JO_KEPT,)))
    assert made.changed_links[0].changes == (Change(Detail.PARENTAL_RESPONSIBILITY, held, not held),)
    assert not made.is_empty


def test_a_new_email_of_a_known_adult_is_a_change_not_a_second_person():
    made = plan(read(row("Ann Day", ("Jo Day", "mother", "yes", "new@example.org"))), REGISTER)
    assert made.changed_adults[0].changes == (Change(Detail.EMAIL, "jo@example.org", "new@example.org"),)
    assert made.new_adults == ()


def test_a_stranger_of_the_same_name_is_a_new_adult():
    made = plan(read(row("Ben Lee", ("Jo Day", "mother", "yes", "other@example.org"))), REGISTER)
    assert [adult.email for adult in made.new_adults] == ["other@example.org"]
    assert made.changed_adults == ()


def test_an_email_that_somebody_has_is_not_given_to_another():
    reading = read(row("Ben Lee", ("Sam Lee", "father", "yes", "jo@example.org")))
    made = plan(reading, REGISTER)
    assert made.new_adults[0].email is None
    assert [(n.kind, n.name, n.holder) for n in made.notices] == [(NoticeKind.EMAIL_TAKEN, "Sam Lee", "Jo Day")]
    assert plan(reading, confirmed(made, reading, REGISTER)).is_empty


def test_an_email_that_is_given_up_in_the_same_list_is_free():
    reading = read(
        row("Ann Day", ("Jo Day", "mother", "yes", "new@example.org")),
        row("Ben Lee", ("Sam Lee", "father", "yes", "jo@example.org")),
    )
    made = plan(reading, REGISTER)
    assert made.new_adults[0].email == "jo@example.org"
    assert made.notices == ()
    assert plan(reading, confirmed(made, reading, REGISTER)).is_empty


def test_a_reference_finds_a_child_whose_name_was_corrected():
    register = Existing((replace(ANN, first_name="Anne", reference="A7"),), (JO_KEPT,))
    made = plan(read(row("Ann Day", JO, ref="a7")), register)
    assert made.changed_children[0].changes == (Change(Detail.FIRST_NAME, "Anne", "Ann"),)


def test_a_reference_of_quite_another_child_is_not_taken_over():
    register = Existing((replace(ANN, reference="A7"),), (JO_KEPT,))
    made = plan(read(row("Ben Lee", ("Mo Lee", "mum", "yes"), born="5/5/2021", ref="A7")), register)
    assert [(child.name, child.reference) for child in made.new_children] == [("Ben Lee", None)]
    assert [notice.kind for notice in made.notices] == [NoticeKind.REFERENCE_TAKEN]


def test_a_reference_never_makes_two_children_look_like_one():
    register = Existing(
        (replace(ANN, reference="A7"), replace(ANN, id=6, first_name="Ben", reference="B2", adults=())), (JO_KEPT,)
    )
    reading = read(row("Ann", JO, ref="B2"), row("Ann Day", JO))
    made = plan(reading, register)
    assert made.changed_children == ()
    assert [child.name for child in made.new_children] == ["Ann"]


def test_when_two_on_the_register_could_be_meant_neither_is_changed():
    twins = (JO_KEPT, ExistingAdult(8, "Jo Day", "jo2@example.org", "07700900111"))
    made = plan(read(row("Ben Lee", ("Jo Day", "father", "no", "", "07700 900111"))), Existing((ANN,), twins))
    assert len(made.new_adults) == 1
    assert [notice.kind for notice in made.notices] == [NoticeKind.ADULT_UNCERTAIN]


names = st.sampled_from(["Jo Day", "JO DAY", "Sam Day", "Sam O’Hara", "Sam O'Hara", "Lee, Mo", ""])
adults = st.tuples(
    names, st.sampled_from(["mum", "dad", "gran", "", "friend of Jo"]), st.sampled_from(["y", "n", "", "?x"]),
    st.sampled_from(["a@b.org", "A@b.org", "c@d.org", "e@f.org", "none", ""]),
    st.sampled_from(["07700 900111", "7700900222", ""]), st.sampled_from(["1 Elm Row", "2 Oak Way", ""]),
)  # fmt: skip
rows = st.builds(
    lambda child, one, two, born, sessions, dates, ref: row(
        child, one, two, born=born, sessions=sessions, dates=dates, ref=ref
    ),
    st.sampled_from(["Ann Day", "ANN DAY", "Ben Day", "Ann", "Day, Cat", ""]), adults, adults,
    st.sampled_from(["1/2/2022", "2022-02-01", "2/2/2022"]), st.sampled_from(["PG", "ASC", ""]),
    st.sampled_from([("", ""), ("1/9/2024", ""), ("", "1/8/2024"),
    ("1/9/2025", "1/9/2026")]), st.sampled_from(["", "A1", "a1", "B2"]),
)  # fmt: skip
lists = st.lists(rows, min_size=1, max_size=6)


@given(lists)
def test_the_same_list_again_changes_nothing(listed):
    reading = read(*listed)
    once = confirmed(plan(reading, Existing()), reading, Existing())
    again = plan(reading, once)
    assert again.is_empty, again


def beside_ann(*adults):
    """Return a row of Ann Day with these adults, who share a telephone: name, relationship, responsibility, e-mail, address."""
    given = [(name, kind, yes, email, "07700 900111", address) for name, kind, yes, email, address in adults]
    return row("Ann Day", *given, born="1/2/2022")


A_JO = ("Jo Day", "mum", "y", "a@b.org", "1 Elm Row")


@given(lists, lists)
# Two of one name without e-mail, of whom one has responsibility: found the other way round, each would get the other's.
@example(
    [beside_ann(A_JO, A_JO)],
    [
        beside_ann(("Jo Day", "mum", "y", "c@d.org", "2 Oak Way"), ("Jo Day", "dad", "y", "e@f.org", "1 Elm Row")),
        beside_ann(("Sam Day", "mum", "y", "a@b.org", "1 Elm Row"), ("Jo Day", "friend of Jo", "n", "none", "")),
        beside_ann(("Jo Day", "", "y", "a@b.org", "")),
    ],
)
def test_the_same_list_again_changes_nothing_in_a_register_in_use(before, listed):
    earlier, reading = read(*before), read(*listed)
    register = confirmed(plan(earlier, Existing()), earlier, Existing())
    once = confirmed(plan(reading, register), reading, register)
    assert len(once.children) >= len(register.children)
    assert {link.adult_id for child in register.children for link in child.adults} <= {
        adult.id for adult in once.adults
    }
    emails = [adult.email for adult in once.adults if adult.email]
    assert len(emails) == len(set(emails))
    again = plan(reading, once)
    assert again.is_empty, again
