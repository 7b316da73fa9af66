"""What a family list says once its rows are put together."""

from dataclasses import dataclass
from datetime import date

from portal.families.policy import Relationship, SessionKind
from portal.imports.faults import Fault, FaultKind, FaultValue, Severity


@dataclass(frozen=True)
class ChildAdult:
    """What an adult is to a child. Where the list is silent, `states_…` is false and nothing kept may change."""

    adult_key: str
    relationship: Relationship
    has_parental_responsibility: bool
    states_relationship: bool = True
    states_responsibility: bool = True


@dataclass(frozen=True)
class ChildEntry:
    """One child of the list; `key` holds within one reading of one file."""

    key: str
    first_name: str
    last_name: str
    known_as: str
    born_on: date
    sessions: frozenset[SessionKind]
    starts_on: date | None
    leaves_on: date | None
    reference: str | None
    adults: tuple[ChildAdult, ...]

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True)
class AdultEntry:
    """One adult of the list; `key` holds within one reading of one file."""

    key: str
    name: str
    email: str | None
    phone: str
    address: str


@dataclass(frozen=True)
class RowReading:
    """One row as it was read; `child_key` is None when an error keeps it out."""

    number: int
    cells: tuple[str, ...]
    faults: tuple[Fault, ...]
    child_key: str | None

    @property
    def is_usable(self) -> bool:
        return not any(fault.severity is Severity.ERROR for fault in self.faults)


@dataclass(frozen=True)
class Interpretation:
    """The whole list: each row with its faults, and the children and adults in them."""

    rows: tuple[RowReading, ...]
    children: tuple[ChildEntry, ...]
    adults: tuple[AdultEntry, ...]


class FaultBook:
    """Faults by row number, while a list is being read."""

    def __init__(self) -> None:
        self._by_row: dict[int, list[Fault]] = {}

    def note(self, row: int, kind: FaultKind, column: int | None = None, /, **values: FaultValue) -> None:
        """Note a fault once."""
        self.add(row, (Fault(kind, column, values),))

    def add(self, row: int, faults: tuple[Fault, ...]) -> None:
        noted = self._by_row.setdefault(row, [])
        noted.extend(fault for fault in faults if fault not in noted)

    def of(self, row: int) -> tuple[Fault, ...]:
        return tuple(self._by_row.get(row, ()))
