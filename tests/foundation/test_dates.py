"""Dates are read as people in England write them, day first, and never guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.foundation.dates import DateProblem, read_date

TODAY = date(2026, 11, 22)
THIRD = date(2022, 9, 3)


@pytest.mark.parametrize(
    "text",
    ["03/09/2022", "3/9/2022", "3.9.22", "03-09-22", "3 9 2022", "2022-09-03", "2022/9/3", "20220903", "03092022",
     "2022-09-03 00:00:00", "2022-09-03T00:00:00Z", "03/09/2022 00:00", "3 Sep 2022", "3rd September 2022",
     "03-Sep-22", "3 September ’22", "Sat 3 Sept 2022", "3rd of September, 2022", "September 3, 2022", " 3 / 9 / 2022 ",
     "3 9 22", "03.09.2022", "3 september 2022", "3 SEPTEMBER, 2022", "  3   9  2022 ", "3. 9. 2022", "3,9,2022",
     "3/9 2022", "3rd/9/2022", "2022 Sep 3rd", "3Sep2022", "3rdSep2022", "Sep3rd 2022", "3 septem 2022",
     "3 Septembre 2022", "3/9/2022 10:30 pm", "٣/٩/٢٠٢٢"],
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
        ("31 2 2026", DateProblem.IMPOSSIBLE), ("9/13/2022", DateProblem.MONTH_FIRST),
        ("9,13,2022", DateProblem.MONTH_FIRST), ("1 2", DateProblem.UNREADABLE), ("1 2 3 4", DateProblem.UNREADABLE),
        ("1 x 2022", DateProblem.UNREADABLE), ("3 Se 2022", DateProblem.UNREADABLE),
        ("9 3rd 2022", DateProblem.UNREADABLE), ("3 9 2022nd", DateProblem.UNREADABLE),
        ("-3/9/2022", DateProblem.UNREADABLE), ("12345678901234567890 1 2026", DateProblem.UNREADABLE),
        ("1 1 12345678901234567890", DateProblem.UNREADABLE), ("²/9/2022", DateProblem.UNREADABLE),
        ("3 9 99999", DateProblem.UNREADABLE), ("3 9 0", DateProblem.UNREADABLE), ("٣ ٩", DateProblem.UNREADABLE),
        ("44807", DateProblem.UNREADABLE), ("2026", DateProblem.UNREADABLE), ("20229", DateProblem.UNREADABLE),
    ],
)  # fmt: skip
def test_what_is_no_date_is_said_to_be_none(text, problem):
    assert read_date(text, today=TODAY).problem is problem


def test_a_figure_alone_is_a_day_only_in_a_spreadsheet():
    assert read_date("44807", today=TODAY, serials=True).value == THIRD
    assert read_date("2022", today=TODAY, serials=True).problem is DateProblem.UNREADABLE


@pytest.mark.parametrize(
    ("text", "day"), [("1st May 2026", 1), ("2nd May 2026", 2), ("3rd May 2026", 3), ("4th May 2026", 4)]
)
def test_a_day_may_be_written_as_it_is_spoken(text, day):
    assert read_date(text, today=TODAY).value == date(2026, 5, day)


POLISH = ("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września",
          "października", "listopada", "grudnia")  # fmt: skip


@pytest.mark.parametrize("text", ["3 września 2022", "3. WRZEŚNIA 2022", "3 wrzesnia 22", "3 wrz 2022", "3 Sep 2022"])
def test_a_month_may_be_written_in_the_language_of_the_page_or_in_english(text):
    assert read_date(text, today=TODAY, months=POLISH).value == THIRD


def test_a_language_that_nobody_speaks_here_is_not_guessed():
    assert read_date("3 września 2022", today=TODAY).problem is DateProblem.UNREADABLE
    assert read_date("3 wr 2022", today=TODAY, months=POLISH).problem is DateProblem.UNREADABLE


@pytest.mark.parametrize(("text", "year"), [("1/1/22", 2022), ("1/1/36", 2036), ("1/1/37", 1937), ("1/1/99", 1999)])
def test_two_digit_years_are_near_today(text, year):
    assert read_date(text, today=TODAY).value == date(year, 1, 1)


@given(st.dates(date(2008, 1, 1), date(2030, 1, 1)))
def test_every_day_reads_back(day):
    for text in (f"{day:%d/%m/%Y}", f"{day:%d.%m.%y}", f"{day:%-d %B %Y}", day.isoformat()):
        assert read_date(text, today=TODAY).value == day


@given(st.text(st.one_of(st.characters(), st.sampled_from("0123456789/. -rdof")), max_size=40))
def test_no_text_raises(text):
    reading = read_date(text, today=TODAY, months=POLISH, serials=True)
    assert (reading.value is None) == (reading.problem is not None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2022-09-02T23:30:00Z", 3), ("2022-09-02T22:30:00Z", 2), ("2022-09-03T00:30:00+01:00", 3),
        ("2022-09-03T00:30:00.000+0200", 2), ("2022-09-02 23:30 UTC", 3), ("02/09/2022 11:30 pm GMT", 3),
        ("2 Sep 2022 23:30:00 -05:00", 3), ("2022-09-02T23:30:00", 2), ("2022-09-02 23:59", 2),
    ],
)  # fmt: skip
def test_a_time_with_a_zone_tells_the_day_in_england_and_one_without_changes_nothing(text, day):
    assert read_date(text, today=TODAY).value == date(2022, 9, day)


@pytest.mark.parametrize("text", ["2022-09-02T25:30:00Z", "2022-09-02T23:30:00+99:00", "9999-12-31T23:30:00-05:00"])
def test_a_time_that_is_none_is_impossible(text):
    assert read_date(text, today=TODAY).problem is DateProblem.IMPOSSIBLE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9/3/2022", THIRD), ("09-03-22", THIRD), ("2/14/2023", date(2023, 2, 14)), ("2022-09-03", THIRD),
        ("3 Sep 2022", THIRD), ("Sep 3 2022", THIRD), ("20220903", THIRD), ("23/9/2022", None),
    ],
)  # fmt: skip
def test_figures_are_read_month_first_only_where_that_is_asked_for(text, expected):
    assert read_date(text, today=TODAY, month_first=True).value == expected
