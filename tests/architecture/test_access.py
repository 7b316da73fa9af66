"""Who may do what: closed unless declared, as granted and no further, and written down for everyone to read."""

from pathlib import Path

import pytest
from flask import Flask

from portal.access.guard import PUBLIC
from portal.access.permissions import GRANTS, Permission, Role
from portal.accounts.models import Account
from portal.settings.models import Setting
from tests.architecture.addresses import AT_WORK, OPEN, OWNED, Household, Way, every_way, settle
from tests.support.browser import Browser
from tests.support.databases import undone

MATRIX = Path(__file__).parent / "access_matrix.txt"
HOW_TO = "Look at each line that changed; if it should, run: pytest tests/architecture/test_access.py --update-matrix"
VERBS = {"GET", "POST"}


def test_every_route_declares_who_may_use_it(app: Flask) -> None:
    assert [str(way) for way in every_way(app) if way.access is None] == []
    known = {PUBLIC, *Permission}
    assert [str(way) for way in every_way(app) if way.access not in known] == []


def test_every_permission_guards_a_route(app: Flask) -> None:
    assert set(Permission) - {way.access for way in every_way(app)} == set()


def test_every_role_is_granted_something_and_every_permission_to_somebody() -> None:
    assert set(GRANTS) == set(Role)
    assert frozenset().union(*GRANTS.values()) == set(Permission)


def test_routes_take_get_and_post_alone(app: Flask) -> None:
    assert {way.method for way in every_way(app)} <= VERBS


def test_every_address_with_an_object_is_listed(app: Flask) -> None:
    """A new route with an argument says in addresses.py whose object it is."""
    with_objects = {way.endpoint for way in every_way(app) if way.arguments}
    listed = OWNED.keys() | AT_WORK.keys() | OPEN.keys()
    assert with_objects - listed == set()
    assert listed - with_objects == set(), "addresses.py lists what is gone"


def sign_in(app: Flask, account: Account) -> str:
    """Return the cookie of a browser at which this person has signed in."""
    cookie = Browser(app).sign_in(account).client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie
    return cookie.value


def answer_to(app: Flask, way: Way, cookie: str | None, household: Household) -> str:
    """Try one way in a browser with this cookie; return the first status, and where an anonymous person is sent."""
    with undone():
        browser = Browser(app)
        values = way.values(household)
        if cookie:
            browser.client.set_cookie(app.config["SESSION_COOKIE_NAME"], cookie)
        try:
            browser.get(way.endpoint, **values) if way.method == "GET" else browser.post(way.endpoint, **values)
        except AssertionError as problem:
            return f"broken: {problem}"
        (status, _), *rest = browser.trail
        asked = any(path.startswith("/sign-in") for _, path in rest)
        return "sign-in" if asked and cookie is None else str(status)


def column(text: str) -> str:
    return f"{text:<10}"


def test_each_role_reaches_what_it_was_granted_and_nothing_else(
    app: Flask, setting: Setting, pytestconfig: pytest.Config
) -> None:
    household = settle()
    somebody: dict[str, str | None] = {"anonymous": None}
    somebody |= {name: sign_in(app, account) for name, account in household.people.items()}
    lines = [f"{'':<44}{'access':<20}" + "".join(column(name) for name in somebody)]
    wrong = []
    for way in every_way(app):
        answers = {name: answer_to(app, way, cookie, household) for name, cookie in somebody.items()}
        lines.append(f"{way!s:<44}{way.access!s:<20}" + "".join(column(answer) for answer in answers.values()))
        wrong += [f"{way} {name}: {answer}" for name, answer in answers.items() if not is_right(way, name, answer)]
    assert wrong == [], "\n".join(wrong)
    text = "\n".join(line.rstrip() for line in lines) + "\n"
    if pytestconfig.getoption("--update-matrix"):
        MATRIX.write_text(text)
    assert MATRIX.read_text() == text, HOW_TO


def is_right(way: Way, name: str, answer: str) -> bool:
    """Refused is 403, asked to sign in is a redirect; whoever is granted meets anything but those."""
    if name == "anonymous":
        return answer in {"200", "303", "404", "409"} if way.is_public else answer == "sign-in"
    if way.is_granted(GRANTS[Role(name)]):
        return answer in {"200", "303", "400", "404", "409"}
    return answer == "403"
