"""Looking changes nothing: every page opens on a database that refuses to be written (product.md §8.4)."""

import peewee
import pytest
from flask import Flask

from portal.access.permissions import Role
from portal.audit.models import AuditEntry
from portal.issued.keys import seal_key
from portal.settings.models import Setting
from tests.architecture.addresses import LOGGED_VIEWS, Household, Way, every_way, settle
from tests.support.browser import Browser
from tests.support.databases import changed_tables, read_only, snapshot, undone

pytestmark = pytest.mark.both_engines

PEOPLE = [None, *Role]


def test_the_database_really_refuses(setting: Setting) -> None:
    with read_only(), pytest.raises(peewee.DatabaseError):
        Setting.update(name="The guard works").execute()
    assert Setting.get().name == setting.name


def quiet_ways(app: Flask) -> list[Way]:
    # /alive asks the database to store what changes nothing: that it would refuse is what it is asked for.
    left_out = LOGGED_VIEWS | {"home.alive"}
    return [way for way in every_way(app) if way.method == "GET" and way.endpoint not in left_out]


def test_whether_the_database_stores_anything_is_asked_without_changing_it(app: Flask, setting: Setting) -> None:
    before = snapshot()
    assert app.test_client().get("/alive").status_code == 200
    assert changed_tables(before) == []
    with read_only():
        answer = app.test_client().get("/alive")
    assert (answer.status_code, answer.text) == (503, "the database does not answer, or stores nothing")


def test_opening_a_page_writes_nothing(app: Flask, setting: Setting) -> None:
    household, wrong = settle(), []
    for role in PEOPLE:
        browser = Browser(app)
        if role:
            browser.sign_in(household.people[role])
        addresses = [browser.address_of(way.endpoint, **way.values(household)) for way in quiet_ways(app)]
        with read_only():
            for address in addresses:
                try:
                    browser.get(address)
                except AssertionError as problem:
                    wrong.append(f"{role or 'anonymous'}: {problem}")
    assert wrong == [], "\n".join(wrong)


def test_a_logged_view_adds_its_line_to_the_log_and_nothing_else(app: Flask, setting: Setting) -> None:
    household, wrong = settle(), []
    seal_key()  # the first use makes it
    ways = [way for way in every_way(app) if way.endpoint in LOGGED_VIEWS and way.method == "GET"]
    assert {way.endpoint for way in ways} == LOGGED_VIEWS, "LOGGED_VIEWS lists what is gone"
    for way in ways:
        with undone():
            reader = first_who_may(way, household)
            browser = Browser(app).sign_in(household.people[reader])
            before, lines = snapshot(), AuditEntry.select().count()
            browser.get(way.endpoint, **way.values(household))
            # A record that leaves as a sealed file is written down as well; some are logged by their own event too.
            issued = set(changed_tables(before)) - {"audit_entries"}
            if issued - {"issued_records"} or AuditEntry.select().count() not in (lines + 1, lines + 1 + len(issued)):
                wrong.append(f"{way} as {reader}: {browser.status}, changed {changed_tables(before)}")
    assert wrong == [], "\n".join(wrong)


def first_who_may(way: Way, household: Household) -> Role:
    """Return who opens this: whoever handles concerns, or else the parent."""
    for role in (Role.MANAGER, Role.PARENT):
        if way.access in household.people[role].permissions and "own" not in way.endpoint:
            return role
    return Role.PARENT
