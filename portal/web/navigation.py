"""The menu in six groups: each page is one line, people see the lines they may use."""

from dataclasses import dataclass
from enum import StrEnum, auto
from functools import cache
from itertools import groupby

from flask import request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.access.permissions import Permission


class Group(StrEnum):
    """What a page is about, in the order of the menu."""

    TODAY = auto()
    FAMILIES = auto()
    PICTURES = auto()
    RULES = auto()
    CONCERNS = auto()
    RECORDS = auto()


GROUPS: dict[Group, LazyString] = {
    Group.TODAY: _l("Today"),
    Group.FAMILIES: _l("Families"),
    Group.PICTURES: _l("Pictures"),
    Group.RULES: _l("Rules"),
    Group.CONCERNS: _l("Concerns"),
    Group.RECORDS: _l("Records and settings"),
}

# So many lines are read at a glance: a parent's menu has seven.
_SHORT = 8


@dataclass(frozen=True)
class Item:
    """One line of the menu; ``also`` names further blueprints whose pages stand under it."""

    group: Group
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


def groups(items: tuple[Item, ...]) -> list[tuple[str, list[Line]]]:
    """Return the lines for whoever is signed in, by group; a group of one line has no title, nor has any of a short menu."""
    if not current_user.is_authenticated:
        return []
    granted = current_user.permissions
    mine = sorted(
        (item for item in items if item.permission in granted), key=lambda item: list(Group).index(item.group)
    )
    here, found = _here(mine), []
    for group, some in groupby(mine, key=lambda item: item.group):
        lines = [Line(str(item.label), address_of(item.endpoint), is_current=item is here) for item in some]
        found.append((str(GROUPS[group]) if len(lines) > 1 and len(mine) > _SHORT else "", lines))
    return found


def _here(items: list[Item]) -> Item | None:
    """Return the line that people are at: the page itself, or else the first line of the same room."""
    endpoint, blueprint = request.endpoint, request.blueprint
    exactly = [item for item in items if item.endpoint == endpoint]
    nearby = [item for item in items if blueprint in {item.endpoint.partition(".")[0], *item.also}]
    return next(iter([*exactly, *nearby]), None)
