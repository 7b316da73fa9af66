"""The register of one document: who is asked to sign it and how they stand, in a constant number of queries."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.acknowledgements import owed
from portal.acknowledgements.owed import AskedDocument, OwedFilter, PersonLine
from portal.acknowledgements.policy import Status
from portal.foundation.text import folded
from portal.wording import service as wording
from portal.wording.models import Document
from portal.wording.policy import Audience


@dataclass(frozen=True)
class Register:
    """The register of a document, who owes something first; ``version`` is the number that people sign now.

    ``outsiders`` signed without being asked here, the newest first.
    """

    document: Document
    version: int | None
    lines: tuple[PersonLine, ...]
    outsiders: tuple[PersonLine, ...]

    @property
    def done(self) -> int:
        return sum(not line.owed for line in self.lines)


def register(account: Any, document: Document, *, on: date) -> Register:
    """Return a line for each person who is asked: adults of the attending children that ``account`` sees, or staff."""
    versions = wording.versions(document.key)
    asked = [AskedDocument(document, tuple(versions), 1)]
    wanted = OwedFilter(audience=Audience(document.audience), show="all")
    lines = owed.lines(owed.people(account, asked, wanted, on=on), asked, on=on)
    version = versions[-1].number if versions else None
    return Register(document, version, tuple(sorted(lines, key=_worst_first)), tuple(owed.outsiders(asked)))


def _worst_first(line: PersonLine) -> tuple[int, str, str]:
    return (list(Status).index(line.signings[0].status), folded(line.person.name), line.key)
