"""Whom a concern can be about, as the person who raises it chooses: pure rules over who works here."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum, auto

from portal.concerns.routing import CHAIR, MANAGER, SAFEGUARDING_LEAD, Worker
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal

WORKING_ROLES = frozenset({MANAGER, SAFEGUARDING_LEAD, CHAIR, "staff", "poster"})
SOMEBODY_HERE = "staff"
"""The choice of a stranger for somebody who works here, whose name they may have typed."""
NOBODY = "nobody"
"""The choice of somebody whose concern is about nobody, or who is not sure."""


class SubjectKind(StrEnum):
    """How a person was named when the concern was raised."""

    MANAGER = auto()
    LEAD = auto()
    STAFF = auto()
    OTHER = auto()


class NotAPersonHere(Refusal):
    """Somebody was chosen who is not among those offered."""

    sentence = mark("Somebody you chose does not work here any more. Look at your choice again")
    field = "about"


@dataclass(frozen=True)
class Subject:
    """A person a concern is about. Without ``account_id`` it is somebody outside, a role that nobody holds, or somebody
    who works here as a stranger called them."""

    kind: SubjectKind
    account_id: int | None
    name: str


ROLE_OF = {SubjectKind.MANAGER: MANAGER, SubjectKind.LEAD: SAFEGUARDING_LEAD}


def choices(workers: Collection[Worker], *, raiser_id: int) -> dict[str, list[Subject]]:
    """Return whom each choice of a person who works here means: first the roles, then each member of staff.

    A role means everyone who holds it. Its holders are not offered it: they choose a colleague by name. Nobody is
    offered themselves, nor by name somebody who alone holds a role that is offered.
    """
    offered: dict[str, list[Subject]] = {}
    for kind, role in ROLE_OF.items():
        held = [Subject(kind, worker.account_id, worker.name) for worker in workers if role in worker.roles]
        if raiser_id not in {subject.account_id for subject in held}:
            offered[kind.value] = held or [Subject(kind, None, "")]
    left_out = {raiser_id, *(held[0].account_id for held in offered.values() if len(held) == 1)}
    for worker in workers:
        if worker.account_id not in left_out:
            # A manager or a lead chosen alone stays one: colleagues in that role stay away from the concern too.
            kind = next((kind for kind, role in ROLE_OF.items() if role in worker.roles), SubjectKind.STAFF)
            offered[f"staff-{worker.account_id}"] = [Subject(kind, worker.account_id, worker.name)]
    return offered


def choice_for(worker: Worker, workers: Collection[Worker], *, raiser_id: int) -> str | None:
    """Return the choice that means this one person: their own, or the role that only they hold; None for oneself."""
    offered = choices(workers, raiser_id=raiser_id)
    return next(
        (choice for choice, held in offered.items() if [s.account_id for s in held] == [worker.account_id]), None
    )


def resolve(
    chosen: Collection[str], *, other_name: str, workers: Collection[Worker], raiser_id: int
) -> tuple[Subject, ...]:
    """Return the people that the choices mean today, nobody twice (product.md §4.1). Raises NotAPersonHere.

    “The manager” is everyone who holds that role: none of them may hear of it.
    """
    offered = choices(workers, raiser_id=raiser_id)
    chairs = [Subject(SubjectKind.STAFF, worker.account_id, worker.name) for worker in workers if CHAIR in worker.roles]
    somebody_here = [Subject(SubjectKind.STAFF, None, other_name)]
    offered |= {NOBODY: [], SubjectKind.OTHER.value: [Subject(SubjectKind.OTHER, None, other_name)]}
    offered |= {CHAIR: chairs, SOMEBODY_HERE: somebody_here}
    if not offered.keys() >= set(chosen):
        raise NotAPersonHere
    subjects = [subject for choice in chosen for subject in offered[choice]]
    return tuple({(subject.kind, subject.account_id): subject for subject in subjects}.values())
