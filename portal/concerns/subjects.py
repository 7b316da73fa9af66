"""Whom a concern can be about, as the person who raises it chooses: pure rules over who works here."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum, auto

from portal.concerns.routing import CHAIR, MANAGER, SAFEGUARDING_LEAD, Worker
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal

WORKING_ROLES = frozenset({MANAGER, SAFEGUARDING_LEAD, CHAIR, "staff", "poster"})
_STAFF_PREFIX = "staff-"


class SubjectKind(StrEnum):
    """How a person was named when the concern was raised."""

    MANAGER = auto()
    LEAD = auto()
    STAFF = auto()
    OTHER = auto()


class Choice(StrEnum):
    """The choices that name no member of staff by themselves; those are “staff-17” and so on."""

    MANAGER = auto()
    LEAD = auto()
    OTHER = auto()
    NOBODY = auto()


class NotAPersonHere(Refusal):
    """Somebody was chosen who is not among those offered."""

    sentence = mark("Somebody you chose does not work here any more. Look at your choice again")
    field = "about"


@dataclass(frozen=True)
class Subject:
    """A person a concern is about. Without ``account_id`` it is somebody outside, or a role that nobody holds."""

    kind: SubjectKind
    account_id: int | None
    name: str


_ROLE_OF = {Choice.MANAGER: MANAGER, Choice.LEAD: SAFEGUARDING_LEAD}
_KIND_OF = {Choice.MANAGER: SubjectKind.MANAGER, Choice.LEAD: SubjectKind.LEAD}


def holders(choice: Choice, workers: Iterable[Worker]) -> list[Worker]:
    """Return everyone who holds the role that ``choice`` names."""
    return [worker for worker in workers if _ROLE_OF[choice] in worker.roles]


def roles_offered(workers: Collection[Worker], *, raiser_id: int) -> list[Choice]:
    """Return the roles that can be chosen. Who holds a role names a colleague of the same role by name instead."""
    return [
        choice for choice in _ROLE_OF if raiser_id not in {worker.account_id for worker in holders(choice, workers)}
    ]


def named_workers(workers: Collection[Worker], *, raiser_id: int) -> list[Worker]:
    """Return who can be chosen by name: everyone who works here but oneself and the only holder of an offered role."""
    held = [holders(choice, workers) for choice in roles_offered(workers, raiser_id=raiser_id)]
    left_out = {raiser_id, *(people[0].account_id for people in held if len(people) == 1)}
    return [worker for worker in workers if worker.account_id not in left_out]


def staff_choice(worker: Worker) -> str:
    """Return the value of the choice that names one member of staff."""
    return f"{_STAFF_PREFIX}{worker.account_id}"


def box_of(worker: Worker, workers: Collection[Worker], *, raiser_id: int) -> str | None:
    """Return the choice that means this one person: their own, or the role that only they hold; None for oneself."""
    if worker in named_workers(workers, raiser_id=raiser_id):
        return staff_choice(worker)
    roles = roles_offered(workers, raiser_id=raiser_id)
    return next((role.value for role in roles if holders(role, workers) == [worker]), None)


def resolve(
    chosen: Iterable[str], *, other_name: str, workers: Collection[Worker], raiser_id: int
) -> tuple[Subject, ...]:
    """Return the people that the choices mean today (product.md §4.1). Raises NotAPersonHere.

    “The manager” is everyone who holds that role: none of them may hear of it.
    """
    found: dict[tuple[SubjectKind, int | None], Subject] = {}
    for choice in chosen:
        for subject in _people(choice, other_name, workers, raiser_id):
            found.setdefault((subject.kind, subject.account_id), subject)
    return tuple(found.values())


def _kind_of(worker: Worker) -> SubjectKind:
    """Keep that somebody named alone was a manager or a lead: colleagues of theirs stay away from it later too."""
    return next((_KIND_OF[choice] for choice, role in _ROLE_OF.items() if role in worker.roles), SubjectKind.STAFF)


def _people(choice: str, other_name: str, workers: Collection[Worker], raiser_id: int) -> list[Subject]:
    if choice == Choice.NOBODY:
        return []
    if choice == Choice.OTHER:
        return [Subject(SubjectKind.OTHER, None, other_name)]
    if choice in roles_offered(workers, raiser_id=raiser_id):
        role = Choice(choice)
        held = [Subject(_KIND_OF[role], worker.account_id, worker.name) for worker in holders(role, workers)]
        return held or [Subject(_KIND_OF[role], None, "")]
    for worker in named_workers(workers, raiser_id=raiser_id):
        if staff_choice(worker) == choice:
            return [Subject(_kind_of(worker), worker.account_id, worker.name)]
    raise NotAPersonHere
