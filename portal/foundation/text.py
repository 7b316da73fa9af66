"""Text that a person typed: cleaned to be kept, and names folded to be compared, found and sorted."""

import re
import unicodedata
from functools import lru_cache

# Line breaks and tabs are text; the other controls can forge lines in logs or break a PDF.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029]")
# Marks that turn the direction of writing can make a name read as another name.
_OVERRIDES = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_LONGEST_COMPOSED = 12_000  # characters: more than any field takes
# Signs without a picture, as Unicode's “default ignorable code points” lists them; letters among them only fill a gap.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Two more that a font draws as nothing: the empty pattern of Braille and an empty note.
_EMPTY = "\u2800\U0001d159"
_UNSEEN = re.compile(f"[{_INVISIBLE}{_EMPTY}]")
_NOTHING = re.compile(rf"[\s{_INVISIBLE}{_EMPTY}]*")
_VIRAMA = 9  # by the combining class of Unicode
# What ends an emoji stays: the sign that gives it its colours, and the letters inside a flag.
_ENDS_AN_EMOJI = re.compile(r"[\ufe00-\ufe0f\U000e0020-\U000e007f]*")

APOSTROPHES = "'`\u00b4\u2018\u2019\u201b\u02b9\u02bc\u2032"
HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2212"
# Signs inside a word that people leave out as they do apostrophes, and the line that only stretches an Arabic word.
_LEFT_OUT = dict.fromkeys(map(ord, f"{APOSTROPHES}\uff07\u02bb\u02bd\u02be\u02bf\u05f3\u0640"))
# Small letters that are no accented form of another one, and yet are typed as one.
_TYPED_AS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h"}
    | {"ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y"}  # Hausa
    | {"ൺ": "ണ്", "ൻ": "ന്", "ർ": "ര്", "ൽ": "ല്", "ൾ": "ള്", "ൿ": "ക്"}  # Malayalam: older phones spell each with two signs
)


def clean_text(value: str | None) -> str:
    """Return text as it is kept: composed, without control characters, one kind of line break, trimmed.

    Text in which nothing can be seen is empty.
    """
    text = (value or "").replace("\r\n", "\n").replace("\r", "\n")
    text = _OVERRIDES.sub("", _CONTROLS.sub("", text))
    # To compose a very long text of accents alone takes minutes; it is refused for its length as it stands.
    return _trimmed(unicodedata.normalize("NFC", text) if len(text) <= _LONGEST_COMPOSED else text)


def clean_line(value: str | None) -> str:
    """Return text that is one line: as ``clean_text``, with every run of space made one space."""
    return " ".join(clean_text(value).split())


def has_letters(text: str) -> bool:
    """Return whether a text has two letters of any script, as each typed name has (product.md §2.2)."""
    return sum(1 for sign in _seen(text) if unicodedata.category(sign)[0] == "L") >= 2


@lru_cache(maxsize=32_768)
def folded(name: str) -> str:
    """Return a name as it is compared, found and sorted: small letters without accents and marks, one space between.

    “O’Connor-Núñez” is “oconnor nunez”. Both databases sort accents differently, so lists of people are sorted by this.
    """
    if name.isascii() and name.isalpha():
        return name.lower()
    spread = without_accents(unicodedata.normalize("NFKD", _seen(name).translate(_LEFT_OUT))).translate(_LEFT_OUT)
    kept = (sign if sign.isalnum() or unicodedata.category(sign) in {"Mn", "Mc"} else " " for sign in spread)
    return " ".join("".join(kept).split())


def names_match(one: str, other: str) -> bool:
    """Return whether two names have the same words in any order, or the same letters, with or without accents."""
    words, others = folded(one).split(), folded(other).split()
    return sorted(words) == sorted(others) or "".join(words) == "".join(others)


def without_accents(text: str) -> str:
    """Return a text in small letters without accents, decomposed; signs between its words stay as they are."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFD", text).casefold().translate(_TYPED_AS)
    return "".join(sign for sign in unicodedata.normalize("NFD", plain) if not _is_accent(sign))


def _is_accent(sign: str) -> bool:
    """Return whether a mark is one that people in a hurry leave out; without some others a letter is another letter."""
    kind = unicodedata.combining(sign)
    # Marks of voice in Japanese and the virama (8, 9), vowels and tones in Telugu, Thai, Lao and Tibetan (84 to 132).
    return kind > 0 and not (8 <= kind <= _VIRAMA or 84 <= kind <= 132)


def _seen(text: str) -> str:
    """Return a text without what nobody can see, for comparing: joiners inside words go as well."""
    return _UNSEEN.sub("", text)


def _trimmed(text: str) -> str:
    """Return a text without space and invisible signs at both ends; one with nothing to see is empty."""
    if not any(unicodedata.category(sign)[0] in "LNPS" for sign in _seen(text)):
        return ""
    nothing = _NOTHING.match(text)
    begun = text[nothing.end() :] if nothing else text
    end = len(begun)
    # Backwards sign by sign: a search for space at the end takes very long in a text that is nearly all space.
    while _NOTHING.fullmatch(begun[end - 1]):
        end -= 1
    if _is_letter_with(begun[end - 1], begun[end : end + 1]):
        return begun[: end + 1]
    ending = _ENDS_AN_EMOJI.match(begun, end)
    return begun[: ending.end() if ending else end]


def _is_letter_with(sign: str, following: str) -> bool:
    """Return whether a joiner belongs to the sign before it: after a virama the two spell one letter (Malayalam)."""
    return following == "\u200d" and unicodedata.combining(sign) == _VIRAMA
