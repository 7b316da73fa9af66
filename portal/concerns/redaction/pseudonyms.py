"""Finds names in free text, for records without names."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from portal.foundation.text import APOSTROPHES, HYPHENS, without_accents

_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Person:
    """Someone a record names. ``key`` tells apart two people of one name; ``other_names`` are nicknames, surnames."""

    key: str
    full_name: str
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mark:
    """Where a text names somebody, from ``start`` to before ``end``; ``keys`` are all who are called so."""

    start: int
    end: int
    keys: tuple[str, ...]


class Names:
    """Finds the people of one document in its texts.

    It finds full names, first names and the other names given, as whole words, in capitals or not, with or without
    their accents, with straight or curly apostrophes, and before a possessive ending.

    What it cannot do: it misses misspellings, nicknames and surnames it was not given, people it was not told of, and
    anyone plain from the story itself ("the twins"). It also finds a name that is an ordinary word ("will", "grace").
    One-letter names are left alone. So a person reads each text and decides (``service.py``).
    """

    def __init__(self, people: Sequence[Person]) -> None:
        known: dict[str, list[str]] = {}
        for person in people:
            for name in sorted(_names(person)):
                sharing = known.setdefault(name, [])
                if person.key not in sharing:
                    sharing.append(person.key)
        longest_first = sorted(known, key=lambda name: (-len(name), name))
        self._keys = [tuple(known[name]) for name in longest_first]
        self._pattern = _pattern(longest_first) if longest_first else None

    def find(self, text: str) -> list[Mark]:
        """Return where a text, in composed form (Unicode NFC), names somebody, in its order."""
        found = self._pattern.finditer(text) if self._pattern else ()
        return [Mark(match.start(), match.end(), self._keys[(match.lastindex or 1) - 1]) for match in found]


def words_of(*texts: str) -> frozenset[str]:
    """Return every word in some texts as ``could_name`` compares them: small letters, without accents."""
    return frozenset(word for text in texts for word in plain_words(text))


def plain_words(text: str) -> list[str]:
    """Return the words of a text in their order: small letters, without accents, parted at apostrophes and hyphens."""
    found: list[str] = _LETTERS.findall(_plain(text))
    return found


def could_name(person: Person, words: Collection[str]) -> bool:
    """Return whether texts of these words could name a person: quick, and never wrong when it says no.

    A document with thousands of names to look for takes seconds a page; few of them stand in any one text.
    """
    first_words = {_LETTERS.search(_plain(name)) for name in _names(person)}
    return any(found is not None and found.group() in words for found in first_words)


def letters(position: int) -> str:
    """Return A for 0, Z for 25, AA for 26, and so on."""
    written = ""
    position += 1
    while position:
        position, letter = divmod(position - 1, len(ascii_uppercase))
        written = ascii_uppercase[letter] + written
    return written


def _names(person: Person) -> set[str]:
    first_name = (person.full_name.split() or [""])[0]
    written = {_canonical(name) for name in (person.full_name, first_name, *person.other_names)}
    # People type "Zoe" for "Zoë" and "Lukasz" for "Łukasz".
    return {name for spelling in written for name in (spelling, _plain(spelling)) if len(name) > 1}


def _canonical(name: str) -> str:
    straight = re.sub(f"[{APOSTROPHES}]", "'", unicodedata.normalize("NFC", name))
    return " ".join(re.sub(f"[{HYPHENS}]", "-", straight).split()).lower()


def _plain(text: str) -> str:
    """Return a text without accents, composed like the text it is looked for in, so not ``folded``: signs keep their place."""
    return unicodedata.normalize("NFC", without_accents(_canonical(text)))


def _pattern(names: Sequence[str]) -> re.Pattern[str]:
    one_of = "|".join(f"({''.join(_as_typed(letter) for letter in name)})" for name in names)
    # A digit or underscore does not end a name's privacy: "amira2019" and "_Amira_" name her too.
    return re.compile(rf"(?<![^\W\d_])(?:{one_of})(?![^\W\d_])", re.IGNORECASE)


def _as_typed(letter: str) -> str:
    if letter == " ":
        return r"\s+"
    if letter == "'":
        return f"[{APOSTROPHES}]"
    return f"[{HYPHENS}]" if letter == "-" else re.escape(letter)
