"""A record as a page: it takes the calls that draw a record as PDF, and keeps them for a template."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Block:
    """One thing that the template draws: ``kind`` says which, ``content`` what; ``language`` is "" for the page's own."""

    kind: str
    content: Any
    language: str = ""


class RecordPage:
    """Looks like ``portal.pdf.Document`` to whoever draws one record, so page and paper cannot tell different things."""

    def __init__(self) -> None:
        self.title = ""
        self.blocks: list[Block] = []
        self._language = ""

    def heading(self, text: str, *, level: int = 1) -> None:
        """Set a heading; that of the first level is the title of the page."""
        if level == 1:
            self.title = text
        else:
            self._add("heading", text)

    def paragraph(self, text: str, *, style: str = "body") -> None:
        self._add("quiet" if style == "quiet" else "paragraph", text.splitlines())

    def facts(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._add("facts", [{"label": label, "value": value} for label, value in pairs])

    def table(
        self,
        headings: Sequence[str],
        rows: Iterable[Sequence[str]],
        *,
        widths: Sequence[float] = (),
        tones: Callable[[int, int, str], str | None] | None = None,
    ) -> None:
        """Keep a table; widths and tones are for paper alone, where the words say the same."""
        self._add("table", {"headings": headings, "rows": [list(zip(headings, row, strict=True)) for row in rows]})

    def bullets(self, items: Iterable[str]) -> None:
        self._add("bullets", list(items))

    @contextmanager
    def in_language(self, language: str) -> Iterator[None]:
        """Say that what is drawn is in another language."""
        before, self._language = self._language, language
        try:
            yield
        finally:
            self._language = before

    def _add(self, kind: str, content: Any) -> None:
        self.blocks.append(Block(kind, content, self._language))
