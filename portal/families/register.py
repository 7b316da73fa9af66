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
from portal.families.models import Adult, Child, ChildSession, Guardianship, ResponsibilityCheck
from portal.families.policy import Relationship, Responsibility
from portal.foundation.database import serialise_on
from portal.foundation.text import folded
from portal.web.filters import row_number
from portal.web.paging import Gone, Page, page_of


@dataclass(frozen=True)
class AdultLine:
    """An adult beside one child, and the last invitation they were sent."""

    adult: Adult
    relationship: Relationship
    responsibility: Responsibility
    status: InvitationStatus
    invitation: Invitation | None


@dataclass(frozen=True)
class ChildLine:
    """A child with sessions and adults, those who can say yes first."""

    child: Child
    sessions: tuple[str, ...]
    adults: tuple[AdultLine, ...]

    @property
    def nobody_can_answer(self) -> bool:
        """Whether no adult can say yes, as ``Child.nobody_can_answer`` asks the database."""
        return not any(line.responsibility.can_say_yes for line in self.adults)


@dataclass(frozen=True)
class FamilyRegister:
    """The children of one page, and how many there are of each kind.

    ``unanswerable`` counts, of the attending or of those who have left, the children for whom nobody can answer.
    """

    lines: tuple[ChildLine, ...]
    attending: int
    left: int
    by_session: Mapping[str, int]
    unanswerable: int


def register(
    account: Any, *, on: date, session: str | None = None, left: bool = False, unanswerable: bool = False
) -> FamilyRegister:
    """Return the attending children whom ``account`` may see, of one session if given; or those who have left.

    ``unanswerable`` leaves only those for whom nobody can answer.
    """
    parted: dict[bool, list[Child]] = {True: [], False: []}
    for child in sorted(Child.visible_to(account), key=_place):
        parted[has_left(child, on)].append(child)
    lines = family_lines(parted[left])
    nobody = [line for line in lines if line.nobody_can_answer]
    shown = tuple(line for line in (nobody if unanswerable else lines) if session is None or session in line.sessions)
    kinds = Counter(kind for line in lines for kind in line.sessions)
    return FamilyRegister(shown, len(parted[False]), len(parted[True]), kinds, len(nobody))


def lock_register() -> None:
    """Let one transaction at a time say who is on the register: no address and no reference gets two owners."""
    serialise_on("the family register")


def _place(child: Child) -> tuple[str, str, int]:
    return folded(str(child.last_name)), folded(str(child.first_name)), child.id


def has_left(child: Child, on: date) -> bool:
    """Return whether the child's last day has passed."""
    return child.leaves_on is not None and child.leaves_on < on


def family_lines(children: Iterable[Child]) -> list[ChildLine]:
    """Return each of these children with sessions and adults."""
    listed = list(children)
    ids = [child.id for child in listed]
    sessions, adults = sessions_of(ids), _adults(ids)
    return [ChildLine(child, tuple(sessions[child.id]), tuple(adults[child.id])) for child in listed]


def sessions_of(children: Iterable[int]) -> dict[int, list[str]]:
    """Return the keys of the sessions of these children, whose numbers may be a query."""
    query = ChildSession.select(ChildSession.child, ChildSession.kind).where(ChildSession.child.in_(children))
    found: dict[int, list[str]] = defaultdict(list)
    for child_id, kind in query.tuples():
        found[child_id].append(kind)
    return found


def _adults(child_ids: list[int]) -> dict[int, list[AdultLine]]:
    links = list(
        Guardianship.select(Guardianship, Adult, Account)
        .join(Adult)
        .join(Account, JOIN.LEFT_OUTER)
        .where(Guardianship.child.in_(child_ids))
        .order_by(Guardianship.can_say_yes().desc(), Guardianship.id)
    )
    last = last_invitations([link.adult.account.id for link in links if link.adult.account])
    found: dict[int, list[AdultLine]] = defaultdict(list)
    for link in links:
        account = link.adult.account
        invitation = last.get(account.id) if account else None
        relationship, responsibility = Relationship(link.relationship), Responsibility(link.responsibility)
        line = AdultLine(link.adult, relationship, responsibility, status_of(account, invitation), invitation)
        found[link.child_id].append(line)
    return found


def responsibility_page(
    account: Any, arguments: Mapping[str, str], *, on: date
) -> tuple[Page[Any], list[ChildLine], frozenset[tuple[int, int]]]:
    """Return a page of the attending children, those for whom nobody can answer first.

    With it come its lines, and the numbers of each child and adult of whom somebody noted what was checked. A child who
    moves down once somebody can answer still marks the place where the next page begins.
    """
    attending = Child.attending(on, Child.visible_to(account))
    nobody = {child.id for child in Child.nobody_can_answer(attending)}
    placed = sorted(((child.id not in nobody, *_place(child)), child) for child in attending)
    gone = Gone(_place_of, order=lambda row: row[0])
    page: Page[Any] = page_of(placed, arguments, cursor=lambda row: f"{row[0][0]:d}.{row[1].id}", gone=gone)
    lines = family_lines(child for _order, child in page.rows)
    check, ids = ResponsibilityCheck, [line.child.id for line in lines]
    pairs = check.select(check.child_id, check.adult_id).where(check.child_id.in_(ids)).distinct().tuples()
    return page, lines, frozenset(pairs)


def _place_of(named: str) -> Any:
    has_somebody, _dot, number = named.partition(".")
    child = Child.get_or_none(Child.id == (row_number(number) or 0))
    return child and ((has_somebody == "1", *_place(child)), child)


def adults_like(name: str, email: str) -> dict[Adult, str]:
    """Return who has this name or this e-mail address, with their children: a person says whether one of them is meant."""
    wanted = folded(name)
    everybody = Adult.registered().select(Adult, Account).join(Account, JOIN.LEFT_OUTER).order_by(Adult.id)
    like = [
        adult
        for adult in everybody
        if (wanted and folded(str(adult.name)) == wanted)
        or (email and email in (str(adult.email or "").lower(), adult.account and adult.account.email))
    ]
    return {adult: ", ".join(link.child.name for link in links_of(adult)) for adult in like}


def links_of(adult: Adult) -> list[Guardianship]:
    """Return what an adult is to each child, the youngest first."""
    links = Guardianship.select(Guardianship, Child).join(Child).where(Guardianship.adult == adult.id)
    return list(links.order_by(Child.born_on.desc(), Child.id))


def last_checks(child: Child) -> dict[int, ResponsibilityCheck]:
    """Return by adult how their present responsibility was last checked, with the account of who checked it."""
    checks = ResponsibilityCheck.select(ResponsibilityCheck, Account).join(Account, JOIN.LEFT_OUTER)
    ordered = checks.where(ResponsibilityCheck.child_id.in_(Child.entries(child.id))).order_by(ResponsibilityCheck.id)
    links, kept = Guardianship.select().where(Guardianship.child == child.id), Adult.duplicates()
    held = {(link.adult_id, link.responsibility) for link in links}
    found = ((kept.get(check.adult_id, check.adult_id), check) for check in ordered)
    return {adult_id: check for adult_id, check in found if (adult_id, check.responsibility) in held}
