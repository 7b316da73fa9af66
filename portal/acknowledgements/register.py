"""The register of the parents' rules: each adult of each attending child, in a constant number of queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from peewee import fn

from portal.acknowledgements.models import Acknowledgement
from portal.acknowledgements.policy import Owing, owes
from portal.families.models import Adult, Child, Guardianship
from portal.foundation.text import folded
from portal.wording import service as wording
from portal.wording.models import WordingVersion
from portal.wording.policy import Document, VersionFact


@dataclass(frozen=True)
class RegisterLine:
    """One adult; ``number`` is the version they signed last. Without an account nobody can sign."""

    adult_id: int
    name: str
    children: tuple[str, ...]
    has_account: bool
    owing: Owing
    number: int | None = None
    acknowledged_at: datetime | None = None
    reference: str = ""

    @property
    def cannot_be_asked(self) -> bool:
        """Whether they owe a signature and have to be invited first."""
        return not self.has_account and self.owing is Owing.NEVER


@dataclass(frozen=True)
class Register:
    """The register on one day, who owes something first; ``version`` is the number that people sign now."""

    on: date
    version: int | None
    lines: tuple[RegisterLine, ...]

    @property
    def done(self) -> int:
        return sum(line.owing is Owing.DONE for line in self.lines)


class _Signed(NamedTuple):
    account_id: int
    wording_id: int
    number: int
    acknowledged_at: datetime
    reference: str


def register(account: Any, *, on: date) -> Register:
    """Return a line for each adult of each attending child whom ``account`` may see."""
    children = Child.attending(on, Child.visible_to(account))
    columns = (Adult.id, Adult.name, Adult.account, Child.first_name, Child.last_name)
    links = Guardianship.select(*columns).join(Adult).switch(Guardianship).join(Child)
    links = links.where(Guardianship.child.in_(children.select(Child.id))).order_by(Child.born_on, Child.id)
    adults: dict[tuple[int, str, int | None], list[str]] = defaultdict(list)
    for adult_id, name, account_id, first_name, last_name in links.tuples():
        adults[adult_id, name, account_id].append(f"{first_name} {last_name}")
    published, signed = wording.versions(Document.PARENT_RULES), _last_signatures()
    lines = [
        _line(adult_id, name, tuple(cared_for), account_id, signed.get(account_id), published)
        for (adult_id, name, account_id), cared_for in adults.items()
    ]
    return Register(on, published[-1].number if published else None, tuple(sorted(lines, key=_worst_first)))


def _line(
    adult_id: int,
    name: str,
    children: tuple[str, ...],
    account_id: int | None,
    signed: _Signed | None,
    published: list[VersionFact],
) -> RegisterLine:
    return RegisterLine(
        adult_id=adult_id,
        name=name,
        children=children,
        has_account=account_id is not None,
        owing=owes(signed.wording_id if signed else None, published),
        number=signed.number if signed else None,
        acknowledged_at=signed.acknowledged_at if signed else None,
        reference=signed.reference if signed else "",
    )


def _last_signatures() -> dict[int | None, _Signed]:
    """Return the last signature of each account."""
    newest = Acknowledgement.select(fn.MAX(Acknowledgement.id)).group_by(Acknowledgement.account)
    rows = Acknowledgement.select(
        Acknowledgement.account, Acknowledgement.wording, WordingVersion.number, Acknowledgement.acknowledged_at,
        Acknowledgement.reference,
    ).join(WordingVersion)  # fmt: skip
    found = (_Signed(*row) for row in rows.where(Acknowledgement.id.in_(newest)).tuples())
    return {signed.account_id: signed for signed in found}


_RANKS = {Owing.NEVER: 0, Owing.OUTDATED: 1, Owing.DONE: 3}
_CANNOT_BE_ASKED = 2


def _worst_first(line: RegisterLine) -> tuple[int, str, int]:
    rank = _CANNOT_BE_ASKED if line.cannot_be_asked else _RANKS[line.owing]
    return (rank, folded(line.name), line.adult_id)
