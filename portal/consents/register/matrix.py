"""The consent register: each child × use with the ruling, in a constant number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from peewee import ModelSelect

from portal.consents.keeping.own_children import closed_to
from portal.consents.keeping.policy import withheld
from portal.consents.names import Entry, order
from portal.consents.policy import ASK_AGAIN_WITHIN_DAYS, Ruling
from portal.consents.standing import Rulings, rulings
from portal.families.models import Adult, Child, ChildSession
from portal.families.policy import SessionKind
from portal.foundation.compiled import day
from portal.foundation.database import db
from portal.wording import service as wording
from portal.wording.policy import Document, Use


@dataclass(frozen=True)
class Line:
    """One child with a ruling for each use."""

    child: Entry
    rulings: Rulings


@dataclass(frozen=True)
class Coverage:
    """How many children may, may not, or have not been answered for, for one use."""

    use: Use
    may: int
    may_not: int
    not_answered: int


@dataclass(frozen=True)
class Register:
    """The register on one day; one of the past rests on what was ``known_by`` a moment."""

    on: date
    uses: tuple[Use, ...]
    lines: tuple[Line, ...]
    known_by: datetime | None = None

    def coverage(self) -> list[Coverage]:
        """Return the counts for each use; a child whose yes ran out or was superseded counts as not answered."""
        counted = []
        for use in self.uses:
            may = sum([line.rulings[use.key].may_show for line in self.lines])
            silent = sum([line.rulings[use.key].is_unanswered for line in self.lines])
            counted.append(Coverage(use, may, len(self.lines) - may - silent, silent))
        return counted


def runs_out_soon(ruling: Ruling, *, on: date) -> bool:
    """Return whether a yes ends within the 30 days in which it is asked again (product.md §2.7)."""
    return ruling.ends_on is not None and (ruling.ends_on - on).days <= ASK_AGAIN_WITHIN_DAYS


def register(
    account: Any,
    *,
    on: date,
    known_by: datetime | None = None,
    session: SessionKind | None = None,
    only_started: bool = False,
) -> Register:
    """Return the register of every attending child whom ``account`` may see, of one session if given.

    ``known_by`` leaves out what was stored or published later; ``only_started`` children whose first day is to come.
    Raises NothingPublished.
    """
    uses = wording.in_force(Document.CONSENT_FORM, known_by=known_by).published.consent.uses
    children = Child.visible_to(account).where(Child.leaves_on.is_null() | (Child.leaves_on >= on))
    if only_started:
        children = children.where(Child.starts_on.is_null() | (Child.starts_on <= on))
    if session is not None:
        children = children.where(
            Child.id.in_(ChildSession.select(ChildSession.child).where(ChildSession.kind == session))
        )
    listed = entries(children)
    among = children.select(Child.id)
    found = rulings(listed, [use.key for use in uses], on=on, known_by=known_by, among=among)
    return Register(on, tuple(uses), tuple([Line(child, found[child.id]) for child in listed]), known_by)


def entries(children: ModelSelect) -> list[Entry]:
    """Return these children, sorted by name."""
    columns = (Child.id, Child.first_name, Child.last_name, Child.known_as, Child.born_on, Child.leaves_on)
    return sorted(map(_entry, db.execute(children.select(*columns))), key=order)


def _entry(row: Iterable[Any]) -> Entry:
    id_, first_name, last_name, known_as, born_on, leaves_on = row
    return Entry(id_, first_name, last_name, known_as, day(born_on), day(leaves_on) if leaves_on else None)


def line_of(child: Child, *, on: date) -> tuple[tuple[Use, Ruling], ...]:
    """Return each use with its ruling for one child."""
    uses, found = _of_child(child, on)
    return tuple((use, found[use.key]) for use in uses)


def _of_child(child: Child, on: date) -> tuple[tuple[Use, ...], Rulings]:
    uses = wording.current(Document.CONSENT_FORM).consent.uses
    return tuple(uses), rulings([child], [use.key for use in uses], on=on)[child.id]


@dataclass(frozen=True)
class Signers:
    """Who signed the papers that some rulings rest on. For those who keep the records alone (product.md §2.6)."""

    names: Mapping[int, str]

    def of(self, found: Rulings, use: str) -> str:
        """Return the names of those on whose paper the ruling for a use rests; empty where it rests on none."""
        return ", ".join(self.names[adult] for adult in found.signers(use))


def signers(listed: Iterable[Rulings]) -> Signers:
    """Return who signed the papers that these rulings rest on, in one query."""
    adults = {adult for found in listed for use in found for adult in found.signers(use)}
    named = Adult.select(Adult.id, Adult.name).where(Adult.id.in_(adults)) if adults else None
    return Signers(dict(named.tuples()) if named is not None else {})


def as_seen_by(account: Any, found: Register) -> Register:
    """Return a register with no more of a child in one’s own care than a parent may know; the counts follow it."""
    closed = closed_to(account)
    if not closed:
        return found
    lines = [replace(each, rulings=_closed(each.rulings)) if each.child.id in closed else each for each in found.lines]
    return replace(found, lines=tuple(lines))


def _closed(found: Rulings) -> Rulings:
    told = Rulings({use: withheld(ruling) for use, ruling in found.items()})
    told.adults = ()
    return told


def explained(child: Child, *, on: date, is_closed: bool) -> tuple[tuple[Use, Ruling, str], ...]:
    """Return each use with its ruling for one child, and who signed the papers that it rests on.

    Of a child who ``is_closed`` to somebody, only what a parent may know.
    """
    uses, found = _of_child(child, on)
    found = _closed(found) if is_closed else found
    signed = signers([found])
    return tuple((use, found[use.key], signed.of(found, use.key)) for use in uses)
