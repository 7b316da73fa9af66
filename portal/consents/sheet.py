"""Who may be photographed: the children of one session, for one use, on one day, as a list for wall or pocket."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.consents.names import Entry, plain, told_apart
from portal.consents.register import Line, is_unanswered, register
from portal.families.policy import SessionKind
from portal.wording import service as wording
from portal.wording.policy import Document, Use

# Further ahead a sheet says little: answers change, and children come and go.
_DAYS_AHEAD = 14


@dataclass(frozen=True)
class Choice:
    """What a sheet is for; no session means every child."""

    use: Use
    day: date
    session: SessionKind | None = None

    def address(self) -> dict[str, str]:
        """Return the arguments of an address that makes this choice again on another day."""
        session = {"session": str(self.session)} if self.session else {}
        return {"use": self.use.key, **session}


@dataclass(frozen=True)
class PhotoSheet:
    """The children by first name and as much of the last name as tells them apart, sorted by first name."""

    choice: Choice
    may: tuple[str, ...]
    may_not: tuple[str, ...]
    not_answered: tuple[str, ...]

    @property
    def children(self) -> int:
        return len(self.may) + len(self.may_not) + len(self.not_answered)


def uses() -> tuple[Use, ...]:
    """Return the uses of the present wording. Raises NothingPublished."""
    return tuple(wording.current(Document.CONSENT_FORM).consent.uses)


def days(today: date) -> list[date]:
    """Return the days for which a sheet can be made."""
    return [today + timedelta(days=ahead) for ahead in range(_DAYS_AHEAD)]


def first_choice(today: date) -> Choice:
    """Return what is chosen before anybody chose. Raises NothingPublished."""
    return Choice(uses()[0], today)


def chosen(arguments: Mapping[str, str], today: date) -> Choice | None:
    """Read a choice from an address; None where it names no use, session or day of ours.

    An old paper may name a use that is gone: another one must never answer in its place. Raises NothingPublished.
    """
    use = next((use for use in uses() if use.key == arguments.get("use")), None)
    day = next((day for day in days(today) if day.isoformat() == arguments.get("day", today.isoformat())), None)
    session = arguments.get("session", "")
    if use is None or day is None or session not in {"", *SessionKind}:
        return None
    return Choice(use, day, SessionKind(session) if session else None)


def sheet(account: Any, choice: Choice) -> PhotoSheet:
    """Return the sheet over the children whom ``account`` may see, ruled for its day. Raises NothingPublished."""
    lines = register(account, on=choice.day, session=choice.session).lines
    names = told_apart(line.child for line in lines)
    blocks: dict[str, list[str]] = {"may": [], "may_not": [], "not_answered": []}
    for line in sorted(lines, key=_by_first_name):
        blocks[_block(line, choice.use.key)].append(names[line.child.id])
    return PhotoSheet(choice, **{name: tuple(listed) for name, listed in blocks.items()})


def _by_first_name(line: Line) -> tuple[str, str, int]:
    child: Entry = line.child
    return plain(child.called), plain(child.last_name), child.id


def _block(line: Line, use: str) -> str:
    ruling = line.rulings[use]
    if ruling.may_show:
        return "may"
    return "not_answered" if is_unanswered(ruling) else "may_not"
