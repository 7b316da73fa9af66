"""Children's names as lists need them: found however they are typed, sorted, and told apart on a wall."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

# Letters that are no accented form of another one, and yet are typed as one.
_LIKE = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"})


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
        kept = (c if c.isalnum() else "" if c in "'’‘ʼ`´" or unicodedata.combining(c) else " " for c in parts)
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


def told_apart(entries: Sequence[Entry]) -> dict[int, str]:
    """Return for each child’s id the first name and as few letters of the last name as tell the children apart.

    Two children of one whole name are told apart by their birthdays.
    """
    waiting, found, letters = list(entries), dict[int, str](), 1
    while waiting:
        shown = {entry.id: _shortened(entry, letters) for entry in waiting}
        times = Counter(map(plain, shown.values()))
        clear = [entry for entry in waiting if times[plain(shown[entry.id])] == 1]
        found |= {entry.id: shown[entry.id] for entry in clear}
        spelt_out = [entry for entry in waiting if entry not in clear and letters >= len(entry.last_name)]
        if len(spelt_out) + len(clear) == len(waiting):
            found |= {entry.id: f"{entry.called} {entry.last_name}, born {entry.born_on:%d/%m/%Y}" for entry in spelt_out}
        waiting = [entry for entry in waiting if entry.id not in found]
        letters += 1
    return found


def _shortened(entry: Entry, letters: int) -> str:
    return f"{entry.called} {entry.last_name[:letters].rstrip()}".strip()
