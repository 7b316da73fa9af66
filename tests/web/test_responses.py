"""Headers, error pages, static files and addresses: what every answer carries and what no answer does."""

import re

import pytest
from flask import Flask

from portal.accounts.models import SignIn
from portal.web.addresses import is_local_path, public_address
from portal.web.headers import CONTENT_SECURITY_POLICY
from portal.web.static import static_files


def test_every_answer_says_what_a_page_may_load_and_that_nobody_keeps_it(browser, setting) -> None:
    for address in ("/sign-in", "/no-such-page", "/alive"):
        headers = browser.get(address).headers
        assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"


def test_the_policy_allows_no_inline_script_and_no_other_site() -> None:
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browser, a_parent) -> None:
    browser.sign_in(a_parent)
    cookie = browser.client.get_cookie("portal", domain="localhost")
    assert cookie is not None
    response = browser.app.test_client().get("/sign-in")
    assert "HttpOnly" in response.headers["Set-Cookie"]
    assert "SameSite=Lax" in response.headers["Set-Cookie"]


def test_a_page_that_is_not_there(browser, setting) -> None:
    assert browser.get("/no-such-page").status == 404
    assert browser.heading == "We cannot find that page"


def test_a_method_that_an_address_does_not_take(browser, setting) -> None:
    browser.post("/alive")
    assert browser.status == 405
    assert "GET" in browser.headers["Allow"]
    assert browser.heading


def test_an_error_page_has_a_reference_and_no_details(new_browser, setting, app, monkeypatch, caplog) -> None:
    def fail() -> str:
        raise ZeroDivisionError("secret words")

    monkeypatch.setattr(fail, "access", "public", raising=False)
    monkeypatch.setitem(app.view_functions, "home.alive", fail)
    browser = new_browser(expects_errors=True).get("home.alive")
    assert browser.status == 500
    assert "secret words" not in browser.page
    assert "ZeroDivisionError" not in browser.page
    reference = next(word.strip(".,") for word in browser.text.split() if word.startswith("E-"))
    assert reference in caplog.text


def test_static_files_are_kept_for_ever_under_an_address_of_their_content(browser, setting) -> None:
    page = browser.get("accounts.sign_in")
    addresses = page.root.xpath("//link/@href | //script/@src | //img/@src")
    assert addresses
    for address in addresses:
        assert static_files.digest in address
        browser.get(address)
        assert browser.status == 200
        assert {"public", "immutable"} <= set(browser.headers["Cache-Control"].split(", "))


def test_an_old_stylesheet_is_gone(browser, setting) -> None:
    assert browser.get("static_files.stylesheet", digest="0" * 12).status == 404


def test_a_file_that_does_not_exist_cannot_be_named_in_a_template() -> None:
    with pytest.raises(LookupError, match=r"static/css/gone\.css"):
        static_files.address("css/gone.css")


@pytest.mark.parametrize("target", ["/", "/consent/1", "/a?b=c#d", "/żółw"])
def test_a_path_of_our_own(target: str) -> None:
    assert is_local_path(target)


@pytest.mark.parametrize(
    "target",
    ["", "consent", "//evil.example", "/\\evil.example", "https://evil.example", "javascript:go()", "/a\nb", "/\tx", " /a",
     "\\\\evil.example", "/ /evil.example"],
)  # fmt: skip
def test_a_path_that_leads_away(target: str) -> None:
    assert not is_local_path(target)


def test_links_in_letters_say_the_public_address_whatever_the_request_says(app: Flask) -> None:
    with app.test_request_context("/", headers={"Host": "evil.example"}):
        assert public_address("accounts.sign_in") == "http://localhost/sign-in"


def test_the_rail_shows_what_the_person_may_use(new_browser, a_manager, a_staff_member) -> None:
    register = "/consents/"
    manager = new_browser(a_manager).get("home.index").root.xpath("//nav//a/@href")
    staff = new_browser(a_staff_member).get("home.index").root.xpath("//nav//a/@href")
    assert register in manager
    assert register in staff
    assert any(href.startswith("/audit") for href in manager)
    assert not any(href.startswith("/audit") for href in staff)


def test_a_second_person_at_the_same_browser_is_somebody_else(browser, a_parent, a_stranger) -> None:
    browser.sign_in(a_parent).get("accounts.own_account")
    assert a_parent.name in browser.text
    browser.sign_in(a_stranger).get("accounts.own_account")
    assert a_stranger.name in browser.text
    assert a_parent.name not in browser.text
    assert SignIn.select().count() == 2


def test_the_stylesheet_loses_its_layout_and_no_word() -> None:
    sources = "\n".join(path.read_text() for path in static_files.files if path.suffix == ".css")
    sent = static_files.stylesheet.decode()
    assert "/*" not in sent
    assert "\n" not in sent
    bare = re.sub(r"/\*.*?\*/", "", sources, flags=re.DOTALL)
    assert sorted(re.sub(r"\s", "", bare)) == sorted(re.sub(r"\s", "", sent))
    assert [text for text in re.findall(r'"[^"\n]*"', bare) if text not in sent] == []


def test_every_weight_in_use_is_in_the_fonts() -> None:
    css = static_files.stylesheet.decode()
    [(lightest, heaviest)] = set(re.findall(r"font-weight: (\d+) (\d+);", css))
    used = {int(weight) for weight in re.findall(r"font-weight: (\d+)[;}]", css)}
    assert int(lightest) <= min(used) <= max(used) <= int(heaviest)


def test_what_a_first_visit_loads_beside_its_page_is_light(app: Flask) -> None:
    """With five times 0.7 KB of headers and a page of 4 KB it is what the first page may weigh: 42 KB."""
    face = "vendor/atkinson-hyperlegible-next/atkinson-hyperlegible-next-latin-wght-normal.woff2"
    names = (face, "js/once.js", "images/swallow.svg", "images/perched.svg")
    files = sum((static_files.folder / name).stat().st_size for name in names)
    sent = app.test_client().get(static_files.stylesheet_address(), headers={"Accept-Encoding": "gzip"})
    assert sent.headers["Content-Encoding"] == "gzip"
    assert "immutable" in sent.headers["Cache-Control"]
    assert files + len(sent.data) <= 33_500
