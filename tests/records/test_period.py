"""A pack holds what happened from its first day to its last, both included, as days run in England."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from portal.concerns.policy import Kind
from portal.consents.policy import Answer
from portal.records.policy import Period, PeriodNotPossible, period
from portal.web.dates import format_date
from tests.acknowledgements import factories as rules
from tests.concerns import factories as concerns
from tests.records import packs
from tests.records.packs import at, letters
from tests.support import factories

pytestmark = pytest.mark.both_engines

TODAY = date(2026, 9, 15)
DAY = timedelta(days=1)

# Moments in UTC and the day on which they fall in England. Clocks go back on 25 October and forward on 28 March.
MOMENTS = [
    ("2026-10-24T22:59:59", date(2026, 10, 24)),
    ("2026-10-24T23:00:00", date(2026, 10, 25)),
    ("2026-10-25T23:59:59", date(2026, 10, 25)),
    ("2026-10-26T00:00:00", date(2026, 10, 26)),
    ("2027-03-27T23:59:59", date(2027, 3, 27)),
    ("2027-03-28T00:00:00", date(2027, 3, 28)),
    ("2027-03-28T22:59:59", date(2027, 3, 28)),
    ("2027-03-28T23:00:00", date(2027, 3, 29)),
]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (TODAY, TODAY - DAY),
        (TODAY + DAY, TODAY + DAY),
        (TODAY + DAY, TODAY + 30 * DAY),
        (date(2019, 1, 1), date(2026, 9, 15)),
    ],
    ids=["it ends before it begins", "it is tomorrow", "it lies ahead", "it is longer than seven years"],
)
def test_a_period_is_refused_when(first, last):
    with pytest.raises(PeriodNotPossible):
        period(first, last, today=TODAY)


@pytest.mark.parametrize(
    ("first", "last"), [(TODAY, TODAY), (TODAY - DAY, TODAY - DAY), (date(2019, 9, 15), TODAY)],
    ids=["today", "one day", "seven years"],
)  # fmt: skip
def test_a_period_may_be(first, last):
    assert period(first, last, today=TODAY) == Period(first, last)


def test_of_a_period_that_runs_on_the_days_to_come_are_cut_off(a_manager):
    assert period(TODAY - DAY, TODAY + 90 * DAY, today=TODAY) == Period(TODAY - DAY, TODAY)
    pack = packs.make(a_manager, TODAY - DAY, TODAY + 90 * DAY)
    assert "Period 14 September 2026 to 15 September 2026" in pack.pages[0]


@pytest.mark.parametrize(("moment", "day"), MOMENTS)
def test_what_happened_around_midnight_is_in_the_pack_of_its_day_in_england(
    a_manager, a_chair, a_parent, a_child, moment, day
):
    with time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=UTC), tick=False):
        signed = factories.sign(a_child, a_parent, {"website": Answer.YES})
        acknowledged = rules.sign(a_parent)
        concern = concerns.raise_concern(a_parent, kind=Kind.COMPLAINT)
    with at(2027, 6, 1):
        before, on_it, after = (packs.make(a_manager, each, each) for each in (day - DAY, day, day + DAY))
    for pack in (before, after):
        assert pack.records("CF") == pack.records("RA") == []
        assert pack.number("Forms and withdrawals in the period") == 0
        assert pack.number("Concerns received in the period") == 0
    assert (on_it.records("CF"), on_it.records("RA")) == ([signed.reference], [acknowledged.reference])
    assert on_it.number("Forms and withdrawals in the period") == 1
    assert on_it.number("Concerns received in the period") == 1
    assert letters(concern.reference) in letters(on_it.part(packs.COMPLAINTS))
    assert format_date(day) in on_it.part(packs.COMPLAINTS)
    assert f"Given {format_date(day)}" in on_it.part(packs.RECORDS)


def test_the_first_and_the_last_day_are_in_and_the_days_beside_them_are_not(a_manager, a_chair, a_parent, a_child):
    made = {}
    for month, number in ((9, 30), (10, 1), (10, 31), (11, 1)):
        with at(2026, month, number):
            withdrawn = factories.withdraw(a_child, a_parent, "website")
            made[month, number] = withdrawn.reference, concerns.raise_concern(a_parent, kind=Kind.COMPLAINT).reference
    with at(2026, 12, 1):
        pack = packs.make(a_manager, date(2026, 10, 1), date(2026, 10, 31))
    inside = [made[10, 1], made[10, 31]]
    assert pack.records("CW") == [withdrawn for withdrawn, _concern in inside]
    listed = letters(pack.part(packs.COMPLAINTS))
    assert [letters(concern) in listed for _withdrawn, concern in made.values()] == [False, True, True, False]
    assert "Period 1 October 2026 to 31 October 2026" in pack.pages[0]
