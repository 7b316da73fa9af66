"""What a reader's software is told that each drawn letter stands for, when text is copied, searched or read out."""

import re
from threading import Lock

_LETTER = re.compile("(<[0-9A-F]{2}>) <([0-9A-F]{4,6})>")
_FIRST = 0xF0000  # a private plane of Unicode: no font has letters there
_AT_MOST = 50_000  # codes for shapes with their letters: later ones stand for their shape alone
_LOCK = Lock()
_codes: dict[tuple[str, int, str], int] = {}
_typed: dict[int, str] = {}


def code_of_shape(font: str, shape: int, letters: str) -> int:
    """Return the code under which a shape of a font is drawn that stands for these letters."""
    with _LOCK:
        key = (font, shape, letters if len(_codes) < _AT_MOST else "")
        code = _codes.setdefault(key, _FIRST + len(_codes))
        _typed[code] = key[2]
        return code


def as_typed(map_of_letters: str) -> str:
    """Return a ToUnicode map (ISO 32000-1, 9.10.3) that gives every letter as it was typed, in UTF-16."""
    return _LETTER.sub(lambda found: f"{found[1]} <{_utf16(int(found[2], 16))}>", map_of_letters)


def _utf16(code: int) -> str:
    return _typed.get(code, chr(code)).encode("utf-16-be").hex().upper()
