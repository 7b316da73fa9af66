"""What a caption may not say of a child: decided from names and dates that the register knows, and nothing else."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import pairwise

from portal.consents.names import ListedChild
from portal.foundation.dates import read_date
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.foundation.text import APOSTROPHES, folded

# “Amira’s” names Amira.
_POSSESSIVE = re.compile(rf"[{APOSTROPHES}]s\b", re.IGNORECASE)
# What may be a whole date: three parts with a year last or first, the month as a figure or a word.
_DATES = (
    re.compile(r"\b\d{4}[-/. ]\d{1,2}[-/. ]\d{1,2}\b"),
    re.compile(
        r"\b\d{1,2}(?:st|nd|rd|th)?(?:\s+of)?[-/., ]+(?:\d{1,2}|[^\W\d_]{3,})[-/., ]+(?:\d{4}|\d{2})\b", re.IGNORECASE
    ),
    re.compile(r"\b[^\W\d_]{3,}\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:\d{4}|\d{2})\b", re.IGNORECASE),
)
_FEWEST_LETTERS = 3  # of a part of a last name


class WholeNameInCaption(Refusal):
    """A first and a last name together find a child (product.md §5.1)."""

    sentence = mark("Take out the last name: it says %(name)s. A first name alone is enough.")
    field = "caption"


class BirthdayInCaption(Refusal):
    """It holds the date of birth of a child of ours."""

    sentence = mark("Take out the date: a child of ours was born on that day.")
    field = "caption"


class AddressInCaption(Refusal):
    """It holds the setting's address, and so says where the children are."""

    sentence = mark("Take out our address: a caption does not say where the children are.")
    field = "caption"


def refusal_of(caption: str, children: Iterable[ListedChild], address: str, *, today: date) -> Refusal | None:
    """Return what refuses a whole name or date of birth of one of ``children``, or the setting's address, if any stands there."""
    words, days = _words(caption), days_in(caption, today)
    if any(_has(words, part) for part in _address_parts(address)):
        return AddressInCaption()
    for child in children:
        if child.born_on in days:
            return BirthdayInCaption()
        if _says_whole_name(words, child):
            return WholeNameInCaption(name=child.name)
    return None


def children_called(caption: str, children: Iterable[ListedChild]) -> list[ListedChild]:
    """Return the children whose first name, its first word, or the name they go by stands in a caption."""
    words = _words(caption)
    return [
        child
        for child in children
        if any(_has(words, part) for name in _first_names(child) for part in (name, name.split()[0]))
    ]


def may_name(caption: str) -> Callable[[str], bool]:
    """Return what tells of the first names of a child whether one of them can stand in a caption at all.

    It costs a fraction of the checks, which are then made for the few for whom it is true.
    """
    words = _words(caption)
    return lambda names: any(word in words for word in folded(names).split())


def days_in(text: str, today: date) -> set[date]:
    """Return each whole date in a text, however it is written."""
    found = (found[0] for pattern in _DATES for found in pattern.finditer(text))
    written = (re.sub(r"\s+of\b", "", each, flags=re.IGNORECASE) for each in found)
    return {day for each in written if (day := read_date(each, today=today).value)}


def _words(text: str) -> str:
    """Return the words of a text as they are compared, with a space around each."""
    return f" {folded(_POSSESSIVE.sub('', text))} "


def _has(words: str, part: str) -> bool:
    """Return whether a part stands there as whole words, written apart or together."""
    return f" {part} " in words or f" {part.replace(' ', '')} " in words


def _first_names(child: ListedChild) -> set[str]:
    return {folded(child.first_name), folded(child.known_as)} - {""}


def _says_whole_name(words: str, child: ListedChild) -> bool:
    """Return whether a first and a last name stand beside each other, in either order; of double names, one part is enough."""
    firsts = {word for name in _first_names(child) for word in (name, *name.split())}
    present = [first for first in firsts if first in words]
    if not present:
        return False
    last = folded(child.last_name)
    lasts = {last, *(part for part in last.split() if len(part) >= _FEWEST_LETTERS)} - {""}
    return any(_has(words, f"{one} {other}") for a in present for b in lasts for one, other in ((a, b), (b, a)))


def _address_parts(address: str) -> Iterator[str]:
    """Return what of an address tells where it is: each part with a figure in it, and any two neighbours together."""
    parts = [part for part in map(folded, re.split(r"[\n,;]", address)) if part]
    yield from (part for part in parts if any(sign.isdigit() for sign in part) and len(part) >= _FEWEST_LETTERS)
    yield from (f"{one} {other}" for one, other in pairwise(parts))
