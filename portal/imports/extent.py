"""What a sheet's XML says before a reader opens it: how many cells it would hold, which rows and columns are hidden."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat  # a document type, and so every entity, is refused below

from portal.imports.faults import UnreadableFile

_PLACE = re.compile(r"([A-Za-z]{0,3})([0-9]{1,7})")
_LAST_COLUMN = 16_384
# Beyond every list that is read, blank cells and all: four times its rows and columns at most.
_MOST_TAGS = 2_000_000


def walk(xml: bytes, visit: Callable[[str, dict[str, str]], None]) -> None:
    """Call ``visit`` with the name, without its prefix, and the attributes of each element. Raises UnreadableFile.

    Only well-formed UTF-8 passes, so that no other parser can see other elements in it; a document type never does.
    """
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = lambda name, attributes: visit(name.rpartition(":")[2], attributes)
    parser.StartDoctypeDeclHandler = _refuse
    try:
        if "\0" in xml.decode():  # whatever it is told, expat reads UTF-16 where a file looks like it
            _refuse()
        parser.Parse(xml, True)
    except (UnicodeDecodeError, expat.ExpatError) as error:
        raise UnreadableFile("damaged") from error


def _refuse(*_: object) -> None:
    raise UnreadableFile("damaged")


@dataclass
class Extent:
    """What one sheet asks for, found by ``walk``. Rows count from 1, columns from 0. Raises UnreadableFile.

    A row or cell that does not say where it stands follows the one before, as the reader has it.
    """

    rows: int = 0
    columns: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    _row: int = 0
    _cell: tuple[int, int] = (0, 0)
    _is_hidden: bool = False
    _tags: int = 0

    @property
    def area(self) -> int:
        """How many cells there are up to the last one in use: one in the far corner asks for billions."""
        return self.rows * self.columns

    def visit(self, name: str, attributes: dict[str, str]) -> None:
        """Take in one element."""
        if name in ("v", "is", "f"):
            self.rows, self.columns = max(self.rows, self._cell[0]), max(self.columns, self._cell[1])
        elif name == "row":
            self._row = _place(attributes, (self._row + 1, 0))[0]
            self._cell = (self._row, 0)
            self._is_hidden = _is_hidden(attributes)
            self._found(self.hidden_rows, [self._row] * self._is_hidden)
        elif name == "c":
            self._cell = _place(attributes, (self._row, self._cell[1] + 1))
            self._found(self.hidden_rows, self._cell[:1] * self._is_hidden)
        elif name == "col" and _is_hidden(attributes):
            first, last = (_place({"r": attributes.get(end, "")}, (0, 0))[0] for end in ("min", "max"))
            self._found(self.hidden_columns, range(max(first, 1) - 1, min(last, _LAST_COLUMN)))

    def _found(self, hidden: set[int], numbers: Sequence[int]) -> None:
        hidden.update(numbers)
        self._tags += 1 + len(numbers)
        if self._tags > _MOST_TAGS:
            raise UnreadableFile("unpacks_too_large")


def _is_hidden(attributes: dict[str, str]) -> bool:
    return attributes.get("hidden", "").strip() in ("1", "true")


def _place(attributes: dict[str, str], following: tuple[int, int]) -> tuple[int, int]:
    """Return the row and the column, both from 1, that an element names, or those that follow."""
    if "r" not in attributes:
        return following
    found = _PLACE.fullmatch(attributes["r"])
    if found is None:
        raise UnreadableFile("damaged")
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column
