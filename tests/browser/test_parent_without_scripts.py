"""A parent's part of the way on a wide screen with JavaScript switched off."""

from collections.abc import Callable
from pathlib import Path

from PIL import Image

from tests.browser import parents_steps
from tests.browser.conftest import DESK
from tests.browser.paper import pages_of
from tests.browser.person import Person
from tests.browser.portal import RunningPortal
from tests.browser.seeding import PARENT, PASSWORD

NAME = "Agnieszka Kowalska"


def test_a_parent_needs_no_javascript(portal: RunningPortal, new_person: Callable[..., Person], tmp_path: Path) -> None:
    parent = new_person(portal, size=DESK, scripts=False)
    parent.open("/")
    parent.sign_in(PARENT, PASSWORD)
    parents_steps.answer_form(parent, "Maja", {parents_steps.ALONE: "Yes", parents_steps.PRESS: "No"})
    reference = parents_steps.sign(parent, "Maja", NAME)
    assert reference in " ".join(pages_of(parent.download("Picture form for Maja (PDF)")))
    parents_steps.withdraw(parent, "Maja", parents_steps.ALONE_LABEL)
    parents_steps.sign_rules(parent, NAME)
    picture = tmp_path / "screenshot.png"
    Image.new("RGB", (320, 200), "#a6402a").save(picture)
    concern = parents_steps.raise_concern(parent, picture)
    parent.open(f"/concerns/yours/{concern}")
    parent.sees("28 days left", "1 file came with it.", "picture-1.png")
