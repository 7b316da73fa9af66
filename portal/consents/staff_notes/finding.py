"""Finding a child by what somebody types on a phone: parts of a name, in any order, with or without accents."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.consents.names import Entry, is_like
from portal.consents.register.matrix import children
from portal.families.policy import SessionKind
from portal.foundation.text import folded

# More than this nobody scrolls through with a thumb.
_ONE_SCREEN = 50


@dataclass(frozen=True)
class ChildrenFound:
    """The children of one list, and whether there are more than it shows."""

    children: tuple[Entry, ...]
    has_more: bool


def find_children(account: Any, *, on: date, text: str = "", session: SessionKind | None = None) -> ChildrenFound:
    """Return the first children here on that day whom ``account`` may see and whose name holds every word of ``text``."""
    words = folded(text).split()
    here = children(account, on=on, session=session, only_started=True)
    found = [entry for entry in here if is_like(entry, words)]
    return ChildrenFound(tuple(found[:_ONE_SCREEN]), len(found) > _ONE_SCREEN)
