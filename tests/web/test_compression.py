"""Pages are sent compressed, and no length of a page gives away the token of its forms."""

import gzip
import io

import pytest
from flask import Response, send_file

from portal.accounts.models import Account
from tests.support.browser import Browser

TOO_OLD = "This page was open for too long"
TAKES_GZIP = {"Accept-Encoding": "gzip, br"}


@pytest.fixture
def answer(app, setting, monkeypatch):
    """Ask for what a view returns, as a browser that takes compressed answers."""

    def answer(view, **headers):
        monkeypatch.setattr(view, "access", "public", raising=False)
        monkeypatch.setitem(app.view_functions, "home.alive", view)
        return app.test_client().get("/alive", headers=TAKES_GZIP | headers)

    return answer


def test_a_page_is_sent_compressed_to_who_takes_it(app, setting) -> None:
    plain = app.test_client().get("/sign-in")
    zipped = app.test_client().get("/sign-in", headers=TAKES_GZIP)
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert int(zipped.headers["Content-Length"]) == len(zipped.data) < len(plain.data) / 2
    assert b"<h1>" in gzip.decompress(zipped.data)
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Accept-Encoding" in zipped.headers["Vary"]
    assert "Cookie" in zipped.headers["Vary"]


def test_who_refuses_compression_is_given_none(app, setting) -> None:
    answer = app.test_client().get("/sign-in", headers={"Accept-Encoding": "gzip;q=0"})
    assert b"<h1>" in answer.data


def test_a_short_answer_stays_as_it_is(answer) -> None:
    assert "Content-Encoding" not in answer(lambda: Response("a" * 900, mimetype="text/html")).headers


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/octet-stream"])
def test_what_is_no_text_stays_as_it_is(answer, kind) -> None:
    assert answer(lambda: Response(b"a" * 9000, mimetype=kind)).data == b"a" * 9000


def test_a_file_and_a_stream_stay_as_they_are(answer) -> None:
    assert answer(lambda: send_file(io.BytesIO(b"a" * 9000), "application/json")).data == b"a" * 9000
    assert answer(lambda: Response(iter([b"a" * 9000]), mimetype="text/html")).data == b"a" * 9000


def tokens(browser: Browser) -> set[str]:
    return {control.get("value") for control in browser.root.xpath("//input[@name='csrf_token']")}


def refusal(browser: Browser, token: str) -> str:
    """Sign in under no name, and return what is said of it."""
    return browser.post_without_token("accounts.sign_in", {"csrf_token": token}).text


def test_the_token_of_a_page_is_written_anew_each_time_and_each_one_works(browser, a_parent: Account) -> None:
    [first] = tokens(browser.get("accounts.sign_in"))
    [second] = tokens(browser.get("accounts.sign_in"))
    assert first != second
    for token in (first, second, browser.token()):  # of the older tab too, and of a page before there were masks
        assert TOO_OLD not in refusal(browser, token)


def test_all_forms_of_a_page_have_one_token(browser, a_manager: Account) -> None:
    browser.sign_in(a_manager).get("settings.edit")
    assert len(browser.root.xpath("//input[@name='csrf_token']")) > 1
    assert len(tokens(browser)) == 1


@pytest.mark.parametrize("forged", ["", "a", "aaaa", "é", "a.b.c", "=" * 8, "A" * 400])
def test_a_token_that_we_did_not_write_is_refused(browser, a_parent: Account, forged) -> None:
    [of_somebody_else] = tokens(Browser(browser.app).get("accounts.sign_in"))
    browser.get("accounts.sign_in")
    assert TOO_OLD in refusal(browser, forged)
    assert TOO_OLD in refusal(browser, of_somebody_else)
