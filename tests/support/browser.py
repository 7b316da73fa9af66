"""A person at a keyboard. Every page they open is inspected, and an unexpected error fails the test."""

import hashlib
import logging
import os
from collections.abc import Callable, Mapping
from contextvars import Context
from typing import Any, Self, TypeVar
from urllib.parse import urlencode, urljoin, urlsplit

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from lxml import html
from lxml.html import HtmlElement
from werkzeug.datastructures import Headers, MultiDict
from werkzeug.test import TestResponse

from portal.accounts.login import sign_in_here
from portal.accounts.models import Account
from tests.support.forms import NoSuchThing, fill, find_form
from tests.support.inspection import inspect, words

Result = TypeVar("Result")
_HOST = "localhost"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 8


class _Errors(logging.Handler):
    """Keeps the error that a page apologised for, so that the test can show it."""

    def __init__(self) -> None:
        super().__init__()
        self.last: BaseException | None = None

    def emit(self, record: logging.LogRecord) -> None:
        self.last = record.exc_info[1] if record.exc_info else self.last


class Browser:
    """One browser with its own cookies.

    After each step ``status``, ``url``, ``headers``, ``content`` (bytes), ``page`` (HTML) and ``text``
    (what can be read) tell where it ended. Methods return the browser itself, so that steps can be chained.
    With ``expects_errors`` a page of status 500 is looked at instead of failing the test.
    """

    def __init__(self, app: Flask, *, expects_errors: bool = False) -> None:
        self.app, self.client = app, app.test_client()
        self.expects_errors = expects_errors
        self.status, self.url, self.content, self.headers = 0, "/", b"", Headers()
        self.trail: list[tuple[int, str]] = []

    @property
    def page(self) -> str:
        """The HTML, or any other text, that came back."""
        return self.content.decode()

    @property
    def root(self) -> HtmlElement:
        return html.document_fromstring(self.page)

    @property
    def text(self) -> str:
        """What can be read on the page, with even white space."""
        return words(self.root.find("body"))

    @property
    def heading(self) -> str:
        return words(self.root.find(".//h1"))

    def sign_in(self, account: Account) -> Self:
        """Sign in with a real session on the server, without the cost of a password."""

        def work() -> str:
            with self.app.test_request_context():
                from flask import session

                sign_in_here(Account.get_by_id(account.id))
                response = self.app.response_class()
                self.app.session_interface.save_session(self.app, session._get_current_object(), response)
                return response.headers["Set-Cookie"]

        name, _, rest = _outside(work).partition("=")
        self.client.set_cookie(name, rest.partition(";")[0], domain=_HOST)
        return self

    def address_of(self, where: str, **values: object) -> str:
        """Return the path of an endpoint; a path stays as it is."""
        if where.startswith("/"):
            return where + (f"?{urlencode(values, doseq=True)}" if values else "")
        return self.app.url_map.bind(_HOST).build(where, {k: v for k, v in values.items() if v is not None})

    def get(self, where: str, **values: object) -> Self:
        """Open a page, by endpoint or path, and follow where it leads."""
        return self._go("GET", self.address_of(where, **values))

    def click(self, text: str) -> Self:
        """Follow the link that reads ``text``, or the only one that begins with or holds it."""
        links = [(words(a), a.get("href")) for a in self.root.iter("a") if a.get("href")]
        for fits in (str.__eq__, str.startswith, str.__contains__):
            found = {href for shown, href in links if fits(shown, text)}
            if len(found) == 1:
                return self._go("GET", urljoin(self.url, found.pop()))
            if found:
                raise NoSuchThing(f"“{text}” could be any of {sorted(found)}")
        raise NoSuchThing(f"no link reads “{text}”; there are {[shown for shown, _ in links]}")

    def submit(self, button: str | None = None, given: Mapping[str, Any] | None = None, /, **answers: Any) -> Self:
        """Fill in and send the form with this button (or the only form): hidden fields and all.

        A checkbox takes True or False, several take a list; a file is ``(content, filename)`` or a list of them.
        ``given`` is for names that are no Python words.
        """
        filled = fill(find_form(self.root, button), {**(given or {}), **answers}, button=button, url=self.url)
        if filled.method == "GET":
            return self._go("GET", f"{filled.action.partition('?')[0]}?{urlencode(filled.pairs)}")
        kind = "multipart/form-data" if filled.multipart else "application/x-www-form-urlencoded"
        pairs = (
            filled.pairs if filled.multipart else [(n, v[1] if isinstance(v, tuple) else v) for n, v in filled.pairs]
        )
        return self._go("POST", filled.action, data=MultiDict(pairs), content_type=kind)

    def post(self, where: str, data: Mapping[str, Any] | None = None, /, **values: object) -> Self:
        """Send straight to an address, as somebody who never saw the form, with a token of their own that holds."""
        given = {"csrf_token": self.token(), **(data or {})}
        return self._go("POST", self.address_of(where, **values), data=MultiDict(given))

    def post_without_token(self, where: str, data: Mapping[str, Any] | None = None, /, **values: object) -> Self:
        """Send straight to an address as a page of another site would."""
        return self._go("POST", self.address_of(where, **values), data=MultiDict(dict(data or {})))

    def token(self) -> str:
        """Return a form token that is good for this browser's session."""

        def work() -> str:
            with self.client.session_transaction() as session:
                raw = session.setdefault("csrf_token", hashlib.sha1(os.urandom(64)).hexdigest())
            return str(URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token").dumps(raw))  # type: ignore[arg-type]

        return _outside(work)

    def _go(self, method: str, url: str, **options: Any) -> Self:
        self.trail = []
        for _ in range(_MOST_REDIRECTS):
            response = self._send(method, url, **options)
            if response.status_code not in _REDIRECTS:
                return self
            url = urljoin(self.url, response.headers["Location"])
            if urlsplit(url).netloc not in {"", _HOST}:
                raise AssertionError(f"{self.url} sends people away to {url}")
            method, options = "GET", {}
        raise AssertionError(f"{self.url} goes round in circles: {self.trail}")

    def _send(self, method: str, url: str, **options: Any) -> TestResponse:
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        errors, log = _Errors(), logging.getLogger("portal.errors")
        log.addHandler(errors)
        try:
            response = _outside(lambda: self.client.open(path, method=method, **options))
        except Exception as problem:
            raise AssertionError(f"{method} {path} broke: {errors.last or problem!r}") from errors.last or problem
        finally:
            log.removeHandler(errors)
        self.status, self.url, self.headers = response.status_code, path, response.headers
        self.content = response.get_data()
        self.trail.append((self.status, path))
        if self.status >= 500 and not self.expects_errors:
            raise AssertionError(f"{method} {path} answered {self.status}: {errors.last!r}") from errors.last
        if response.mimetype == "text/html" and self.status not in _REDIRECTS:
            inspect(self.page, f"{method} {path} ({self.status})")
        return response


def _outside(work: Callable[[], Result]) -> Result:
    """Run as a request of its own runs: without the context, and so without the ``g``, that a test has open."""
    return Context().run(work)
