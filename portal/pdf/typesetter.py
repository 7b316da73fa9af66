"""Measuring, breaking and encoding text, each text once: the memo is what keeps long registers fast."""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from portal.pdf import engine
from portal.pdf.characters import clean, is_right_to_left, plain, visual_runs
from portal.pdf.faces import Face, main_face, runs
from portal.pdf.file import text_string
from portal.pdf.style import Style, Weight

_REMEMBERED = 30_000  # texts; names hardly repeat, so an unbounded memo would grow with the register
_MARKS = ("Mn", "Mc", "Cf")
_VIRAMA = 9  # the combining class of what joins two letters of India into one
_GOOD_BREAKS = "-/@._?&="
# CF-7K2M-9QXD, and a code to type, 7K2M-9QXD-4T0R, with a bracket or a full stop.
REFERENCE = re.compile(r"\W?\b[0-9A-Z]{1,4}(-[0-9A-Z]{4}){2}\b\W?")
ELLIPSIS = "\u2026"
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Line:
    """One line, ready to place: `code` shows it from the current point; `width` is in points.

    ``typed`` is its text, where letters are not drawn in the order in which they are read.
    """

    code: str
    width: float
    typed: str = ""

    def fitted_to(self, width: float) -> "Line":
        """Return the line with its letters as narrow as ``width`` asks, and no smaller."""
        if self.width <= width + _ROUNDING:
            return self
        return replace(self, code=f"{100 * width / self.width:.4g} Tz {self.code} 100 Tz", width=width)


class _Part(NamedTuple):
    """Shapes of one font at one height, in ems: ``moved`` shows them, each where it belongs."""

    font: str
    up: float
    moved: str


class _Piece(NamedTuple):
    """Letters of one font; or ``parts`` that were shaped, and stand for ``typed`` where that can be said of the whole."""

    font: str
    scale: float = 1
    shown: str = ""
    parts: tuple[_Part, ...] = ()
    typed: str = ""

    def code(self, size: float) -> str:
        if not self.parts:
            return f"{self.font} {size * self.scale:.4g} Tf ({self.shown}) Tj"
        drawn = " ".join(f"{font} {size:.4g} Tf {up * size:.3g} Ts [{moved}] TJ" for font, up, moved in self.parts)
        return f"/Span<</ActualText{text_string(self.typed)}>>BDC {drawn} EMC 0 Ts" if self.typed else f"{drawn} 0 Ts"


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
        """Return the text broken to `width` points; a newline always breaks, and "" has no lines.

        A reference is never broken, so that it can be searched for and copied: where it is wider, it is set narrower.
        """
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

        def shortened(letters: int) -> Line:
            return self._composed((text[:letters].rstrip() + ELLIPSIS).split(), style)

        return shortened(bisect_right(range(1, len(text)), width, key=lambda letters: shortened(letters).width))

    def _broken(self, text: str, style: Style, width: float) -> tuple[Line, ...]:
        text = clean(text).strip()
        if not text:
            return ()
        return tuple(
            self._composed(words, style).fitted_to(width)
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
            fits = self._word(whole, weight).ems <= room + _ROUNDING or REFERENCE.fullmatch(whole)
            for word in (whole,) if fits else self._cut_to_fit(whole, weight, room):
                ems = self._word(word, weight).ems
                if filled[-1] and used + space + ems > room + _ROUNDING:
                    filled.append([])
                    used = -space
                filled[-1].append(word)
                used += space + ems
        return filled

    def _cut_to_fit(self, word: str, weight: Weight, room: float) -> list[str]:
        parts = []
        while len(word) > 1 and self._word(word, weight).ems > room + _ROUNDING:
            cut = self._cut(word, weight, room)
            parts.append(word[:cut])
            word = word[cut:]
        return [*parts, word]

    def _cut(self, word: str, weight: Weight, room: float) -> int:
        """Return how many letters of a word that is too long fit into `room` ems: at least one."""
        most = min(len(word), max(2, int(room * 8) + 1))  # no letter is narrower than an eighth of an em
        low = max(1, bisect_right(range(1, most), room, key=lambda count: self._measured(word[:count], weight).ems))
        while low > 1 and (
            unicodedata.category(word[low]) in _MARKS or unicodedata.combining(word[low - 1]) == _VIRAMA
        ):
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

    def _measured(self, text: str, weight: Weight, *, from_right: bool | None = None) -> _Word:
        """Return a text with its width; ``from_right`` where it is known to be read so, or not to be."""
        found = list(runs(text, weight))
        if from_right or any(face.is_shaped for face, _ in found):
            return self._shaped(text, found, from_right=is_right_to_left(text) if from_right is None else from_right)
        ems = sum(face.width(letters) for face, letters in found)
        return _Word(ems, tuple(piece for face, letters in found for piece in self._encoded(face, letters)))

    def _encoded(self, face: Face, text: str) -> list[_Piece]:
        font, fonts = face.font, self._fonts
        return [
            _Piece(font.getSubsetInternalName(subset, fonts), face.scale, engine.escape(raw))
            for subset, raw in font.splitString(text, fonts)
        ]

    def _shaped(self, text: str, found: list[tuple[Face, str]], *, from_right: bool) -> _Word:
        """Return a text as HarfBuzz shapes it.

        A text that is read from the left says whole what was typed, since its shapes may stand in another order. One
        from the right is drawn from the left, letter by letter, and every reader turns that round by itself.
        """
        glyphs = [
            (self._encoded(face, glyph.code)[0], glyph)
            for face, letters in (reversed(found) if from_right else found)
            for glyph in engine.shaped(face.font, letters, from_right=from_right)
        ]
        parts = []
        for (font, up), same in groupby(glyphs, lambda placed: (placed[0].font, placed[1].up)):
            # after a shape the pen goes from its right edge to where the next one begins
            moved = (f"{-at.right:.4g} ({drawn.shown}) {at.width + at.right - at.advance:.4g}" for drawn, at in same)
            parts.append(_Part(font, up / 1000, " ".join(moved)))
        ems = sum(glyph.advance for _, glyph in glyphs) / 1000
        return _Word(ems, (_Piece("", parts=tuple(parts), typed="" if from_right else text),))

    def _composed(self, words: list[str], style: Style) -> Line:
        """Return the words as one line: neighbours in the same font subset are shown by one operator."""
        space, typed = self._word(" ", style.weight), ""
        if any(map(is_right_to_left, words)):
            typed = " ".join(words)
            runs_of_line = visual_runs(typed)
            measured = [self._measured(text, style.weight, from_right=turned) for text, turned in runs_of_line]
        else:
            each = [self._word(word, style.weight) for word in words]
            measured = [part for word in each for part in (space, word)][1:]
        pieces = [piece for word in measured for piece in word.pieces]
        code = list[str]()
        for font, same in groupby(pieces, lambda piece: piece.font):  # what was shaped names its fonts itself
            if font:
                first, *others = same
                shown = "".join([first.shown, *[piece.shown for piece in others]])
                code.append(first._replace(shown=shown).code(style.size))
            else:
                code += [piece.code(style.size) for piece in same]
        return Line(" ".join(code), sum([word.ems for word in measured]) * style.size, typed)


@lru_cache(maxsize=_REMEMBERED)
def width_in_ems(text: str, weight: Weight) -> float:
    """Return how wide a text is in parts of its size, without a document."""
    shaped = (
        sum(glyph.advance for glyph in engine.shaped(face.font, letters, from_right=is_right_to_left(letters))) / 1000
        if face.is_shaped
        else face.width(letters)
        for face, letters in runs(text, weight)
    )
    return sum(shaped)
