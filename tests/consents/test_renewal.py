"""The day on which a yes runs out: the same for rule, register and parent, in England, whatever the clocks do."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from portal.accounts.models import Account
from portal.consents import parent_view
from portal.consents.outstanding import waiting_children
from portal.consents.policy import Answer, AnswerState, LatestAnswer, Reason, Terms
from portal.consents.renewal import adult_status
from portal.families import care
from portal.families.models import Child
from portal.foundation import clock
from portal.settings import service as settings
from portal.web.dates import format_date
from portal.wording.uses import OneEvent
from tests.reminders.factories import a_signed_in_parent, owing
from tests.support import factories
from tests.support.browser import Browser
from tests.support.rulings import ruling
from tests.wording.wording_factories import present, publish, with_fields

pytestmark = pytest.mark.both_engines

NewBrowser = Callable[..., Browser]


def at(text: str) -> datetime:
    """Read a moment in England, as a clock on the wall shows it there."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.LONDON).astimezone(UTC)


# When somebody says yes, the setting's terms, the child's last day, and the first moment at which it is no.
CASES = {
    "twelve months": ("2026-01-03 15:05", {}, None, "2027-01-03 00:00"),
    "a leap day runs out on 28 February": ("2028-02-29 12:00", {}, None, "2029-02-28 00:00"),
    "into a leap year": ("2027-02-28 12:00", {}, None, "2028-02-28 00:00"),
    "the day before a leap day": ("2027-03-01 12:00", {}, None, "2028-03-01 00:00"),
    "one month from 31 January": ("2027-01-31 12:00", {"consent_months": 1}, None, "2027-02-28 00:00"),
    "36 months": ("2026-11-23 12:00", {"consent_months": 36}, None, "2029-11-23 00:00"),
    "half past eleven at night in summer, 22:30 UTC": ("2026-06-30 23:30", {}, None, "2027-06-30 00:00"),
    "half past midnight in summer, 23:30 UTC the day before": ("2026-07-01 00:30", {}, None, "2027-07-01 00:00"),
    "the night on which clocks go forward": ("2026-03-29 00:30", {}, None, "2027-03-29 00:00"),
    "after clocks went forward": ("2026-03-29 23:30", {}, None, "2027-03-29 00:00"),
    "the night on which clocks go back": ("2026-10-25 00:30", {}, None, "2027-10-25 00:00"),
    "after clocks went back": ("2026-10-25 23:30", {}, None, "2027-10-25 00:00"),
    "it ends on the day on which clocks go forward": ("2027-03-28 12:00", {"consent_months": 12}, None, "2028-03-28 00:00"),
    "it ends in the night of the change to summer": ("2027-02-28 12:00", {"consent_months": 1}, None, "2027-03-28 00:00"),
    "it ends in the night of the change to winter": ("2027-09-30 12:00", {"consent_months": 1}, None, "2027-10-30 00:00"),
    "it ends on the day on which clocks go back": ("2027-09-30 23:30", {"consent_months": 13}, None, "2028-10-30 00:00"),
    "the school year ends first": ("2026-11-23 12:00", {"consents_end_with_school_year": True}, None, "2027-09-01 00:00"),
    "given on the last evening of a school year": (
        "2026-08-31 23:30", {"consents_end_with_school_year": True}, None, "2026-09-01 00:00"),
    "given in the first hour of a school year": (
        "2026-09-01 00:30", {"consents_end_with_school_year": True}, None, "2027-09-01 00:00"),
    "months end before the school year does": (
        "2026-09-10 12:00", {"consents_end_with_school_year": True, "consent_months": 6}, None, "2027-03-10 00:00"),
    "the child leaves": ("2026-11-23 12:00", {}, date(2026, 12, 18), "2026-12-19 00:00"),
    "the child leaves on the day on which clocks go forward": (
        "2026-11-23 12:00", {}, date(2027, 3, 28), "2027-03-29 00:00"),
    "the child leaves long after": ("2026-11-23 12:00", {}, date(2028, 7, 20), "2027-11-23 00:00"),
}  # fmt: skip


@pytest.fixture
def agnieszka(a_child: Child) -> Account:
    return a_signed_in_parent("Agnieszka Kowalska", a_child)


