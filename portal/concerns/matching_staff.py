"""Whether a name typed for “somebody else” could be that of someone who works here: pure rules over names."""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import pairwise

from portal.concerns.redaction.pseudonyms import plain_words
from portal.concerns.routing import CHAIR, Worker
from portal.concerns.subjects import ROLE_OF, Subject, SubjectKind

_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "sir", "madam", "the"})
# How alike two spellings of a surname are: “Kelley” and “Kelly” are 0.91, “Kelsey” and “Kelly” 0.73.
_ALIKE = 0.8
_LONG_ENOUGH_TO_MISSPELL = 5
# “Sam” for Samantha, “Steph” for Stephanie.
_SHORTEST_SHORT_NAME = 3


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
