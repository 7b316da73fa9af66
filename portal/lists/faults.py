"""What can be wrong with a row of a family list, and in which words the manager is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

FaultValue = str | int | date


@dataclass(frozen=True)
class Fault:
    """One fault of a row: a key of ``FAULTS``; ``column`` counts from 0, ``values`` fill the sentence."""

    kind: str
    column: int | None = None
    values: Mapping[str, FaultValue] = field(default_factory=dict)
