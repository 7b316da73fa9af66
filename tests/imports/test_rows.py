"""What the rows of a family list mean: children, adults, faults and questions, and no right granted by silence."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.families.policy import Relationship, Responsibility
from portal.imports.columns import FIELDS, Layout, Mapping
from portal.imports.faults import QuestionKind
from portal.imports.people import AdultRecord, ChildRecord, LinkRecord, Register
from portal.imports.plan import plan
from portal.imports.resolving import resolve
from portal.imports.rows import read_rows
from portal.imports.sentences import FAULTS, words_of
from portal.imports.sheet import Row, Sheet

from .rows import (
    SESSIONS,
    TODAY,
    adults,
    answer_all,
    children,
    kinds,
    mapping,
    options,
    placeholders,
    read,
    read_case,
    sheet,
)

TWO = "c1_first_name c1_last_name c1_born_on"


def test_names_that_look_blank_are_names():
    reading = read_case(
        "10-names-that-look-blank/13-names-that-look-blank.csv",
        f"{TWO} a1_name a1_responsibility",
    )
    assert children(reading) == ["Nil Yildiz", "Soo-ah Na", "Ellie Null", "Na Ha-eun", "Ruby None"]
    assert adults(reading) == ["Elif Yildiz", "Ji-won Na", "Chris Null", "Min Ha", "Sam None"]
    assert all(child.adults[0].link.responsibility is Responsibility.HELD for child in reading.children)
    assert kinds(reading) == {7: ["child_name_unanswered"]}
    (question,) = reading.questions
    assert (question.values["text"], question.rows) == ("Tbc Surname", (7,))


def test_two_children_in_one_cell_are_asked_about_and_never_guessed():
    file, columns = (
        "11-two-children-in-one-cell/12-two-children-one-cell.csv",
        "c1_name c1_born_on a1_name a1_email a1_responsibility",
    )
    waiting = read_case(file, columns)
    assert waiting.children == ()
    reading = read_case(file, columns, answer_all(waiting, "split"))
    assert children(reading) == [
        "Ava Smith", "Noah Smith", "Lily Reed", "Tom Reed", "Max Boyle", "Eve Boyle", "Amy Frost", "Zoe Frost",
        "Ben Hill", "Dan Hill",
    ]  # fmt: skip
    assert [child.place for child in reading.children[:3]] == ["2", "2b", "3"]
    assert reading.children[0].adults == reading.children[1].adults


def test_a_day_and_month_in_doubt_wait_for_one_answer():
    file, columns = "19-month-first-column/81-us-dates.csv", f"{TWO} a1_name a1_responsibility"
    assert read_case(file, columns).children == ()
    by_month = read_case(file, columns, {"dates-2": "month-first"})
    assert [child.record.born_on for child in by_month.children] == [
        date(2023, 2, 14), date(2022, 9, 3), date(2022, 11, 6),
    ]  # fmt: skip
    by_day = read_case(file, columns, {"dates-2": "day-first"})
    assert [child.record.born_on for child in by_day.children] == [date(2022, 3, 9), date(2022, 6, 11)]
    assert "date_month_first" in kinds(by_day)[2]


def test_a_fault_beside_an_adult_keeps_no_child_out():
    reading = read(f"{TWO} a1_name a1_email", ["Ann", "Day", "1/2/2022", "Jo Day", "as mum"])
    assert children(reading) == ["Ann Day"]
    assert kinds(reading) == {2: ["email_invalid"]}


def test_notes_in_names_are_asked_about_and_nobody_is_registered_meanwhile():
    file, columns = (
        "17-notes-inside-names/73-notes-in-names.csv",
        ("c1_name c1_born_on a1_name a1_responsibility a2_name a2_responsibility"),
    )
    waiting = read_case(file, columns)
    assert waiting.children == ()
    assert set(options(waiting)) == {
        "Ivy Marsh (leaving July)", "Nell Marsh - DO NOT RELEASE TO", "Rob Marsh (no contact)", "Otis Crane*",
        "Fay Crane?", "DECEASED", "NEW - Una Roe", "Bo Roe (nee Hill)", "not involved", "Max (Maxwell) Pope",
    }  # fmt: skip
    assert kinds(waiting)[5] == ["child_name_unanswered", "adult_name_blank", "adult_name_blank"]
    reading = read_case(file, columns, {**answer_all(waiting, "part-1"), **_key(waiting, "DECEASED", "leave-out")})
    assert children(reading) == ["Ivy Marsh", "Otis Crane", "NEW", "Max Pope"]
    assert adults(reading) == ["Nell Marsh", "Rob Marsh", "Fay Crane", "Bo Roe"]
    assert "adult_name_left_out" in kinds(reading)[3]


def _key(reading, text, answer):
    return {question.key: answer for question in reading.questions if question.values["text"] == text}


def test_a_bad_email_keeps_no_child_out():
    reading = read_case(
        "14-bad-email-keeps-child-out/19-emails.csv",
        f"{TWO} a1_name a1_relationship a1_responsibility a1_email",
    )
    assert len(reading.children) == 35
    emails = [child.adults[0].record.email for child in reading.children]
    assert emails[0] == emails[1] == "pat.o'brien@example.org"
    assert [emails[i] for i in (4, 5, 6, 7, 26, 27, 28)] == [
        "pat@example.org", "pat2@example.org", "pat3@example.org", "pat4@example.org", "pat16@example.org",
        "pat17@example.org", "pat18@example.org",
    ]  # fmt: skip
    without = {child.rows[0] for child, email in zip(reading.children, emails, strict=True) if email is None}
    assert without == {12, 13, 14, 15, 16, 17, 18, 21, 22, 23, 24, 25, 26, 27, 35}
    told = {row for row, found in kinds(reading).items() if "email_invalid" in found}
    assert told == without - {12, 22, 23}  # a telephone, and two words for nothing
    assert reading.children[10].adults[0].record.phone == "07700900123"


def test_ditto_marks_are_named_and_never_copied():
    reading = read_case(
        "14-bad-email-keeps-child-out/57-ditto-marks.xlsx",
        f"{TWO} a1_name a1_email a1_responsibility a2_name a2_email a2_responsibility",
    )
    assert adults(reading) == ["Nell Marsh", "Rob Marsh"]
    assert [len(child.adults) for child in reading.children] == [2, 0, 0, 0]
    assert kinds(reading)[3] == ["adult_name_no_letters", "email_invalid"] * 2
    assert set(options(reading)) == {"ditto", "do.", "as above", "same"}


def test_an_email_and_a_telephone_that_changed_places_are_read_as_what_they_are():
    reading = read_case(
        "14-bad-email-keeps-child-out/95-email-in-phone-column.csv",
        "c1_name c1_born_on a1_name a1_responsibility a1_email a1_phone",
    )
    records = [child.adults[0].record for child in reading.children]
    assert [(r.email, r.phone) for r in records] == [
        ("nell@example.org", "07700900401"), ("fay@example.org", "07700900402 (mobile)"),
    ]  # fmt: skip
    assert kinds(reading)[3][:2] == ["phone_in_email_column", "email_in_phone_column"]


def test_a_column_that_asks_for_either_holds_an_email_without_a_word():
    """“Mum’s email/mob” over an address is no fault; half an address is one there too."""
    for heading, faults in (("Mum email/mob", {}), ("Mum mobile", {2: ["email_in_phone_column"]})):
        table = replace(
            sheet(["Ivy Marsh", "1/2/2022", "Nell Marsh", "nell@example.org 07700 900401"]),
            headings=("Child", "DOB", "Mum", heading),
        )
        reading = read_rows(
            table,
            mapping("c1_name c1_born_on a1_name a1_phone"),
            {},
            today=TODAY,
            sessions=SESSIONS,
        )
        assert reading.children[0].adults[0].record == AdultRecord(
            "Nell Marsh", "nell@example.org", "07700 900401 (mobile)"
        )
        assert kinds(reading) == faults


def test_dates_of_an_american_form_wait():
    columns = "- - - - - c1_name c1_born_on a1_name a1_email a1_responsibility a2_name a2_email a2_responsibility"
    reading = read_case("19-month-first-column/08-ms-forms.csv", columns)
    assert reading.children == ()
    answered = read_case("19-month-first-column/08-ms-forms.csv", columns, answer_all(reading, "month-first"))
    assert [child.record.born_on for child in answered.children] == [date(2023, 2, 14), date(2022, 11, 6)]


def test_dates_that_a_spreadsheet_may_have_swapped_wait():
    file = "19-month-first-column/54-day-month-swapped-by-excel.xlsx"
    columns = f"{TWO} a1_name a1_email a1_responsibility a2_name a2_email a2_responsibility"
    waiting = read_case(file, columns)
    assert children(waiting) == ["Ivy Marsh"]
    (question,) = waiting.questions
    assert (question.key, question.rows) == ("dates-2", (3, 4))
    assert (question.values["day_first"], question.values["month_first"]) == (date(2022, 3, 9), date(2022, 9, 3))
    days = [
        [child.record.born_on for child in read_case(file, columns, {"dates-2": order}).children]
        for order in ("day-first", "month-first")
    ]
    assert days == [
        [date(2023, 2, 14), date(2022, 3, 9), date(2022, 5, 11)],
        [date(2023, 2, 14), date(2022, 9, 3), date(2022, 11, 5)],
    ]


ONE = "c1_name c1_born_on c1_reference c1_sessions c1_starts_on c1_leaves_on a1_name a1_relationship a1_responsibility "
ALL = ONE + "a1_email a1_phone a1_address"


def test_a_whole_row_reads_as_it_was_meant():
    reading = read(
        ALL,
        ["Amira O’Connor-Núñez", "1/2/2022", "A7", "PG + ASC", "1/9/2024", "31/7/2027", "Jo Day", "Mum", "yes",
         "jo@example.org", "07700 900111", "1 Elm Row\nYork"],
    )  # fmt: skip
    (child,) = reading.children
    assert (child.place, child.rows) == ("2", (2,))
    assert child.record == ChildRecord(
        "Amira", "O’Connor-Núñez", date(2022, 2, 1), "", "A7",
        frozenset(["playgroup", "after_school"]), date(2024, 9, 1), date(2027, 7, 31),
    )  # fmt: skip
    (adult,) = child.adults
    assert (adult.place, adult.row, adult.column) == ("2.1", 2, 6)
    assert adult.record == AdultRecord("Jo Day", "jo@example.org", "07700 900111", "1 Elm Row, York")
    assert adult.link == LinkRecord(Relationship.MOTHER, Responsibility.HELD)
    assert (reading.faults, reading.questions) == ({}, ())


@pytest.mark.parametrize(
    ("child", "born", "kind"),
    [
        ("", "1/2/2022", "child_name_missing"), ("-", "1/2/2022", "child_name_missing"),
        ('"', "1/2/2022", "child_name_no_letters"), ("12", "1/2/2022", "child_name_no_letters"),
        ("N/A", "1/2/2022", "child_name_unanswered"), ("Tbc", "1/2/2022", "child_name_unanswered"),
        ("Ann Day", "", "birth_date_missing"), ("Ann Day", "n/a", "birth_date_missing"),
        ("Ann Day", "31/02/2022", "date_impossible"), ("Ann Day", "09/23/2022", "date_order_unclear"),
        ("Ann Day", "last year", "date_unreadable"), ("Ann Day", "23/11/2026", "birth_date_in_future"),
        ("Ann Day", "22/11/2008", "birth_date_too_long_ago"), ("Ab" * 51 + " Day", "1/2/2022", "child_name_too_long"),
    ],
)  # fmt: skip
def test_an_error_keeps_the_child_out_and_every_other_fault_is_told(child, born, kind):
    reading = read("c1_name c1_born_on a1_name a1_email", [child, born, "Jo Day", "as mum"])
    assert reading.children == ()
    assert sorted(kinds(reading)[2]) == sorted([kind, "email_invalid"])
    assert [f.is_error for f in reading.faults[2] if f.kind == kind] == [True]


@pytest.mark.parametrize(
    ("column", "text", "kind"),
    [
        ("c1_starts_on", "last year", "other_date_unreadable"), ("c1_starts_on", "31/02/2022", "other_date_impossible"),
        ("c1_leaves_on", "09/23/2026", "other_date_order_unclear"), ("c1_known_as", "A" * 101, "text_too_long"),
        ("c1_reference", "7" * 61, "text_too_long"), ("c1_sessions", "Playgroup, Lego", "session_unknown"),
        ("c1_sessions", "Rainbow room", "sessions_unanswered"),
        ("a1_email", "a@example.org", "adult_name_missing"), ("a1_address", "1 Elm Row", "adult_name_missing"),
        ("a1_name", "unknown", "adult_name_blank"), ("a1_name", "?", "adult_name_no_letters"),
        ("a1_name", "Ab" * 101 + " Day", "adult_name_too_long"), ("a1_name", "Jo (work)", "adult_name_unanswered"),
        ("c1_known_as", "A\x07nn", "control_characters"), ("c1_known_as", "NÃºria", "garbled_letters"),
    ],
)  # fmt: skip
def test_a_fault_in_anything_else_keeps_no_child_out(column, text, kind):
    reading = read(f"c1_name c1_born_on {column}", ["Ann Day", "1/2/2022", text])
    assert children(reading) == ["Ann Day"]
    assert adults(reading) == []
    assert kinds(reading) == {2: [kind]}


def test_leaving_before_starting_leaves_both_dates_empty():
    reading = read("c1_name c1_born_on c1_starts_on c1_leaves_on", ["Ann Day", "1/2/2022", "1/9/2025", "1/8/2025"])
    (child,) = reading.children
    assert (child.record.starts_on, child.record.leaves_on) == (None, None)
    assert kinds(reading) == {2: ["leaves_before_start"]}


@pytest.mark.parametrize(
    ("written", "held", "said"),
    [
        ("yes", Responsibility.HELD, ""), ("✓", Responsibility.HELD, ""), ("No", Responsibility.NONE, ""),
        ("", None, ""), ("n/a", None, ""), ("x", None, "x"), ("yes (court order)", None, "yes (court order)"),
        ("both", None, "both"),
    ],
)  # fmt: skip
def test_only_a_plain_yes_grants_parental_responsibility(written, held, said):
    reading = read("c1_name c1_born_on a1_name a1_relationship a1_responsibility",
                   ["Ann Day", "1/2/2022", "Jo Day", "mum", written])  # fmt: skip
    (adult,) = reading.children[0].adults
    assert (adult.link.responsibility, adult.said) == (held, said)
    assert kinds(reading) == ({2: ["responsibility_unclear"]} if said else {})


@pytest.mark.parametrize(
    ("heading", "cell", "stated", "said"),
    [
        ("Court order", "Yes", None, "Court order: Yes"), ("Any court orders?", "see file", None, "Any court orders?: see file"),
        ("Mum restricted", "Y", None, "Mum restricted: Y"), ("Court order", "No", "held", ""), ("Court order", "n/a", "held", ""),
        ("Child arrangements order?", "Yes", None, "Child arrangements order?: Yes"),
        ("Any legal restrictions?", "see file", None, "Any legal restrictions?: see file"),
        ("Non-molestation order", "Y", None, "Non-molestation order: Y"), ("Order of arrival", "3", "held", ""),
        ("Special guardianship order", "Y", None, "Special guardianship order: Y"), ("Legal surname", "Moss", "held", ""),
        ("Restricted diet", "Yes", "held", ""), ("Allergies", "Yes", "held", ""),
    ],
)  # fmt: skip
def test_beside_a_court_order_a_yes_is_not_plain(heading, cell, stated, said):
    columns, row = (
        "c1_name c1_born_on a1_name a1_responsibility -",
        ["Ivy Marsh", "1/2/2022", "Nell Marsh", "Yes", cell],
    )
    reading = read(columns, row, headings={2: "Mum", 4: heading})
    (adult,) = reading.children[0].adults
    assert (adult.link.responsibility, adult.said) == (stated, said)
    assert kinds(reading) == ({2: ["responsibility_limited"]} if said else {})


@pytest.mark.parametrize(
    "columns", ["c1_name c1_born_on a1_name a1_responsibility -", "c1_name c1_born_on a1_name - -"]
)
def test_beside_a_court_order_the_one_press_for_mothers_and_fathers_ticks_nobody_of_whom_the_list_is_silent(columns):
    rows = ["Ivy Marsh", "1/2/2022", "Nell Marsh", "", "no contact"], ["Max Pope", "2/2/2022", "Ann Pope", "", "No"]
    reading = read(columns, *rows, headings={2: "Mum", 4: "Court order"})
    assert {child.record.name: child.adults[0].said for child in reading.children} == {
        "Ivy Marsh": "Court order: no contact", "Max Pope": "",
    }  # fmt: skip
    found = resolve(reading, Register(), {}, layout=Layout.ROW_PER_CHILD)
    planned = plan(found, Register(), parents=True)
    after = {each.record.name: each.links[0].after for each in planned.children}
    assert after == {"Ivy Marsh": Responsibility.NONE, "Max Pope": Responsibility.HELD}
    assert kinds(reading) == {2: ["responsibility_limited"]}


@pytest.mark.parametrize("written", ["Mum: Nell Marsh / Dad: Rob Marsh", "Nell Marsh (mum), Rob Marsh (dad)"])
def test_a_relation_beside_a_name_counts_more_than_a_column_and_that_is_said(written):
    columns, row = "c1_name c1_born_on a1_name a1_relationship", ["Ivy Marsh", "1/2/2022", written, "Mother"]
    (question,) = read(columns, row).questions
    reading = read(columns, row, answers={question.key: "split"})
    found = [(adult.record.name, adult.link.relationship) for adult in reading.children[0].adults]
    assert found == [("Nell Marsh", "mother"), ("Rob Marsh", "father")]
    (fault,) = reading.faults[2]
    assert (fault.kind, fault.values["name"]) == ("relationship_beside", "Rob Marsh")


def test_a_court_order_in_the_row_of_a_child_stands_beside_the_adults_of_the_rows_below():
    columns, rows = "c1_name c1_born_on a1_name a1_responsibility -", (
        ["Ivy Marsh", "1/2/2022", "Nell Marsh", "Yes", "father: no contact"], ["", "", "Rob Marsh", "Yes", ""],
        ["Max Pope", "2/2/2022", "Ann Pope", "Yes", "No"], ["", "", "Al Pope", "Yes", ""],
    )  # fmt: skip
    reading = read(columns, *rows, layout=Layout.ROW_PER_ADULT, headings={4: "Court order"})
    stated = {adult.record.name: adult.link.responsibility for child in reading.children for adult in child.adults}
    held = Responsibility.HELD
    assert stated == {"Nell Marsh": None, "Rob Marsh": None, "Ann Pope": held, "Al Pope": held}
    assert "responsibility_limited" in kinds(reading)[3]


def test_two_adults_of_one_cell_are_granted_nothing_by_one_yes():
    columns, cells = "c1_name c1_born_on a1_name a1_responsibility a1_email", [
        "Ann Day", "1/2/2022", "Nell & Rob Day", "yes", "home@example.org",
    ]  # fmt: skip
    headings = {2: "Mother"}
    waiting = read(columns, cells, headings=headings)
    assert (children(waiting), adults(waiting)) == (["Ann Day"], [])
    (child,) = read(columns, cells, answers=answer_all(waiting, "split"), headings=headings).children
    assert [(a.place, a.record.name, a.said) for a in child.adults] == [
        ("2.1", "Nell Day", "yes"), ("2.1b", "Rob Day", "yes"),
    ]  # fmt: skip
    assert {adult.link for adult in child.adults} == {LinkRecord(None, None)}


@pytest.mark.parametrize(
    ("cell", "heading", "relationship", "kind"),
    [
        ("Mum", None, Relationship.MOTHER, None), ("", Relationship.FATHER, Relationship.FATHER, None),
        ("Mother's partner", None, Relationship.OTHER, "relationship_unknown"),
        ("", None, None, "relationship_missing"), ("Dad", Relationship.FATHER, Relationship.FATHER, None),
        ("Grandmother", Relationship.FATHER, Relationship.GRANDPARENT, "relationship_differs"),
    ],
)  # fmt: skip
def test_a_cell_says_more_of_a_relationship_than_its_heading(cell, heading, relationship, kind):
    headings = {2: str(heading or "")}
    reading = read(
        "c1_name c1_born_on a1_name a1_relationship", ["Ann Day", "1/2/2022", "Jo Day", cell], headings=headings
    )
    assert reading.children[0].adults[0].link.relationship is relationship
    assert kinds(reading) == ({2: [kind]} if kind else {})


@pytest.mark.parametrize(
    ("cells", "phone", "told"),
    [
        (["07700 900123", "01632 960001", ""], "07700 900123 (mobile), 01632 960001 (work)", []),
        (["07700 900123 / 01632 960001", "", ""], "07700 900123 (mobile), 01632 960001 (mobile)", []),
        (["07700900123", "+44 7700 900123", ""], "07700900123 (mobile)", []),
        (["7700900123", "", ""], "07700900123 (mobile)", ["phone_nought_added"]),
        (["7.7009E+09", "01632 960001", ""], "01632 960001 (work)", ["phone_damaged"]),
        (["Jo's mobile 07700 900123", "", ""], "Jo's mobile 07700 900123", []),
        (["", "", "Nan: 07700 900123"], "Nan: 07700 900123", []), (["none", "N/A", "-"], "", []),
        (["same as mum", '"', ""], "", ["phone_without_number"] * 2),
        (["07700 900123", "", "0" * 190], "07700 900123 (mobile)", ["text_too_long"]),
        (["jo@example.org 07700 900123", "", ""], "07700 900123 (mobile)", ["email_in_phone_column"]),
    ],
)  # fmt: skip
def test_every_telephone_is_kept_with_its_kind(cells, phone, told):
    reading = read(
        "c1_name c1_born_on a1_name a1_phone a1_phone a1_phone",
        ["Ann Day", "1/2/2022", "Jo Day", *cells],
        headings={2: "Mother", 3: "Mother’s mobile", 4: "Work tel"},
    )  # fmt: skip
    assert reading.children[0].adults[0].record.phone == phone
    assert kinds(reading).get(2, []) == told


def test_the_first_of_two_emails_in_two_columns_is_kept():
    reading = read("c1_name c1_born_on a1_name a1_email a1_email",
                   ["Ann Day", "1/2/2022", "Jo Day", "a@example.org", "b@example.org"],
                   headings={2: "Mother"})  # fmt: skip
    assert reading.children[0].adults[0].record.email == "a@example.org"
    assert [(f.kind, dict(f.values)) for f in reading.faults[2]] == [
        ("two_emails", {"kept": "a@example.org", "other": "b@example.org"})
    ]


def test_one_choice_speaks_for_all_cells_that_name_no_session():
    rows = [
        ["Ann Day", "1/2/2022", "Rainbow room"],
        ["Ben Lee", "2/2/2022", "Mon Tue am"],
        ["Cat Ray", "3/2/2022", "PG"],
    ]
    waiting = read("c1_name c1_born_on c1_sessions", *rows)
    (question,) = waiting.questions
    assert (question.key, question.rows, question.values["texts"]) == ("sessions-2", (2, 3), "Rainbow room; Mon Tue am")
    assert kinds(waiting) == {2: ["sessions_unanswered"], 3: ["sessions_unanswered"]}
    for answer, expected in (("breakfast", {"breakfast"}), ("none", set()), ("rubbish", set())):
        reading = read("c1_name c1_born_on c1_sessions", *rows, answers={"sessions-2": answer})
        assert [child.record.sessions for child in reading.children] == [expected, expected, {"playgroup"}]
        assert (kinds(reading) == {}) is (answer != "rubbish")


def test_several_children_of_a_row_have_the_same_adults():
    reading = read(
        "c1_name c1_born_on c2_name c2_born_on c3_name c3_born_on a1_name a2_name",
        ["Ann Day", "1/2/2022", "Ben Day", "last year", "Cat Day", "3/4/2024", "Jo Day", "Al Day"],
        headings={6: "Mother", 7: "Father"},
    )
    assert [(child.place, child.record.name) for child in reading.children] == [("2", "Ann Day"), ("2c", "Cat Day")]
    assert {tuple(a.place for a in child.adults) for child in reading.children} == {("2.1", "2.2")}
    assert kinds(reading) == {2: ["date_unreadable"]}


ADULT_ROWS = "c1_name c1_born_on a1_name a1_relationship"
ANN = ["Ann Day", "1/2/2022", "Jo Day", "mum"]


def test_a_row_without_a_child_is_about_the_child_above_only_in_a_row_per_adult():
    rows = (ANN, ["", "", "Sam Day", "dad"])
    carried = read(ADULT_ROWS, *rows, layout=Layout.ROW_PER_ADULT)
    assert [(child.rows, len(child.adults)) for child in carried.children] == [((2, 3), 2)]
    assert kinds(carried) == {3: ["child_carried_down"]}
    strict = read(ADULT_ROWS, *rows)
    assert [child.rows for child in strict.children] == [(2,)]
    assert kinds(strict) == {3: ["child_name_missing", "birth_date_missing"]}


def test_an_adult_is_never_carried_to_another_child_past_one_left_out():
    rows = (ANN, ["Ben Lee", "never", "Mo Lee", "mum"], ["", "", "Al Lee", "dad"])
    reading = read(ADULT_ROWS, *rows, layout=Layout.ROW_PER_ADULT)
    assert adults(reading) == ["Jo Day"]
    assert kinds(reading)[4] == ["child_above_left_out"]


def test_an_adult_is_never_carried_to_another_child_past_a_hidden_one():
    table = Sheet(
        "", ("",) * 4, (Row(2, tuple(ANN)), Row(4, ("", "", "Al Lee", "dad"))),
        hidden_rows=(Row(3, ("Ben Lee", "1/3/2022", "Mo Lee", "mum")),),
    )  # fmt: skip
    reading = read_rows(table, mapping(ADULT_ROWS, layout=Layout.ROW_PER_ADULT), {}, today=TODAY, sessions=SESSIONS)
    assert adults(reading) == ["Jo Day"]
    assert kinds(reading) == {4: ["child_above_left_out"]}
    assert reading.faults[4][0].values == {"row": 3}


def test_an_adult_below_two_children_of_one_cell_is_beside_both():
    rows = (["Ava & Noah Day", *ANN[1:]], ["", "", "Sam Day", "dad"])
    waiting = read(ADULT_ROWS, *rows, layout=Layout.ROW_PER_ADULT)
    assert kinds(waiting) == {2: ["child_name_unanswered"], 3: ["child_above_left_out"]}
    reading = read(ADULT_ROWS, *rows, layout=Layout.ROW_PER_ADULT, answers=answer_all(waiting, "split"))
    assert [len(child.adults) for child in reading.children] == [2, 2]


def test_the_same_note_in_many_rows_is_asked_about_once():
    rows = [[f"{name} Day", "1/2/2022", "Not involved"] for name in ("Ann", "Ben", "Cat")]
    reading = read("c1_name c1_born_on a1_name", *rows)
    (question,) = reading.questions
    assert (question.kind, question.rows) == (QuestionKind.ADULT_NAME, (2, 3, 4))
    left_out = read("c1_name c1_born_on a1_name", *rows, answers={question.key: "leave-out"})
    assert kinds(left_out) == {row: ["adult_name_left_out"] for row in (2, 3, 4)}
    assert (children(left_out), adults(left_out)) == (["Ann Day", "Ben Day", "Cat Day"], [])


@pytest.mark.parametrize(
    ("cells", "name", "told"),
    [
        (["", "Ann", "Day"], ("Ann", "Day"), []), (["Ann Day", "", ""], ("Ann", "Day"), []),
        (["", "Mary Ann", ""], ("Mary Ann", ""), ["child_surname_missing"]),
        (["", "Ann", "N/A"], ("Ann", ""), ["child_surname_missing"]),
        (["", "Ann", '"'], ("Ann", ""), ["child_surname_missing"]),
        (["Ann", "", "Day"], ("Ann", "Day"), []), (["Ann Day", "", "Day"], ("Ann", "Day"), []),
        (["DAY, Ann", "", "DAY"], ("Ann", "DAY"), []), (["", "Mr Ann", "Day"], ("Ann", "Day"), []),
    ],
)  # fmt: skip
def test_names_in_one_two_or_three_columns(cells, name, told):
    reading = read("c1_name c1_first_name c1_last_name c1_born_on", [*cells, "1/2/2022"])
    assert [(c.record.first_name, c.record.last_name) for c in reading.children] == [name]
    assert kinds(reading).get(2, []) == told


def test_rows_whose_letters_are_in_doubt_are_told():
    table = sheet(["Ann Day", "1/2/2022"], ["Ben Lee", "1/2/2022"], doubtful_rows=frozenset([3]))
    assert kinds(read_rows(table, mapping("c1_name c1_born_on"), {}, today=TODAY, sessions=SESSIONS)) == {
        3: ["letters_in_doubt"]
    }


def test_a_time_with_a_zone_is_a_day_in_england():
    reading = read("c1_name c1_born_on", ["Ann Day", "2022-09-02T23:30:00Z"], ["Ben Lee", "2022-09-02 23:30"])
    assert [child.record.born_on for child in reading.children] == [date(2022, 9, 3), date(2022, 9, 2)]


cells = st.sampled_from(
    ["", "Ann Day", "Day, Ann", "Ava & Noah Day", "1/2/2022", "02/14/2022", "2022-03-09", "yes", "x", "mum", "a@b.org",
     "7700900111", "PG", "\x00", "🦋", "not involved", "N/A", '"'],
)  # fmt: skip
anything = st.one_of(cells, st.text(max_size=20))


@given(st.data())
def test_any_table_under_any_mapping_is_read(data):
    width = data.draw(st.integers(1, 8))
    rows = data.draw(st.lists(st.lists(anything, min_size=width, max_size=width), min_size=1, max_size=6))
    chosen = data.draw(st.dictionaries(st.integers(0, width + 1), st.sampled_from([None, *FIELDS]), max_size=9))
    held = Mapping(data.draw(st.sampled_from(Layout)), chosen)
    first = read_rows(sheet(*rows), held, {}, today=TODAY, sessions=SESSIONS)
    answers = {question.key: data.draw(st.sampled_from(question.options)).value for question in first.questions}
    for reading in (first, read_rows(sheet(*rows), held, answers, today=TODAY, sessions=SESSIONS)):
        numbers = {number for child in reading.children for number in child.rows}
        with_errors = {n for n, found in reading.faults.items() if any(f.is_error for f in found)}
        assert numbers | with_errors == set(range(2, 2 + len(rows)))
        assert len({child.place for child in reading.children}) == len(reading.children)
        assert all(
            placeholders(FAULTS[words_of(f.kind)]) == f.values.keys()
            for found in reading.faults.values()
            for f in found
        )
        assert all(child.record.first_name and child.record.born_on <= TODAY for child in reading.children)


ROWS = [["Ivy Marsh", "1/2/2022", "Nell Marsh", "Rob Marsh"], ["Otis Crane", "2/2/2022", "Fay Crane", "Ken Crane"]]


@pytest.mark.parametrize(
    "said", ["Yes", "No", "Y", "X", "Father", "Deceased", "Separated", "Grandad Bob", "Single Parent", "Mum only",
             "Foster Carer Jo Hill", "Kim Webb Ian Webb", "Kim Webb | Ian Webb", "Kim Webb with Ian Webb"],
)  # fmt: skip
def test_what_says_something_of_an_adult_is_asked_about_and_nobody_meanwhile(said):
    reading = read("c1_name c1_born_on a1_name a2_name", *ROWS, ["Una Roe", "3/2/2022", "Bo Roe", said])
    assert [adult.record.name for adult in reading.children[2].adults] == ["Bo Roe"]
    assert [question.values["text"] for question in reading.questions] == [said]
    assert kinds(reading) == {4: ["adult_name_unanswered"]}


@pytest.mark.parametrize("name", ["otis crane", "OTIS CRANE", "Otis CRANE"])
def test_a_name_typed_in_another_way_beside_a_name_of_the_family_is_read(name):
    rows = [
        ["Ivy Marsh", "1/2/2022", "Nell Marsh"],
        ["Una Roe", "1/2/2022", "Bo Roe"],
        ["Max Pope", "1/2/2022", "Ann Pope"],
    ]
    reading = read("c1_name c1_born_on a1_name", *rows, [name, "2/2/2022", "Fay Crane"])
    assert reading.questions == ()
    assert [child.record.name for child in reading.children][3] == name


@pytest.mark.parametrize("cells", [["same as above", "same"], ["as above", "as above"], ["see mum", "Ann Pope"]])
def test_what_stands_for_another_cell_is_nobodys_name(cells):
    rows = [
        [f"{first} Marsh", "1/2/2022", f"Nell{first} Marsh", f"Rob{first} Marsh"]
        for first in ("Ivy", "Bo", "Una", "Al")
    ]
    reading = read("c1_name c1_born_on a1_name a2_name", *rows, ["Max Pope", "2/2/2022", *cells])
    left_out = [cell for cell in cells if cell.islower()]
    assert sorted({question.values["text"] for question in reading.questions}) == sorted(set(left_out))
    assert [adult.record.name for adult in reading.children[4].adults] == [cell for cell in cells if not cell.islower()]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Nell Marsh (mum)", [("Nell Marsh", "mother")]), ("Nan - Ngozi Eze", [("Ngozi Eze", "grandparent")]),
        ("Zoe Dean, Step-dad", [("Zoe Dean", "step_parent")]), ("Father: Al Roe", [("Al Roe", "father")]),
        ("Mum: Nell Marsh\nDad: Rob Marsh", [("Nell Marsh", "mother"), ("Rob Marsh", "father")]),
        ("Fay Roe (mum), Al Roe (dad)", [("Fay Roe", "mother"), ("Al Roe", "father")]),
    ],
)  # fmt: skip
def test_a_relation_beside_a_name_is_offered_with_it(written, told):
    columns, row = "c1_name c1_born_on a1_name a1_responsibility", ["Ivy Marsh", "1/2/2022", written, ""]
    (question,) = read(columns, row).questions
    assert [option.value for option in question.options] == [
        "as-written",
        "part-1" if len(told) == 1 else "split",
        "leave-out",
    ]
    (child,) = read(columns, row, answers={question.key: question.options[1].value}).children
    assert [(adult.record.name, adult.link.relationship) for adult in child.adults] == told
    assert {adult.link.responsibility for adult in child.adults} == {None}


def test_a_relation_beside_a_name_counts_more_than_the_heading_and_that_is_said():
    columns, row = "c1_name c1_born_on a1_name", ["Ivy Marsh", "1/2/2022", "Ngozi Eze (nan)"]
    (question,) = read(columns, row, headings={2: "Mum"}).questions
    reading = read(columns, row, headings={2: "Mum"}, answers={question.key: "part-1"})
    assert reading.children[0].adults[0].link.relationship == "grandparent"
    assert kinds(reading) == {2: ["relationship_differs"]}


def test_a_telephone_number_beside_a_name_is_kept():
    columns, row = (
        "c1_name c1_born_on a1_name a1_phone",
        ["Ivy Marsh", "1/2/2022", "Nell Marsh 07700 900111", "01632 960001"],
    )
    (question,) = read(columns, row).questions
    (child,) = read(columns, row, answers={question.key: "part-1"}).children
    assert [(each.record.name, each.record.phone) for each in child.adults] == [
        ("Nell Marsh", "01632 960001, 07700 900111")
    ]


def test_telephone_numbers_beside_two_names_are_given_to_nobody_and_told():
    columns, row = (
        "c1_name c1_born_on a1_name",
        ["Ivy Marsh", "1/2/2022", "Nell Marsh 07700 900111 / Rob Marsh 07700 900112"],
    )
    (question,) = read(columns, row).questions
    reading = read(columns, row, answers={question.key: "split"})
    (child,) = reading.children
    assert [(each.record.name, each.record.phone) for each in child.adults] == [("Nell Marsh", ""), ("Rob Marsh", "")]
    told = [fault.values["value"] for fault in reading.faults[2] if fault.kind == "phone_of_two"]
    assert told == ["07700 900111", "07700 900112"]


def test_of_a_line_without_a_date_of_birth_nobody_is_asked_who_it_is():
    reading = read("c1_name c1_born_on", ["Ivy Marsh", "1/2/2022"], ["Page 1 of 2", ""], ["Children: 1", ""])
    assert reading.questions == ()
    assert children(reading) == ["Ivy Marsh"]
    assert kinds(reading) == {3: ["birth_date_missing"], 4: ["birth_date_missing"]}


def test_two_first_names_before_one_last_name_are_asked_about():
    columns, row = "c1_first_name c1_last_name c1_born_on", ["Max, Eve", "Boyle", "1/2/2022"]
    (question,) = read(columns, row).questions
    reading = read(columns, row, answers={question.key: "split"})
    assert children(reading) == ["Max Boyle", "Eve Boyle"]


def test_a_yes_to_responsibility_without_a_name_is_said():
    reading = read("c1_name c1_born_on a1_name a1_responsibility", ["Ivy Marsh", "1/2/2022", "", "Yes"])
    assert kinds(reading) == {2: ["adult_name_missing"]}


def test_a_date_of_a_text_file_with_the_year_first_is_never_in_doubt():
    reading = read("c1_name c1_born_on", ["Ivy Marsh", "2022-03-04"], ["Una Roe", "05/06/2022"])
    assert reading.questions == ()
    assert [child.record.born_on for child in reading.children] == [date(2022, 3, 4), date(2022, 6, 5)]
