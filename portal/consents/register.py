"""The consent register: each child × use with the ruling, in a constant number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import ModelSelect

from portal.consents.names import Entry, order
from portal.consents.policy import ASK_AGAIN_WITHIN_DAYS, Reason, Ruling
from portal.consents.standing import rulings
from portal.families.models import Child, ChildSession
from portal.families.policy import SessionKind
from portal.foundation.database import db
from portal.wording import service as wording
from portal.wording.policy import Document, Use


@dataclass(frozen=True)
class Line:
    """One child with a ruling for each use."""

    child: Entry
    rulings: Mapping[str, Ruling]


@dataclass(frozen=True)
class Coverage:
    """How many children may, may not, or have not been answered for, for one use."""

    use: Use
    may: int
    may_not: int
    not_answered: int


@dataclass(frozen=True)
class Register:
    """The register on one day."""

    on: date
    uses: tuple[Use, ...]
    lines: tuple[Line, ...]

    def coverage(self) -> list[Coverage]:
        """Return the counts for each use; a child whose yes ran out or was superseded counts as not answered."""
        counted = []
        for use in self.uses:
            may = sum([line.rulings[use.key].may_show for line in self.lines])
            silent = sum([is_unanswered(line.rulings[use.key]) for line in self.lines])
            counted.append(Coverage(use, may, len(self.lines) - may - silent, silent))
        return counted


_UNANSWERED = frozenset({Reason.NOT_ANSWERED, Reason.EXPIRED, Reason.SUPERSEDED})


def is_unanswered(ruling: Ruling) -> bool:
    """Return whether nothing but an answer is missing, or one that still counts."""
    return ruling.main_reason in _UNANSWERED


def runs_out_soon(ruling: Ruling, *, on: date) -> bool:
    """Return whether a yes ends within the 30 days in which it is asked again (product.md §2.7)."""
    return ruling.ends_on is not None and (ruling.ends_on - on).days <= ASK_AGAIN_WITHIN_DAYS


def register(
    account: Any, *, on: date, known_by: datetime | None = None, session: SessionKind | None = None
) -> Register:
    """Return the register of every attending child whom ``account`` may see, of one session if given.

    ``known_by`` leaves out what was stored later. Raises NothingPublished.
    """
    uses = wording.current(Document.CONSENT_FORM).consent.uses
    children = Child.visible_to(account).where(Child.leaves_on.is_null() | (Child.leaves_on >= on))
    if session is not None:
        children = children.where(
            Child.id.in_(ChildSession.select(ChildSession.child).where(ChildSession.kind == session))
        )
    listed = entries(children)
    among = children.select(Child.id)
    found = rulings(listed, [use.key for use in uses], on=on, known_by=known_by, among=among)
    return Register(on, tuple(uses), tuple([Line(child, found[child.id]) for child in listed]))


def entries(children: ModelSelect) -> list[Entry]:
    """Return these children, sorted by name."""
    columns = (Child.id, Child.first_name, Child.last_name, Child.known_as, Child.born_on, Child.leaves_on)
    return sorted(map(_entry, db.execute(children.select(*columns))), key=order)


def _entry(row: Iterable[Any]) -> Entry:
    id_, first_name, last_name, known_as, born_on, leaves_on = row
    return Entry(id_, first_name, last_name, known_as, _day(born_on), _day(leaves_on) if leaves_on else None)


def _day(value: str | date) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def line_of(child: Child, *, on: date) -> tuple[tuple[Use, Ruling], ...]:
    """Return each use with its ruling for one child."""
    uses = wording.current(Document.CONSENT_FORM).consent.uses
    found = rulings([child], [use.key for use in uses], on=on)[child.id]
    return tuple((use, found[use.key]) for use in uses)
