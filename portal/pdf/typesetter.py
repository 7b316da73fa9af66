"""Measuring, breaking and encoding text, each text once: the memo is what keeps long registers fast."""

import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from portal.pdf import engine
from portal.pdf.characters import clean, in_visual_order, is_right_to_left, plain, visual_order_of_words
from portal.pdf.faces import Face, main_face, runs
from portal.pdf.style import Style, Weight

_REMEMBERED = 30_000  # texts; names hardly repeat, so an unbounded memo would grow with the register
_GOOD_BREAKS = "-/@._?&="
ELLIPSIS = "\u2026"


@dataclass(frozen=True, slots=True)
class Line:
    """One line, ready to place: `code` shows it from the current point; `width` is in points."""

    code: str
    width: float


class _Piece(NamedTuple):
    font: str
    scale: float
    shown: str


class _Word(NamedTuple):
    ems: float
    pieces: tuple[_Piece, ...]


class Typesetter:
    """Turns text into lines for one PDF document, whose font subsets grow with the letters met."""

    def __init__(self, fonts: engine.FontDocument) -> None:
        self._fonts = fonts
        self._words: dict[tuple[Weight, str], _Word] = {}
        self._lines: dict[tuple[str, Style, float], tuple[Line, ...]] = {}

    def lines(self, text: str, style: Style, width: float) -> tuple[Line, ...]:
        """Return the text broken to `width` points; a newline always breaks, and "" has no lines."""
        key = (text, style, width)
        known = self._lines.get(key)
        if known is None:
            if len(self._lines) >= _REMEMBERED:
                self._lines.clear()
            known = self._lines[key] = self._broken(text, style, width)
        return known

    def line(self, text: str, style: Style, width: float) -> Line:
        """Return the text on one line of at most `width` points, its end left out (\u2026) where it must be."""
        text = plain(text)
        whole = self._composed(text.split(), style)
        if whole.width <= width:
            return whole
        low, high = 0, len(text) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self._shortened(text, middle, style).width <= width:
                low = middle
            else:
                high = middle - 1
        return self._shortened(text, low, style)

    def _shortened(self, text: str, letters: int, style: Style) -> Line:
        return self._composed((text[:letters].rstrip() + ELLIPSIS).split(), style)

    def _broken(self, text: str, style: Style, width: float) -> tuple[Line, ...]:
        text = clean(text).strip()
        if not text:
            return ()
        return tuple(
            self._composed(words, style)
            for paragraph in text.split("\n")
            for words in self._filled(paragraph.split(" "), style, width / style.size)
        )

    def _filled(self, words: list[str], style: Style, room: float) -> list[list[str]]:
        """Return words gathered into lines of at most `room` ems."""
        weight = style.weight
        space = main_face(weight).width(" ")
        filled: list[list[str]] = [[]]
        used = -space
        for whole in filter(None, words):
            for word in self._cut_to_fit(whole, weight, room):
                ems = self._word(word, weight).ems
                if filled[-1] and used + space + ems > room + 1e-6:
                    filled.append([])
                    used = -space
                filled[-1].append(word)
                used += space + ems
        return filled

    def _cut_to_fit(self, word: str, weight: Weight, room: float) -> list[str]:
        parts = []
        while len(word) > 1 and self._word(word, weight).ems > room + 1e-6:
            cut = self._cut(word, weight, room)
            parts.append(word[:cut])
            word = word[cut:]
        return [*parts, word]

    def _cut(self, word: str, weight: Weight, room: float) -> int:
        """Return how many letters of a word that is too long fit into `room` ems: at least one."""
        low, high = 1, min(len(word) - 1, max(1, int(room * 8)))  # no letter is narrower than an eighth of an em
        while low < high:
            middle = (low + high + 1) // 2
            if self._measured(word[:middle], weight).ems <= room:
                low = middle
            else:
                high = middle - 1
        while low > 1 and unicodedata.combining(word[low]):
            low -= 1
        good = max(word.rfind(mark, low // 2, low) for mark in _GOOD_BREAKS)
        return good + 1 if good > 0 else low

    def _word(self, word: str, weight: Weight) -> _Word:
        key = (weight, word)
        known = self._words.get(key)
        if known is None:
            if len(self._words) >= _REMEMBERED:
                self._words.clear()
            known = self._words[key] = self._measured(word, weight)
        return known

    def _measured(self, word: str, weight: Weight) -> _Word:
        pieces: list[_Piece] = []
        ems = 0.0
        for face, text in runs(in_visual_order(word), weight):
            ems += face.width(text)
            pieces += self._encoded(face, text)
        return _Word(ems, tuple(pieces))

    def _encoded(self, face: Face, text: str) -> list[_Piece]:
        font, fonts = face.font, self._fonts
        return [
            _Piece(font.getSubsetInternalName(subset, fonts), face.scale, engine.escape(raw))
            for subset, raw in font.splitString(text, fonts)
        ]

    def _composed(self, words: list[str], style: Style) -> Line:
        """Return the words as one line: neighbours in the same font subset are shown by one operator."""
        if any(map(is_right_to_left, words)):
            words = [words[index] for index in visual_order_of_words(words)]
        space = self._word(" ", style.weight)
        shown: list[tuple[str, float, list[str]]] = []
        ems = 0.0
        for index, word in enumerate(words):
            for measured in (space, self._word(word, style.weight)) if index else (self._word(word, style.weight),):
                ems += measured.ems
                for font, scale, letters in measured.pieces:
                    if not shown or shown[-1][0] != font:
                        shown.append((font, scale, []))
                    shown[-1][2].append(letters)
        code = " ".join(f"{font} {style.size * scale:.4g} Tf ({''.join(parts)}) Tj" for font, scale, parts in shown)
        return Line(code, ems * style.size)
