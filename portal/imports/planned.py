"""What confirming a family list would change in the register, worked out before anything is written."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from portal.families.policy import Relationship, SessionKind
from portal.imports.entries import AdultEntry, ChildEntry

PlanValue = str | date | bool | Relationship | frozenset[SessionKind] | None


@dataclass(frozen=True)
class ExistingLink:
    """An adult of a child, as the register has it. What a court order restricts, no list changes."""

    adult_id: int
    relationship: Relationship
    has_parental_responsibility: bool
    is_restricted: bool = False


@dataclass(frozen=True)
class ExistingChild:
    """A child as the register has them."""

    id: int
    first_name: str
    last_name: str
    born_on: date
    known_as: str = ""
    reference: str | None = None
    sessions: frozenset[SessionKind] = frozenset()
    starts_on: date | None = None
    leaves_on: date | None = None
    adults: tuple[ExistingLink, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True)
class ExistingAdult:
    """An adult as the register has them."""

    id: int
    name: str
    email: str | None = None
    phone: str = ""
    address: str = ""


@dataclass(frozen=True)
class Existing:
    """All that the register holds of children and adults."""

    children: tuple[ExistingChild, ...] = ()
    adults: tuple[ExistingAdult, ...] = ()


class Detail(StrEnum):
    """What of a child, an adult or a link can change."""

    FIRST_NAME = auto()
    LAST_NAME = auto()
    KNOWN_AS = auto()
    BORN_ON = auto()
    SESSIONS = auto()
    STARTS_ON = auto()
    LEAVES_ON = auto()
    REFERENCE = auto()
    EMAIL = auto()
    PHONE = auto()
    ADDRESS = auto()
    RELATIONSHIP = auto()
    PARENTAL_RESPONSIBILITY = auto()


@dataclass(frozen=True)
class Change:
    """One detail, as it is and as it would be."""

    detail: Detail
    old: PlanValue
    new: PlanValue


@dataclass(frozen=True)
class ChildChange:
    """A child in the register whose details differ in the list."""

    child: ExistingChild
    entry: ChildEntry
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class AdultChange:
    """An adult in the register whose details differ in the list."""

    adult: ExistingAdult
    entry: AdultEntry
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class NewLink:
    """An adult to be added to a child; either may be new."""

    child_key: str
    adult_key: str
    relationship: Relationship
    has_parental_responsibility: bool


@dataclass(frozen=True)
class LinkChange:
    """What an adult is to a child, where the list states something else. Never applied unseen."""

    child: ExistingChild
    adult: ExistingAdult
    changes: tuple[Change, ...]


class NoticeKind(StrEnum):
    """Why part of a list is left as the register has it."""

    EMAIL_TAKEN = auto()
    REFERENCE_TAKEN = auto()
    ADULT_UNCERTAIN = auto()
    RESTRICTION_STAYS = auto()


@dataclass(frozen=True)
class Notice:
    """One thing that was left alone; `name` is whose, `value` what, `holder` who has it already."""

    kind: NoticeKind
    name: str
    value: str = ""
    holder: str = ""


@dataclass(frozen=True)
class Plan:
    """Everything that confirming would do. Nothing is ever removed."""

    new_children: tuple[ChildEntry, ...]
    changed_children: tuple[ChildChange, ...]
    unchanged_children: tuple[ExistingChild, ...]
    children_not_in_file: tuple[ExistingChild, ...]
    new_adults: tuple[AdultEntry, ...]
    changed_adults: tuple[AdultChange, ...]
    new_links: tuple[NewLink, ...]
    changed_links: tuple[LinkChange, ...]
    child_ids: dict[str, int]
    adult_ids: dict[str, int]
    notices: tuple[Notice, ...]

    @property
    def is_empty(self) -> bool:
        """Say whether confirming would change nothing."""
        parts = (self.new_children, self.changed_children, self.new_adults, self.changed_adults)
        return not any((*parts, self.new_links, self.changed_links))
