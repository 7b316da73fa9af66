"""Which of an adult's answers counts: a rule of the setting's policy, as pure functions."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from portal.consents.policy import Answer, LatestWish, Method, Wish

Key = tuple[int, int, str]  # child, adult and use
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


@dataclass(frozen=True)
class Merge:
    """That two children, or two adults, were found to be one on a day, after the record of that number was stored.

    ``place`` is where they stand in a key: 0 for children, 1 for adults.
    """

    place: int
    duplicate: int
    kept: int
    after_record: int
    on: date

    def key(self, key: Key) -> Key:
        """Return the key under which what was said is read from then on."""
        child, adult, use = (self.kept if i == self.place and v == self.duplicate else v for i, v in enumerate(key))
        return child, adult, use  # type: ignore[return-value]


@dataclass(frozen=True)
class Return:
    """That an adult has full responsibility again, whom a court order restricted, since a day and a number of a record.

    No yes of before counts, given with full responsibility or without it: rights are never inferred (product.md §8.12).
    A no stands.
    """

    child: int
    adult: int
    after_record: int
    on: date


def asked_again(answer: StoredAnswer, on: date) -> StoredAnswer:
    """Return what an answer of before a merge or a return on a day is worth since: a yes no longer counts.

    Its last day says so, being before its first. No paper of an earlier day changes that, nor a no.
    """
    is_yes = answer.answer is Answer.YES and not answer.yes_protects
    until = answer.given_on - timedelta(days=1) if is_yes else answer.counts_until
    return replace(answer, not_before=max(on, answer.placed_on), counts_until=until)


def united(answers: Sequence[StoredAnswer], on: date) -> StoredAnswer:
    """Return what stands of the answers of two entries that were found to be one on a day (product.md §8.12).

    The newest answer that allows less stands. A yes of either was said of an entry, not of the two as one.
    """
    protecting = [answer for answer in answers if answer.protects]
    return asked_again(max(protecting or answers, key=lambda each: (each.placed_on, each.record_id)), on)


def _merged(latest: dict[Key, StoredAnswer], merge: Merge) -> dict[Key, StoredAnswer]:
    found: dict[Key, list[StoredAnswer]] = defaultdict(list)
    for key, answer in latest.items():
        found[merge.key(key)].append(answer)
    return {
        key: united(answers, merge.on) if key[merge.place] == merge.kept else answers[0]
        for key, answers in found.items()
    }


class _History:
    """What counts so far under each key, while answers and facts come in the order of storing."""

    def __init__(self) -> None:
        self.latest: dict[Key, StoredAnswer] = {}
        self._merges: list[Merge] = []
        self._returned_on: dict[Key, date] = {}

    def add_fact(self, fact: Merge | Return) -> None:
        if isinstance(fact, Merge):
            self._merges.append(fact)
            self.latest = _merged(self.latest, fact)
            returned = sorted(self._returned_on.items(), key=lambda item: item[1])
            self._returned_on = {fact.key(whose): on for whose, on in returned}  # the later day of either entry
            return
        whose = self._key((fact.child, fact.adult, ""))
        self._returned_on[whose] = fact.on
        said = {key: answer for key, answer in self.latest.items() if key[:2] == whose[:2]}
        self.latest |= {key: asked_again(answer, fact.on) for key, answer in said.items()}

    def add_answer(self, key: Key, new: StoredAnswer) -> None:
        key = self._key(key)
        before, returned_on = self.latest.get(key), self._returned_on.get((*key[:2], ""), date.min)
        if before and overrules(new, before):
            self.latest[key] = replace(new, not_before=before.placed_on)
        elif before is None and new.answer is not Answer.NOT_ANSWERED:
            is_older = new.method not in OUTRANKS_ALL_BEFORE and new.given_on < returned_on
            self.latest[key] = asked_again(new, returned_on) if is_older else new

    def _key(self, key: Key) -> Key:
        for merge in self._merges:
            key = merge.key(key)
        return key


def latest_answers(
    stored: Iterable[tuple[Key, StoredAnswer]], facts: Sequence[Merge | Return] = ()
) -> dict[Key, StoredAnswer]:
    """Return the answer that counts under each key, from answers and facts in the order of storing.

    Until a merge each entry has a history of its own; what is stored later comes on top of both (product.md §2.4).
    """
    history, done = _History(), 0
    for key, new in stored:
        while done < len(facts) and facts[done].after_record < new.record_id:
            history.add_fact(facts[done])
            done += 1
        history.add_answer(key, new)
    for fact in facts[done:]:
        history.add_fact(fact)
    return history.latest


@dataclass(frozen=True)
class NotedWish:
    """What was noted under one entry of a child, and when; a later wish has a larger id."""

    id: int
    noted_at: datetime
    wish: LatestWish


def last_wishes(
    noted: Iterable[tuple[int, NotedWish]], merges: Sequence[tuple[int, int, datetime]]
) -> dict[int, NotedWish]:
    """Return by the entry that is kept what each child said last, from wishes and merges, both in order.

    A merge is the duplicate, the entry that is kept, and the moment. Then the stronger word of either entry stands
    (product.md §8.12): a no, and of its day “not today”. What is noted later is said of the child, and replaces it.
    """
    latest: dict[int, NotedWish] = {}
    done = 0
    for entry, new in noted:
        while done < len(merges) and merges[done][2] <= new.noted_at:
            _unite_wishes(latest, *merges[done])
            done += 1
        for duplicate, kept, _at in merges[:done]:
            entry = kept if entry == duplicate else entry
        latest[entry] = new
    for merge in merges[done:]:
        _unite_wishes(latest, *merge)
    return latest


def _unite_wishes(latest: dict[int, NotedWish], duplicate: int, kept: int, _at: datetime) -> None:
    said = [latest.pop(entry) for entry in (duplicate, kept) if entry in latest]
    if said:
        weights = {Wish.HAPPY: 0, Wish.NOT_TODAY: 1, Wish.NO: 2}
        latest[kept] = max(said, key=lambda each: (weights[each.wish.say], each.id))
