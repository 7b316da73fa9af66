"""Names as a cell holds them: first and last, notes beside a name, and two names in one cell.

What is a note is told by how it is written: people write anything. Only an answer ("Yes") and what somebody is to a
child ("Grandad Bob"), which headings and cells know anyway, are told by their words.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product, takewhile

from portal.families.policy import Relationship
from portal.foundation.text import APOSTROPHES, HYPHENS, folded
from portal.imports.spellings import GENERIC, relationship_of
from portal.imports.values import has_letters, is_blank, yes_or_no
from portal.imports.vocabulary import pattern, word_set

_TITLES = re.compile(rf"^(?:{pattern('{titles}').pattern}\b\.?(?:\s+|$))+", re.IGNORECASE)
_SUFFIXES, _PARTICLES, _LIKE_BLANKS = map(word_set, ("suffixes", "particles", "names_like_blanks"))
_SIGNS = frozenset(" .,\u00b7\u200c\u200d" + APOSTROPHES + HYPHENS)
_BRACKETS = re.compile(r"[(\[{“\"]([^)\]}”\"]*)(?:[)\]}”\"]|$)")
_NOTE = re.compile(rf"\s+[{HYPHENS}]+\s*|\s*[{HYPHENS}]+\s+|\s*:\s*")
_STRONG = re.compile(r"\s*[&+/;|\n]\s*|\s+(?:and|with|plus)\s+", re.IGNORECASE)
_LONGEST_CAPITALS = 2  # AJ
_FEW = 3  # names


@dataclass(frozen=True)
class Name:
    """One person's name; ``last`` may be empty."""

    first: str
    last: str
    known_as: str = ""
    relationship: Relationship | None = None  # “Ana Reyes (mum)”

    def __str__(self) -> str:
        return f"{self.first} {self.last}".strip()


def plain_name(parts: Sequence[str]) -> Name:
    """Return the name of one person as it is written, in one cell or two (first and last), without a title."""
    if len(parts) > 1:
        return Name(_untitled(parts[0]), _untitled(parts[1]))
    pieces = [piece.strip() for piece in parts[0].strip(" ,").split(",")]
    suffix = pieces.pop() if len(pieces) > 1 and _is_suffix(pieces[-1]) else ""
    if len(pieces) > 1 and not any(piece[:1].isdecimal() for piece in pieces):
        return Name(_untitled(" ".join(pieces[1:])), f"{pieces[0]} {suffix}".strip())
    return _of_words(re.findall(r"\([^)]*\)|\S+", f"{_untitled(', '.join(pieces))} {suffix}"))


def _of_words(words: list[str]) -> Name:
    """Part a name where the last name begins: with particles before it, a suffix or a bracket after it.

    "MARSH Ivy" begins with the last name.
    """
    capitals = list(takewhile(str.isupper, words))
    rest = words[len(capitals) :]
    if rest and rest[0][0].isupper() and any(map(_shouts, capitals)) and not has_note(" ".join(words)):
        return Name(" ".join(rest), " ".join(capitals))
    at = len(words) - 1
    while at > 1 and (_is_suffix(words[at]) or words[at].startswith("(")):
        at -= 1
    while at > 1 and words[at - 1].casefold() in _PARTICLES:
        at -= 1
    return Name(" ".join(words[:at]), " ".join(words[at:])) if at > 0 else Name(" ".join(words), "")


def _is_suffix(word: str) -> bool:
    return word.strip(".").casefold() in _SUFFIXES


def _untitled(name: str) -> str:
    """Return a name on one line without its title; what names a couple keeps theirs."""
    line = " ".join(name.split())
    return line if _STRONG.search(line) else _TITLES.sub("", line) or line


def is_no_name(text: str) -> bool:
    """Say whether this is a word for “we do not know” and nobody's name, as Nil, Na, None and Null are."""
    return is_blank(text) and has_letters(text) and text.casefold() not in _LIKE_BLANKS


def has_note(text: str) -> bool:
    """Say whether something beside one person's name stands in a name cell."""
    odd = any(not _is_of_a_name(word) for word in text.split(" "))
    return odd or bool(_NOTE.search(text) or _STRONG.search(text)) or len(_by_commas(text)) > 1


def has_two_first_names(parts: Sequence[str]) -> bool:
    """Say whether "Max, Eve" stands before a last name, or one word twice in a name, as two people's last name does."""
    words = folded(" ".join(parts)).split()
    is_twice = len(words) > len(set(words)) and len(words) > 2
    return (len(parts) > 1 and "," in parts[0].strip(", ")) or is_twice


def is_no_person(parts: Sequence[str]) -> bool:
    """Say whether a cell says something about an adult instead of their name: "Yes", "X", "Grandad Bob", "Mum only"."""
    text = " ".join(parts)
    words = [word for word in re.findall(r"\w+", text.casefold()) if len(word) > 2]
    is_answer = yes_or_no(text) is not None or len(text.strip(".")) == 1
    return is_answer or any(relationship_of(word) or word in GENERIC for word in words)


def _is_of_a_name(word: str) -> bool:
    """Say whether a word has only what names have; a figure only after a letter ("Kid01")."""
    plain = all(c in _SIGNS or c.isdecimal() or unicodedata.category(c)[0] in "LM" for c in word)
    return plain and not word[:1].isdecimal()


def _by_commas(text: str) -> list[str]:
    """Part "Max Boyle, Eve Boyle", where each part is a whole name; "LAST, First" and "Day, Jr" are one person."""
    pieces = [piece.strip() for piece in text.strip(" ,").split(",")]
    return pieces if len(pieces) > 1 and all(len(_untitled(piece).split()) > 1 for piece in pieces) else [text]


