"""What a parent does: arrives by invitation, answers, signs, withdraws, agrees to the rules, raises a concern."""

from collections.abc import Mapping
from pathlib import Path

from tests.browser.person import Person

ALONE = "Alone in a picture in our Facebook group"
ALONE_LABEL = "Group, alone"
TOGETHER = "In a group picture in our Facebook group"
PRESS = "In the local press"
RULES = 6


def arrive(parent: Person, link: str, password: str) -> None:
    """Choose a password through a one-time link, which then helps nobody else."""
    parent.open(link)
    parent.write(password=password)
    parent.press("Save and go on")
    assert parent.heading == "What needs you"
    parent.open(link, status=409)
    parent.open("/")


def answer_form(parent: Person, child: str, answers: Mapping[str, str]) -> None:
    """Read the form and answer some of its questions, as far as the page of the signature."""
    parent.follow(f"Answer for {child}")
    parent.follow("To the questions")
    assert parent.page.locator("main input:checked").count() == 0, "something was chosen beforehand"
    for question, choice in answers.items():
        parent.answer(question, choice)
    parent.press("Check your answers")
    assert parent.heading == f"Check and sign for {child}"


def sign(parent: Person, child: str, name: str) -> str:
    """Sign, and return the record's reference."""
    parent.tick("I have parental responsibility")
    parent.write(signed_name=name)
    parent.press(f"Sign for {child}")
    assert parent.heading == f"Signed for {child}"
    return reference(parent)


def reference(parent: Person) -> str:
    return parent.page.inner_text(".confirmation__reference").strip()


def withdraw(parent: Person, child: str, use: str) -> None:
    """Two taps from the first page to the question, and the button."""
    parent.open("/")
    parent.follow(child)
    parent.follow(use)
    parent.press("Withdraw my yes")
    assert parent.heading == f"Withdrawn for {child}"


def sign_rules(parent: Person, name: str) -> None:
    """Sign the rules; each of them needs a tick of its own."""
    parent.open("/")
    parent.follow("Read and sign")
    ticks = parent.page.locator("main input[type=checkbox]")
    assert ticks.count() == RULES
    for number in range(RULES - 1):
        ticks.nth(number).check()
    parent.write(signed_name=name)
    parent.press("Sign this")
    parent.sees("There is a problem", "Tick this rule if you agree to it")
    assert parent.page.locator("main input:checked").count() == RULES - 1, "what was ticked is lost"
    parent.page.locator("main input[type=checkbox]").nth(RULES - 1).check()
    parent.press("Sign this")
    assert parent.heading == "Signed: Our rules for parents and carers"


def raise_concern(parent: Person, picture: Path) -> str:
    """Raise a concern with a picture, one question a page, and return its reference."""
    parent.choose_in_menu("Raise a concern")
    parent.sees("Danger now? Call 999", "Ofsted")
    parent.press("A picture of ours was shared")
    parent.press("Go on")
    parent.sees("There is a problem", "Tick who it is about")
    parent.press("Nobody, or not sure")
    parent.press("Go on")
    parent.sees("There is a problem", "Write what happened")
    parent.write(
        what_happened="A screenshot of the nativity play is in a chat of another school.", noticed_on="yesterday"
    )
    parent.attach("evidence", picture)
    parent.press("Go on")
    parent.go_back()
    parent.sees("Draft kept", picture.name)
    parent.press("Go on")
    parent.answer("How shall we answer?", "Here")
    parent.press("Check it")
    parent.sees(picture.name, "will read it")
    parent.press("Send it")
    assert parent.heading == "We have your concern"
    return reference(parent)
