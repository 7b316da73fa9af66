"""Copied addresses open nothing to another parent, and to nobody before they have signed in."""

from collections.abc import Callable
from pathlib import Path

from PIL import Image

from tests.browser import parents_steps
from tests.browser.person import Person
from tests.browser.portal import RunningPortal
from tests.browser.seeding import PARENT, PASSWORD, STRANGER


def test_another_parent_with_copied_addresses_finds_no_such_page(
    portal: RunningPortal, new_person: Callable[..., Person], tmp_path: Path
) -> None:
    parent, stranger = new_person(portal, axe=False), new_person(portal)
    parent.open("/")
    parent.sign_in(PARENT, PASSWORD)
    addresses = _own_addresses(parent, tmp_path)
    stranger.open("/")
    stranger.sign_in(STRANGER, PASSWORD)
    for address in addresses:
        stranger.open(address, status=404)
        assert "Kowalska" not in stranger.page.content()
        assert parents_steps.ALONE not in stranger.text
    assert stranger.heading


def _own_addresses(parent: Person, folder: Path) -> list[str]:
    """Sign, raise a concern with a picture, and collect the address of everything that came of it."""
    parents_steps.answer_form(parent, "Kuba", {parents_steps.ALONE: "Yes"})
    own_page = parent.path.removesuffix("/sign")
    parents_steps.sign(parent, "Kuba", "Agnieszka Kowalska")
    collected = [own_page, parent.path, parent.address_of("(PDF)")]
    collected += [
        f"{own_page}/{step}" for step in ("read", "answer", "sign", "change/group_alone", "withdraw/group_alone")
    ]
    picture = folder / "screenshot.png"
    Image.new("RGB", (320, 200), "#2c6e49").save(picture)
    parents_steps.raise_concern(parent, picture)
    collected.append(parent.path)
    parent.follow("See what you sent")
    return [*collected, parent.path, parent.address_of("Download"), f"{parent.path}/add"]


def test_who_is_signed_out_signs_in_and_lands_on_the_page_they_wanted(
    portal: RunningPortal, new_person: Callable[..., Person]
) -> None:
    person = new_person(portal)
    person.open("/rules/")
    assert person.heading == "Sign in"
    person.sign_in(PARENT, "not the password")
    person.sees("There is a problem", "do not match")
    person.sign_in(PARENT, PASSWORD)
    assert person.path == "/rules/"
    person.sign_out()
    person.go_back()
    assert "Kowalska" not in person.page.content(), "Back after signing out shows nothing of the person"
