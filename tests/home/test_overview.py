"""The first page of those who keep the setting: late, this week, when you can, and each count opens its very list."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from portal.access.permissions import Role
from portal.concerns.clocks import Due
from portal.concerns.duties import Duty
from portal.consents import asked_first
from portal.consents.policy import Answer
from portal.families.models import Adult
from portal.foundation import clock
from portal.home.labels import words_of
from portal.home.policy import Fact, Need, by_urgency
from portal.mail import service as mail
from portal.mail.models import OutboxMessage
from tests.concerns import factories as concerns_world
from tests.consents.own_child_factories import comes_in, make_own
from tests.reminders.factories import a_signed_in_parent
from tests.support import factories
from tests.support.databases import count_queries, read_only
from tests.support.forms import words

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("fact", "due"),
    [
        (Fact(Need.OUTCOME, 1, day=TODAY - timedelta(days=1)), Due.LATE),
        (Fact(Need.OUTCOME, 1, day=TODAY), Due.THIS_WEEK),
        (Fact(Need.ANSWER, 1, day=TODAY - timedelta(days=1), due=Due.THIS_WEEK), Due.THIS_WEEK),  # never late
        (Fact(Need.DUTY, 1, day=TODAY, due=Due.LATE), Due.LATE),  # an hour ago
        (Fact(Need.OUTCOME, 1, day=TODAY + timedelta(days=6)), Due.THIS_WEEK),
        (Fact(Need.OUTCOME, 1, day=TODAY + timedelta(days=7)), Due.LATER),
        (Fact(Need.ENDING, 3, day=TODAY + timedelta(days=2)), Due.THIS_WEEK),
        (Fact(Need.KEY_MISSING), Due.LATE),
        (Fact(Need.UNDELIVERED, 2), Due.LATE),
        (Fact(Need.DISPUTED, 2), Due.THIS_WEEK),
        (Fact(Need.RESPONSIBILITY, 1), Due.THIS_WEEK),
        (Fact(Need.OWING, 33), Due.LATER),
    ],
)
def test_a_day_decides_how_urgent_something_is_and_else_what_it_is(fact, due) -> None:
    assert by_urgency([fact], on=TODAY)[due] == [fact]


def test_everything_that_was_found_is_shown_the_worst_first_and_has_its_words(app, setting, a_manager) -> None:
    about = {Need.DUTY: Duty.LADO}
    day = dict.fromkeys((Need.DUTY, Need.ENDING), TODAY)
    found = by_urgency(
        [Fact(need, 2, day=day.get(need), about=about.get(need, "")) for need in reversed(Need)], on=TODAY
    )
    needs = [fact.need for facts in found.values() for fact in facts]
    assert sorted(needs) == sorted(Need)
    for facts in found.values():
        assert facts == sorted(facts, key=lambda fact: list(Need).index(fact.need))
        assert all(words_of(fact, on=TODAY).sentence for fact in facts)


def lines(browser):
    """Return of each line its section, the number, the sentence, its address and that of its button."""
    return [
        (
            words(section.find("h2")),
            words(item.xpath(".//*[contains(@class, 'need__count')]")[0]),
            words(item.xpath(".//*[contains(@class, 'need__link')]")[0]).lstrip("0123456789 "),
            *(link.get("href") for link in item.xpath(".//a")),
        )
        for section in browser.root.xpath("//section[contains(@class, 'needs')]")
        for item in section.iter("li")
    ]


@pytest.fixture
def a_busy_setting(a_parent, a_second_parent, a_child):
    """Something of each kind that has a list: late, this week and when you can."""
    factories.sign(a_child, a_parent, {"website": Answer.YES})
    factories.sign(a_child, a_second_parent, {"website": Answer.NO})
    leaver = factories.make_child("Nils", "Berg", leaves_on=clock.today() + timedelta(days=3))
    factories.sign_all(leaver, a_signed_in_parent("Ida Berg", leaver))
    factories.make_child("Lonely", "Child")
    for days in (0, 25, 30, 31):
        concerns_world.received_earlier(concerns_world.raise_concern(a_parent), days=days)
    mail.queue("gone@example.org", "Before", "mail/test")
    OutboxMessage.update(failed_at=clock.now(), kind="invitation").where(
        OutboxMessage.recipient == "gone@example.org"
    ).execute()


def test_each_count_opens_the_very_list_and_each_button_does_it(new_browser, a_manager, a_busy_setting):
    browser = new_browser(a_manager)
    with read_only():
        found = {(section, sentence): (count, *links) for section, count, sentence, *links in lines(browser.get("/"))}
    late, opens, _button = found["Late", "concerns without an outcome"]
    browser.get(opens)
    assert browser.heading == "Concerns that are late"
    assert str(len(browser.root.xpath("//main//tbody/tr"))) == late == "2"

    assert found["This week", "child whose parents disagree"][0] == "1"
    browser.get(found["This week", "child whose parents disagree"][1])
    assert "Zofia Kowalska" in browser.text
    assert "Nils Berg" not in browser.text

    assert found["This week", "child whose yes ends"][0] == "1"
    browser.get(found["This week", "child whose yes ends"][1])
    assert "Nils Berg" in browser.text
    assert "Zofia Kowalska" not in browser.text

    assert found["This week", "child with nobody who can sign"][0] == "1"
    assert "Lonely Child" in browser.get(found["This week", "child with nobody who can sign"][1]).text

    assert "gone@example.org" in browser.get(found["Late", "e-mail that did not arrive"][1]).text
    count, _opens, button = found["When you can", "adults owe answers or rules"]
    assert browser.get(button).heading == f"Remind {count} adults"


def test_what_is_due_this_week_and_later_have_lists_of_their_own(new_browser, a_manager, a_busy_setting):
    browser = new_browser(a_manager)
    for due, title in (("this_week", "Concerns due this week"), ("later", "Concerns due later")):
        assert browser.get("concerns.register", due=due).heading == title
        section = {"this_week": "This week", "later": "When you can"}[due]
        rows = browser.root.xpath("//main//tbody/tr")
        (count,) = [line[1] for line in lines(browser.get("/")) if line[0] == section and "outcome" in line[2]]
        assert str(len(rows)) == count


def test_the_chart_is_a_table_of_numbers_that_lead_to_each_use(new_browser, a_manager, a_busy_setting):
    browser = new_browser(a_manager).get("/")
    (table,) = browser.root.xpath("//table[contains(@class, 'chart')]")
    assert [words(th) for th in table.xpath("./thead//th")] == ["May", "May not", "No answer"]
    row = next(row for row in table.xpath("./tbody/tr") if words(row.find("th")) == "Website")
    assert [words(td) for td in row.findall("td")[1:]] == ["1", "1", "1"]
    assert browser.click("Website").status == 200


def test_a_lead_sees_no_line_that_is_not_theirs_and_no_button_that_is_closed(new_browser, a_lead, a_busy_setting):
    browser = new_browser(a_lead).get("/")
    found = lines(browser)
    assert not any("did not arrive" in line[2] or "owe" in line[2] for line in found)
    for link in {link for line in found for link in line[3:]}:
        assert browser.get(link).status == 200, link


@pytest.mark.parametrize("roles", [(Role.PARENT,), (Role.STAFF,), (Role.INSPECTOR,)])
def test_nobody_else_reads_what_the_keepers_need_to_do(new_browser, a_busy_setting, roles):
    browser = new_browser(factories.make_account("Hodan Warsame", *roles)).get("/")
    assert lines(browser) == []
    assert "disagree" not in browser.text


def test_a_manager_is_not_told_that_adults_of_her_own_child_disagree(
    new_browser, a_manager, a_lead, a_child, a_parent, a_second_parent
):
    make_own(a_manager, a_child)
    comes_in(a_manager, a_lead)
    sibling = factories.make_child("Kuba", "Nowak")
    factories.sign_all(sibling, factories.make_parent("Ewa Nowak", sibling))
    before = lines(new_browser(a_manager).get("/"))
    factories.sign(a_child, a_parent, {"website": Answer.YES})
    factories.sign(a_child, a_second_parent, {"website": Answer.NO})
    assert lines(new_browser(a_manager).get("/")) == before


def test_who_asked_us_first_is_a_list_of_its_own_and_is_reminded_of_no_answer(new_browser, a_manager, a_busy_setting):
    asking = factories.make_child("Ada", "Obi")
    parent = a_signed_in_parent("Ngozi Obi", asking)
    question = SimpleNamespace(subject_id=1, child_id=asking.id, adult_id=factories.adult_of(parent).id)
    asked_first.note_asked_first(question)
    browser = new_browser(a_manager)
    (line,) = [line for line in lines(browser.get("/")) if "asked us first" in line[2]]
    assert line[:2] == ("This week", "1")
    assert "Ada Obi" in browser.get(line[3]).text
    assert "Nils Berg" not in browser.text
    assert "answers for Ada" not in browser.get("reminders.show").text
    asked_first.note_asked_first_answered(question)
    assert "answers for Ada" in browser.get("reminders.show").text
    assert not any("asked us first" in line[2] for line in lines(browser.get("/")))


def test_who_was_asked_within_three_days_is_counted_and_not_asked_again(new_browser, a_manager, a_busy_setting):
    Adult.update(last_written_at=clock.now()).execute()
    (line,) = [line for line in lines(new_browser(a_manager).get("/")) if "owe" in line[2]]
    assert len(line) == 4, "there is nobody to remind, so no button"


def test_who_was_never_invited_is_counted_once_among_those_whom_the_round_reaches(
    new_browser, a_manager, a_busy_setting
):
    factories.make_parent("Jonas Berg", factories.make_child("Lina", "Berg"))
    browser = new_browser(a_manager)
    (line,) = [line for line in lines(browser.get("/")) if "owe" in line[2] or "invited" in line[2]]
    assert "Jonas Berg" in browser.get(line[-1]).text


def test_a_long_register_costs_no_query_more(new_browser, a_manager, a_busy_setting):
    browser = new_browser(a_manager)

    def asked() -> int:
        with count_queries() as sent:
            browser.get("/")
        return len(sent)

    asked()
    before = asked()
    for surname in ("Okafor", "Raman", "Chen"):
        child = factories.make_child("Sam", surname)
        factories.sign(child, a_signed_in_parent(f"Alex {surname}", child), {"website": Answer.YES})
    assert asked() == before
