"""Children, adults and what binds them, as a family list or the register says it: the same records for both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum, auto

from portal.families.policy import Relationship, Responsibility
from portal.imports.faults import Fault, Question
from portal.imports.policy import normalise_address, normalise_email, normalise_name


class Detail(StrEnum):
    """What a list can say of a child, an adult or the two together.

    The records' fields have these names, but for that of a column with a whole name.
    """

    FIRST_NAME = auto()
    LAST_NAME = auto()
    NAME = auto()
    KNOWN_AS = auto()
    BORN_ON = auto()
    REFERENCE = auto()
    SESSIONS = auto()
    STARTS_ON = auto()
    LEAVES_ON = auto()
    EMAIL = auto()
    PHONE = auto()
    ADDRESS = auto()
    RELATIONSHIP = auto()
    RESPONSIBILITY = auto()


def details_of(record: "ChildRecord | AdultRecord") -> list[Detail]:
    """Return what a record says of somebody."""
    return [Detail(each.name) for each in fields(record)]


def comparable(detail: Detail, value: object) -> object:
    """Return the value of a detail in the form in which two spellings of it are equal."""
    form = {Detail.EMAIL: normalise_email, Detail.ADDRESS: normalise_address}.get(detail, normalise_name)
    return form(value) if isinstance(value, str) else value


@dataclass(frozen=True)
class ChildRecord:
    """A child. Where a list is silent a detail is empty."""

    first_name: str
    last_name: str
    born_on: date
    known_as: str = ""
    reference: str | None = None
    sessions: frozenset[str] = frozenset()
    starts_on: date | None = None
    leaves_on: date | None = None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True)
class AdultRecord:
    """An adult. ``phone`` holds each number with its kind: "07700 900111 (mobile), 01632 960001"."""

    name: str
    email: str | None = None
    phone: str = ""
    address: str = ""


@dataclass(frozen=True)
class LinkRecord:
    """What an adult is to a child; None where a list does not say. A list never says RESTRICTED."""

    relationship: Relationship | None = None
    responsibility: Responsibility | None = None


@dataclass(frozen=True)
class ListedAdult:
    """An adult as one row has them.

    ``place`` names them within the file ("12.2" is the second adult of row 12), ``column`` is where their name stands,
    ``said`` what the cell about responsibility says where that is not a plain yes or no.
    """

    place: str
    row: int
    column: int | None
    record: AdultRecord
    link: LinkRecord
    said: str = ""


@dataclass(frozen=True)
class ListedChild:
    """A child as one row has them, with the adults beside.

    ``place`` names them within the file ("12" is the first child of row 12, "12b" the second). ``rows`` are more than
    one where rows below name no child and so speak of this one.
    """

    place: str
    rows: tuple[int, ...]
    record: ChildRecord
    adults: tuple[ListedAdult, ...] = ()

    @property
    def row(self) -> int:
        return self.rows[0]


@dataclass(frozen=True)
class Reading:
    """What a list's rows say, before anybody is compared with anybody.

    ``faults`` are by row number; a row left out has one of them that is an error. ``questions`` are all that the rows
    raise, answered or not: what waits for an answer is left out.
    """

    children: tuple[ListedChild, ...]
    faults: Mapping[int, tuple[Fault, ...]]
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Register:
    """All that the register holds, by id; links by child's and adult's id, names of sessions by key.

    Somebody has one entry or more, of which the first is kept: a list that has another one names the same person, and
    says nothing new by it.
    """

    children: Mapping[int, Sequence[ChildRecord]] = field(default_factory=dict)
    adults: Mapping[int, Sequence[AdultRecord]] = field(default_factory=dict)
    links: Mapping[tuple[int, int], LinkRecord] = field(default_factory=dict)
    sessions: Mapping[str, str] = field(default_factory=dict)
