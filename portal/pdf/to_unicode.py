"""What a reader's software is told that each drawn letter stands for, when text is copied, searched or read out."""

import re
import unicodedata

_LETTER = re.compile("(<[0-9A-F]{2}>) <([0-9A-F]{4,6})>")
_FIRST_SHAPE, _LAST_SHAPE = 0xFB50, 0xFEFC  # joined Arabic letters, each a shape of an ordinary one


def as_typed(map_of_letters: str) -> str:
    """Return a ToUnicode map (ISO 32000-1, 9.10.3) that gives every letter as it was typed, in UTF-16."""
    return _LETTER.sub(lambda found: f"{found[1]} <{_typed(int(found[2], 16))}>", map_of_letters)


def _typed(code: int) -> str:
    letter = chr(code)
    if _FIRST_SHAPE <= code <= _LAST_SHAPE:
        letter = unicodedata.normalize("NFKC", letter)
    return letter.encode("utf-16-be").hex().upper()