def ways_to_read(parts: Sequence[str], *, of_child: bool) -> dict[str, tuple[Name, ...]]:
    """Return by answer whom a name cell with a note, or with two names, may name."""
    found: dict[str, tuple[Name, ...]] = {"as-written": (plain_name(parts),)}
    if is_no_name(parts[0]):
        return {**found, "leave-out": ()}
    if of_child and (known_as := _known_as(parts)):
        found["known-as"] = (known_as,)
    if not of_child and len(parts) == 1 and (told := _with_relations(parts[0])):
        return {**found, "part-1" if len(told) == 1 else "split": told, "leave-out": ()}
    for number, choice in enumerate(product(*map(_without_notes, parts)), 1):
        people = _people(choice)
        key = f"part-{number}" if len(people) == 1 else "split" if "split" not in found else f"split-{number}"
        if people not in found.values() and any(has_letters(str(person)) for person in people):
            found[key] = people
    return {**found, "leave-out": ()}


def _with_relations(text: str) -> tuple[Name, ...]:
    """Return the people of "Mum: Ana Reyes / Dad: Luis Reyes" or "Zoe Dean (mum)"; nobody where any has no relation."""
    found = []
    for piece in re.split(rf"(?<=\)),|{_STRONG.pattern}", text, flags=re.IGNORECASE):
        sides = [side for side in map(str.strip, re.split(r"[()\[\]:,]|\s[–-]+\s", piece)) if side]
        kinds = [relationship_of(side) for side in sides]
        if len(sides) != 2 or kinds.count(None) != 1 or has_note(name := sides[kinds.index(None)]):
            return ()
        found.append(replace(plain_name([name]), relationship=next(filter(None, kinds))))
    return tuple(found)


def _known_as(parts: Sequence[str]) -> Name | None:
    """Return "Max (Maxwell) Pope", or "Max Pope (Maxwell)", as Max Pope, known as Maxwell: one word in brackets."""
    within = re.search(r"\s" + _BRACKETS.pattern, parts[0])
    if not within or not within[1][:1].isupper() or _shouts(within[1]) or not _is_of_a_name(within[1]):
        return None
    before, after = parts[0][: within.start()].strip(), parts[0][within.end() :].strip()
    if len(parts) > 1:
        return Name(_untitled(before), parts[1], within[1]) if before and not after else None
    name = Name(_untitled(before), after) if after else plain_name([before])
    return replace(name, known_as=within[1]) if name.first and name.last else None


def _without_notes(text: str) -> list[str]:
    """Return what may be the name: each part around a dash or colon, without brackets and figures.

    Each part is also given without its words in capitals, up to its first word in small letters.
    """
    pieces = [" ".join(w for w in p.split(" ") if not w[:1].isdecimal()) for p in _NOTE.split(_BRACKETS.sub(" ", text))]
    pieces = [re.sub(r"^[^\w(]+|[^\w).]+$", "", piece) for piece in pieces if has_letters(piece)]
    calm = [list(takewhile(lambda w: not _is_small(w), (w for w in p.split() if not _shouts(w)))) for p in pieces]
    names = [" ".join(words) for words in calm if len(words) > 1 and not " ".join(words).isupper()]
    return list(dict.fromkeys([*(re.sub(" +", " ", piece) for piece in pieces), *names])) or [text]


def _people(choice: Sequence[str]) -> tuple[Name, ...]:
    """Return the people of a name cell; who has no last name of their own has the other's."""
    pieces = choice[0].split(",") if len(choice) > 1 else _by_commas(choice[0])
    if _STRONG.search(choice[0]):
        pieces = _STRONG.split(choice[0])
        is_last_first = choice[0].count(",") == 1 and " " not in pieces[0].split(",")[0] and " " not in pieces[-1]
        pieces = pieces if is_last_first else [piece for each in pieces for piece in each.split(",")]
    pieces = [piece.strip(" ,") for piece in pieces]
    if len(pieces) < 2 or not all(has_letters(_TITLES.sub("", piece)) for piece in pieces):
        return (plain_name(choice),)
    if len(choice) > 1:
        return tuple(Name(_untitled(piece), choice[1]) for piece in pieces)
    names = [plain_name([piece]) for piece in pieces]
    family = next((name.last for name in reversed(names) if name.last), "")
    return tuple(Name(name.first, name.last or family) for name in names)


def unlike_the_rest(columns: Mapping[int, Iterable[str]]) -> dict[int, frozenset[str]]:
    """Return by column the texts in capitals or small letters where names are written in another way.

    What most of a column is written in is fine: it is the habit of the list.
    """
    distinct = {column: {text: _style(text) for text in texts} for column, texts in columns.items()}
    everywhere = Counter(style for styles in distinct.values() for style in styles.values())
    found = {}
    for column, styles in distinct.items():
        here = Counter(styles.values())
        odd = {style for style in here if style != "plain" and _is_odd(style, here, everywhere)}
        found[column] = frozenset(text for text, style in styles.items() if style in odd)
    return found


def _is_odd(style: str, here: Counter[str], everywhere: Counter[str]) -> bool:
    """Judge a column by itself, and one with very few names by all columns."""
    others = here.total() - here[style]
    if others >= _FEW:
        return here[style] <= others
    return here[style] <= (_FEW if others else 1) and 2 * everywhere[style] <= everywhere.total()


def _style(text: str) -> str:
    words = _NOTE.split(_BRACKETS.sub(" ", text))[0].split()
    if any(map(_shouts, words)):
        return "capitals"
    return "small" if any(map(_is_small, words)) else "plain"


def _is_small(word: str) -> bool:
    return word.islower() and word not in _PARTICLES


def _shouts(word: str) -> bool:
    letters = sum(map(str.isalpha, word))
    return word.isupper() and letters > _LONGEST_CAPITALS and "." not in word and not _is_suffix(word)
