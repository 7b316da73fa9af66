"""Finding a child by what somebody types on a phone: parts of a name, in any order, with or without accents."""

from datetime import date
from typing import Any

from portal.consents.names import ListedChild, matches_name
from portal.consents.register.service import children
from portal.families.policy import SessionKind
from portal.foundation.text import folded


def find_children(account: Any, *, on: date, text: str = "", session: SessionKind | None = None) -> list[ListedChild]:
    """Return the children here on that day whom ``account`` may see and whose name holds every word of ``text``."""
    words = folded(text).split()
    return [
        entry for entry in children(account, on=on, session=session, only_started=True) if matches_name(entry, words)
    ]
