"""Dates as people in England write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.imports.dates import DateProblem, read_date

TODAY = date(2026, 11, 22)
THIRD = date(2022, 9, 3)


@pytest.mark.parametrize(
    "text",
    ["03/09/2022", "3/9/2022", "3.9.22", "03-09-22", "3 9 2022", "2022-09-03", "2022/9/3", "20220903", "03092022",
     "2022-09-03 00:00:00", "2022-09-03T00:00:00Z", "03/09/2022 00:00", "3 Sep 2022", "3rd September 2022",
     "03-Sep-22", "Sat 3 Sept 2022", "3rd of September, 2022", "September 3, 2022", "44807", " 3 / 9 / 2022 "],
)  # fmt: skip
def test_the_third_of_september_in_many_ways(text):
    assert read_date(text, today=TODAY).value == THIRD


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("31/02/2022", DateProblem.IMPOSSIBLE),
        ("0/1/2022", DateProblem.IMPOSSIBLE), ("2022-13-01", DateProblem.IMPOSSIBLE),
        ("29/2/2023", DateProblem.IMPOSSIBLE),
        ("45/45/2022", DateProblem.IMPOSSIBLE), ("09/23/2022", DateProblem.MONTH_FIRST),
        ("9.30.22", DateProblem.MONTH_FIRST), ("soon", DateProblem.UNREADABLE), ("3", DateProblem.UNREADABLE),
        ("3 Brumaire 2022", DateProblem.UNREADABLE), ("", DateProblem.UNREADABLE), ("²²²²²", DateProblem.UNREADABLE),
    ],
)  # fmt: skip
def test_what_is_no_date_is_said_to_be_none(text, problem):
    assert read_date(text, today=TODAY).problem is problem


@pytest.mark.parametrize(("text", "year"), [("1/1/22", 2022), ("1/1/36", 2036), ("1/1/37", 1937), ("1/1/99", 1999)])
def test_two_digit_years_are_near_today(text, year):
    assert read_date(text, today=TODAY).value == date(year, 1, 1)


def test_only_a_date_that_could_be_turned_round_says_so():
    assert read_date("03/09/2022", today=TODAY).could_be_month_first
    assert not read_date("23/09/2022", today=TODAY).could_be_month_first
    assert not read_date("05/05/2022", today=TODAY).could_be_month_first
    assert not read_date("2022-09-03", today=TODAY).could_be_month_first


@given(st.dates(date(2008, 1, 1), date(2030, 1, 1)))
def test_every_day_reads_back(day):
    for text in (f"{day:%d/%m/%Y}", f"{day:%d.%m.%y}", f"{day:%-d %B %Y}", day.isoformat()):
        assert read_date(text, today=TODAY).value == day


@given(st.text(max_size=30))
def test_no_text_raises(text):
    reading = read_date(text, today=TODAY)
    assert (reading.value is None) == (reading.problem is not None)
