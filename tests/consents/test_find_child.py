"""Staff find a child on a phone, however the name is typed."""

from datetime import timedelta

import pytest

from portal.foundation import clock
from tests.support import factories

pytestmark = pytest.mark.both_engines


def test_staff_find_a_child_by_part_of_a_name_however_it_is_typed(new_browser, a_staff_member, setting):
    factories.make_child("Núria", "O’Connor-Núñez", sessions=("holiday",))
    factories.make_child("Michał", "Zieliński")
    browser = new_browser(a_staff_member).get("consent_notes.children")
    assert "Núria O’Connor-Núñez" in browser.text
    assert "Michał Zieliński" in browser.text

    for typed in ("oconnor", "NUNEZ", "nur nun", "o'connor"):
        assert browser.get("consent_notes.children").submit("Search", q=typed).heading == "Núria O’Connor-Núñez"
    assert browser.submit("Search", q="michal zielin").heading == "Michał Zieliński"
    assert "Michał" not in browser.get("consent_notes.children", session="holiday").text
    for nonsense in ("%", "'", "\x00", "🐦" * 3000):
        assert browser.get("consent_notes.children", session=nonsense).status == 200


def test_the_list_ends_with_a_word_where_there_are_more(new_browser, a_staff_member, setting):
    for number in range(51):
        factories.make_child("Sam", f"Santos {number:02}")

    page = new_browser(a_staff_member).get("consent_notes.children").text
    assert "Santos 49" in page
    assert "Santos 50" not in page
    assert "find the child by name" in page


def test_a_child_who_left_is_not_on_the_list(new_browser, a_staff_member, setting):
    factories.make_child("Wei", "Chen", leaves_on=clock.today().replace(year=clock.today().year - 1))

    assert "Wei Chen" not in new_browser(a_staff_member).get("consent_notes.children").text


def test_a_child_who_has_not_started_is_not_on_the_list_until_the_first_day(new_browser, a_staff_member, setting):
    today = clock.today()
    factories.make_child("Wei", "Chen", starts_on=today + timedelta(days=1))
    factories.make_child("Sam", "Santos", starts_on=today)

    page = new_browser(a_staff_member).get("consent_notes.children").text
    assert "Wei Chen" not in page
    assert "Sam Santos" in page
