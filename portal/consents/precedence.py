"""Which of an adult's answers counts: a rule of the setting's policy, as pure functions."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from portal.consents.policy import Answer, Method

Key = TypeVar("Key", bound=Hashable)
# What happens when it is stored, so that nothing stored before has to be looked at.
OUTRANKS_ALL_BEFORE = frozenset(Method) - {Method.PAPER}


@dataclass(frozen=True)
class StoredAnswer:
    """One answer of one adult to one use, as a record holds it; a later record has a larger id.

    ``yes_protects`` for the wish that every adult be asked, by which a yes allows less than a no does.
    ``stored_on`` is the day of storing, ``counts_until`` the last day of a yes; ``not_before`` is the day on which the
    answer that this one overruled is placed, once ``latest_answers`` knows it.
    """

    answer: Answer
    given_on: date
    method: Method
    wording_id: int
    record_id: int
    yes_protects: bool = False
    stored_on: date | None = None
    counts_until: date | None = None
    not_before: date | None = None

    @property
    def protects(self) -> bool:
        """Whether it is the answer that allows less."""
        return (self.answer is Answer.YES) is self.yes_protects

    @property
    def placed_on(self) -> date:
        """The day against which the date of a paper is compared: a clock that was set back makes no answer older."""
        return max(self.given_on, self.not_before or self.given_on)


def overrules(new: StoredAnswer, before: StoredAnswer) -> bool:
    """Return whether ``new``, which was stored after ``before``, is the answer that counts now (product.md §2.4).

    What is answered online or noted from speech happens when it is stored, so it outranks everything stored before,
    whatever the clock of the server said then. Only paper is placed by its own date, and bears no time of day: what
    it allows never overrules a no or a withdrawal of the same day, nor a wish to be asked first; and a yes on an
    older wording takes nothing from a yes on a newer one. A question left out overrules nothing.
    Where a clock was wrong, the day that lets the answer that allows less count is taken.
    """
    if new.answer is Answer.NOT_ANSWERED:
        return False
    if new.method in OUTRANKS_ALL_BEFORE:
        return True
    if new.wording_id < before.wording_id and not new.protects and not before.protects:
        return False
    placed = before.given_on if new.protects and not before.protects else before.placed_on
    if new.stored_on is not None and placed > new.stored_on:
        return new.protects  # said before this paper was stored, by a clock that was fast: nobody knows when
    if new.given_on != placed:
        return new.given_on > placed
    return new.protects or not before.protects


def latest_answers(stored: Iterable[tuple[Key, StoredAnswer]]) -> dict[Key, StoredAnswer]:
    """Return the answer that counts under each key (child, adult and use), from answers in the order of storing."""
    latest: dict[Key, StoredAnswer] = {}
    for key, new in stored:
        before = latest.get(key)
        if before is None:
            if new.answer is not Answer.NOT_ANSWERED:
                latest[key] = new
        elif overrules(new, before):
            latest[key] = replace(new, not_before=before.placed_on)
    return latest
