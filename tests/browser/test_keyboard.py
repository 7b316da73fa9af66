"""The consent form signed with Tab, Space and Enter alone, with a visible focus at every step."""

from collections.abc import Callable

from tests.browser import parents_steps
from tests.browser.person import Person
from tests.browser.portal import RunningPortal
from tests.browser.seeding import MANAGER, PARENT, PASSWORD

USES = 9  # eight uses, and whether every parent is to be asked first


def test_a_parent_signs_with_the_keyboard_alone_and_always_sees_where_they_are(
    portal: RunningPortal, new_person: Callable[..., Person]
) -> None:
    parent = new_person(portal)
    parent.open("/")
    parent.tab_to("E-mail address or sign-in name")
    parent.page.keyboard.type(PARENT)
    parent.tab_to("Password")
    parent.page.keyboard.type(PASSWORD)
    parent.enter()
    parent.tab_to("Answer for Jan")
    parent.enter()
    parent.tab_to("To the questions")
    parent.enter()
    assert _answer_everything(parent) == USES
    parent.enter()
    assert parent.text.count("Change") == USES
    parent.tab_to("I have parental responsibility")
    parent.page.keyboard.press("Space")
    parent.tab_to("Your full name")
    parent.page.keyboard.type("Agnieszka Kowalska")
    parent.tab_to("Sign for Jan")
    parent.enter()
    assert parent.heading == "Signed for Jan"
    assert parents_steps.reference(parent)


def _answer_everything(parent: Person) -> int:
    """Say no to each question; end on the button that goes on. Return how many were answered."""
    answered = 0
    for _ in range(60):
        focus = parent.tab()
        if focus["name"].startswith("Check your answers"):
            return answered
        if focus["type"] == "radio":
            # Tab stops at the first answer, an arrow goes to the next and chooses it.
            parent.page.keyboard.press("ArrowDown" if answered else "Space")
            answered += 1
    raise AssertionError("Tab never reaches the button")


def test_a_manager_finds_a_child_with_the_keyboard_alone_and_reads_who_said_what(
    portal: RunningPortal, new_person: Callable[..., Person]
) -> None:
    """On a phone, with the field beside the menu's button; nothing covers it and it covers nothing."""
    manager = new_person(portal)
    manager.open("/")
    manager.sign_in(MANAGER, PASSWORD)
    manager.tab_to("Find a child or adult")
    manager.page.keyboard.type("kowalska")
    manager.enter()
    assert manager.heading == "Find a child or adult"
    manager.sees("Children (6)", "Adults (1)")
    manager.tab_to("Find a child or adult")
    manager.page.keyboard.press("Control+a")
    manager.page.keyboard.type("warsame LIBAN")
    manager.enter()
    assert manager.heading == "Liban Warsame"
    manager.tab_to("Who said what, and until when")
    manager.page.keyboard.press("Enter")
    manager.sees("Hodan Warsame", "No answer")
    manager.inspection.look()


def test_the_folded_menu_opens_with_the_keyboard_and_leads_on(
    portal: RunningPortal, new_person: Callable[..., Person]
) -> None:
    """On a phone, without scripts: what is folded is skipped, what is open is reached in its order."""
    manager = new_person(portal, scripts=False)
    manager.open("/")
    manager.sign_in(MANAGER, PASSWORD)
    manager.tab_to("Menu")
    assert not manager.page.get_by_role("link", name="Audit log").is_visible()
    manager.page.keyboard.press("Enter")
    assert not manager.page.get_by_role("link", name="Audit log").is_visible()
    manager.tab_to("Records and settings")
    manager.page.keyboard.press("Enter")
    manager.tab_to("Audit log")
    manager.enter()
    assert manager.heading == "Audit log"
