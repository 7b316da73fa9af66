"""Stand-in names (Child A, Staff B) for records without names."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from string import ascii_uppercase

from portal.foundation.text import APOSTROPHES, HYPHENS, without_accents


class PersonKind(StrEnum):
    """What someone is to the setting, as far as a pseudonym tells."""

    CHILD = auto()
    STAFF = auto()
    PARENT = auto()
    OTHER = auto()


_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Person:
    """Someone a record names. ``key`` tells apart two people of one name; ``other_names`` are nicknames, surnames."""

    key: str
    kind: PersonKind
    full_name: str
    other_names: tuple[str, ...] = ()


class Pseudonyms:
    """Pseudonyms for the people of one document, lettered in the order given: the same letter throughout.

    What it replaces in free text: full names, first names and the other names given, as whole words, in capitals or
    not, with or without their accents, with straight or curly apostrophes, and before a possessive ending.

    What it cannot do: it misses misspellings, nicknames and surnames it was not given, people it was not told of, and
    anyone plain from the story itself ("the twins"). It also replaces a name that is an ordinary word ("will",
    "grace"), since leaving a child named is the worse mistake. One-letter names are left alone. Two people of one
    name become "Child A/Child C", as the text does not tell which. A person must read the result before it leaves.
    """

    def __init__(self, people: Sequence[Person], *, words: Mapping[PersonKind, str]) -> None:
        self._labels: dict[str, str] = {}
        for person in people:
            if person.key not in self._labels:
                self._labels[person.key] = f"{words[person.kind]} {letters(len(self._labels))}"
        known = _labels_by_name(people, self._labels)
        longest_first = sorted(known, key=lambda name: (-len(name), name))
        self._replacements = ["/".join(known[name]) for name in longest_first]
        self._pattern = _pattern(longest_first) if longest_first else None

    def label(self, key: str) -> str:
        """Return the pseudonym of one person. Raises KeyError for someone the document was not told of."""
        return self._labels[key]

    def replace(self, text: str) -> str:
        """Return ``text`` with every known name replaced. Letters come back in composed form (Unicode NFC)."""
        composed = unicodedata.normalize("NFC", text)
        if self._pattern is None:
            return composed
        return self._pattern.sub(self._replacement, composed)

    def _replacement(self, match: re.Match[str]) -> str:
        return self._replacements[(match.lastindex or 1) - 1]


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


def _labels_by_name(people: Sequence[Person], labels: Mapping[str, str]) -> dict[str, list[str]]:
    known: dict[str, list[str]] = {}
    for person in people:
        for name in sorted(_names(person)):
            sharing = known.setdefault(name, [])
            if labels[person.key] not in sharing:
                sharing.append(labels[person.key])
    return known


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
