"""Whatever a form is sent, the portal answers with a page of its own: nothing is an error of ours (product.md §8.7).

Every POST route gets what Hypothesis makes of the fields that its own pages hold. ``make fuzz`` tries a hundred times as
long.
"""

import io
import os
from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from werkzeug.exceptions import HTTPException

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.settings.models import Setting
from tests.architecture.addresses import Household, Way, every_way, settle
from tests.architecture.telling import picture
from tests.support.browser import Browser
from tests.support.databases import undone

# Examples for each route.
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "6"))
SHARES = 2  # of the routes, so that two workers take part; each opens every page first, to find its forms

# By the route: each field that a page of ours sends to it, with the values that the page offers.
Fields = dict[str, dict[str, set[str]]]

HOSTILE = st.sampled_from(
    ["", " ", "\x00", "0", "-1", str(2**31), str(2**63), "9" * 400, "1e999", "NaN", "٣", "x" * 20_000, "\ud7ff\uffff", "%s%n",
     "${7*7}", "'; DROP TABLE accounts; --", "\u202egnp.exe", "../../etc/passwd", "on", "2026-02-30", "null", "[]", "\r\nBcc: a@b"]
)  # fmt: skip
FILES = st.tuples(
    st.one_of(st.binary(max_size=400), st.sampled_from([picture(), b"%PDF-1.7\n", b"PK\x03\x04", b"a,b\n1,2\n", b""])),
    st.one_of(st.text(max_size=40), st.sampled_from(["a.png", "a.csv", "a.xlsx", "..", "a.pdf\x00.png"])),
)


def fields_of(browsers: dict[Role, Browser], app: Flask, household: Household) -> Fields:
    """Return what the forms of every page hold that these people can open."""
    found: Fields = defaultdict(lambda: defaultdict(set))
    adapter = app.url_map.bind("localhost")
    for role, browser in browsers.items():
        for way in every_way(app):
            if way.method != "GET" or not way.is_granted(household.people[role].permissions):
                continue
            browser.get(way.endpoint, **way.values(household))
            if browser.status != 200 or not browser.headers["Content-Type"].startswith("text/html"):
                continue
            for form in browser.root.iterfind(".//form[@method='post']"):
                try:
                    endpoint, _values = adapter.match(urlsplit(form.get("action") or browser.url).path, method="POST")
                except HTTPException:
                    continue
                for control in form.iterfind(".//*[@name]"):
                    if control.get("name") != "csrf_token":
                        found[endpoint][control.get("name")].add(control.get("value") or "")
    return found


def bodies(fields: dict[str, set[str]]) -> st.SearchStrategy[dict[str, list[Any]]]:
    """Return a strategy of what to send: fields left out, doubled, with values of ours, of nobody's, and as files."""
    names = st.sampled_from(sorted(fields) or ["x"])
    offered = st.sampled_from(sorted({value for values in fields.values() for value in values}) or [""])
    values = st.one_of(offered, offered, HOSTILE, st.text(max_size=60), FILES)
    return st.dictionaries(
        st.one_of(names, names, names, st.text(max_size=12)), st.lists(values, min_size=1, max_size=3)
    )


def sender(way: Way, people: dict[Role, Account]) -> Role | None:
    """Return who may send this, so that the form itself has to answer; None for what needs nobody to be signed in."""
    return next((role for role, person in people.items() if way.is_granted(person.permissions)), None)


def throw(browser: Browser, way: Way, values: dict[str, object], fields: dict[str, set[str]]) -> None:
    """Send whatever Hypothesis makes up to one route, again and again, and take back what it wrote."""

    @settings(max_examples=EXAMPLES, phases=[Phase.generate], database=None, derandomize=EXAMPLES < 100)
    @given(body=bodies(fields))
    def attempt(body: dict[str, list[Any]]) -> None:
        data = {
            name: [(io.BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value for value in sent]
            for name, sent in body.items()
        }
        with undone():
            browser.post(way.endpoint, data, **values)
        assert browser.status < 500

    attempt()


@pytest.mark.parametrize("share", range(SHARES))
def test_no_form_or_file_that_anybody_makes_up_is_an_error(app: Flask, setting: Setting, share: int) -> None:
    household = settle()
    browsers = {role: Browser(app).sign_in(person) for role, person in household.people.items()}
    fields = fields_of(browsers, app, household)
    anybody = Browser(app)
    for way in [way for way in every_way(app) if way.method == "POST"][share::SHARES]:
        role = sender(way, household.people)
        browser = anybody if way.is_public or role is None else browsers[role]
        throw(browser, way, way.values(household), fields[way.endpoint])


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=b", "text/plain", "application/json", ""])  # fmt: skip
@pytest.mark.parametrize("body", [b"\xff\xfe=\xff&a=%ff%00", b"--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n", b"{" * 9999, b"&" * 9999])  # fmt: skip
def test_no_body_that_is_no_form_is_an_error(app: Flask, setting: Setting, a_manager: Account, content_type: str, body: bytes) -> None:  # fmt: skip
    browser = Browser(app).sign_in(a_manager)
    for address in ("/sign-in", "/setting/", "/families/import/"):
        browser._go("POST", address, data=body, content_type=content_type)
        assert browser.status < 500
