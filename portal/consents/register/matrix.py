"""The consent register: each child × use with the ruling."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import ModelSelect

from portal.consents.names import Entry, is_like, order
from portal.consents.own_child import closed_to
from portal.consents.policy import Ruling, withheld
from portal.consents.rulings import rulings
from portal.families.models import Adult, Child, ChildSession
from portal.families.policy import SessionKind
from portal.foundation.compiled import day
from portal.foundation.database import db
from portal.foundation.text import folded
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from portal.wording.uses import Use


@dataclass(frozen=True)
class Line:
    """One child with a ruling for each use."""

    child: Entry
    rulings: Mapping[str, Ruling]

    @property
    def id(self) -> int:
        return self.child.id


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


def register(
    account: Any,
    *,
    on: date,
    known_by: datetime | None = None,
    session: SessionKind | None = None,
    only_started: bool = False,
    whole: bool = False,
) -> Register:
    """Return the register of every attending child whom ``account`` may see, of one session if given.

    ``known_by`` leaves out what was stored or published later; ``only_started`` children whose first day is to come.
    Of a child in one's own care it tells no more than a parent may know, unless ``whole``, for a logged record of the
    setting. Raises NothingPublished.
    """
    uses = wording.in_force(DocumentKey.CONSENT_FORM, known_by=known_by).published.consent.uses
    listed = children(account, on=on, session=session, only_started=only_started)
    lines = lines_of(account, listed, uses, on=on, known_by=known_by, whole=whole)
    return Register(on, tuple(uses), tuple(lines), known_by)


def children(
    account: Any, *, on: date, session: SessionKind | None = None, only_started: bool = False, name: str = ""
) -> list[Entry]:
    """Return the attending children whom ``account`` may see, sorted by last name.

    Of one session if given, and with a name like ``name``.
    """
    query = Child.attending(on, Child.visible_to(account), only_started=only_started)
    if session is not None:
        in_session = ChildSession.select(ChildSession.child).where(ChildSession.kind == session)
        query = query.where(Child.id.in_(in_session))
    return entries(query, name=name)


def entries(query: ModelSelect, *, name: str = "") -> list[Entry]:
    """Return the children of a query with a name like ``name``, sorted by last name."""
    columns = (Child.id, Child.first_name, Child.last_name, Child.known_as, Child.born_on, Child.leaves_on)
    found, words = map(_entry, db.execute(query.select(*columns))), folded(name).split()
    # Signs alone are in nobody’s name.
    named = [entry for entry in found if words and is_like(entry, words)] if name else found
    return sorted(named, key=order)


def _entry(row: Iterable[Any]) -> Entry:
    id_, first_name, last_name, known_as, born_on, leaves_on = row
    return Entry(id_, first_name, last_name, known_as, day(born_on), day(leaves_on) if leaves_on else None)


def lines_of(
    account: Any,
    listed: Iterable[Entry],
    uses: Iterable[Use],
    *,
    on: date,
    known_by: datetime | None = None,
    whole: bool = False,
) -> list[Line]:
    """Return a line for each of these children, with no more of a child in one's own care than a parent may know."""
    some, closed = list(listed), frozenset() if whole else closed_to(account)
    found = rulings(some, [use.key for use in uses], on=on, known_by=known_by)
    return [Line(child, _told(found[child.id], is_closed=child.id in closed)) for child in some]


def _told(found: Mapping[str, Ruling], *, is_closed: bool) -> Mapping[str, Ruling]:
    return {use: withheld(ruling) for use, ruling in found.items()} if is_closed else found


def line_of(child: Child, *, on: date, is_closed: bool = False) -> tuple[tuple[Use, Ruling], ...]:
    """Return each use with its ruling for one child; of one who ``is_closed``, only what a parent may know."""
    uses = wording.current(DocumentKey.CONSENT_FORM).consent.uses
    found = _told(rulings([child], [use.key for use in uses], on=on)[child.id], is_closed=is_closed)
    return tuple((use, found[use.key]) for use in uses)


@dataclass(frozen=True)
class Signers:
    """Who signed the papers that some rulings rest on. For those who keep the records alone (product.md §2.6)."""

    names: Mapping[int, str]

    def of(self, ruling: Ruling) -> str:
        """Return the names of those on whose paper a ruling rests; empty where it rests on none."""
        return ", ".join(self.names[adult] for adult in ruling.papers)


def signers(listed: Iterable[Ruling]) -> Signers:
    """Return who signed the papers that these rulings rest on, in one query."""
    adults = {adult for ruling in listed for adult in ruling.papers}
    named = Adult.select(Adult.id, Adult.name).where(Adult.id.in_(adults)) if adults else None
    return Signers(dict(named.tuples()) if named is not None else {})
