"""The cells of one row, found by what they hold, with the faults of their text."""

from collections.abc import Iterable

from portal.imports.cell_values import clean, is_blank
from portal.imports.columns import Mapping
from portal.imports.faults import Fault, FaultKind, FaultValue
from portal.imports.fields import Field
from portal.imports.sheet import Row

LONGEST_NAME = 100  # characters, of one part of a name


class Cells:
    """The cells of one row by what they hold, gathering faults on the way."""

    def __init__(self, row: Row, mapping: Mapping) -> None:
        self.row = row
        self.mapping = mapping
        self.faults: list[Fault] = []
        self._texts = [self._cleaned(i, cell) for i, cell in enumerate(row.cells)]

    def _cleaned(self, column: int, cell: str) -> str:
        cleaned = clean(cell)
        if self.mapping.columns.get(column) is not None:
            if cleaned.had_controls:
                self.fault(FaultKind.CONTROL_CHARACTERS, column, value=cleaned.text)
            if cleaned.is_garbled:
                self.fault(FaultKind.GARBLED_LETTERS, column, value=cleaned.text)
        return "" if is_blank(cleaned.text) else cleaned.text

    def fault(self, kind: FaultKind, column: int | None, **values: FaultValue) -> None:
        self.faults.append(Fault(kind, column, values))

    def raw(self, field: Field) -> list[tuple[int, str]]:
        """Return column and text of each cell that holds this and is not blank."""
        held = (i for i, f in sorted(self.mapping.columns.items()) if f is field and 0 <= i < len(self._texts))
        return [(i, self._texts[i]) for i in held if self._texts[i]]

    def line(self, field: Field, *, longest: int = LONGEST_NAME) -> str:
        """Return the first such text on one line; too long a text is a fault."""
        for column, text in self.raw(field):
            if len(text) > longest:
                self.fault(FaultKind.TEXT_TOO_LONG, column, limit=longest)
            return " ".join(text.split())[:longest]
        return ""

    def joined(self, field: Field) -> str:
        """Return every such cell and every line in them, with commas between: an address."""
        return ", ".join(
            part.strip(" ,") for _, text in self.raw(field) for part in text.split("\n") if part.strip(" ,")
        )

    def says_any(self, fields: Iterable[Field]) -> bool:
        return any(self.raw(field) for field in fields)
