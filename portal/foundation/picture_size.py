"""How many pixels a picture says it has, read from its first bytes: known before anything is unpacked."""

import re

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
# Frames that give a size; the numbers between them are tables (ITU-T T.81, table B.1).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})
_BEGINS_OR_ENDS = frozenset({0xDA, 0xD9})
# Readers skip what lies between two segments, and any number of 0xFF before the kind of one.
_MARKER = re.compile(rb"\xff([^\x00\xff])")
# A camera writes a few dozen; whoever writes thousands wants the size not to be found.
_MOST_SEGMENTS = 10_000
BEYOND_ANY_LIMIT = 2**62


def pixels_of(data: bytes) -> int:
    """Return width times height of a JPEG or PNG; 0 for anything else, and for what is cut off before its size.

    A JPEG of thousands of segments counts as beyond any limit.
    """
    if data.startswith(_PNG):
        return int.from_bytes(data[16:20]) * int.from_bytes(data[20:24])
    return _jpeg_pixels(data) if data.startswith(_JPEG) else 0


def _jpeg_pixels(data: bytes) -> int:
    """Return the largest size of any frame before the picture itself: a reader may go by the last one."""
    largest, at = 0, len(_JPEG)
    for _segment in range(_MOST_SEGMENTS):
        found = _MARKER.search(data, at)
        if found is None or found.group(1)[0] in _BEGINS_OR_ENDS:
            return largest
        kind, at = found.group(1)[0], found.end()
        if kind in _FRAMES:
            largest = max(largest, int.from_bytes(data[at + 3 : at + 5]) * int.from_bytes(data[at + 5 : at + 7]))
        if kind not in _WITHOUT_LENGTH:
            at += max(2, int.from_bytes(data[at : at + 2]))
    return BEYOND_ANY_LIMIT
