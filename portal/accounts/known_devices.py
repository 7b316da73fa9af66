"""Devices on which somebody signed in before: a stranger's guesses at a name elsewhere do not slow that person down there."""

from dataclasses import dataclass
from typing import Final

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from portal.foundation.tokens import new_token

_LASTS: Final = 365 * 24 * 3600  # seconds
# A tablet at the door is used by many; the last of them are enough.
_MOST: Final = 20


@dataclass(frozen=True)
class KnownDevice:
    """Whose accounts were opened on a device, by their numbers, and the device's own secret name."""

    name: str
    account_ids: tuple[int, ...]


def known_device() -> KnownDevice | None:
    """Return what this browser's cookie says of it; None without a cookie that we signed."""
    try:
        name, ids = _signer().loads(request.cookies.get(_cookie(), ""))
    except BadSignature:
        return None
    return KnownDevice(name, tuple(ids))


def remember_here(account_id: int) -> None:
    """Note with the answer to this request that the account was opened on this device."""
    known = known_device() or KnownDevice(new_token(), ())
    ids = (account_id, *(id_ for id_ in known.account_ids if id_ != account_id))[:_MOST]

    @after_this_request
    def note(response: Response) -> Response:
        config = current_app.config["PORTAL"]
        response.set_cookie(
            _cookie(), _signer().dumps([known.name, ids]), max_age=_LASTS, secure=config.is_https, httponly=True,
            samesite="Lax",
        )  # fmt: skip
        return response


def _cookie() -> str:
    return "__Host-known" if current_app.config["PORTAL"].is_https else "known"


def _signer() -> URLSafeSerializer:
    config = current_app.config["PORTAL"]
    return URLSafeSerializer([key for key in (config.old_secret_key, config.secret_key) if key], salt="known device")
