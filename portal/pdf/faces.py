"""Typefaces: ours, one for each further script, and the one that steps in for letters which those lack."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from threading import Lock

from portal.pdf import engine
from portal.pdf.characters import REPLACEMENT, plain
from portal.pdf.style import Weight

_FOLDER = Path(__file__).parent / "fonts"
_OWN, _SPARE = "AtkinsonHyperlegibleNext-{}", "DejaVuSans{}"
_SPARE_SCALE = 0.91  # brings the second face's small letters down to the height of ours
# The letters of each script, whose shapes depend on their neighbours: its face is loaded when one is met.
_SCRIPTS = {
    "NotoSansHebrew-{}": ((0x0590, 0x05FF), (0xFB1D, 0xFB4F)),
    "IBMPlexSansArabic-{}": ((0x0600, 0x06FF), (0x0750, 0x077F), (0x08A0, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC)),
    "NotoSansDevanagari-{}": ((0x0900, 0x097F), (0xA8E0, 0xA8FF)),
    "NotoSansBengali-{}": ((0x0980, 0x09FF),),
    "NotoSansGurmukhi-{}": ((0x0A00, 0x0A7F),),
    "NotoSansGujarati-{}": ((0x0A80, 0x0AFF),),
    "NotoSansTamil-{}": ((0x0B80, 0x0BFF),),
    "NotoSansThai-{}": ((0x0E00, 0x0E7F),),
    "NotoSansEthiopic-{}": ((0x1200, 0x139F), (0x2D80, 0x2DDF), (0xAB00, 0xAB2F)),
}
# Chinese, Japanese and Korean have too many letters to carry: a font of the host draws them, where it has one.
_CJK = ((0x2E80, 0x9FFF), (0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF), (0x20000, 0x323AF))
HOST_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
_HOST_FONTS = ("DroidSansFallback*.ttf", "wqy-microhei.ttc", "wqy-zenhei.ttc", "msyh.ttc", "Arial Unicode.ttf")
_JOINERS = "\u200c\u200d"
_LOADING = Lock()
_loaded: dict[Path, "Face"] = {}


@dataclass(frozen=True, eq=False)
class Face:
    """A loaded font: `widths` are in thousandths of its size, by code point; `scale` shrinks it to match ours.

    ``is_shaped`` says that letters look different beside others, and have to be drawn as HarfBuzz shapes them.
    """

    font: engine.Font
    widths: dict[int, float]
    scale: float
    is_shaped: bool

    def width(self, text: str) -> float:
        """Return the width of a text it covers, in ems. Raises KeyError for a letter it lacks."""
        widths = self.widths
        return sum([widths[ord(character)] for character in text]) * self.scale / 1000


@cache
def main_face(weight: Weight) -> Face:
    return _face(_FOLDER / f"{_OWN.format(weight.title())}.ttf")


@cache
def fallback_face(weight: Weight) -> Face:
    name = _SPARE.format("" if weight is Weight.REGULAR else "-Bold")
    return _face(_FOLDER / f"{name}.ttf", scale=_SPARE_SCALE)


def _face(path: Path, *, scale: float = 1, is_shaped: bool = False) -> Face:
    with _LOADING:
        if path not in _loaded:
            font = engine.load_font(path.stem, path)
            shape_of = font.face.charToGlyph
            # the first shape of a font is the one for letters that it lacks
            widths = {code: width for code, width in font.face.charWidths.items() if shape_of.get(code)}
            _loaded[path] = Face(font, widths, scale, is_shaped)
        return _loaded[path]


def runs(text: str, weight: Weight) -> Iterator[tuple[Face, str]]:
    """Yield a text in pieces that one face can draw: ours if it can, else another for as much as it must."""
    own = main_face(weight)
    if all(ord(letter) in own.widths for letter in text):
        yield own, text
        return
    found = [_face_of(letter, weight) for letter in text]
    spare = fallback_face(weight)
    if not any(face and face.is_shaped for face in found) and all(ord(letter) in spare.widths for letter in text):
        yield spare, text  # a word in two typefaces is harder to read than a word in the other one
        return
    last = own
    for place, letter in enumerate(text):  # what joins or marks a letter is drawn by the face of that letter
        is_part = last.is_shaped and (letter in _JOINERS or ord(letter) in last.widths)
        last = found[place] = last if is_part else found[place] or spare
    for face, part in groupby(zip(found, text, strict=True), lambda piece: piece[0] or spare):
        letters = "".join(letter for _, letter in part)
        if letters := letters if face.is_shaped else _with_replacements(letters, weight):
            yield face, letters


def unprintable(name: str) -> bool:
    """Return whether this host can only draw hollow squares for a letter of the name, or for all of it.

    A sign that is missing beside letters tells nobody apart: of "Ruby" with a rainbow, the rainbow.
    """
    signs = [] if name.isascii() else plain(name).replace(" ", "")
    missing = [sign for sign in signs if _face_of(sign, Weight.REGULAR) is None]
    return any(map(str.isalpha, missing)) or 0 < len(missing) == len(signs)


def told_apart(name: str, by: str) -> str:
    """Return the name of a person; where paper shows hollow squares, with ``by``: their birthday or sign-in name."""
    return f"{name}, {by}" if by and unprintable(name) else name


def _with_replacements(letters: str, weight: Weight) -> str:
    drawn = (letter if _face_of(letter, weight) else REPLACEMENT for letter in letters if letter not in _JOINERS)
    return "".join(drawn)


@cache
def _face_of(letter: str, weight: Weight) -> Face | None:
    """Return the face that draws a letter, or None: then a hollow square of the spare face stands for it."""
    code = ord(letter)
    if code in main_face(weight).widths:
        return main_face(weight)
    for name, ranges in _SCRIPTS.items():
        if _is_in(code, ranges):
            face = _face(_FOLDER / f"{name.format(weight.title())}.ttf", is_shaped=True)
            return face if code in face.widths else None
    if code in fallback_face(weight).widths:
        return fallback_face(weight)
    of_host = face_of_host(HOST_FOLDERS) if _is_in(code, _CJK) else None
    return of_host if of_host and code in of_host.widths else None


def _is_in(code: int, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(first <= code <= last for first, last in ranges)


@cache
def face_of_host(folders: tuple[str, ...]) -> Face | None:
    """Return a face of this host for Chinese, Japanese and Korean, where it has one that can be read."""
    for path in (path for name in _HOST_FONTS for folder in folders for path in Path(folder).rglob(name)):
        try:
            return _face(path)
        except engine.font_error():  # damaged, or with outlines of another kind: the next one may do
            continue
    return None
