"""Words in doubt at the editor, quotes in the letters that were typed, and what changed while a manager looked."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from portal.accounts.models import Account
from portal.wording import drafting, service
from portal.wording.policy import Change
from tests.support.browser import Browser
from tests.support.databases import changed_tables, snapshot
from tests.wording.world import FORM, draft, present, reworded

NAME = {"name": "consent-form"}


@pytest.fixture
def at(new_browser: Callable[..., Browser], a_manager: Account) -> Browser:
    return new_browser(a_manager)


def beside(browser: Browser, field: str) -> str:
    return str(browser.root.xpath(f"string(//*[@id='{field}-error'])"))


def test_words_in_doubt_are_published_only_once_the_manager_means_them(at: Browser, a_manager: Account):
    draft(replace(present(), introduction=("All the other parents have said yes.",)), a_manager)
    assert "Words in doubt" in at.get("wording.edit", **NAME).text
    at.click("Go on to publish")
    assert "“All the other parents have said” may press parents" in at.text
    assert not at.root.xpath("//input[@name='meant'][@checked]")
    at.submit("Publish version", change="minor")
    assert "Read the words in doubt once more" in beside(at, "meant")
    assert service.current(FORM).number == 1
    at.submit("Publish version", change="minor", meant=True)
    assert service.current(FORM).number == 2


def test_nobody_publishes_doubtful_words_past_the_page(at: Browser, a_manager: Account):
    draft(replace(present(), introduction=("All the other parents have said yes.",)), a_manager)
    before = snapshot()
    with pytest.raises(drafting.StillInDoubt):
        drafting.publish_draft(FORM, change=Change.MINOR, stamp=drafting.desk(FORM).stamp, by_id=a_manager.id)
    assert changed_tables(before) == []


def test_a_page_without_doubtful_words_asks_no_such_question(at: Browser, a_manager: Account):
    draft(replace(present(), title="Pictures"), a_manager)
    at.get("wording.publish", **NAME)
    assert not at.root.xpath("//input[@name='meant']")
    assert "not all, and we read English only" in at.text


def test_a_refusal_quotes_the_words_as_they_were_typed(at: Browser):
    at.get("wording.edit_around", **NAME).submit(
        "Save in the draft", declaration="I Agree To The Rules, and it’s fine."
    )
    assert "“I Agree To The Rules” ties pictures to rules" in at.text


@pytest.mark.parametrize(
    ("page", "button", "values"),
    [
        ("publish", "Publish version", {"change": "minor"}),
        ("throw_away", "Throw the draft away", {}),
        ("remove_part", "Take it out of the draft", {"key": "press"}),
    ],
)
def test_what_changed_while_a_manager_looked_is_shown_and_the_next_click_counts(
    at: Browser, a_manager: Account, page: str, button: str, values: dict[str, str]
):
    draft(reworded(present(), "press", example="A first try."), a_manager)
    about = {name: value for name, value in values.items() if name == "key"}
    answers = {name: value for name, value in values.items() if name != "key"}
    at.get(f"wording.{page}", **NAME, **about)
    draft(reworded(present(), "press", example="Meanwhile."), a_manager)
    before = snapshot()
    at.submit(button, **answers)
    assert changed_tables(before) == []
    assert "changed this while you were looking" in at.text
    assert "Meanwhile." in at.text
    assert not at.root.xpath("//main//input[@checked]")
    at.submit(button, **answers)
    assert at.status == 200
    assert changed_tables(before) != []


def test_throwing_the_draft_away_twice_is_no_fault(at: Browser, a_manager: Account):
    draft(replace(present(), title="Pictures"), a_manager)
    stamp = drafting.desk(FORM).stamp
    for _ in range(2):
        at.post("wording.throw_away", {"draft_stamp": stamp}, **NAME)
        assert "The draft is thrown away" in at.text