def states_of(parent: Account) -> set[AnswerState]:
    """Return where the parent's answers stand by their own page."""
    (link,) = care.children_of(parent.id)
    return {line.state for line in parent_view.own_answers([link], on=clock.today())[0].lines}


@pytest.mark.parametrize(("said", "terms", "last_day", "ends"), CASES.values(), ids=CASES.keys())
def test_a_yes_counts_until_midnight_in_england_and_not_a_minute_longer(
    agnieszka: Account, a_child: Child, said: str, terms: dict[str, object], last_day: date | None, ends: str
) -> None:
    end = at(ends)
    with time_machine.travel(at(said), tick=False):
        settings.change_setting(terms, by_id=agnieszka.id)
        Child.update(leaves_on=last_day).where(Child.id == a_child.id).execute()
        factories.sign_all(a_child, agnieszka)
        assert ruling(_again(a_child), "website", on=clock.today()).may_show
        assert ruling(_again(a_child), "website", on=clock.today()).counts_until == clock.london_date(end) - timedelta(
            days=1
        )
    with time_machine.travel(end - timedelta(seconds=1), tick=False):
        assert ruling(_again(a_child), "website", on=clock.today()).may_show
        assert states_of(agnieszka) == {AnswerState.YES}
    with time_machine.travel(end, tick=False):
        found = ruling(_again(a_child), "website", on=clock.today())
        assert found.reasons[0] in {Reason.EXPIRED, Reason.LEFT}
        assert states_of(agnieszka) == {AnswerState.EXPIRED}


def _again(child: Child) -> Child:
    found: Child = Child.get_by_id(child.id)
    return found


@pytest.mark.parametrize("name", CASES)
def test_parent_and_manager_read_the_same_day(
    new_browser: NewBrowser, agnieszka: Account, a_child: Child, a_manager: Account, name: str
) -> None:
    said, terms, last_day, ends = CASES[name]
    end = at(ends)
    day = format_date(clock.london_date(end) - timedelta(days=1))
    with time_machine.travel(at(said), tick=False):
        settings.change_setting(terms, by_id=agnieszka.id)
        Child.update(leaves_on=last_day).where(Child.id == a_child.id).execute()
        factories.sign_all(a_child, agnieszka)
    with time_machine.travel(end - timedelta(minutes=1), tick=False):
        parent, manager = new_browser(agnieszka), new_browser(a_manager)
        assert f"counts until {day}" in parent.get("consents.withdraw", child_id=a_child.id, use="press").text
        assert manager.get("children.view", child_id=a_child.id).text.count(day) >= 8
    with time_machine.travel(end, tick=False):
        parent, manager = new_browser(agnieszka), new_browser(a_manager)
        assert parent.get("consents.own_answers", child_id=a_child.id).text.count("Your yes has run out") == 8
        page = manager.get("children.view", child_id=a_child.id).text
        assert page.count("The yes has run out") + page.count("The child has left") >= 8


def test_the_parents_first_page_says_when_it_runs_out(
    new_browser: NewBrowser, agnieszka: Account, a_child: Child
) -> None:
    with time_machine.travel(at("2026-01-03 12:00"), tick=False):
        factories.sign_all(a_child, agnieszka)
    with time_machine.travel(at("2026-12-03 12:00"), tick=False):
        assert "ends" not in new_browser(agnieszka).get("home.index").text
    with time_machine.travel(at("2026-12-04 12:00"), tick=False):
        browser = new_browser(agnieszka).get("home.index")
        assert "Your yes to 8 uses ends, the first on 2 January 2027." in browser.text
        browser.click("Answer for Zofia")
        browser.get("consents.own_answers", child_id=a_child.id)
        assert browser.text.count("Yes, until 2 January 2027") == 8
        assert "Answer for Zofia" in browser.text
    with time_machine.travel(at("2027-01-03 00:00"), tick=False):
        assert "8 questions are open." in new_browser(agnieszka).get("home.index").text


def test_one_yes_that_runs_out_is_told_and_not_what_was_left_open(
    new_browser: NewBrowser, agnieszka: Account, a_child: Child
) -> None:
    with time_machine.travel(at("2026-01-03 12:00"), tick=False):
        factories.sign(a_child, agnieszka, {"website": Answer.YES})
    with time_machine.travel(at("2026-12-20 12:00"), tick=False):
        text = new_browser(agnieszka).get("home.index").text
        assert "Your yes to one use ends on 2 January 2027." in text
        assert "open" not in text, "the other seven were left open, and nobody is asked twice"


