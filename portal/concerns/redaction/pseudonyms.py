"""Finds names in free text, for records without names."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from portal.foundation.text import APOSTROPHES, HYPHENS, without_accents

_TITLES = frozenset({"dr", "miss", "mr", "mrs", "ms", "mx"})
# What begins a description, and words that a plural ending makes of short names.
_OF_NOBODY = frozenset({"a", "an", "her", "his", "my", "our", "some", "somebody", "someone", "the", "their", "your"})
_NO_PLURAL = frozenset({"as", "has", "his", "is", "its", "this", "us", "was", "yes"})
_LETTERS = re.compile(r"[^\W\d_]+")
# By so many first letters a word is like a name: “Zofii” and “Zofia”.
ALIKE = 4


@dataclass(frozen=True)
class Person:
    """Someone a record names. ``key`` tells apart two people of one name; ``other_names`` are nicknames, surnames.

    ``surname`` counts only where it begins with a capital: so many people have one that is an ordinary word.
    """

    key: str
    full_name: str
    other_names: tuple[str, ...] = ()
    surname: str = ""


@dataclass(frozen=True)
class Mark:
    """Where a text names somebody, from ``start`` to before ``end``; ``keys`` are all who are called so."""

    start: int
    end: int
    keys: tuple[str, ...]


class Names:
    """Finds the people of one document in its texts.

    It finds full names, first names and the other names given, as whole words, in capitals or not, with or without
    their accents, with straight or curly apostrophes, and before a possessive or plural ending ("Amiras mum").

    What it cannot do: it misses misspellings, nicknames and surnames it was not given, people it was not told of, and
    anyone plain from the story itself ("the twins"). It also finds a name that is an ordinary word ("will", "grace").
    One-letter names are left alone. Of a name with another ending ("Zofii") it only says that it ``resembles`` one.
    So a person reads each text and decides (``service.py``).
    """

    def __init__(self, people: Sequence[Person]) -> None:
        known: dict[str, list[str]] = {}
        self._in_capitals = set[str]()
        for find in (_names, _surnames):
            found = [(name, person.key) for person in people for name in sorted(find(person))]
            self._in_capitals |= {name for name, _key in found} - known.keys() if find is _surnames else set()
            for name, key in found:
                sharing = known.setdefault(name, [])
                if key not in sharing:
                    sharing.append(key)
        longest_first = sorted(known, key=lambda name: (-len(name), name))
        self._names = [(name, tuple(known[name])) for name in longest_first]
        self._pattern = _pattern(longest_first) if longest_first else None
        self._beginnings = {word[:ALIKE] for name in known for word in plain_words(name) if len(word) >= ALIKE}

    def resembles(self, word: str) -> bool:
        """Return whether a word begins with the same four letters as a name: a person looks whether it is one."""
        return any(part[:ALIKE] in self._beginnings for part in plain_words(word))

    def find(self, text: str) -> list[Mark]:
        """Return where a text, in composed form (Unicode NFC), names somebody, in its order."""
        marks = list[Mark]()
        for match in self._pattern.finditer(text) if self._pattern else ():
            name, keys = self._names[(match.lastindex or 1) - 1]
            if match[0][0].isupper() or name not in self._in_capitals:
                marks.append(Mark(match.start(), match.end(), keys))
        return marks


def words_of(*texts: str) -> frozenset[str]:
    """Return every word in some texts as ``could_name`` compares them: small letters, without accents."""
    return frozenset(word for text in texts for word in plain_words(text))


def plain_words(text: str) -> list[str]:
    """Return the words of a text in their order: small letters, without accents, parted at apostrophes and hyphens."""
    found: list[str] = _LETTERS.findall(_plain(text))
    return found


def could_name(person: Person, words: frozenset[str]) -> bool:
    """Return whether texts of these words, or beginnings of words, could name a person: quick, and never wrong when it says no.

    A document with thousands of names to look for takes seconds a page; few of them stand in any one text.
    """
    found = (_LETTERS.search(_plain(name)) for name in _names(person) | _surnames(person))
    return any(word is not None and not words.isdisjoint({word[0], f"{word[0]}s", word[0][:ALIKE]}) for word in found)


def words_to_hide(described: str) -> tuple[str, ...]:
    """Return the words by which somebody could be called who was typed as a name, or only described ("the tall man").

    Those with a capital, without titles; where none has one, each of three at most. More of a description is no name.
    """
    words = [word for word in described.split() if _canonical(word).rstrip(".") not in _TITLES | _OF_NOBODY]
    return tuple([word for word in words if word[0].isupper()] or (words if len(words) <= 3 else ()))


def letters(position: int) -> str:
    """Return A for 0, Z for 25, AA for 26, and so on."""
    written = ""
    position += 1
    while position:
        position, letter = divmod(position - 1, len(ascii_uppercase))
        written = ascii_uppercase[letter] + written
    return written


def _names(person: Person) -> set[str]:
    words = [word for word in person.full_name.split() if _canonical(word).rstrip(".") not in _TITLES]
    first_name = next((word for word in words[:1] if _canonical(word) not in _OF_NOBODY), "")
    return _spellings(person.full_name, first_name, *person.other_names)


def _surnames(person: Person) -> set[str]:
    return _spellings(person.surname)


def _spellings(*names: str) -> set[str]:
    """Return names as they are looked for; people type "Zoe" for "Zoë" and "Lukasz" for "Łukasz"."""
    written = {_canonical(name) for name in names}
    return {name for spelling in written for name in (spelling, _plain(spelling)) if len(name) > 1}


def _canonical(name: str) -> str:
    straight = re.sub(f"[{APOSTROPHES}]", "'", unicodedata.normalize("NFC", name))
    return " ".join(re.sub(f"[{HYPHENS}]", "-", straight).split()).lower()


def _plain(text: str) -> str:
    """Return a text without accents, composed like the text it is looked for in, so not ``folded``: signs keep their place."""
    return unicodedata.normalize("NFC", without_accents(_canonical(text)))


def _pattern(names: Sequence[str]) -> re.Pattern[str]:
    one_of = "|".join(f"({''.join(map(_as_typed, name))}){'' if f'{name}s' in _NO_PLURAL else 's?'}" for name in names)
    # A digit or underscore does not end a name's privacy: "amira2019" and "_Amira_" name her too.
    return re.compile(rf"(?<![^\W\d_])(?:{one_of})(?![^\W\d_])", re.IGNORECASE)


def _as_typed(letter: str) -> str:
    if letter == " ":
        return r"\s+"
    if letter == "'":
        return f"[{APOSTROPHES}]"
    return f"[{HYPHENS}]" if letter == "-" else re.escape(letter)
