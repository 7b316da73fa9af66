"""Whatever a form is sent, the portal answers with a page of its own: nothing is an error of ours (product.md §8.7).

Every POST route gets what Hypothesis makes of the fields that its own pages hold. ``make fuzz`` tries a hundred times as
long.
"""

import io
import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from lxml.html import HtmlElement
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.settings.models import Setting
from tests.architecture.addresses import Household, Way, every_way, settle
from tests.architecture.telling import picture
from tests.support.browser import Browser
from tests.support.databases import changed_tables, snapshot, undone
from tests.support.forms import fill
from tests.support.trouble import Disk, disk

__all__ = ["disk"]

# Examples for each route.
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "6"))
# Of the routes, so that two workers take part where it is long; each opens every page first, to find its forms.
SHARES = 2 if EXAMPLES >= 100 else 1

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


def forms_of(
    browsers: dict[Role | None, Browser], app: Flask, household: Household
) -> Iterator[tuple[Browser, str, HtmlElement]]:
    """Yield every form that these people can open, None being nobody, with whose browser it is and its endpoint."""
    adapter = app.url_map.bind("localhost")
    for role, browser in browsers.items():
        for way in every_way(app):
            is_open = way.is_public if role is None else way.is_granted(household.people[role].permissions)
            if way.method != "GET" or not is_open:
                continue
            browser.get(way.endpoint, **way.values(household))
            if browser.status != 200 or not browser.headers["Content-Type"].startswith("text/html"):
                continue
            for form in browser.root.iterfind(".//form[@method='post']"):
                with suppress(HTTPException):
                    path = urlsplit(form.get("action") or browser.url).path
                    yield browser, adapter.match(path, method="POST")[0], form


def fields_of(browsers: dict[Role | None, Browser], app: Flask, household: Household) -> Fields:
    """Return what the forms of every page hold that these people can open."""
    found: Fields = defaultdict(lambda: defaultdict(set))
    for _browser, endpoint, form in forms_of(browsers, app, household):
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
    browsers: dict[Role | None, Browser] = {role: Browser(app).sign_in(one) for role, one in household.people.items()}
    fields = fields_of(browsers, app, household)
    anybody = Browser(app)
    for way in [way for way in every_way(app) if way.method == "POST"][share::SHARES]:
        role = sender(way, household.people)
        browser = anybody if way.is_public or role is None else browsers[role]
        throw(browser, way, way.values(household), fields[way.endpoint])


TYPED = "What was typed"


def answered(form: HtmlElement) -> dict[str, Any]:
    """Return answers to all that a form asks: words, every box ticked, and the first of each choice."""
    answers: dict[str, Any] = {}
    for control in form.iter("input", "select", "textarea"):
        name, kind = control.get("name"), control.get("type", "text") if control.tag == "input" else control.tag
        if kind in {"text", "textarea"}:
            answers[name] = [*answers.get(name, []), TYPED]
        elif kind == "checkbox":
            answers[name] = [*answers.get(name, []), control.get("value", "on")]
        elif kind == "radio":
            answers.setdefault(name, control.get("value"))
        elif kind == "select":
            answers[name] = next((value for o in control.iter("option") if (value := o.get("value"))), None)
    return answers


def test_a_full_disk_loses_nothing_that_was_typed_on_any_form(app: Flask, setting: Setting, disk: Disk) -> None:
    household = settle()
    browsers = {None: Browser(app), **{role: Browser(app).sign_in(one) for role, one in household.people.items()}}
    forms = {}
    for browser, endpoint, form in forms_of(browsers, app, household):
        if endpoint == "accounts.sign_out":
            continue
        answers = answered(form)
        filled = fill(form, answers, button=None, url=browser.url)
        forms.setdefault((endpoint, *sorted(answers)), (browser, filled, [TYPED] in answers.values()))
    before, told = snapshot(), 0
    disk.fill()
    for (endpoint, *_names), (browser, sent, has_words) in forms.items():
        browser.expects_errors = True
        kind = "multipart/form-data" if sent.multipart else "application/x-www-form-urlencoded"
        browser._go("POST", sent.action, data=MultiDict(sent.pairs), content_type=kind)
        is_refused = browser.status in {404, 409}  # whatever room there is
        assert browser.status != 500, endpoint
        assert is_refused or not has_words or TYPED in browser.page, endpoint
        told += "could not be stored" in browser.text
    assert told > 30
    assert changed_tables(before) == []


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=b", "text/plain", "application/json", ""])  # fmt: skip
@pytest.mark.parametrize("body", [b"\xff\xfe=\xff&a=%ff%00", b"--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n", b"{" * 9999, b"&" * 9999])  # fmt: skip
def test_no_body_that_is_no_form_is_an_error(app: Flask, setting: Setting, a_manager: Account, content_type: str, body: bytes) -> None:  # fmt: skip
    browser = Browser(app).sign_in(a_manager)
    for address in ("/sign-in", "/setting/", "/families/import/"):
        browser._go("POST", address, data=body, content_type=content_type)
        assert browser.status < 500
