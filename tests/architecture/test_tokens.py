"""A form that another site sends changes nothing, however well it is filled in."""

import pytest
from flask import Flask
from lxml.html import HtmlElement

from portal.access.permissions import Role
from portal.settings.models import Setting
from tests.architecture.addresses import Household, Way, every_way, settle
from tests.support import factories
from tests.support.browser import Browser
from tests.support.databases import changed_tables, snapshot, undone

pytestmark = pytest.mark.both_engines

# Plausible answers, so that nothing but the missing token stops the form.
WORDS = {
    "email": "new.person@example.org",
    "password": "seven purple swallows",
    "login": "agnieszka.kowalska@example.org",
}
ANY_WORDS = "Agnieszka Kowalska"
READERS = (Role.PARENT, Role.MANAGER, Role.STAFF)


def posting_ways(app: Flask) -> list[Way]:
    return [way for way in every_way(app) if way.method == "POST"]


def whoever_may(way: Way, household: Household) -> Role | None:
    """Return somebody who may use this way; nobody for a public one."""
    if way.is_public:
        return None
    handles = (
        "case" in way.endpoint or way.access in household.people[Role.CHAIR].permissions - household.parent.permissions
    )
    order = (Role.MANAGER, *READERS) if handles else READERS
    return next((role for role in order if way.access in household.people[role].permissions), None)


def filled_in(browser: Browser, address: str) -> dict[str, str]:
    """Open the page of a form and answer each question; a button alone has no page and needs no answers."""
    browser.get(address)
    if browser.status != 200 or browser.url != address:
        return {}
    return {
        name: answer
        for form in browser.root.iter("form")
        if form.get("action") == address
        for control in form.iter("input", "textarea", "select")
        if (name := control.get("name")) and name != "csrf_token"
        for answer in [answer_of(name, control)]
    }


def answer_of(name: str, control: HtmlElement) -> str:
    kind = control.get("type", "text")
    if control.tag == "select":
        return next((option.get("value") for option in control.iter("option") if option.get("value")), "")
    if kind in {"hidden", "radio", "checkbox"}:
        return control.get("value") or "y"
    return WORDS.get(name, control.get("value") or ANY_WORDS)


def prepared(app: Flask, way: Way, household: Household) -> tuple[Browser, str, dict[str, str]]:
    browser, role = Browser(app), whoever_may(way, household)
    if role:
        browser.sign_in(household.people[role])
    address = browser.address_of(way.endpoint, **way.values(household))
    return browser, address, filled_in(browser, address) if _has_page(app, way) else {}


def _has_page(app: Flask, way: Way) -> bool:
    return any(other.endpoint == way.endpoint and other.method == "GET" for other in every_way(app))


def test_a_form_without_a_token_changes_nothing_and_with_it_would_have(app: Flask, setting: Setting) -> None:
    """What the same form changes with its token proves that it was filled in well enough to notice."""
    household, wrong, changing = settle(), [], set()
    for way in posting_ways(app):
        with undone():
            browser, address, answers = prepared(app, way, household)
            before = snapshot()
            browser.post_without_token(address, answers)
            if changed := changed_tables(before):
                wrong.append(f"{way}: changed {changed}")
            browser.post(address, answers)
            if changed_tables(before):
                changing.add(way.endpoint)
    assert wrong == [], "\n".join(wrong)
    assert {"accounts.sign_out", "consents.withdraw", "accounts.accept_invitation"} <= changing


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_browser_that_says_another_site_sent_it_is_refused(app: Flask, setting: Setting, site: str) -> None:
    child = factories.make_child("Zofia", "Kowalska")
    parent = factories.make_parent("Agnieszka Kowalska", child)
    factories.sign_all(child, parent)
    browser = Browser(app).sign_in(parent)
    browser.client.environ_base["HTTP_SEC_FETCH_SITE"] = site
    before = snapshot()
    browser.post("consents.withdraw", child_id=child.id, use="group_alone")
    assert browser.status == 403
    assert changed_tables(before) == []
