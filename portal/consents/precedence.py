"""Which of an adult's answers is their last word: a rule of the setting's policy, as pure functions."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from portal.consents.policy import Answer, Method

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Said:
    """One answer of one adult to one use, as a record holds it; a later record has a larger id.

    ``yes_protects`` for the wish that every adult be asked, by which a yes allows less than a no does.
    """

    answer: Answer
    given_on: date
    method: Method
    wording_id: int
    record_id: int
    yes_protects: bool = False

    @property
    def protects(self) -> bool:
        """Whether it is the answer that allows less."""
        return (self.answer is Answer.YES) is self.yes_protects


def overrules(new: Said, before: Said) -> bool:
    """Return whether ``new``, which was stored after ``before``, is now the adult's last word (product.md §2.4).

    The later day of giving wins, so that a form keyed late erases nothing said since. Paper bears no time of day:
    what it allows never overrules a no or a withdrawal of the same day, nor a wish to be asked first; and a yes on
    an older wording takes nothing from a yes on a newer one. A question left out overrules nothing.
    """
    if new.answer is Answer.NOT_ANSWERED:
        return False
    if new.method is Method.PAPER and new.wording_id < before.wording_id and not new.protects and not before.protects:
        return False
    if new.given_on != before.given_on:
        return new.given_on > before.given_on
    return not (new.method is Method.PAPER and before.protects and not new.protects)


def last_words(said: Iterable[tuple[Key, Said]]) -> dict[Key, Said]:
    """Return the last word under each key (child, adult and use), from answers in the order they were stored."""
    last: dict[Key, Said] = {}
    for key, new in said:
        before = last.get(key)
        if overrules(new, before) if before else new.answer is not Answer.NOT_ANSWERED:
            last[key] = new
    return last
