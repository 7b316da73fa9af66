"""What can need those who keep the setting: how it is sorted by urgency, and the steps of a setting that gets ready."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from portal.concerns.clocks import Due, due_in


class Need(StrEnum):
    """What can be found; of things equally urgent the first is the worst."""

    CLOCK_BEHIND = auto()
    READ_ONLY = auto()
    KEY_MISSING = auto()
    SEAL_KEY = auto()
    DUTY = auto()
    TAKE_DOWN = auto()
    COMMENTS = auto()
    EYES = auto()
    OUTCOME = auto()
    ANSWER = auto()
    CONCERNS = auto()
    PROPOSED = auto()
    RELATIONSHIPS = auto()
    UNDELIVERED = auto()
    WAITING = auto()
    ENDING = auto()
    ASKED_FIRST = auto()
    DISPUTED = auto()
    RESPONSIBILITY = auto()
    LETTERS = auto()
    SIGN = auto()
    IMPORT = auto()
    WORDING = auto()
    SETTING = auto()
    CONTACTS = auto()
    REVIEW = auto()
    GROUP_REMOVE = auto()
    GROUP_CHECK = auto()
    GROUP_INVITE = auto()
    MAIL = auto()
    OWING = auto()
    UNANSWERED = auto()
    UNSIGNED = auto()
    INVITE = auto()
    NO_POSTER = auto()


@dataclass(frozen=True)
class Fact:
    """Something found: of how many where they are counted, by which ``day`` if it has one, and how many of them the button is for.

    ``about`` is what the sentence names; ``key`` what the page needs to find it. Where it ``is_awaited``, somebody was
    asked already.
    """

    need: Need
    count: int = 0
    day: date | None = None
    able: int = 0
    about: str = ""
    key: str = ""
    is_awaited: bool = False
    due: Due | None = None
    """How soon, where the day alone does not say it: by the hour, or what is never late."""


_LATE = {Need.CLOCK_BEHIND, Need.READ_ONLY, Need.KEY_MISSING, Need.SEAL_KEY, Need.CONCERNS, Need.UNDELIVERED}
_THIS_WEEK = {
    Need.EYES,
    Need.GROUP_REMOVE,
    Need.GROUP_CHECK,
    Need.PROPOSED,
    Need.RELATIONSHIPS,
    Need.WAITING,
    Need.ASKED_FIRST,
    Need.DISPUTED,
    Need.RESPONSIBILITY,
    Need.LETTERS,
    Need.SIGN,
    Need.CONTACTS,
}


def by_urgency(facts: Iterable[Fact], *, on: date) -> dict[Due, list[Fact]]:
    """Return what is late, what is for this week and what is for later, each the worst first; nothing is left out."""
    order = list(Need)
    found: dict[Due, list[Fact]] = {due: [] for due in Due}
    for fact in sorted(facts, key=lambda fact: order.index(fact.need)):
        found[_due(fact, on)].append(fact)
    return found


def _due(fact: Fact, on: date) -> Due:
    if fact.is_awaited:
        return Due.THIS_WEEK
    if fact.due:
        return fact.due
    if fact.day:
        return due_in((fact.day - on).days)
    return Due.LATE if fact.need in _LATE else Due.THIS_WEEK if fact.need in _THIS_WEEK else Due.LATER


# The steps of getting ready, in their order (product.md §7).
STEPS = (Need.SETTING, Need.CONCERNS, Need.IMPORT, Need.RESPONSIBILITY, Need.WORDING, Need.MAIL, Need.INVITE)
# Of children who are not there yet, nothing is missing; of adults nobody asked about, none is left to invite.
RESTS_ON = {Need.RESPONSIBILITY: Need.IMPORT, Need.INVITE: Need.RESPONSIBILITY}


def done_steps(with_gaps: Collection[Need]) -> frozenset[Need]:
    """Return the steps that are done: those without a gap which rest on none that is not done."""
    done: set[Need] = set()
    for step in STEPS:
        if step not in with_gaps and (step not in RESTS_ON or RESTS_ON[step] in done):
            done.add(step)
    return frozenset(done)
