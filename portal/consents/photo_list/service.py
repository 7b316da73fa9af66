"""Who may be photographed: the children of one session, for one use, on one day, as a list for wall or pocket."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.consents import labels
from portal.consents.events import PhotoSheetTaken
from portal.consents.names import ListedChild, disambiguate, namesakes, sort_key
from portal.consents.outstanding import uses_asked
from portal.consents.policy import RulingState
from portal.consents.register.service import load_register
from portal.families.sessions import session_names
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.foundation.text import folded
from portal.pdf import told_apart
from portal.web.dates import format_date
from portal.wording.uses import Use

# Further ahead a sheet says little: answers change, and children come and go.
_DAYS_AHEAD = 14


@dataclass(frozen=True)
class Choice:
    """What a sheet is for; no session means every child."""

    use: Use
    day: date
    session: str | None = None

    def address(self) -> dict[str, str]:
        """Return the arguments of an address that makes this choice again on another day."""
        session = {"session": str(self.session)} if self.session else {}
        return {"use": self.use.key, **session}


@dataclass(frozen=True)
class PhotoList:
    """The children by first name and as much of the last name as tells them apart, sorted by first name.

    ``namesakes`` are those whom only a number tells apart, by what the list calls them: for the page behind sign-in,
    never for paper.
    """

    choice: Choice
    may: tuple[str, ...]
    may_not: tuple[str, ...]
    not_answered: tuple[str, ...]
    namesakes: tuple[tuple[str, ListedChild], ...] = ()

    @property
    def children(self) -> int:
        return len(self.may) + len(self.may_not) + len(self.not_answered)


def days(today: date) -> list[date]:
    """Return the days for which a sheet can be made."""
    return [today + timedelta(days=ahead) for ahead in range(_DAYS_AHEAD)]


def read_choice(arguments: Mapping[str, str], today: date) -> Choice | None:
    """Read a choice from an address; None where it names no use, session or day of ours.

    An old paper may name a use that is gone: another one must never answer in its place. Raises NothingPublished.
    """
    use = next((use for use in uses_asked() if use.key == arguments.get("use")), None)
    day = next((day for day in days(today) if day.isoformat() == arguments.get("day", today.isoformat())), None)
    session = arguments.get("session", "")
    if use is None or day is None or session not in {"", *session_names()}:
        return None
    return Choice(use, day, session or None)


def default_choice(today: date) -> Choice:
    """Return the first use of the form, today, for every child. Raises NothingPublished."""
    return Choice(uses_asked()[0], today)


def page(account: Any, choice: Choice, *, is_now: bool) -> dict[str, Any]:
    """Return what templates/photo_list/live.html shows, which staff have on their first page too."""
    return {
        "is_now": is_now,
        "days": days(clock.today()),
        "listed": photo_list(account, choice),
        "uses": uses_asked(),
        "sessions": session_names(),
        "now": clock.now(),
        "consent_labels": labels,
    }


def photo_list(account: Any, choice: Choice) -> PhotoList:
    """Return the list over the children whom ``account`` may see, ruled for its day.

    A child who has not started by then is not on it. Of a child in one’s own care it tells only whether they may.
    A birthday stands beside a name that paper could only show as hollow squares. Raises NothingPublished.
    """
    lines = load_register(account, on=choice.day, session=choice.session, only_started=True).lines
    children = [line.child for line in lines]
    shown = disambiguate(children)
    names = {each.id: told_apart(shown[each.id], format_date(each.born_on)) for each in children}
    standing: dict[RulingState, list[str]] = {state: [] for state in RulingState}
    for line in sorted(lines, key=lambda line: (folded(line.child.called), *sort_key(line.child))):
        standing[line.rulings[choice.use.key].state].append(names[line.id])
    same = tuple((names[child.id], child) for child in namesakes(children))
    may, may_not, not_answered = (tuple(standing[state]) for state in RulingState)
    return PhotoList(choice, may, may_not, not_answered, same)


def log_taken(found: PhotoList, *, by_id: int) -> None:
    """Log that the sheet left the portal as a file, by whom and with how many children (product.md §7)."""
    choice = found.choice
    with db.atomic():
        bus.publish(
            PhotoSheetTaken(
                actor_id=by_id, subject_id=1, children=found.children,
                day=choice.day, session=choice.session, use=choice.use.key,
            )
        )  # fmt: skip
