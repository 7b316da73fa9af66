"""The rail of registers: each feature adds its own line, people see the lines they may use."""

from dataclasses import dataclass
from functools import cache

from flask import request, url_for
from flask_babel import LazyString
from flask_login import current_user

from portal.access.permissions import Permission


@dataclass(frozen=True)
class Item:
    """One line of the rail; ``also`` names further blueprints whose pages stand under it."""

    label: LazyString
    endpoint: str
    permission: Permission
    also: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Line:
    """An item as a page shows it."""

    label: str
    url: str
    is_current: bool


def address_of(endpoint: str) -> str:
    """Return the address of a page that takes no arguments: every page links a dozen of them."""
    return _address(request.script_root, endpoint)


@cache
def _address(_script_root: str, endpoint: str) -> str:
    return url_for(endpoint)


def lines(items: tuple[Item, ...]) -> list[Line]:
    """Return the lines for whoever is signed in."""
    if not current_user.is_authenticated:
        return []
    granted = current_user.permissions
    mine = [item for item in items if item.permission in granted]
    here = _here(mine)
    return [Line(str(item.label), address_of(item.endpoint), is_current=item is here) for item in mine]


def _here(items: list[Item]) -> Item | None:
    """Return the line that people are at: the page itself, or else the first line of the same room."""
    endpoint, blueprint = request.endpoint, request.blueprint
    exactly = [item for item in items if item.endpoint == endpoint]
    nearby = [item for item in items if blueprint in {item.endpoint.partition(".")[0], *item.also}]
    return next(iter([*exactly, *nearby]), None)
