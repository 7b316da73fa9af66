"""The session cookie, which no wrong clock ends: neither the device's nor, set back, our own.

How long somebody stays signed in is kept on the server, with the session (accounts/service.py).
"""

from datetime import datetime
from typing import Any

from flask import Flask, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask.wrappers import Request
from itsdangerous import BadSignature

from portal.foundation import clock


class CookieSessions(SecureCookieSessionInterface):
    """Takes every session that we signed: its age would be negative after the server's clock was set back."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        signer, cookie = self.get_signing_serializer(app), request.cookies.get(self.get_cookie_name(app))
        if signer is None or not cookie:
            return super().open_session(app, request)
        try:
            return self.session_class(signer.loads(cookie))
        except BadSignature:
            return self.session_class()


class ResponseWithAges(Response):
    """Says of a cookie how long it lasts: by “until when” alone, a device whose clock is ahead would throw it away at once."""

    def set_cookie(  # type: ignore[override]  # the rest goes on as it came
        self, key: str, value: str = "", max_age: Any = None, expires: Any = None, **options: Any
    ) -> None:
        if max_age is None and isinstance(expires, datetime):
            max_age, expires = expires - clock.now(), None
        super().set_cookie(key, value, max_age, expires, **options)


def init_app(app: Flask) -> None:
    app.response_class = ResponseWithAges
    app.session_interface = CookieSessions()
