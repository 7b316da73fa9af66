"""The rail of registers: each feature adds its own line, people see the lines they may use."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import request, url_for
from flask_babel import LazyString
from flask_login import current_user

from portal.access.permissions import Permission


@dataclass(frozen=True)
class Item:
    """One line of the rail. ``count`` returns how many things wait there for this person, or None."""

    label: LazyString
    endpoint: str
    permission: Permission
    count: Callable[[], int] | None = None


@dataclass(frozen=True)
class Line:
    """An item as a page shows it."""

    label: str
    url: str
    is_current: bool
    count: int | None


def lines(items: tuple[Item, ...]) -> list[Line]:
    """Return the lines for whoever is signed in."""
    if not current_user.is_authenticated:
        return []
    here = (request.blueprint, request.endpoint)
    return [
        Line(
            label=str(item.label),
            url=url_for(item.endpoint),
            is_current=item.endpoint == here[1] or (item.endpoint.split(".")[0] == here[0]),
            count=item.count() if item.count else None,
        )
        for item in items
        if item.permission in current_user.permissions
    ]
