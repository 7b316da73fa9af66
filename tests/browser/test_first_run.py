"""A new manager with a messy list: from the set-up link to families who answer, and how many taps that costs her."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser import managers_steps, parents_steps
from tests.browser.paper import pages_of
from tests.browser.person import Person
from tests.browser.portal import RunningPortal

LIST = Path(__file__).with_name("messy_list.csv")
PASSWORD = "copper kettle orchard"
MOTHER, MOTHERS_EMAIL, BY_LETTER = "Agnieszka Kowalska", "agnieszka@example.org", "Abena Mensah"
MOST_TAPS, MOST_WORDS = 45, 500
EMAILS, LETTERS = 29, 3
NAMES = {
    "Child in row 3": "Zofia Kowalska, known as Zosia",
    "Child in row 11": "Oliver Smith, known as Ollie",
    "“Mum” in row 12": "Two adults: Kate Jones and Rob Jones",
    "“Dad” in row 13": "Imran Khan",
    "“Mum” in row 18": "Giulia Rossi",
}


class Taps:
    """How many taps each step costs somebody; printed when a step is over."""

    def __init__(self, person: Person) -> None:
        self.person = person

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        before = self.person.taps
        yield
        print(f"{self.person.taps - before:3} taps: {step}")


def test_a_new_manager_with_a_messy_list_invites_everybody_with_few_taps(
    empty_portal: RunningPortal, new_person: Callable[..., Person]
) -> None:
    manager, mother, other = (new_person(empty_portal) for _ in range(3))
    taps = Taps(manager)
    with taps("set up the portal"):
        _set_up(manager, empty_portal.set_up_link())
    with taps("complete the details of the setting"):
        _describe_the_setting(manager)
    with taps("invite a chair, who handles concerns about the manager"):
        _invite_a_chair(manager)
    with taps("read and publish the form and the rules"):
        _publish(manager)
    with taps("read the list and answer what it asks"):
        _answer_about_the_list(manager)
    with taps("say who has parental responsibility, and import"):
        _say_who_may_sign(manager)
    with taps("invite everybody"):
        letters = _invite_everybody(manager)
    print(f"{manager.taps:3} taps in all")
    assert manager.taps <= MOST_TAPS

    parents_steps.arrive(mother, empty_portal.link_for(MOTHERS_EMAIL), PASSWORD)
    parents_steps.answer_form(mother, "Zosia", {parents_steps.ALONE: "Yes"})
    parents_steps.sign(mother, "Zosia", MOTHER)
    _arrive_by_code(other, letters)


def _set_up(manager: Person, link: str) -> None:
    manager.open(link)
    manager.write(
        setting_name=managers_steps.SETTING, name=managers_steps.NAME, email=managers_steps.EMAIL,
        password=managers_steps.PASSWORD,
    )  # fmt: skip
    manager.press("Set up the portal")
    manager.sees("Get ready: 0 of 7")


def _describe_the_setting(manager: Person) -> None:
    manager.follow("Your setting")
    manager.sees("Please check these.")
    manager.write(
        address="Barn Lane, Swallowfield", phone="01632 960 321", lado_contact="01632 960 999, lado@example.org",
    )  # fmt: skip
    manager.tick("I have checked today")
    manager.press("Save the details")


def _invite_a_chair(manager: Person) -> None:
    manager.follow("Who handles concerns")
    manager.tick("Chair")
    manager.write(name="Femi Adeyemi", email="femi@example.org")
    manager.press("Send the invitation")


def _publish(manager: Person) -> None:
    _to_the_first_page(manager)
    manager.follow("Read and publish the form and the rules")
    for statement in ("I read it as a parent would", "It is true", "It presses nobody", "It hides nothing else"):
        manager.tick(statement)
    manager.press("Publish all of them")


def _to_the_first_page(manager: Person) -> None:
    if manager.path != "/":
        manager.choose_in_menu("Today")


def _answer_about_the_list(manager: Person) -> None:
    """Nothing needs a column to be corrected; each name with something beside it is asked about."""
    _to_the_first_page(manager)
    manager.follow("Import your families")
    manager.attach("family_list", LIST)
    manager.press("Read the list")
    manager.sees(
        "Nothing is written yet", "4 columns are not used: Days, Who else, PR?, Notes", "5 questions are open."
    )
    assert manager.words <= MOST_WORDS
    assert manager.page.locator("main input:checked:visible").count() == 0, "something was chosen beforehand"
    for question, answer in NAMES.items():
        manager.answer(question, answer)
    manager.press("Save and look again")
    manager.sees("New children 20", "Children nobody can answer for 20", "Kate Jones, Other, kate@example.org")
    assert manager.words <= MOST_WORDS
    print(f"{manager.words} words on the preview")


def _say_who_may_sign(manager: Person) -> None:
    manager.follow("Go on to parental responsibility")
    boxes = manager.page.locator("main input[type=checkbox]")
    assert boxes.evaluate_all("all => all.filter(box => box.checked).length") == 0, "silence gave a right"
    manager.press("Tick every mother and father named here")
    for name in ("Kate Jones", "Rob Jones"):
        manager.tick(f"{name}, for Amelia Jones")
    manager.press("Save and go on")
    manager.sees("Adults ticked for parental responsibility 35", "Adults without 0")
    manager.answer("How do you know who has parental responsibility?", "A parent said so")
    manager.press("Confirm and import")
    manager.sees("Imported. New children: 20. New adults: 32.", "Imran Khan", "Giulia Rossi")
    assert "ring first" not in manager.text, "a note became a name"


def _invite_everybody(manager: Person) -> bytes:
    """Send the e-mails, and return the letters for those who have no address."""
    manager.follow("Invite adults")
    manager.follow(f"Invite everyone not yet invited ({EMAILS + LETTERS})")
    manager.sees("Nothing has gone out yet")
    manager.press(f"Send {EMAILS} e-mails and make {LETTERS} letters")
    manager.sees(f"{EMAILS} e-mails are on their way.", f"{LETTERS} letters are ready.")
    letters = manager.download(f"Print {LETTERS} letters", role="button")
    manager.press("They are printed")
    manager.sees(f"{LETTERS} letters are noted as printed.")
    assert "Invite everyone" not in manager.text, "the page asks again for what was done"
    return letters


def _arrive_by_code(person: Person, letters: bytes) -> None:
    """Type the code as somebody types who has no camera: in small letters, with spaces, and O for 0."""
    (letter,) = (page for page in pages_of(letters) if BY_LETTER in page)
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", letter)
    assert code, letter
    person.open("/sign-in")
    person.follow("I have a letter with a code")
    person.write(code=f" {code[0].lower().replace('-', ' ').replace('0', 'o')} ")
    person.press("Go on")
    person.sees("Hello Abena Mensah.")
    parents_steps.arrive(person, person.page.url, PASSWORD)
