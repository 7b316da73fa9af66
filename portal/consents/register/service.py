"""The consent register: each child × use with the ruling."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import ModelSelect

from portal.consents.names import ListedChild, matches_name, sort_key
from portal.consents.policy import Ruling, RulingState, withheld
from portal.consents.rulings import rulings
from portal.families.models import Child, ChildSession
from portal.families.own_child import closed_to
from portal.foundation.compiled import day
from portal.foundation.database import db
from portal.foundation.text import folded
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from portal.wording.uses import Use


@dataclass(frozen=True)
class Line:
    """One child with a ruling for each use."""

    child: ListedChild
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
            stand = Counter(line.rulings[use.key].state for line in self.lines)
            counted.append(Coverage(use, *(stand[state] for state in RulingState)))
        return counted


def load_register(
    account: Any,
    *,
    on: date,
    known_by: datetime | None = None,
    session: str | None = None,
    only_started: bool = False,
    whole: bool = False,
) -> Register:
    """Return the register of every attending child whom ``account`` may see, of one session if given.

    ``known_by`` leaves out what was stored or published later; ``only_started`` children whose first day is to come.
    Of a child in one's own care it tells no more than a parent may know, unless ``whole``, for a logged record of the
    setting. Raises NothingPublished.
    """
    uses = wording.in_force(DocumentKey.CONSENT_FORM, known_by=known_by).published.consent.uses
    listed = children(account, on=on, session=session, only_started=only_started, known_by=known_by)
    lines = load_lines(account, listed, uses, on=on, known_by=known_by, whole=whole)
    return Register(on, tuple(uses), tuple(lines), known_by)


def children(
    account: Any, *, on: date, session: str | None = None, only_started: bool = False, known_by: datetime | None = None
) -> list[ListedChild]:  # fmt: skip
    """Return the attending children whom ``account`` may see, sorted by last name.

    Of one session if given, and as many as were known by a moment.
    """
    query = Child.attending(on, Child.visible_to(account, known_by=known_by), only_started=only_started)
    if session is not None:
        in_session = ChildSession.select(ChildSession.child).where(ChildSession.kind == session)
        query = query.where(Child.id.in_(in_session))
    return entries(query)


def entries(query: ModelSelect, *, name: str = "") -> list[ListedChild]:
    """Return the children of a query with a name like ``name``, sorted by last name."""
    columns = (Child.id, Child.first_name, Child.last_name, Child.known_as, Child.born_on, Child.leaves_on)
    found = [
        ListedChild(id_, first_name, last_name, known_as, day(born_on), leaves_on and day(leaves_on))
        for id_, first_name, last_name, known_as, born_on, leaves_on in db.execute(query.select(*columns))
    ]
    words = folded(name).split()
    # Signs alone are in nobody’s name.
    named = [child for child in found if words and matches_name(child, words)] if name else found
    return sorted(named, key=sort_key)


def load_lines(
    account: Any,
    listed: Iterable[ListedChild],
    uses: Iterable[Use],
    *,
    on: date,
    known_by: datetime | None = None,
    whole: bool = False,
) -> list[Line]:
    """Return a line for each of these children, with no more of a child in one's own care than a parent may know."""
    some, closed = list(listed), frozenset() if whole else closed_to(account)
    found = rulings(some, [use.key for use in uses], on=on, known_by=known_by)
    for id_ in closed & found.keys():
        found[id_] = {use: withheld(ruling) for use, ruling in found[id_].items()}
    return [Line(child, found[child.id]) for child in some]


def child_rulings(child: Child, *, on: date, is_closed: bool = False) -> tuple[tuple[Use, Ruling], ...]:
    """Return each use with its ruling for one child; of one who ``is_closed``, only what a parent may know."""
    uses = wording.current(DocumentKey.CONSENT_FORM).consent.uses
    found = rulings([child], [use.key for use in uses], on=on)[child.id]
    return tuple((use, withheld(found[use.key]) if is_closed else found[use.key]) for use in uses)
