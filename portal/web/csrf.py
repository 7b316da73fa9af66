"""The token against other sites, in other letters on each page.

Who can add words to a page and watch how long it is when compressed could otherwise guess a token that stays the same
for a whole session, letter by letter (the attack called BREACH). Under the mask it is still Flask-WTF's token.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import shake_128
from typing import Any

from flask import g
from flask_wtf.csrf import _FlaskFormCSRF, generate_csrf, validate_csrf
from wtforms import Field

_SEED = 16  # bytes


def masked_token() -> str:
    """Return the session's token, masked anew for this page."""
    if "csrf_seed" not in g:
        g.csrf_seed = secrets.token_bytes(_SEED)
    return urlsafe_b64encode(g.csrf_seed + _mask(g.csrf_seed, generate_csrf().encode())).decode()


def unmasked(token: str) -> str:
    """Return the token under the mask. One without a mask, from a page of an earlier release, stays as it is."""
    if "." in token:  # a signed text has full stops, and Base64 has none
        return token
    try:
        sent = urlsafe_b64decode(token.encode())
    except ValueError:
        return ""
    return _mask(sent[:_SEED], sent[_SEED:]).decode("ascii", "replace")


def _mask(seed: bytes, text: bytes) -> bytes:
    """Put the mask on, or take it off."""
    mask = shake_128(seed).digest(len(text))
    return bytes(one ^ other for one, other in zip(mask, text, strict=True))


class MaskedTokens(_FlaskFormCSRF):
    """What PortalForm makes and checks its token with."""

    def generate_csrf_token(self, *_: Field) -> str:
        return masked_token()

    def validate_csrf_token(self, form: Any, field: Field) -> None:
        validate_csrf(unmasked(field.data or ""))
