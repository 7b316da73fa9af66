"""What the rows of a family list mean: children, adults, faults and questions, and no right granted by silence."""

from datetime import date

from portal.families.policy import Relationship, Responsibility

from .rows import adults, answer_all, children, kinds, read, read_case

TWO = "c1_first_name c1_last_name c1_born_on"


def test_names_that_look_blank_are_names():
    reading = read_case(
        "10-names-that-look-blank/13-names-that-look-blank.csv",
        f"{TWO} a1_name a1_responsibility",
        implied={3: Relationship.MOTHER},
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
    assert kinds(reading) == {2: ["email_invalid", "relationship_missing"]}
