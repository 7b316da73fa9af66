"""The family register as its pages show it, in a constant number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN

from portal.accounts.invitations import last_invitations, status_of
from portal.accounts.models import Account, Invitation
from portal.accounts.policy import InvitationStatus
from portal.families.models import Adult, Child, ChildSession, Guardianship
from portal.families.policy import Relationship, SessionKind
from portal.foundation.text import folded


@dataclass(frozen=True)
class AdultLine:
    """An adult beside one child, and the last invitation they were sent."""

    adult: Adult
    relationship: Relationship
    is_responsible: bool
    status: InvitationStatus
    invitation: Invitation | None


@dataclass(frozen=True)
class ChildLine:
    """A child with sessions and adults, those with parental responsibility first."""

    child: Child
    sessions: tuple[SessionKind, ...]
    adults: tuple[AdultLine, ...]

    @property
    def responsible(self) -> int:
        """How many adults can sign for the child."""
        return sum(line.is_responsible for line in self.adults)


@dataclass(frozen=True)
class FamilyRegister:
    """The children of one page, and how many there are of each kind."""

    lines: tuple[ChildLine, ...]
    attending: int
    left: int
    by_session: Mapping[SessionKind, int]


def register(account: Any, *, on: date, session: SessionKind | None = None, left: bool = False) -> FamilyRegister:
    """Return the attending children whom ``account`` may see, of one session if given; or those who have left."""
    parted: dict[bool, list[Child]] = {True: [], False: []}
    for child in sorted(
        Child.visible_to(account), key=lambda c: (folded(str(c.last_name)), folded(str(c.first_name)), c.id)
    ):
        parted[has_left(child, on)].append(child)
    lines = family_lines(parted[left])
    shown = tuple(line for line in lines if session is None or session in line.sessions)
    kinds = Counter(kind for line in lines for kind in line.sessions)
    return FamilyRegister(shown, len(parted[False]), len(parted[True]), kinds)


def has_left(child: Child, on: date) -> bool:
    """Return whether the child's last day has passed."""
    return child.leaves_on is not None and child.leaves_on < on


def family_lines(children: Iterable[Child]) -> list[ChildLine]:
    """Return each of these children with sessions and adults."""
    listed = list(children)
    ids = [child.id for child in listed]
    sessions, adults = sessions_of(ids), _adults(ids)
    return [ChildLine(child, tuple(sessions[child.id]), tuple(adults[child.id])) for child in listed]


def sessions_of(children: Iterable[int]) -> dict[int, list[SessionKind]]:
    """Return the sessions of these children, whose numbers may be a query, in their usual order."""
    query = ChildSession.select(ChildSession.child, ChildSession.kind).where(ChildSession.child.in_(children))
    found: dict[int, list[SessionKind]] = defaultdict(list)
    for child_id, kind in query.tuples():
        found[child_id].append(SessionKind(kind))
    return defaultdict(list, {id_: sorted(kinds, key=list(SessionKind).index) for id_, kinds in found.items()})


def _adults(child_ids: list[int]) -> dict[int, list[AdultLine]]:
    links = list(
        Guardianship.select(Guardianship, Adult, Account)
        .join(Adult)
        .join(Account, JOIN.LEFT_OUTER)
        .where(Guardianship.child.in_(child_ids))
        .order_by(Guardianship.has_parental_responsibility.desc(), Guardianship.id)
    )
    last = last_invitations([link.adult.account.id for link in links if link.adult.account])
    found: dict[int, list[AdultLine]] = defaultdict(list)
    for link in links:
        account = link.adult.account
        invitation = last.get(account.id) if account else None
        relationship, status = Relationship(link.relationship), status_of(account, invitation)
        found[link.child_id].append(
            AdultLine(link.adult, relationship, link.has_parental_responsibility, status, invitation)
        )
    return found
