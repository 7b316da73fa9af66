"""Making any text drawable: unwanted characters go, Arabic letters join, right-to-left words turn round."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

REPLACEMENT = "\u25a1"  # a hollow square, so that a letter no font has is seen to be missing
_NON_JOINER, _JOINER = "\u200c", "\u200d"
_BREAKS = re.compile("\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# Marks and punctuation between two such letters belong to the run; digits keep their own order.
_RUN = re.compile(
    "[\u0590-\u065f\u066e-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u200c\u200d]"
    "(?:[^\\w]*[\u0590-\u065f\u066e-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u200c\u200d])*"
)
_LAM_ALEF = re.compile("\u0644[\u0622\u0623\u0625\u0627]")


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


def in_visual_order(word: str) -> str:
    """Return one word in the order its letters are seen from the left, Arabic letters joined."""
    if is_right_to_left(word):
        word = _RUN.sub(lambda run: _reversed(_joined(run.group())), word)
    return word.replace(_JOINER, "").replace(_NON_JOINER, "") if not word.isascii() else word


def visual_order_of_words(words: Sequence[str]) -> list[int]:
    """Return the indexes of a line's words from left to right: neighbours written right to left change places."""
    order: list[int] = []
    run: list[int] = []
    waiting: list[int] = []  # marks and numbers after a right-to-left word: part of its run if another one follows
    for index, word in enumerate(words):
        if is_right_to_left(word):
            run += [*waiting, index]
            waiting = []
        elif run and not any(character.isalpha() for character in word):
            waiting.append(index)
        else:
            order += [*reversed(run), *waiting, index]
            run, waiting = [], []
    return [*order, *reversed(run), *waiting]


def _reversed(run: str) -> str:
    clusters: list[str] = []
    for character in run:
        if clusters and unicodedata.combining(character):
            clusters[-1] += character
        else:
            clusters.append(character)
    mirrored = {"(": ")", ")": "(", "[": "]", "]": "[", "«": "»", "»": "«"}
    return "".join(mirrored.get(cluster, cluster) for cluster in reversed(clusters))


@cache
def _forms() -> dict[str, dict[str, str]]:
    """Return, for each Arabic letter or ligature, its shapes by position, as the Unicode database gives them."""
    forms: dict[str, dict[str, str]] = {"\u0640": dict.fromkeys(("isolated", "initial", "medial", "final"), "\u0640")}
    forms[_JOINER] = dict.fromkeys(("isolated", "initial", "medial", "final"), _JOINER)
    for code in (*range(0xFB50, 0xFBFF + 1), *range(0xFE70, 0xFEFC + 1)):
        position, *letters = unicodedata.decomposition(chr(code)).split() or [""]
        whole = "".join(chr(int(letter, 16)) for letter in letters)
        if len(whole) == 1 or _LAM_ALEF.fullmatch(whole):
            forms.setdefault(whole, {}).setdefault(position.strip("<>"), chr(code))
    return forms


def _joined(run: str) -> str:
    """Return Arabic letters in the shapes that join them to their neighbours (Unicode standard, 9.2)."""
    letters = re.findall(f"{_LAM_ALEF.pattern}|.", run, re.DOTALL)
    bases = [index for index, letter in enumerate(letters) if not unicodedata.combining(letter[-1])]
    around = ["", *(letters[index] for index in bases), ""]
    for place, index in enumerate(bases):
        letters[index] = _shape(*around[place : place + 3])
    return "".join(letters)


def _shape(before: str, letter: str, after: str) -> str:
    forms = _forms()
    own = forms.get(letter, {})
    joins_before = "initial" in forms.get(before, {}) and "final" in own
    joins_after = "initial" in own and "final" in forms.get(after, {})
    position = {(True, True): "medial", (True, False): "final", (False, True): "initial"}.get(
        (joins_before, joins_after), "isolated"
    )
    return own.get(position, letter)
