"""Family lists for the tests of the import's pages, and what the register says after them."""

from pathlib import Path

from portal.families.models import Adult, Child, Guardianship
from portal.families.policy import Responsibility
from portal.imports.models import FamilyImport
from tests.support.browser import Browser

FILES = Path(__file__).parent / "files"
EXAMPLE = Path(__file__).parents[2] / "portal" / "upkeep" / "example" / "families.csv"
HEADINGS = (
    "First name;Surname;DOB;Sessions;Parent 1 name;Parent 1 relationship;Parent 1 PR;Parent 1 email;"
    "Parent 2 name;Parent 2 relationship;Parent 2 PR;Parent 2 email"
)
ZOFIA = "Zofia;Kowalska;3/9/2022;Playgroup;Ewa Kowalska;mother;yes;ewa@example.org;Marek Kowalski;father;yes;"
LIBAN = "Liban;Warsame;5/6/2021;After school;Hodan Warsame;mother;yes;hodan@example.org;;;;"


def listed(*rows: str) -> bytes:
    return "\r\n".join((HEADINGS, *rows, "")).encode()


def upload(browser: Browser, content: bytes, name: str = "families.csv") -> Browser:
    """Upload a list, and end on its preview or on the error."""
    return browser.get("imports.upload_list").submit("Read the list", family_list=(content, name))


def import_list(browser: Browser, content: bytes, name: str = "families.csv", **answers: str) -> Browser:
    """Upload a list and confirm it, with every box as the list proposes it."""
    return confirm(upload(browser, content, name), **answers)


def confirm(browser: Browser, **answers: str) -> Browser:
    """Go on from the preview to the end, with every box as it is proposed."""
    browser = reach_the_end(browser)
    has_basis = bool(browser.root.xpath("//input[@name='basis']"))
    return browser.submit("Confirm and import", {**({"basis": "own_list"} if has_basis else {}), **answers})


def leads_on(browser: Browser) -> bool:
    """Say whether a preview leads on to the boxes or asks for the last yes."""
    return "Go on to parental responsibility" in browser.text or "Confirm and import" in browser.text


def reach_the_end(browser: Browser) -> Browser:
    """Go on from the preview over the boxes to where the last yes is asked for."""
    boxes = "Go on to parental responsibility"
    browser = browser.click(boxes) if boxes in browser.text else browser
    while browser.heading == "Who has parental responsibility?":
        browser = browser.submit("Save and go on")
    return browser


def answer(browser: Browser, *words: str) -> Browser:
    """Answer questions of the preview by what the chosen answers begin with, and save them."""
    chosen = {}
    for said in words:
        (label,) = [each for each in browser.root.iter("label") if str(each.text_content()).startswith(said)]
        button = browser.root.get_element_by_id(label.get("for"))
        chosen[button.get("name")] = button.get("value")
    return browser.submit("Save and look again", chosen)


def boxes(browser: Browser) -> dict[str, bool]:
    """Return the boxes of parental responsibility on this page: whose, and whether they are ticked."""
    found = browser.root.xpath("//main//input[@type='checkbox']")
    labels = {label.get("for"): str(label.text_content()) for label in browser.root.iter("label")}
    return {labels[box.get("id")]: box.get("checked") is not None for box in found}


def register() -> dict[str, list[tuple[str, str, bool]]]:
    """Return each child's adults, with what they are and whether they have parental responsibility."""
    found: dict[str, list[tuple[str, str, bool]]] = {child.name: [] for child in Child.select().order_by(Child.id)}
    for link in Guardianship.select(Guardianship, Child, Adult).join(Child).switch(Guardianship).join(Adult):
        found[link.child.name].append((link.adult.name, link.relationship, link.responsibility == Responsibility.HELD))
    return {name: sorted(adults) for name, adults in found.items()}


def waiting() -> FamilyImport:
    found: FamilyImport = FamilyImport.get()
    return found
