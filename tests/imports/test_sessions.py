"""A list speaks of sessions in the setting's words and in the usual ones; what names none is said, and asked about."""

from collections import defaultdict

import pytest

from portal.accounts.models import Account
from portal.families.models import Child, ChildSession
from portal.families.sessions import change_sessions, session_names
from portal.imports.headings import recognise
from portal.imports.values import session_spellings, sessions_in
from tests.families.factories import NewBrowser
from tests.imports import factories as imports
from tests.support.browser import Browser

from .rows import SESSIONS

pytestmark = pytest.mark.both_engines

OWN = SESSIONS | {
    "playgroup": "Tiny Tots’ Club",
    "f": "Forest school",
    "r": "Pre-school",
    "h": "नन्हे मुन्ने",
    "t": "Wednesday",
}


@pytest.fixture
def manager(new_browser: NewBrowser, a_manager: Account) -> Browser:
    return new_browser(a_manager)


def csv(headings: str, *rows: str) -> bytes:
    return "\n".join((f"First name;Surname;DOB;{headings}", *rows, "")).encode()


def came_to() -> dict[str, set[str]]:
    names, rows = session_names(), ChildSession.select(Child.first_name, ChildSession.kind).join(Child)
    found = defaultdict[str, set[str]](set)
    for child, key in rows.tuples():
        found[child].add(names[key])
    return found


@pytest.mark.parametrize(
    ("text", "keys", "unknown"),
    [
        ("Forest School; tiny tots club", {"f", "playgroup"}, ()), ("FORÉST-SCHOOL Mon/Tue", {"f"}, ()),
        ("PG and ASC", {"playgroup", "after_school"}, ()),  # a renamed session keeps the usual words for it
        ("pre-school", {"r"}, ()),  # the setting's own name comes before a usual word
        ("नन्हे मुन्ने", {"h"}, ()), ("Wednesday", {"t"}, ()), ("Forest", set(), ("Forest",)),
        ("Tiny Tots’ Club, Ümlaut’s", {"playgroup"}, ("Ümlaut’s",)), ("नन्हे", set(), ("नन्हे",)),
    ],
)  # fmt: skip
def test_the_settings_own_names_are_known_beside_the_usual_words(
    text: str, keys: set[str], unknown: tuple[str, ...]
) -> None:
    assert sessions_in(text, session_spellings(OWN)) == (keys, unknown)


def test_a_session_that_was_removed_is_no_word_any_more() -> None:
    left = {key: name for key, name in SESSIONS.items() if key != "holiday"}
    assert sessions_in("Holiday club, PG", session_spellings(left)) == ({"playgroup"}, ("Holiday",))


@pytest.mark.parametrize(
    "heading", ["Forest school", "Attends forest school?", "Tiny Tots’ Club (y/n)", "नन्हे मुन्ने", "ASC"]
)
def test_a_session_of_the_setting_may_have_a_column_of_its_own(heading: str) -> None:
    assert str(recognise([heading], (), session_spellings(OWN)).columns[0]) == "child_1_sessions"


@pytest.mark.parametrize(
    "heading", ["Mum’s forest school", "Forest", "Forest school or ASC", "Emergency forest school"]
)
def test_what_is_not_plainly_one_session_is_left_unused_and_named(heading: str) -> None:
    assert recognise([heading], (), session_spellings(OWN)).columns[0] is None


def test_ticks_under_sessions_and_words_beside_them_are_read_together(manager: Browser, a_manager: Account) -> None:
    change_sessions({"holiday": ""}, "Forest school", by_id=a_manager.id)
    rows = ("Ava;Lee;1/2/2022;yes;;Mon", "Ben;Ray;1/2/2022;no;x;", "Cat;Orr;1/2/2022;no;;", "Dan;Moe;1/2/2022;ASC;;",
            "Eve;Poe;1/2/2022;x;maybe;")  # fmt: skip
    imports.upload(manager, csv("Forest school;Breakfast club;Playgroup", *rows))
    assert "We do not know these words as sessions: maybe. We left them out." in manager.text
    imports.confirm(manager)
    assert came_to() == {
        "Ava": {"Forest school", "Playgroup"}, "Ben": {"Breakfast club"}, "Dan": {"After-school club"},
        "Eve": {"Forest school"},
    }  # fmt: skip


def test_who_misses_a_session_is_led_to_where_it_is_added_and_the_list_then_knows_it(manager: Browser) -> None:
    imports.upload(manager, csv("Sessions", "Ava;Lee;1/2/2022;Rising Fives", "Ben;Ray;1/2/2022;PG, Rising Fives"))
    preview = manager.url
    assert "We do not know these words as sessions: Rising, Fives. We left them out." in manager.text
    manager.click("Add it, and open this list again").submit(added="Rising Fives")
    manager.get(preview)
    assert "Is one of your sessions missing?" not in manager.text
    imports.confirm(manager)
    assert came_to() == {
        "Ava": {"Rising Fives"}, "Ben": {"Playgroup", "Rising Fives"},
    }  # fmt: skip


def test_a_session_removed_while_a_list_waits_is_given_to_nobody(manager: Browser, a_manager: Account) -> None:
    imports.upload(manager, csv("Sessions", "Ava;Lee;1/2/2022;Holiday club", "Ben;Ray;1/2/2022;Lego"))
    imports.answer(manager, "Holiday club")
    preview = manager.url
    change_sessions({"holiday": ""}, "", by_id=a_manager.id)
    manager.get(preview)
    assert "is none of our sessions" in manager.text
    imports.confirm(manager)
    assert came_to() == {}
