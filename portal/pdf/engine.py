"""The one door to reportlab, HarfBuzz, bidi and segno: each is loaded on first use, so that starting stays fast."""

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple, TypeAlias

from portal.pdf.to_unicode import as_typed, code_of_shape

# The libraries are untyped: these names say which of their objects is meant.
FontDocument: TypeAlias = Any
Font: TypeAlias = Any

_SPACE = 0x20
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
A4 = (595.2756, 841.8898)  # points

# A font object keeps its place in the file while it cuts out a subset, so only one document is written at a time.
_WRITING = Lock()


def new_font_document() -> FontDocument:
    """Return reportlab's document, which knows the fonts that were met and numbers the objects of a file."""
    return import_module("reportlab.pdfbase.pdfdoc").PDFDocument(compression=1)


def load_font(name: str, path: Path) -> Font:
    """Load a TrueType file. Raises what ``font_error`` returns where it cannot be read."""
    return import_module("reportlab.pdfbase.ttfonts").TTFont(name, str(path))


def font_error() -> type[Exception]:
    error: type[Exception] = import_module("reportlab.pdfbase.ttfonts").TTFError
    return error


class Glyph(NamedTuple):
    """A shape of a font, with one code that stands for it; lengths are in thousandths of the size."""

    code: str
    width: float
    advance: float
    right: float
    up: float


def shaped(font: Font, text: str, *, from_right: bool) -> list[Glyph]:
    """Return the shapes that a font gives to letters beside each other, from left to right, and where each stands."""
    harfbuzz = import_module("uharfbuzz")
    buffer = harfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if from_right else "ltr"
    buffer.cluster_level = harfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
    harfbuzz.shape(_harfbuzz_font(font), buffer, {})
    face, glyphs, thousandths = font.face, list[Glyph](), font.face._pdfScale
    ends = dict(pairwise([*sorted({info.cluster for info in buffer.glyph_infos}), len(text)]))
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        letters = text[info.cluster : ends.pop(info.cluster, 0)]  # nothing for a further shape of the same letters
        unseen: list[str] = []
        if from_right:  # each letter has to be met from left to right: those before the last follow it, unseen
            unseen, letters = list(letters[-2::-1]), letters[-1:].translate(_MIRRORED)
        moved = (position.x_advance, position.x_offset, position.y_offset)
        glyphs.append(_glyph(font, info.codepoint, letters, *map(thousandths, moved)))
        glyphs += [_glyph(font, face.charToGlyph[_SPACE], letter, 0, 0, 0) for letter in unseen]
    return glyphs


def _glyph(font: Font, shape: int, letters: str, advance: float, right: float, up: float) -> Glyph:
    code, width = code_of_shape(font.fontName, shape, letters), font.face._pdfScale(font.face.hmetrics[shape][0])
    font.face.charToGlyph[code], font.face.charWidths[code] = shape, width
    return Glyph(chr(code), width, advance, right, up)


@cache
def _harfbuzz_font(font: Font) -> Any:
    harfbuzz = import_module("uharfbuzz")
    return harfbuzz.Font(harfbuzz.Face(font.face._ttf_data))


def embedding_levels(line: str, *, base: int) -> list[int]:
    """Return the level of each character: even where it is read from the left, odd where from the right (UAX 9)."""
    bidi = import_module("bidi.algorithm")
    storage = bidi.get_empty_storage() | {"base_level": base, "base_dir": "LR"[base]}
    bidi.get_embedding_levels(line, storage)
    for resolve in (
        bidi.explicit_embed_and_overrides,
        bidi.resolve_weak_types,
        bidi.resolve_neutral_types,
        bidi.resolve_implicit_levels,
    ):
        resolve(storage, False)
    return [character["level"] for character in storage["chars"]]


def fonts_entry(fonts: FontDocument) -> str:
    """Return the entry of a page's resources that names every font of the document."""
    name = import_module("reportlab.pdfbase.pdfdoc").BasicFonts
    return f"/Font {fonts.idToObjectNumberAndVersion[name][0]} 0 R"


def font_objects(fonts: FontDocument) -> Iterator[tuple[int, bytes, bool]]:
    """Cut out the letters that were met; yield each object of the fonts as its number, its text, and if it is a stream."""
    pdfdoc = import_module("reportlab.pdfbase.pdfdoc")
    with _WRITING:
        for font in fonts.delayedFonts:
            font.addObjects(fonts)
        for name, item in fonts.idToObject.items():
            if str(name).startswith("toUnicodeCMap:"):
                item.content = as_typed(item.content)  # the library writes letters beyond U+FFFF wrongly
            is_stream = isinstance(item, pdfdoc.PDFStream)
            body = pdfdoc.format(item, fonts, toplevel=1)
            if is_stream:  # the end of a stream stands on a line of its own (ISO 19005-2, 6.1.7.1)
                body = body.removesuffix(b"endstream\n") + b"\nendstream"
            yield fonts.idToObjectNumberAndVersion[name][0], body, is_stream


def escape(raw: bytes) -> str:
    """Return bytes as the inside of a PDF string: nothing in them can end the string or be read as an operator."""
    return _escaper()(raw)


@cache
def _escaper() -> Callable[[bytes], str]:
    escape_pdf: Callable[[bytes], str] = import_module("reportlab.lib.rl_accel").escapePDF
    return escape_pdf


def qr_rows(content: str) -> list[bytes]:
    """Return the dark (1) and light (0) modules of a QR code, row by row from the top, without its quiet zone.

    Raises ValueError when the content is longer than a QR code can hold.
    """
    segno = import_module("segno")
    code = segno.make_qr(content, error="m")  # DataOverflowError is a ValueError
    return [bytes(row) for row in code.matrix]