def test_answering_again_begins_a_new_year(agnieszka: Account, a_child: Child) -> None:
    with time_machine.travel(at("2026-01-03 12:00"), tick=False):
        factories.sign_all(a_child, agnieszka)
    with time_machine.travel(at("2026-12-20 12:00"), tick=False):
        assert list(owing()) == ["Agnieszka Kowalska"]
        factories.sign_all(a_child, agnieszka)
        assert owing() == {}
        assert ruling(a_child, "website", on=clock.today()).counts_until == date(2027, 12, 19)


def test_a_setting_switched_on_changes_nothing_that_was_given_before(agnieszka: Account, a_child: Child) -> None:
    with time_machine.travel(at("2026-07-01 12:00"), tick=False):
        factories.sign_all(a_child, agnieszka)
    with time_machine.travel(at("2026-09-02 12:00"), tick=False):
        assert states_of(agnieszka) == {AnswerState.YES}
        settings.change_setting({"consents_end_with_school_year": True}, by_id=agnieszka.id)
        assert states_of(agnieszka) == {AnswerState.YES}
        assert ruling(a_child, "website", on=clock.today()).counts_until == date(2027, 6, 30)
        factories.sign_all(a_child, agnieszka)
        assert ruling(a_child, "website", on=clock.today()).counts_until == date(2027, 8, 31)


def test_a_parent_of_a_child_who_has_left_is_asked_for_nothing(
    new_browser: NewBrowser, agnieszka: Account, a_child: Child
) -> None:
    Child.update(leaves_on=clock.today() - timedelta(days=1)).where(Child.id == a_child.id).execute()
    assert "Answer for" not in new_browser(agnieszka).get("home.index").text


@pytest.mark.parametrize(
    ("last_day", "counts_until", "asks"),
    [
        (None, date(2026, 12, 9), True),
        (date(2026, 12, 10), date(2026, 12, 9), True),
        (date(2026, 12, 9), date(2026, 12, 9), False),
        (date(2026, 12, 8), date(2026, 12, 8), False),
        (date(2026, 11, 23), date(2026, 11, 23), False),
        (date(2027, 7, 20), date(2026, 12, 9), True),
    ],
)
def test_a_last_day_ends_a_yes_and_is_no_reason_to_ask_again(
    last_day: date | None, counts_until: date, asks: bool
) -> None:
    said = LatestAnswer(1, Answer.YES, date(2025, 12, 10), True, counts_until=date(2026, 12, 9))
    found = adult_status(said, on=date(2026, 11, 23), terms=Terms(), last_day=last_day)
    assert (found.state, found.counts_until, found.asks_again) == (AnswerState.YES, counts_until, asks)


@pytest.mark.parametrize("answer", [Answer.NO, Answer.WITHDRAWN])
def test_a_no_runs_out_on_no_day(answer: Answer) -> None:
    found = adult_status(
        LatestAnswer(1, answer, date(2001, 1, 1), False), on=date(2026, 11, 23), terms=Terms(), last_day=None
    )
    assert (found.state, found.counts_until, found.asks_again) == (AnswerState(answer), None, False)


def test_nobody_is_asked_again_about_an_event_of_the_form_that_is_near_or_over(
    a_manager: Account, a_parent: Account, a_child: Child
) -> None:
    adult, fair = factories.adult_of(a_parent), clock.today() + timedelta(days=10)
    event = OneEvent("Summer fair", fair.isoformat())
    publish(with_fields(present(), "press", event=event), a_manager)

    def waits(on: date) -> tuple[bool, bool]:
        (own,) = parent_view.own_answers(care.children_of(a_parent.id), on=on)
        reminded = [use for child in waiting_children(on).get(adult.id, ()) for use in child.uses]
        return {line.use: line.asks_again for line in own.lines}["press"], "press" in reminded

    assert waits(fair) == (True, True)
    assert waits(fair + timedelta(days=1)) == (False, False)
    factories.sign_all(a_child, a_parent)
    assert ruling(a_child, "press", on=fair).counts_until == fair
    for days in (0, 10, 11, 40):
        assert waits(clock.today() + timedelta(days=days)) == (False, False)
