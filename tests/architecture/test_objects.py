"""Nobody reaches what is not theirs: it does not exist for them, and nothing changes (product.md §8.3)."""

import pytest
from flask import Flask

from portal.access.permissions import Role
from portal.settings.models import Setting
from tests.architecture.addresses import AT_WORK, OWNED, Way, every_way, settle
from tests.architecture.subjects import ABOUT_ME
from tests.support import factories
from tests.support.browser import Browser
from tests.support.databases import changed_tables, snapshot, undone

pytestmark = pytest.mark.both_engines

# No such number: none given out yet, beyond what a column holds, beyond what a machine word holds.
NOBODYS_NUMBERS = (0, 999_999, 2**31, 2**63, 10**30)
NOBODYS_NAMES = ("CF-2222-2222", "x", "%", "'", "\x00", "a" * 5000, "❄")


def owned_ways(app: Flask) -> list[Way]:
    return [way for way in every_way(app) if way.endpoint in OWNED]


def ways_at_work(app: Flask) -> list[Way]:
    return [way for way in every_way(app) if way.endpoint in AT_WORK]


def attempt(browser: Browser, way: Way, values: dict[str, object]) -> int:
    """Try one way with a token that holds; what was seen is the first answer."""
    if way.method == "GET":
        browser.get(way.endpoint, **values)
    else:
        browser.post(way.endpoint, **values)
    return browser.trail[0][0]


@pytest.mark.parametrize("other_roles", [(), (Role.STAFF,), (Role.STAFF, Role.POSTER), (Role.CHAIR,)], ids=str)
def test_another_familys_objects_do_not_exist(app: Flask, setting: Setting, other_roles: tuple[Role, ...]) -> None:
    """Neither for a parent, nor for one who works here too, where only the own family may come in."""
    household, stranger = settle(), factories.make_account("Hodan Warsame", Role.PARENT, *other_roles)
    factories.link(factories.make_adult("Hodan Warsame", account=stranger), factories.make_child("Liban", "Warsame"))
    browser, wrong = Browser(app).sign_in(stranger), []
    before = snapshot()
    for way in owned_ways(app):
        status = attempt(browser, way, way.values(household))
        if status != (404 if way.is_granted(stranger.permissions) else 403):
            wrong.append(f"{way}: {status}")
        if "Zofia" in browser.page or "Kowalska" in browser.page:
            wrong.append(f"{way} names the child")
    assert wrong == [], "\n".join(wrong)
    assert changed_tables(before) == []


def test_what_staff_open_is_closed_to_every_family_even_their_own(app: Flask, setting: Setting) -> None:
    household = settle()
    browser, before = Browser(app).sign_in(household.parent), snapshot()
    ways = ways_at_work(app)
    assert {attempt(browser, way, way.values(household)) for way in ways} == {403}
    assert changed_tables(before) == []


def test_what_does_not_exist_looks_the_same_and_breaks_nothing(app: Flask, setting: Setting) -> None:
    household, wrong = settle(), []
    for account in (household.parent, household.people[Role.MANAGER]):
        browser = Browser(app).sign_in(account)
        before = snapshot()
        for way in [*owned_ways(app), *ways_at_work(app)]:
            if not way.is_granted(account.permissions):
                continue
            for values in absurd(way.values(household)):
                try:
                    status: object = attempt(browser, way, values)
                except AssertionError as problem:
                    status = problem
                if status != 404:
                    wrong.append(f"{way} {values!s:.60}: {status}")
        assert changed_tables(before) == []
    assert wrong == [], "\n".join(wrong)


def absurd(values: dict[str, object]) -> list[dict[str, object]]:
    """Return the same address with each part in turn made into something that nobody has."""
    return [
        {**values, name: other}
        for name, value in values.items()
        if name not in {"slug", "step"}  # one of a few words that stand in the address itself
        for other in (NOBODYS_NUMBERS if isinstance(value, int) else NOBODYS_NAMES)
    ]


def concern_ways(app: Flask) -> list[Way]:
    """Ways to one concern: those that name one in the address and that are not opened by a tracking code."""
    inside = [way for way in every_way(app) if way.endpoint.startswith("concern") and "reference" in way.arguments]
    return [way for way in inside if not way.is_public]


def test_every_way_to_a_concern_is_tried_by_the_person_it_is_about(app: Flask) -> None:
    """subjects.py lists each; a route that is missing there fails here."""
    assert {way.endpoint for way in concern_ways(app)} - ABOUT_ME.keys() == set()


def test_a_concern_does_not_exist_for_the_person_it_is_about(app: Flask, setting: Setting) -> None:
    wrong = []
    for way in concern_ways(app):
        with undone():
            account, values = ABOUT_ME[way.endpoint]()
            assert way.is_granted(account.permissions), "the permission would refuse this, not the concern"
            browser = Browser(app).sign_in(account)
            before = snapshot()
            status = attempt(browser, way, values)
            if status != 404 or changed_tables(before):
                wrong.append(f"{way}: {status}, changed {changed_tables(before)}")
    assert wrong == [], "\n".join(wrong)
