"""Whom a concern can be about, by a choice or by a name that somebody typed: pure rules over who works here."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum, auto
from itertools import pairwise

from portal.concerns.redaction.pseudonyms import plain_words
from portal.concerns.routing import CHAIR, MANAGER, SAFEGUARDING_LEAD, Worker
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal

SOMEBODY_HERE = "staff"
"""The choice of a stranger for somebody who works here, whose name they may have typed."""
NOBODY = "nobody"
"""The choice of somebody whose concern is about nobody, or who is not sure."""
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "sir", "madam", "the"})
# How alike two spellings of a surname are: “Kelley” and “Kelly” are 0.91, “Kelsey” and “Kelly” 0.73.
_ALIKE = 0.8
_LONG_ENOUGH_TO_MISSPELL = 5
# “Sam” for Samantha, “Steph” for Stephanie.
_SHORTEST_SHORT_NAME = 3


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


def matching_staff(typed: str, workers: Iterable[Worker]) -> list[Worker]:
    """Return who works here and could be meant by ``typed``: by full name, surname, first name or the beginning of it alone.

    Accents, capitals, titles and small misspellings do not matter. It rather finds one too many: a concern must
    never reach the person it is about (product.md §4.1), and whoever typed the name is asked.
    """
    said = [word for word in plain_words(typed) if len(word) > 1]
    joined = {first + second for first, second in pairwise(said)}
    return [worker for worker in workers if _could_mean(worker, said, {*said, *joined})]


def could_be_meant(subjects: Iterable[Subject], workers: Iterable[Worker]) -> frozenset[int]:
    """Return who works here and could be meant by the names that a stranger typed: none of them may read of it.

    Nobody shows a stranger who works here, so nobody can ask whom they mean. Unless they typed the full name of one
    person, somebody who works here could be anybody but the chair, whom the form offers by themselves.
    """
    team, found = list(workers), set[int]()
    for subject in (each for each in subjects if each.account_id is None and each.kind not in ROLE_OF):
        alike = matching_staff(subject.name, team)
        found.update(worker.account_id for worker in alike)
        is_clear = len(alike) == 1 and set(plain_words(alike[0].name)) <= set(plain_words(subject.name))
        if subject.kind is SubjectKind.STAFF and not is_clear:
            found.update(worker.account_id for worker in team if CHAIR not in worker.roles)
    return frozenset(found)


def repeats_a_name(typed: str, names: Iterable[str]) -> bool:
    """Return whether ``typed`` holds no word, but for a title, that one of ``names`` does not: “Mrs Kelly”."""
    bare = set(plain_words(typed)) - _TITLES
    return bool(bare) and any(bare <= set(plain_words(name)) for name in names)


def _could_mean(worker: Worker, said: list[str], sounds: set[str]) -> bool:
    name = plain_words(worker.name)
    bare = set(said) - _TITLES
    if bare and bare <= set(name):
        return True
    if name and any(len(word) >= _SHORTEST_SHORT_NAME and name[0].startswith(word) for word in bare):
        return True
    surname = plain_words(worker.name.split()[-1]) if worker.name.split() else []
    whole = "".join(surname)
    if whole in sounds or any(len(part) > 2 and part in sounds for part in surname):
        return True
    return len(whole) >= _LONG_ENOUGH_TO_MISSPELL and bool(get_close_matches(whole, sounds, n=1, cutoff=_ALIKE))
