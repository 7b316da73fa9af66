"""Typefaces: ours, and the one that steps in for letters which ours lacks."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from threading import Lock

from portal.pdf import engine
from portal.pdf.characters import REPLACEMENT
from portal.pdf.style import Weight

_FOLDER = Path(__file__).parent / "fonts"
_FILES = {
    Weight.REGULAR: ("AtkinsonHyperlegibleNext-Regular", "DejaVuSans"),
    Weight.BOLD: ("AtkinsonHyperlegibleNext-Bold", "DejaVuSans-Bold"),
}
_FALLBACK_SCALE = 0.91  # brings the second face's small letters down to the height of ours
_LOADING = Lock()
_loaded: dict[str, "Face"] = {}


@dataclass(frozen=True, eq=False)
class Face:
    """A loaded font: `widths` are in thousandths of its size, by code point; `scale` shrinks it to match ours."""

    font: engine.Font
    widths: dict[int, float]
    scale: float

    def width(self, text: str) -> float:
        """Return the width of a text it covers, in ems. Raises KeyError for a letter it lacks."""
        widths = self.widths
        return sum([widths[ord(character)] for character in text]) * self.scale / 1000


def main_face(weight: Weight) -> Face:
    return _face(_FILES[weight][0], 1)


def fallback_face(weight: Weight) -> Face:
    return _face(_FILES[weight][1], _FALLBACK_SCALE)


def _face(name: str, scale: float) -> Face:
    with _LOADING:
        if name not in _loaded:
            font = engine.load_font(name, _FOLDER / f"{name}.ttf")
            covered = font.face.charToGlyph
            widths = {code: width for code, width in font.face.charWidths.items() if code in covered}
            _loaded[name] = Face(font, widths, scale)
        return _loaded[name]


def runs(word: str, weight: Weight) -> Iterator[tuple[Face, str]]:
    """Yield a word in pieces that one face can draw: ours if it can, else the spare for as much as it must."""
    own = main_face(weight)
    if all(ord(letter) in own.widths for letter in word):
        yield own, word
        return
    spare = fallback_face(weight)
    if all(ord(letter) in spare.widths for letter in word):
        yield spare, word  # a word in two typefaces is harder to read than a word in the other one
        return
    seen = "".join(letter if _is_drawable(letter, weight) else REPLACEMENT for letter in word)
    for face, letters in groupby(seen, lambda letter: own if ord(letter) in own.widths else spare):
        yield face, "".join(letters)


@cache
def _is_drawable(letter: str, weight: Weight) -> bool:
    return ord(letter) in main_face(weight).widths or ord(letter) in fallback_face(weight).widths
