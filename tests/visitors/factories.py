"""Doors, and people who come through them."""

from collections.abc import Callable

from portal.accounts.models import Account
from portal.visitors import doors
from portal.visitors.models import Visit, VisitorDoor
from portal.visitors.policy import DoorKind
from portal.wording import service as wording
from portal.wording.policy import AcknowledgementText, Change, DocumentKey, Rule
from portal.wording.service import Published
from tests.support.browser import Browser


def publish_rules(*statements: str, change: Change = Change.REAL) -> Published:
    """Publish statements for visitors."""
    rules = tuple(Rule(f"rule_{number}", statement, "") for number, statement in enumerate(statements))
    text = AcknowledgementText("Please tick each point", introduction=(), rules=rules, standing="")
    return wording.publish(DocumentKey.VISITOR_RULES, text, change=change, by_id=None)


def a_tablet(new_browser: Callable[..., Browser], manager: Account) -> Browser:
    """Return a browser that is the one at the door."""
    tablet = new_browser().get("visits.start")
    return tablet.submit(code=doors.make_code(by_id=manager.id))


def a_phone(new_browser: Callable[..., Browser], manager: Account) -> Browser:
    """Return a visitor's own phone, which has scanned the square on the wall."""
    if not VisitorDoor.in_use().where(VisitorDoor.kind == DoorKind.WALL).exists():
        doors.renew_wall(by_id=manager.id)
    wall = VisitorDoor.in_use().where(VisitorDoor.kind == DoorKind.WALL).get()
    return new_browser().get("visits.scan", token=wall.wall_token)


def come(
    browser: Browser, name: str, *, seeing: str = "Siobhán Kelly", organisation: str = "", often: bool = False
) -> Browser:
    """Sign in as a visitor, each statement ticked."""
    form = browser.get("visits.arrive")
    ticks = {box.get("name"): True for box in form.root.iterfind(".//input[@type='checkbox']")}
    answers = {**ticks, "name": name, "organisation": organisation, "seeing": seeing, "is_regular": often}
    return form.submit("Sign in", answers)


def names_here() -> list[str]:
    """Return who is in the building."""
    return [visit.name for visit in Visit.here()]
