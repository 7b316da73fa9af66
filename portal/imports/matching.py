"""Finding the one person behind several records: within a list first, then on the register.

What is certain is matched; what is likely is asked, with both sides shown; without an answer it is left out.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from portal.foundation.canonical import canonical_json, sha256_hex
from portal.imports.faults import FaultValue
from portal.imports.policy import Verdict
from portal.imports.questions import Option, Question, QuestionKind

F = TypeVar("F")
DIFFERENT = "different"


@dataclass(frozen=True)
class Record(Generic[F]):
    """One record to compare: what tells it apart, what it may be looked up by, and the words that show it.

    ``key`` names it: its place in the list, or "r" and its id on the register, with "/" and a number for each further
    entry that somebody has there. ``rows`` are none on the register.
    """

    key: str
    facts: F
    blocks: tuple[Hashable, ...]
    rows: tuple[int, ...]
    shown: Mapping[str, FaultValue]


@dataclass(eq=False)
class Group(Generic[F]):
    """The records of one person; of one who ``waits`` a record was asked about, and nobody has answered."""

    records: list[Record[F]]
    waits: bool = False

    @property
    def key(self) -> str:
        return self.records[0].key


@dataclass(frozen=True)
class Rule(Generic[F]):
    """How two records are compared, and what is asked where that is not certain."""

    compare: Callable[[F, F], Verdict]
    kind: QuestionKind
    scope: str  # part of a question's key: a record may be asked about within the list, and on the register

    def verdict(self, record: Record[F], group: Group[F]) -> Verdict:
        """Return the surest verdict on the record and any one of the group."""
        return max(self.compare(record.facts, each.facts) for each in group.records)


@dataclass
class Matching(Generic[F]):
    """The outcome: records by group, those that wait for an answer, and every question with its answer."""

    groups: list[Group[F]] = field(default_factory=list)
    matched: dict[str, str] = field(default_factory=dict)  # key of a group of the list -> key on the register
    waiting: set[str] = field(default_factory=set)
    questions: list[Question] = field(default_factory=list)


def group_records(records: Iterable[Record[F]], rule: Rule[F], answers: Mapping[str, str]) -> Matching[F]:
    """Put the records of a list together, person by person, in the order of the list."""
    found: Matching[F] = Matching()
    index: dict[Hashable, list[Group[F]]] = defaultdict(list)
    for record in records:
        candidates = _candidates(record, index)
        sure = [group for group in candidates if rule.verdict(record, group) is Verdict.SAME]
        likely = sure or [group for group in candidates if rule.verdict(record, group) is Verdict.ASK]
        group, is_open = (sure[0], False) if len(sure) == 1 else (None, False)
        if likely and group is None:
            group, is_open = _asked(record, likely, rule, answers, found, record.rows)
        if group is None:
            group = Group([], is_open)
            if not is_open:
                found.groups.append(group)
        group.records.append(record)
        if group.waits:  # whoever belongs to a record that waits does too
            found.waiting.add(record.key)
        for block in record.blocks:
            if group not in index[block]:
                index[block].append(group)
    return found


def match_groups(
    groups: Sequence[Group[F]], register: Iterable[Record[F]], rule: Rule[F], answers: Mapping[str, str]
) -> Matching[F]:
    """Match each person of a list with at most one of the register, and nobody with somebody already matched.

    Who is certain goes first: a question is asked only about those of the register whom the list does not name. Somebody
    with several entries there may be named as often as different ones of them are certain.
    """
    found: Matching[F] = Matching()
    index: dict[Hashable, list[Group[F]]] = defaultdict(list)
    for kept in register:
        for block in set(kept.blocks):
            index[block].append(Group([kept]))
    candidates = {g.key: _verdicts(g, index, rule) for g in groups}
    found.matched = _certain({key: _sure(verdicts) for key, verdicts in candidates.items()})
    taken = set(found.matched.values())
    for group in [group for group in groups if group.key not in found.matched]:
        free = {key: pair for key, pair in candidates[group.key].items() if _person(key) not in taken}
        likely = list({_person(key): kept for key, (kept, _) in free.items() if key in (_sure(free) or free)}.values())
        kept_group, _ = (
            _asked(group.records[0], likely, rule, answers, found, _rows(group)) if likely else (None, False)
        )
        if kept_group is not None:
            found.matched[group.key] = _person(kept_group.key)
            taken.add(_person(kept_group.key))
    return found


def _certain(sure: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return whom of the register each is, where one person is certain, and as often as different entries of theirs are."""
    entries: dict[str, set[str]] = defaultdict(set)
    for keys in sure.values():
        for key in keys:
            entries[_person(key)].add(key)
    people = {key: {_person(each) for each in keys} for key, keys in sure.items()}
    wanted = Counter(person for found in people.values() for person in found)
    certain = {key: next(iter(found)) for key, found in people.items() if len(found) == 1}
    return {key: person for key, person in certain.items() if wanted[person] <= len(entries[person])}


def _person(key: str) -> str:
    """Return the key of whoever has this entry of the register."""
    return key.partition("/")[0]


def united(groups: Iterable[Group[F]], ids: Mapping[str, int]) -> list[Group[F]]:
    """Put together the groups that are one person of the register, named by different entries of theirs."""
    first: dict[int, Group[F]] = {}
    kept = []
    for group in groups:
        owner = first.setdefault(ids[group.key], group) if group.key in ids else group
        if owner is group:
            kept.append(group)
        else:
            owner.records.extend(group.records)
    return kept


def _sure(verdicts: Mapping[str, tuple[Group[F], Verdict]]) -> list[str]:
    return [key for key, (_, verdict) in verdicts.items() if verdict is Verdict.SAME]


def _verdicts(
    group: Group[F], index: Mapping[Hashable, list[Group[F]]], rule: Rule[F]
) -> dict[str, tuple[Group[F], Verdict]]:
    """Return those of the register who are this person, or may be."""
    found: dict[str, tuple[Group[F], Verdict]] = {}
    for record in group.records:
        for kept in _candidates(record, index):
            verdict = max(rule.verdict(record, kept), found.get(kept.key, (kept, Verdict.DIFFERENT))[1])
            if verdict is not Verdict.DIFFERENT:
                found[kept.key] = kept, verdict
    return found


def _rows(group: Group[F]) -> tuple[int, ...]:
    return tuple(sorted({row for record in group.records for row in record.rows}))


def _candidates(record: Record[F], index: Mapping[Hashable, list[Group[F]]]) -> list[Group[F]]:
    return list({g.key: g for block in record.blocks for g in index.get(block, ())}.values())


def _asked(
    record: Record[F], likely: Sequence[Group[F]], rule: Rule[F], answers: Mapping[str, str], found: Matching[F],
    rows: tuple[int, ...],
) -> tuple[Group[F] | None, bool]:  # fmt: skip
    """Ask who of these the record is; return whom the answer names, and whether it is still open."""
    options = [Option(group.key, "same", group.records[0].shown) for group in likely]
    # An answer is to what was shown: about other people, or with somebody more to choose from, it is asked anew.
    shown = sha256_hex(canonical_json([record.shown, [[option.value, option.values] for option in options]]))
    key = f"{rule.kind}-{rule.scope}-{record.key}-{shown[:12]}"
    question = Question(key, rule.kind, rows, (*options, Option(DIFFERENT, DIFFERENT)), record.shown)
    answer = answers.get(key, "")
    if answer not in [option.value for option in question.options]:
        answer = ""
        found.waiting.add(record.key)
    found.questions.append(replace(question, answer=answer))
    return next((group for group in likely if group.key == answer), None), not answer
