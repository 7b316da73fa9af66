"""Making any text drawable: unwanted characters go, and what is read from the right turns round."""

import re
import unicodedata
from functools import cache
from itertools import groupby

from portal.pdf import engine

REPLACEMENT = "\u25a1"  # a hollow square, so that a letter no font has is seen to be missing
_NON_JOINER, _JOINER = "\u200c", "\u200d"
_BREAKS = re.compile("\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_MARK = "\u0300"  # takes the direction of the letter before it


def clean(text: str) -> str:
    """Return the text composed (NFC), with plain spaces and newlines, and without control characters."""
    if text.isascii() and text.isprintable():
        return text
    text = _BREAKS.sub("\n", unicodedata.normalize("NFC", text))
    return "".join(map(_kept, text))


@cache
def _kept(character: str) -> str:
    if character in ("\n", _JOINER, _NON_JOINER):
        return character
    if character in ("\u00a0", "\u202f"):
        return "\u00a0"
    if "\ufe00" <= character <= "\ufe0f" or "\U000e0000" <= character <= "\U000e0fff":
        return ""  # variation selectors and tags: they only vary the character before them
    match unicodedata.category(character):
        case "Zs":
            return " "
        case "Cc":
            return " " if character == "\t" else ""
        case "Cf":
            return ""
        case "Cs":
            return REPLACEMENT
    return character


def plain(text: str) -> str:
    """Return the text clean and on one line, for document properties and bookmarks."""
    return " ".join(clean(text).split()).replace(_JOINER, "").replace(_NON_JOINER, "")


def is_right_to_left(text: str) -> bool:
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def visual_runs(line: str) -> list[tuple[str, bool]]:
    """Return the runs of a line from left to right, as (text as it is typed, whether it is read from the right).

    The line is read from the left, as its document is, unless all its letters are read from the right (UAX 9).
    """
    is_mixed = any(unicodedata.bidirectional(character) == "L" for character in line)
    known = (letter if unicodedata.bidirectional(letter) not in ("", "BN") else _MARK for letter in line)
    levels = engine.embedding_levels("".join(known), base=0 if is_mixed else 1)
    runs = [(level, "".join(letter for _, letter in same))
            for level, same in groupby(zip(levels, line, strict=True), lambda placed: placed[0])]  # fmt: skip
    for lowest in range(max(levels, default=0), 0, -1):
        runs = _turned(runs, lowest)
    return [(text, level % 2 == 1) for level, text in runs]


def _turned(runs: list[tuple[int, str]], lowest: int) -> list[tuple[int, str]]:
    """Return the runs with neighbours of this level or a higher one in the opposite order (UAX 9, L2)."""
    turned: list[tuple[int, str]] = []
    for is_high, neighbours in groupby(runs, lambda run: run[0] >= lowest):
        same = list(neighbours)
        turned += reversed(same) if is_high else same
    return turned
