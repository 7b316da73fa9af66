"""What of a text can be seen: invisible signs are no answer, and a name has letters."""

import re
import unicodedata

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


def seen(text: str) -> str:
    """Return a text without what nobody can see, for comparing: joiners inside words go as well."""
    return _UNSEEN.sub("", text)


def is_seen(text: str) -> bool:
    """Return whether anything in a text can be seen: a letter, a figure, a punctuation mark or a symbol."""
    return any(unicodedata.category(sign)[0] in "LNPS" for sign in seen(text))


def trimmed(text: str) -> str:
    """Return a text without space and invisible signs at both ends; one with nothing to see is empty."""
    if not is_seen(text):
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


def has_letters(text: str, least: int = 2) -> bool:
    """Return whether a text has at least this many letters of any script, as each typed name has (product.md §2.2)."""
    return sum(1 for sign in seen(text) if unicodedata.category(sign)[0] == "L") >= least
