"""What a family list means: one child, one adult, every fault, and no right granted by silence."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.families.policy import Relationship, SessionKind
from portal.imports.columns import Layout, Mapping, recognise
from portal.imports.fields import Field
from portal.imports.interpretation import interpret
from portal.imports.reading import read_workbook
from portal.imports.sheet import Row, Sheet

from .lists import JO, TODAY, kinds, read, row

FILES = Path(__file__).parent / "files"


def read_file(name: str):
    (sheet,) = read_workbook((FILES / name).read_bytes())
    return interpret(sheet, recognise(sheet.headings, [r.cells for r in sheet.rows]), today=TODAY)


def test_a_whole_row_reads_as_it_was_meant():
    reading = read(row("Amira O’Connor-Núñez", JO, sessions="PG + ASC", dates=("1/9/2024", "31/7/2027"), ref="A7"))
    (child,) = reading.children
    assert (child.first_name, child.last_name, child.born_on) == ("Amira", "O’Connor-Núñez", date(2022, 2, 1))
    assert child.sessions == {SessionKind.PLAYGROUP, SessionKind.AFTER_SCHOOL}
    assert (child.starts_on, child.leaves_on, child.reference) == (date(2024, 9, 1), date(2027, 7, 31), "A7")
    (adult,) = reading.adults
    assert (adult.name, adult.email, adult.phone, adult.address) == (
        "Jo Day",
        "jo@example.org",
        "07700 900111",
        "1 Elm Row",
    )
    assert child.adults[0].relationship is Relationship.MOTHER
    assert child.adults[0].has_parental_responsibility
    assert kinds(reading) == [[]]


@pytest.mark.parametrize(
    ("child", "born", "kind"),
    [
        ("", "1/2/2022", "child_name_missing"), ("n/a", "1/2/2022", "child_name_missing"),
        ("Ann Day", "", "birth_date_missing"), ("Ann Day", "31/02/2022", "date_impossible"),
        ("Ann Day", "09/23/2022", "date_month_first"), ("Ann Day", "last year", "date_unreadable"),
        ("Ann Day", "23/11/2026", "birth_date_in_future"), ("Ann Day", "22/11/2008", "birth_date_too_long_ago"),
        ("A" * 101 + " Day", "1/2/2022", "text_too_long"),
    ],
)  # fmt: skip
def test_an_error_keeps_the_whole_row_out(child, born, kind):
    reading = read(row(child, JO, born=born))
    assert kind in kinds(reading)[0]
    assert not reading.rows[0].is_usable
    assert (reading.children, reading.adults) == ((), ())


@pytest.mark.parametrize("born", ["22/11/2026", "23/11/2008"])
def test_a_child_may_be_born_today_and_is_one_until_eighteen(born):
    assert len(read(row("Ann Day", JO, born=born)).children) == 1


@pytest.mark.parametrize(
    ("email", "kept", "kind"),
    [
        ("Jo@Example.ORG", "jo@example.org", None), ("mailto:jo@example.org", "jo@example.org", None),
        ("Jo Day <jo@example.org>", "jo@example.org", None), ("none", None, None), ("-", None, None), ("", None, None),
        ("a@example.org; b@example.org", "a@example.org", "two_emails"),
    ],
)  # fmt: skip
def test_an_email_is_kept_or_none(email, kept, kind):
    reading = read(row("Ann Day", (*JO[:3], email)))
    assert reading.adults[0].email == kept
    assert kinds(reading)[0] == ([kind] if kind else [])


@pytest.mark.parametrize(
    "email",
    ["jo@example", "jo example.org", "jo@@example.org", "@example.org", "a@b..org", "ask", "a" * 250 + "@b.org"],
)
def test_an_email_that_is_none_is_an_error(email):
    assert kinds(read(row("Ann Day", (*JO[:3], email)))) == [["email_invalid"]]


@pytest.mark.parametrize(
    ("written", "granted", "kind"),
    [
        ("yes", True, None), ("Y", True, None), ("✓", True, None), ("No", False, None), ("0", False, None),
        ("", False, "responsibility_blank"), ("n/a", False, "responsibility_blank"),
        ("x", False, "responsibility_unclear"), ("yes (court order)", False, "responsibility_unclear"),
        ("both", False, "responsibility_unclear"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("relationship", ["mother", "father", "grandma"])
def test_only_a_plain_yes_grants_parental_responsibility(written, granted, kind, relationship):
    reading = read(row("Ann Day", ("Jo Day", relationship, written, "jo@example.org")))
    assert reading.children[0].adults[0].has_parental_responsibility is granted
    assert kinds(reading) == [[kind] if kind else []]


def test_rows_that_contradict_each_other_grant_nothing():
    reading = read(row("Ann Day", JO), row("Ann Day", (*JO[:2], "no", *JO[3:])))
    assert not reading.children[0].adults[0].has_parental_responsibility
    assert kinds(reading) == [[], ["responsibility_conflict"]]


def test_a_yes_on_one_row_stands_beside_a_blank_on_another():
    reading = read(row("Ann Day", (*JO[:2], "", *JO[3:])), row("Ann Day", JO))
    assert reading.children[0].adults[0].has_parental_responsibility
    assert kinds(reading) == [[], []]


@pytest.mark.parametrize(
    ("text", "expected", "is_known"),
    [
        ("Mum", Relationship.MOTHER, True),
        ("Birth mother", Relationship.MOTHER, True), ("DAD", Relationship.FATHER, True),
        ("Step-father", Relationship.STEP_PARENT, True), ("Maternal grandmother", Relationship.GRANDPARENT, True),
        ("foster carer", Relationship.FOSTER_CARER, True), ("Social Worker", Relationship.SOCIAL_WORKER, True),
        ("Special guardian", Relationship.GUARDIAN, True), ("auntie", Relationship.OTHER, True),
        ("Mother's partner", Relationship.OTHER, False), ("mother-in-law", Relationship.OTHER, False),
    ],
)  # fmt: skip
def test_a_relationship_is_read_but_never_stretched(text, expected, is_known):
    reading = read(row("Ann Day", ("Jo Day", text, "no")))
    assert reading.children[0].adults[0].relationship is expected
    assert kinds(reading) == [[] if is_known else ["relationship_unknown"]]


@pytest.mark.parametrize(
    ("text", "expected", "unknown"),
    [
        ("Playgroup + ASC", {"playgroup", "after_school"}, False), ("PG; breakfast", {"playgroup", "breakfast"}, False),
        ("Breakfast & after school", {"breakfast", "after_school"}, False),
        ("pre-school Mon/Wed am", {"playgroup"}, False),
        ("BREAKFAST CLUB, AFTER-SCHOOL CLUB, HOLIDAY CLUB", {"breakfast", "after_school", "holiday"}, False),
        ("Swimming and playgroup", {"playgroup"}, True), ("=1+2", set(), False), ("none", set(), False),
    ],
)  # fmt: skip
def test_sessions_are_found_in_words(text, expected, unknown):
    reading = read(row("Ann Day", sessions=text))
    assert reading.children[0].sessions == expected
    assert kinds(reading) == [["session_unknown"] if unknown else []]


def test_the_same_child_on_two_rows_is_one_and_the_adults_unite():
    reading = read(
        row("Amira O’Connor", JO, sessions="PG"),
        row("AMIRA  O'connor", ("Sam Day", "father", "yes", "sam@example.org"), sessions="ASC"),
    )
    (child,) = reading.children
    assert child.name == "Amira O’Connor"
    assert child.sessions == {SessionKind.PLAYGROUP, SessionKind.AFTER_SCHOOL}
    assert [link.adult_key for link in child.adults] == ["adult-1", "adult-2"]
    assert {r.child_key for r in reading.rows} == {child.key}


def test_a_reference_and_first_name_make_one_child_and_what_differs_is_told():
    reading = read(row("Ann Day", JO, ref="A7"), row("Ann Daye", JO, ref="a7", born="2/2/2022"))
    assert [child.name for child in reading.children] == ["Ann Day"]
    assert kinds(reading) == [[], ["conflict", "conflict"]]


def test_a_reference_that_is_the_familys_does_not_make_twins_one_child():
    reading = read(row("Ann Day", JO, ref="F1"), row("Ben Day", JO, ref="F1"))
    assert [(child.name, child.reference) for child in reading.children] == [("Ann Day", "F1"), ("Ben Day", None)]
    assert kinds(reading) == [[], ["reference_shared"]]


def test_filling_in_a_last_name_never_makes_two_children_look_like_one():
    reading = read(row("Ann", JO, ref="B2"), row("Ann Day", JO), row("Ann Day", JO, ref="B2", born="2/2/2022"))
    assert [child.name for child in reading.children] == ["Ann", "Ann Day"]


def test_one_name_with_two_birth_dates_stays_two_children_and_is_told():
    reading = read(row("Ann Day", JO), row("Ann Day", JO, born="2/2/2022"))
    assert len(reading.children) == 2
    assert kinds(reading) == [[], ["possible_duplicate"]]


@pytest.mark.parametrize(
    ("full", "first", "last"),
    [
        ("MÜLLER, Zoë", "Zoë", "MÜLLER"), ("Zoë Müller", "Zoë", "Müller"), ("Ana de la Cruz", "Ana", "de la Cruz"),
        ("Nguyễn Minh Anh", "Nguyễn Minh", "Anh"), ("Amina", "Amina", ""),
        ("Amina,", "Amina", ""), ("🦋 Day", "🦋", "Day"),
        ("أميرة خان", "أميرة", "خان"), ("=SUM(A1) Day", "=SUM(A1)", "Day"), ("Ann\u00a0Day", "Ann", "Day"),
    ],
)  # fmt: skip
def test_a_full_name_is_parted_and_kept_as_typed(full, first, last):
    reading = read(row(full))
    assert (reading.children[0].first_name, reading.children[0].last_name) == (first, last)
    assert kinds(reading) == [[] if last else ["child_surname_missing"]]


def test_marks_that_cannot_be_seen_go_and_are_told():
    reading = read(row("Ann\x07 \u202eDay"))
    assert reading.children[0].name == "Ann Day"
    assert kinds(reading) == [["control_characters"]]


def test_garbled_letters_are_told():
    assert kinds(read(row("NÃºria Day"))) == [["garbled_letters"]]


@pytest.mark.parametrize(
    ("phone", "kept", "kind"),
    [("7700900111", "07700900111", "phone_nought_added"),
     ("7.7009E+09", "", "phone_damaged"), ("+353 1 555 0100", "+353 1 555 0100", None)],
)  # fmt: skip
def test_what_a_spreadsheet_does_to_telephone_numbers(phone, kept, kind):
    reading = read(row("Ann Day", ("Jo Day", "mother", "yes", "", phone)))
    assert reading.adults[0].phone == kept
    assert kinds(reading) == [[kind] if kind else []]


def test_one_month_first_date_makes_the_others_of_its_column_doubtful():
    reading = read(
        row("Ann Day", born="09/23/2022"), row("Ben Day", born="03/09/2022"), row("Cat Day", born="23/09/2022")
    )
    assert kinds(reading) == [["date_month_first"], ["date_maybe_month_first"], []]
    assert reading.children[0].born_on == date(2022, 9, 3)


def test_leaving_before_starting_is_an_error():
    assert kinds(read(row("Ann Day", dates=("1/9/2025", "1/8/2025")))) == [["leaves_before_start"]]


def test_a_blank_child_is_the_child_above_only_in_a_row_per_adult():
    headings = ("Child", "DOB", "Adult name", "Relationship", "PR")
    rows = (("Ann Day", "1/2/2022", "Jo Day", "mum", "y"), ("", "", "Sam Day", "dad", "y"))
    carried = read(*rows, headings=headings, layout=Layout.ROW_PER_ADULT)
    assert [len(child.adults) for child in carried.children] == [2]
    assert kinds(carried) == [[], ["child_carried_down"]]
    strict = read(*rows, headings=headings, layout=Layout.ROW_PER_CHILD)
    assert [row.is_usable for row in strict.rows] == [True, False]


def test_an_adult_is_never_carried_to_the_child_above_a_broken_row():
    headings = ("Child", "DOB", "Adult name", "Relationship", "PR")
    rows = (
        ("Ann Day", "1/2/2022", "Jo Day", "mum", "y"),
        ("Ben Lee", "never", "Mo Lee", "mum", "y"),
        ("", "", "Al Lee", "dad", "y"),
    )
    reading = read(*rows, headings=headings, layout=Layout.ROW_PER_ADULT)
    assert [adult.name for adult in reading.adults] == ["Jo Day"]
    assert [row.is_usable for row in reading.rows] == [True, False, False]


def test_the_files_read_as_a_person_would():
    reading = read_file("bom_commas.csv")
    assert [child.name for child in reading.children] == [
        "Amira O’Connor-Núñez", "Yusuf O'Connor-Núñez", "Zofia Kowalska", "Chidi Okafor",
    ]  # fmt: skip
    assert [adult.name for adult in reading.adults] == [
        "Siobhán O’Connor", "Tomás Núñez", "Ewa Kowalska", "Marek Kowalski", "Emeka Okafor",
    ]  # fmt: skip
    per_adult = read_file("row_per_adult.csv")
    assert [(a.name, a.email) for a in per_adult.adults if a.name == "John Smith"] == [
        ("John Smith", "john.a@example.org"), ("John Smith", "john.b@example.org"),
    ]  # fmt: skip
    assert [len(child.adults) for child in per_adult.children] == [2, 1, 1, 1]


cells = st.sampled_from(
    ["", "Ann Day", "Day, Ann", "1/2/2022", "yes", "x", "mum", "a@b.org", "7700900111", "PG", "\x00", "🦋"]
)
anything = st.one_of(cells, st.text(max_size=20))


@given(st.data())
def test_any_table_under_any_mapping_is_read(data):
    width = data.draw(st.integers(1, 8))
    rows = data.draw(st.lists(st.lists(anything, min_size=width, max_size=width), min_size=1, max_size=6))
    chosen = data.draw(st.dictionaries(st.integers(0, width + 1), st.sampled_from([None, *Field]), max_size=9))
    sheet = Sheet("", ("",) * width, tuple(Row(n, tuple(cells)) for n, cells in enumerate(rows, 2)))
    reading = interpret(sheet, Mapping(data.draw(st.sampled_from(Layout)), chosen), today=TODAY)
    assert [row.number for row in reading.rows] == [row.number for row in sheet.rows]
    assert {row.child_key for row in reading.rows if row.child_key} == {child.key for child in reading.children}
    assert all(row.is_usable or row.child_key is None for row in reading.rows)
    emails = [adult.email for adult in reading.adults if adult.email]
    assert len(emails) == len(set(emails))
    references = [child.reference.casefold() for child in reading.children if child.reference]
    assert len(references) == len(set(references))
