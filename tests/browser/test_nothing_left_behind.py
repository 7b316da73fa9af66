"""Whoever tells something without an account leaves none of it in the browser: it may be the library's, or at home."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import PHONE, QUIET
from tests.browser.person import Person
from tests.browser.portal import RunningPortal

WORDS = ("Ceridwen", "Snapchat", "tall neighbour", "0770090")


@pytest.fixture
def profile(chromium: Browser, portal: RunningPortal, tmp_path: Path, pytestconfig: pytest.Config) -> tuple[Path, str]:
    """The folder of a browser of their own in which somebody told it, looked at it and closed the tab; and their code."""
    path = pytestconfig.getoption("--chromium")
    context = chromium.browser_type.launch_persistent_context(
        tmp_path, executable_path=path, args=list(QUIET), viewport=PHONE, reduced_motion="reduce"
    )
    person = Person(context.new_page(), portal.url)
    person.open("/sign-in")
    person.follow("Tell us about a concern without an account")
    person.press("Something staff did online")
    person.tick("Somebody who does not work here")
    person.write(other_name="the tall neighbour")
    person.press("Go on")
    person.write(what_happened="They wrote to my child on Snapchat.")
    person.press("Go on")
    person.answer("How do you want to tell us?", "With my name, only")
    person.write(teller="Ceridwen Pugh", teller_contact="07700900123")
    go_back_by_gesture(person)
    person.press("Send it")
    person.sees("We have it. This is your code")
    code = person.page.locator(".reference").inner_text()
    person.press("See what you sent")
    assert code not in person.page.url
    person.press("Leave")
    person.page.go_back()
    assert "Snapchat" not in person.page.content()
    person.page.close()
    context.close()
    return tmp_path, code


def go_back_by_gesture(person: Person) -> None:
    """Go back to the first question and on again: each page comes as it was left, with every word."""
    for heading in ("What happened?", "Who is it about?", "What is it about?"):
        person.page.go_back()
        person.page.get_by_role("heading", level=1, name=heading).wait_for()
    person.press("Something staff did online")
    assert person.page.get_by_label("Their name, if you know it").input_value() == "the tall neighbour"
    person.press("Go on")
    assert person.page.get_by_label("What happened?").input_value() == "They wrote to my child on Snapchat."
    person.press("Go on")
    assert person.page.get_by_label("Your name").input_value() == "Ceridwen Pugh"


def test_neither_history_nor_cache_nor_anything_else_holds_a_word_of_it(profile: tuple[Path, str]) -> None:
    folder, code = profile
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(b"/concerns/tell" in path.read_bytes() for path in files), "its history knows the address, and is read"
    found = {
        (str(path.relative_to(folder)), word)
        for path in files
        for word in (*WORDS, code)
        for spelled in (word.encode(), word.encode("utf-16-le"), word.replace(" ", "+").encode())
        if spelled in path.read_bytes()
    }
    assert found == set()
