"""The token against other sites, in other letters on each page.

Who can add words to a page and watch how long it is when compressed could otherwise guess a token that stays the same
for a whole session, letter by letter (the attack called BREACH). Under the mask it is still Flask-WTF's token.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from typing import Any

from flask import g
from flask_wtf.csrf import _FlaskFormCSRF, generate_csrf, validate_csrf
from wtforms import Field


def masked_token() -> str:
    """Return the session's token, masked with bytes of this page's own."""
    token = generate_csrf().encode()
    if "csrf_mask" not in g or len(g.csrf_mask) != len(token):
        g.csrf_mask = secrets.token_bytes(len(token))
    return urlsafe_b64encode(g.csrf_mask + _xor(g.csrf_mask, token)).decode()


def unmasked(token: str) -> str:
    """Return the token under the mask. One without a mask, from a page of an earlier release, stays as it is."""
    if "." in token:  # a signed text has full stops, and Base64 has none
        return token
    try:
        both = urlsafe_b64decode(token.encode())
    except (Error, ValueError):
        return ""
    half = len(both) // 2
    return _xor(both[:half], both[half:]).decode("ascii", "replace")


def _xor(mask: bytes, text: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(mask, text, strict=False))


class MaskedTokens(_FlaskFormCSRF):
    """What PortalForm makes and checks its token with."""

    def generate_csrf_token(self, *_: Field) -> str:
        return masked_token()

    def validate_csrf_token(self, form: Any, field: Field) -> None:
        validate_csrf(unmasked(field.data or ""))
