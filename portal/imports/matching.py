"""Finding the one person behind several records: within a list first, then on the register.

What is certain is matched; what is likely is asked, with both sides shown; without an answer it is left out.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from portal.foundation.canonical import canonical_json, sha256_hex
from portal.imports.faults import Option, Question, QuestionKind
from portal.imports.policy import AdultFacts, ChildFacts, Verdict

F = TypeVar("F", ChildFacts, AdultFacts)
DIFFERENT = "different"
Group = list[F]  # the records of one person, of which the first lends its key
Index = Mapping[Hashable, Mapping[str, Group[F]]]
Compare = Callable[[F, F], Verdict]


@dataclass
class Matcher(Generic[F]):
    """Answers who is the same person, among children or among adults.

    It gathers what it asks, and by key the records ``waiting`` for an answer.
    """

    kind: QuestionKind
    answers: Mapping[str, str]
    in_list: Compare[F]
    on_register: Compare[F]
    waiting: set[str] = field(default_factory=set)
    questions: list[Question] = field(default_factory=list)

    def people(self, records: Iterable[F], register: Iterable[F]) -> tuple[list[Group[F]], dict[str, int]]:
        """Return each person of a list who does not wait, and the ids of those on the register by key of the group."""
        groups = self._grouped(records)
        ids = {key: int(kept[1:]) for key, kept in self._matched(groups, register).items()}
        return [group for group in groups if group[0].key not in self.waiting], ids

    def _grouped(self, records: Iterable[F]) -> list[Group[F]]:
        """Put the records of a list together, person by person, in the order of the list."""
        groups: list[Group[F]] = []
        index: dict[Hashable, dict[str, Group[F]]] = defaultdict(dict)
        for record in records:
            own = [record]
            verdicts = _verdicts(own, index, self.in_list)
            sure = _sure(verdicts)
            likely = [verdicts[key][0] for key in sure or verdicts]
            answer = sure[0] if len(sure) == 1 else self._ask(own, likely, "list")
            group = next((each for each in likely if each[0].key == answer), own)
            if group is not own:
                group.append(record)
            elif answer:
                groups.append(own)
            if not answer or group[0].key in self.waiting:  # whoever belongs to a record that waits does too
                self.waiting.add(record.key)
            for block in record.blocks:
                index[block].setdefault(group[0].key, group)
        return groups

    def _matched(self, groups: Sequence[Group[F]], register: Iterable[F]) -> dict[str, str]:
        """Return by key whom of the register each group is: nobody is somebody who is already matched.

        Who is certain goes first: a question is asked only about those of the register whom the list does not name.
        Somebody with several entries there may be named as often as different ones of them are certain.
        """
        index: dict[Hashable, dict[str, Group[F]]] = defaultdict(dict)
        for kept in register:
            for block in kept.blocks:
                index[block][kept.key] = [kept]
        found = {group[0].key: _verdicts(group, index, self.on_register) for group in groups}
        matched = _certain({key: _sure(verdicts) for key, verdicts in found.items()})
        taken = set(matched.values())
        for group in [group for group in groups if group[0].key not in matched]:
            free = {key: pair for key, pair in found[group[0].key].items() if _person(key) not in taken}
            likely = {_person(key): free[key][0] for key in _sure(free) or free}
            answer = self._ask(group, list(likely.values()), "register")
            if not answer:
                self.waiting.update(record.key for record in group)
            elif answer != DIFFERENT:
                matched[group[0].key] = _person(answer)
                taken.add(matched[group[0].key])
        return matched

    def _ask(self, about: Group[F], likely: Sequence[Group[F]], scope: str) -> str:
        """Ask who of these a group is, and return the key of whom the answer names, DIFFERENT, or "" while it is open."""
        if not likely:
            return DIFFERENT
        shown = about[0].shown
        options: list[Option] = [Option(group[0].key, "same", group[0].shown) for group in likely]
        # An answer is to what was shown: about other people, or with somebody more to choose from, it is asked anew.
        digest = sha256_hex(canonical_json([shown, [[option.value, option.values] for option in options]]))[:12]
        key = f"{self.kind}-{scope}-{about[0].key}-{digest}"
        rows = tuple(sorted({row for record in about for row in record.rows}))
        question = Question(key, self.kind, rows, (*options, Option(DIFFERENT, DIFFERENT)), shown)
        answer = self.answers.get(key, "")
        answer = answer if answer in [option.value for option in question.options] else ""
        self.questions.append(replace(question, answer=answer))
        return answer


def _verdicts(group: Group[F], index: Index[F], compare: Compare[F]) -> dict[str, tuple[Group[F], Verdict]]:
    """Return by key those who are this person, or may be, with the surest verdict on any two of their records."""
    near = {key: each for record in group for block in record.blocks for key, each in index.get(block, {}).items()}
    verdicts = {key: (each, max(compare(one, other) for one in group for other in each)) for key, each in near.items()}
    return {key: pair for key, pair in verdicts.items() if pair[1] is not Verdict.DIFFERENT}


def _sure(verdicts: Mapping[str, tuple[Group[F], Verdict]]) -> list[str]:
    return [key for key, (_, verdict) in verdicts.items() if verdict is Verdict.SAME]


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
