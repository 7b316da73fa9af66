"""Children's names as lists need them: found however they are typed, sorted, and told apart on a wall."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import NamedTuple

# Letters that are no accented form of another one, and yet are typed as one.
_LIKE = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"})

_APOSTROPHES = frozenset("'`\u2018\u2019\u02bc\u00b4")


class Entry(NamedTuple):
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


@lru_cache(maxsize=32_768)
def plain(name: str) -> str:
    """Return a name in small letters without accents and marks: “O’Connor-Núñez” is “oconnor nunez”."""
    if not name.isalpha() or not name.isascii():
        parts = unicodedata.normalize("NFKD", name.casefold().translate(_LIKE))
        kept = (c if c.isalnum() else "" if c in _APOSTROPHES or unicodedata.combining(c) else " " for c in parts)
        return " ".join("".join(kept).split())
    return name.lower()


def order(entry: Entry) -> tuple[str, str, int]:
    """Return by what a list is sorted: last name, first name, number. Both databases sort accents differently."""
    return plain(entry.last_name), plain(entry.first_name), entry.id


def is_like(entry: Entry, words: Sequence[str]) -> bool:
    """Return whether each of ``words``, which are plain, stands somewhere in the child’s name."""
    whole = f"{plain(entry.first_name)} {plain(entry.last_name)} {plain(entry.known_as)}"
    run_together = whole.replace(" ", "")
    return all(word in whole or word in run_together for word in words)


def told_apart(entries: Iterable[Entry]) -> dict[int, str]:
    """Return for each child’s id the first name and as few letters of the last name as tell the children apart.

    Two children of one whole name are told apart by their birthdays.
    """
    spelt = sorted((plain(each.called), _letters(each), each.id, each) for each in entries)
    shared = [_alike(one, other) for one, other in pairwise(spelt)]
    return {
        each.id: _shortened(each, max(before, after))
        for (_first, _last, _id, each), before, after in zip(spelt, [0, *shared], [*shared, 0], strict=False)
    }


_Spelt = tuple[str, list[str], int, Entry]


def _letters(entry: Entry) -> list[str]:
    return [letter.casefold() for letter in " ".join(entry.last_name.split())]


def _alike(one: _Spelt, other: _Spelt) -> int:
    """Return how many letters of the last names are the same, one more where that is all of them."""
    if one[0] != other[0]:
        return 0
    same = sum(1 for _same in takewhile(lambda pair: pair[0] == pair[1], zip(one[1], other[1], strict=False)))
    return same + (one[1] == other[1])


def _shortened(entry: Entry, same_letters: int) -> str:
    last = " ".join(entry.last_name.split())
    if same_letters > len(last):
        return f"{entry.called} {last} {entry.born_on:%d/%m/%Y}"
    end = same_letters + 1
    while end < len(last) and not last[end - 1].isalnum():
        end += 1  # a space or a hyphen alone tells nobody apart
    return f"{entry.called} {last[:end]}".strip()
