"""The consent register: each child × use with the ruling, in a constant number of queries."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal.consents.policy import Reason, Ruling
from portal.consents.standing import rulings
from portal.families.models import Child
from portal.wording import service as wording
from portal.wording.policy import Document, Use


@dataclass(frozen=True)
class Line:
    """One child with a ruling for each use."""

    child: Child
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
            tally = Counter(_bucket(line.rulings[use.key]) for line in self.lines)
            counted.append(Coverage(use, tally["may"], tally["may_not"], tally["not_answered"]))
        return counted


_UNANSWERED = frozenset({Reason.NOT_ANSWERED, Reason.EXPIRED, Reason.SUPERSEDED})


def _bucket(ruling: Ruling) -> str:
    if ruling.may_show:
        return "may"
    return "not_answered" if ruling.main_reason in _UNANSWERED else "may_not"


def register(account: Any, *, on: date, known_by: datetime | None = None) -> Register:
    """Return the register of every attending child whom ``account`` may see.

    ``known_by`` leaves out what was stored later. Raises NothingPublished.
    """
    uses = wording.current(Document.CONSENT_FORM).consent.uses
    children = Child.visible_to(account).where(Child.leaves_on.is_null() | (Child.leaves_on >= on))
    listed = list(children.order_by(Child.last_name, Child.first_name, Child.id))
    found = rulings(listed, [use.key for use in uses], on=on, known_by=known_by)
    return Register(on, tuple(uses), tuple(Line(child, found[child.id]) for child in listed))


def line_of(child: Child, *, on: date) -> tuple[tuple[Use, Ruling], ...]:
    """Return each use with its ruling for one child."""
    uses = wording.current(Document.CONSENT_FORM).consent.uses
    found = rulings([child], [use.key for use in uses], on=on)[child.id]
    return tuple((use, found[use.key]) for use in uses)
