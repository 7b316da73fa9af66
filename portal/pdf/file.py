"""The objects of one PDF file: numbered, written as they come, and found again by a table at the end."""

from collections.abc import Mapping
from hashlib import sha256
from struct import pack
from typing import BinaryIO
from zlib import compress

from portal.pdf import engine

_PACKED_TOGETHER = 250  # objects: as many as share one compressed stream


def text_string(text: str) -> str:
    """Return text as a PDF string (ISO 32000-1, 7.9.2): as it is where it is plain, else in UTF-16."""
    if text.isascii() and text.isprintable():
        return f"({engine.escape(text.encode())})"
    return f"<FEFF{text.encode('utf-16-be', 'replace').hex()}>"


class PdfFile:
    """Objects are written when they are added, so a long file costs the memory of its compressed size.

    All but streams go into object streams (ISO 32000-1, 7.5.7): the tags of a table would be the larger part of it.
    ``fonts`` is reportlab's document, which numbers our objects with its own: those of the fonts that were met.
    """

    def __init__(self) -> None:
        self.fonts = engine.new_font_document()
        self._written = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"]
        self._length = len(self._written[0])
        self._places: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
        self._waiting: list[tuple[int, str]] = []

    def reserve(self) -> int:
        """Return the number of an object that is added later."""
        self.fonts.objectcounter = number = self.fonts.objectcounter + 1
        return number  # type: ignore[no-any-return]

    def add(self, body: str, number: int = 0) -> int:
        """Add an object that is no stream, and return its number."""
        number = number or self.reserve()
        self._waiting.append((number, body))
        if len(self._waiting) >= _PACKED_TOGETHER:
            self._pack()
        return number

    def add_stream(self, entries: str, data: bytes, *, compressed: bool = True) -> int:
        """Add a stream, whose dictionary has these entries beside its length, and return its number."""
        number = self.reserve()
        if compressed:
            entries, data = entries + "/Filter/FlateDecode", compress(data)
        head = f"<<{entries}/Length {len(data)}>>\nstream\n".encode("latin-1")
        self._write(number, head + data + b"\nendstream")
        return number

    def finish(self, trailer: Mapping[str, int], to: BinaryIO) -> None:
        """Write fonts, and the table of where each object stands; ``trailer`` names objects that the reader begins with."""
        for number, body, is_stream in engine.font_objects(self.fonts):
            if is_stream:
                self._write(number, body)
            else:
                self._waiting.append((number, body.decode("latin-1")))
        self._pack()
        digest = sha256(b"".join(self._written)).hexdigest()[:32]
        number = self.reserve()
        start = self._length
        self._places[number] = (1, start, 0)
        data = b"".join(pack(">BIH", *self._places[each]) for each in range(number + 1))
        named = "".join(f"/{name} {each} 0 R" for name, each in trailer.items())
        entries = f"/Type/XRef/Size {number + 1}/W[1 4 2]{named}/ID[<{digest}><{digest}>]/Filter/FlateDecode"
        data = compress(data)
        self._write(number, f"<<{entries}/Length {len(data)}>>\nstream\n".encode() + data + b"\nendstream")
        to.writelines(self._written)
        to.write(b"startxref\n%d\n%%%%EOF\n" % start)

    def _write(self, number: int, body: bytes) -> None:
        self._places[number] = (1, self._length, 0)
        whole = b"%d 0 obj\n%b\nendobj\n" % (number, body)
        self._written.append(whole)
        self._length += len(whole)

    def _pack(self) -> None:
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        places, at = [], 0
        for number, body in waiting:
            places.append(f"{number} {at}")
            at += len(body) + 1
        head = " ".join(places) + "\n"
        data = (head + "\n".join([body for _, body in waiting])).encode("latin-1")
        stream = self.add_stream(f"/Type/ObjStm/N {len(waiting)}/First {len(head)}", data)
        self._places.update((number, (2, stream, index)) for index, (number, _) in enumerate(waiting))
