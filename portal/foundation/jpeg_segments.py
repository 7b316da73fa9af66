"""Takes metadata out of a JPEG that lies inside a PDF without touching its picture."""

import base64
import re
import zlib
from collections.abc import Sequence

_START = b"\xff\xd8"
_START_OF_SCAN = 0xDA
_COMMENT = 0xFE
_APPLICATION = range(0xE0, 0xF0)
# JFIF (0) and Adobe (14) tell how colours are stored; the others hold EXIF, place, profiles and notes.
_KEPT_APPLICATION = frozenset({0xE0, 0xEE})
_END = b"\xff\xd9"
# Inside a scan, FF before 00 is a byte of the picture and FF before D0 to D7 a restart.
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)


def without_metadata(jpeg: bytes) -> bytes:
    """Return the JPEG without comments and application data, up to its end mark: what follows is another file.

    Raises ValueError when it is not a whole JPEG. Source: ITU-T T.81, annex B (marker segments).
    """
    if not jpeg.startswith(_START):
        raise ValueError("not a JPEG")
    kept, at = [_START], len(_START)
    while not jpeg.startswith(_END, at):
        marker, end = _segment(jpeg, at)
        if marker == _START_OF_SCAN:
            end = _end_of_scan(jpeg, end)
        if marker != _COMMENT and (marker not in _APPLICATION or marker in _KEPT_APPLICATION):
            kept.append(jpeg[at:end])
        at = end
    return b"".join([*kept, _END])


def decode_outer_filters(data: bytes, filters: Sequence[str], *, limit: int) -> bytes:
    """Undo the PDF filters around a JPEG, outermost first. Raises ValueError for one unknown or above ``limit`` bytes.

    Source: ISO 32000-1, 7.4.
    """
    for name in filters:
        if name in ("/FlateDecode", "/Fl"):
            data = _inflated(data, limit)
        elif name in ("/ASCII85Decode", "/A85"):
            data = base64.a85decode(data.strip().removesuffix(b"~>"))
        elif name in ("/ASCIIHexDecode", "/AHx"):
            data = bytes.fromhex(data.decode("ascii").strip().removesuffix(">"))
        else:
            raise ValueError(f"unknown filter {name}")
    return data


def _segment(jpeg: bytes, at: int) -> tuple[int, int]:
    """Return the marker at a place, and where its segment ends."""
    length = int.from_bytes(jpeg[at + 2 : at + 4])
    if at + 4 > len(jpeg) or jpeg[at] != 0xFF or length < 2:
        raise ValueError("a JPEG segment is broken")
    return jpeg[at + 1], at + 2 + length


def _end_of_scan(jpeg: bytes, start: int) -> int:
    """Return where the coded picture that begins at ``start`` gives way to the next marker."""
    found = _NEXT_MARKER.search(jpeg, start)
    if found is None:
        raise ValueError("a JPEG is cut short")
    return found.start()


def _inflated(data: bytes, limit: int) -> bytes:
    unpacker = zlib.decompressobj()
    unpacked = unpacker.decompress(data, limit)
    if unpacker.unconsumed_tail:
        raise ValueError("unpacks to too much")
    return unpacked
