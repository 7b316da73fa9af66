"""Children's names as lists need them: found however they are typed, sorted, and told apart on a wall."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import takewhile
from typing import NamedTuple

from portal.foundation.text import folded


class ListedChild(NamedTuple):
    """A child as a register names them. Lighter than a row's object, since a register holds thousands."""

    id: int
    first_name: str
    last_name: str
    known_as: str
    born_on: date
    leaves_on: date | None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def called(self) -> str:
        """What the child is called from day to day."""
        return self.known_as or self.first_name


def sort_key(entry: ListedChild) -> tuple[str, str, int]:
    """Return by what a list is sorted: last name, first name, number. Both databases sort accents differently."""
    return folded(entry.last_name), folded(entry.first_name), entry.id


def by_first_name(entry: ListedChild) -> tuple[str, str, int]:
    """Return by what a list is sorted for whoever calls the children: first name, last name, number."""
    return folded(entry.first_name), folded(entry.last_name), entry.id


def matches_name(entry: ListedChild, words: Sequence[str]) -> bool:
    """Return whether each of ``words``, which are folded, stands somewhere in the child’s name."""
    return has_words(f"{folded(entry.first_name)} {folded(entry.last_name)} {folded(entry.known_as)}", words)


def has_words(name: str, words: Sequence[str]) -> bool:
    """Return whether each of ``words`` stands somewhere in a name; all are folded. Hyphens and spaces do not matter."""
    run_together = name.replace(" ", "")
    return all(word in name or word in run_together for word in words)


def disambiguate(entries: Iterable[ListedChild]) -> dict[int, str]:
    """Return for each child’s id the first name and as few letters of the last name as tell the children apart.

    Children of one whole name are numbered as they came into the register; a birthday has no place on a wall.
    """
    groups = _by_whole_name(entries)
    last_names: dict[str, list[_Letters]] = defaultdict(list)
    for called, letters in groups:
        last_names[called].append(letters)
    shown: dict[int, str] = {}
    for (called, letters), group in groups.items():
        others = [other for other in last_names[called] if other != letters]
        same = max((_alike(letters, other) for other in others), default=0)
        for number, entry in enumerate(group, start=1):
            short = _shortened(entry, same)
            shown[entry.id] = f"{short} ({number})" if len(group) > 1 else short
    return shown


def namesakes(entries: Iterable[ListedChild]) -> list[ListedChild]:
    """Return the children who share their whole name with another, in the order in which they are numbered."""
    return [entry for group in _by_whole_name(entries).values() if len(group) > 1 for entry in group]


_Letters = tuple[str, ...]


def _by_whole_name(entries: Iterable[ListedChild]) -> dict[tuple[str, _Letters], list[ListedChild]]:
    """Return the children by first name and letters of the last name, sorted, and those of one name by their id."""
    groups: dict[tuple[str, _Letters], list[ListedChild]] = defaultdict(list)
    for entry in sorted(entries, key=lambda each: (folded(each.called), _letters(each), each.id)):
        groups[folded(entry.called), _letters(entry)].append(entry)
    return groups


def _letters(entry: ListedChild) -> _Letters:
    """Return the letters of the last name with their accents, which tell two children apart on a wall."""
    return tuple(letter.casefold() for letter in " ".join(entry.last_name.split()))


def _alike(one: _Letters, other: _Letters) -> int:
    """Return with how many same letters two last names begin."""
    return sum(1 for _same in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _shortened(entry: ListedChild, same_letters: int) -> str:
    last = " ".join(entry.last_name.split())
    end = same_letters + 1
    while end < len(last) and not last[end - 1].isalnum():
        end += 1  # a space or a hyphen alone tells nobody apart
    return f"{entry.called} {last[:end]}".strip()


def share_a_word(one: str, other: str) -> bool:
    """Return whether a word stands in both names, with or without accents."""
    return not set(folded(one).split()).isdisjoint(folded(other).split())
