"""In whose name the portal writes: told by whoever assembles the portal, since mail knows no settings."""

from collections.abc import Callable
from typing import Any, Protocol

from flask import Flask, current_app

_KEY = "portal_mail_identity"


class Identity(Protocol):
    """The setting as a letter needs it."""

    name: Any
    email: Any
    phone: Any


def identity() -> Identity:
    """Return in whose name a message goes out now."""
    found: Identity = current_app.extensions[_KEY]()
    return found


def init_app(app: Flask, who: Callable[[], Identity]) -> None:
    app.extensions[_KEY] = who
