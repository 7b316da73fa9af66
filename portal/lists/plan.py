"""What confirming a list would change in the register, person by person, worked out before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto

from portal.families.policy import Relationship, Responsibility, SessionKind
from portal.lists.people import AdultRecord, ChildRecord, Detail

Value = str | date | Relationship | Responsibility | frozenset[SessionKind] | None


class State(StrEnum):
    """How a child, an adult or what binds them stands to the register."""

    NEW = auto()
    CHANGED = auto()
    UNCHANGED = auto()
    ABSENT = auto()  # on the register, not in the list: keeps what they have


@dataclass(frozen=True)
class Change:
    """One detail, as it is and as it would be."""

    detail: Detail
    old: Value
    new: Value


@dataclass(frozen=True)
class PlannedAdult:
    """An adult as they would be; ``key`` is "r" and the register's id, or "l" and their first place in the list."""

    key: str
    id: int | None
    record: AdultRecord
    changes: tuple[Change, ...] = ()

    @property
    def state(self) -> State:
        return State.NEW if self.id is None else State.CHANGED if self.changes else State.UNCHANGED


@dataclass(frozen=True)
class PlannedLink:
    """An adult beside a child.

    ``key`` names the tick box. ``before`` is None for a new link. ``stated`` is what the list plainly says of
    parental responsibility, ``said`` its words where they are not plain; ``after`` is what confirming now would write.
    """

    key: str
    adult: PlannedAdult
    state: State
    relationship: Relationship
    before: Responsibility | None
    after: Responsibility
    stated: Responsibility | None = None
    said: str = ""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class PlannedChild:
    """A child as they would be, with every adult, those too who are not in the list any more."""

    key: str
    id: int | None
    record: ChildRecord
    state: State
    rows: tuple[int, ...] = ()
    changes: tuple[Change, ...] = ()
    links: tuple[PlannedLink, ...] = ()

    @property
    def can_be_answered_for(self) -> bool:
        """Whether somebody could sign for the child after confirming."""
        return any(link.after is Responsibility.HELD for link in self.links)


@dataclass(frozen=True)
class Plan:
    """Everything that confirming would do. Nobody is ever removed."""

    children: tuple[PlannedChild, ...] = ()
    absent: tuple[PlannedChild, ...] = ()
    adults: Mapping[str, PlannedAdult] = field(default_factory=dict)
