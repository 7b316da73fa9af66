"""Nothing of any page is cut off on paper: a printed list that lacks a column lies."""

import io
from collections.abc import Iterator

import pypdfium2
import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, Route

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.consents.policy import Answer
from portal.settings.models import Setting
from portal.settings.policy import Contact
from portal.settings.service import check_contacts
from portal.web.static import FOLDER, static_files
from tests.architecture.addresses import every_way, settle
from tests.support import factories
from tests.support.browser import Browser

HOST = "http://localhost"
ROLES = (Role.MANAGER, Role.PARENT, Role.STAFF, Role.INSPECTOR)
# The room between the margins of @page (css/print.css, css/components/marks.css), in CSS pixels: 96 to the inch.
PORTRAIT, LANDSCAPE = int((210 - 2 * 18) / 25.4 * 96), int((297 - 2 * 12) / 25.4 * 96)
# What reaches over the paper, or is cut by a box around it; what is for screen readers alone is meant to be.
_CUT = """() => {
  const unseen = (e) => e.closest(".visually-hidden") || !e.checkVisibility();
  const name = (e) => e.tagName.toLowerCase() + (e.className ? "." + e.className : "") + ": " + e.innerText.slice(0, 40);
  const room = document.documentElement.clientWidth;
  return [...document.querySelectorAll("body *:not(svg, svg *)")].filter((e) => !unseen(e) && (
      e.getBoundingClientRect().right > room + 1 ||
      (getComputedStyle(e).overflowX !== "visible" && e.scrollWidth > e.clientWidth + 1))).map(name).slice(0, 3);
}"""
_FOLDED = """() => [...document.querySelectorAll("main details:not(.no-print)")]
  .filter((e) => e.checkVisibility() && ![...e.children].slice(1).every((part) => part.checkVisibility()))
  .map((e) => e.innerText)"""


def pages_of(app: Flask) -> dict[str, str]:
    """Return by role and address every page that people of these roles can open, of a family with long names."""
    household, pages = settle(), {}
    long_named = factories.make_child("Wilhelmina-Oluwaseun", "Featherstonehaugh-Cholmondeley")
    factories.sign_all(
        long_named, factories.make_parent("Krzysztof-Maximilian Featherstonehaugh", long_named), Answer.NO
    )
    for role in ROLES:
        account = household.people[role]
        browser = Browser(app).sign_in(account)
        for way in every_way(app):
            if way.method != "GET" or way.is_public or not way.is_granted(account.permissions):
                continue
            browser.get(way.endpoint, **way.values(household))
            is_page = browser.status == 200 and browser.headers["Content-Type"].startswith("text/html")
            if is_page and browser.page not in pages.values():
                pages[f"/{role}/{way.endpoint}"] = browser.page
    return pages


@pytest.fixture
def pages() -> dict[str, str]:
    """What stands at which address before the window."""
    return {}


@pytest.fixture
def printer(chromium: Chromium, pages: dict[str, str]) -> Iterator[Page]:
    """A window that lays out for paper."""
    context = chromium.new_context(viewport={"width": PORTRAIT, "height": 1000}, java_script_enabled=True)

    def serve(route: Route) -> None:
        path = route.request.url.removeprefix(HOST).partition("?")[0]
        name = path.removeprefix(f"/static/{static_files.digest}/")
        if path in pages:
            route.fulfill(body=pages[path], content_type="text/html; charset=utf-8")
        elif name == "css/portal.css":
            route.fulfill(body=static_files.stylesheet, content_type="text/css")
        elif (FOLDER / name).is_file() and not name.startswith("js/"):
            route.fulfill(path=FOLDER / name)
        else:
            route.abort()

    context.route("**/*", serve)
    page = context.new_page()
    page.emulate_media(media="print")
    yield page
    context.close()


def test_no_page_is_cut_off_on_paper_and_nothing_stays_folded(
    app: Flask, setting: Setting, printer: Page, pages: dict[str, str]
) -> None:
    page = printer
    pages |= pages_of(app)
    assert len(pages) > 100
    cut = {}
    for address in pages:
        page.goto(HOST + address)
        page.evaluate("document.fonts.ready")
        on_its_side = page.evaluate("getComputedStyle(document.body).page") == "register"
        for width in (PORTRAIT, LANDSCAPE) if on_its_side else (PORTRAIT,):
            page.set_viewport_size({"width": width, "height": 1000})
            if found := page.evaluate(_CUT) or page.evaluate(_FOLDED):
                cut[address, width] = found
        page.set_viewport_size({"width": PORTRAIT, "height": 1000})
    assert cut == {}, "\n".join(f"{place}: {found}" for place, found in cut.items())


def test_whom_to_turn_to_is_one_sheet_for_the_wall(
    app: Flask, a_manager: Account, printer: Page, pages: dict[str, str]
) -> None:
    words = {
        name: f"Officer of the county for this: 01632 960{n}"
        for n, name in enumerate(("lado_contact", "whistleblowing_contact"), 601)
    }
    Setting.update(
        address="The Old School Hall\nChapel Lane\nRisers Green", phone="01632 960114", email="office@herons.example",
        safeguarding_lead="Samira Yusuf", **words,
    ).execute()  # fmt: skip
    check_contacts(Contact, by_id=a_manager.id)
    pages["/contacts"] = Browser(app).get("settings.contacts").page
    printer.goto(f"{HOST}/contacts")
    paper = pypdfium2.PdfDocument(io.BytesIO(printer.pdf(prefer_css_page_size=True)))
    assert "01632 960602" in paper[0].get_textpage().get_text_range()
    assert len(paper) == 1


def test_the_printed_register_has_every_use_of_every_child(
    app: Flask, a_manager: Account, printer: Page, pages: dict[str, str]
) -> None:
    for number in range(40):
        factories.make_child("Wilhelmina-Oluwaseun", f"Featherstonehaugh-Cholmondeley {number}")
    pages["/register"] = Browser(app).sign_in(a_manager).get("consent_register.show").page
    page, rows = printer, 40
    page.goto(f"{HOST}/register")
    paper = pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert {tuple(map(round, each.get_size())) for each in paper} == {(842, 595)}
    printed = " ".join(" ".join(each.get_textpage().get_text_range() for each in paper).split())
    words = printed[printed.index("Group, alone") :]
    assert words.count("May") + words.count("No answer") == rows * page.locator(".marks thead th").count() - rows
    assert [f"Cholmondeley {number}" in words for number in range(rows)] == [True] * rows
