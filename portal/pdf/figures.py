"""Pictures and QR codes."""

from dataclasses import dataclass

from portal.pdf import engine, style
from portal.pdf.flow import Flow
from portal.pdf.sheet import LEFT, WIDTH
from portal.pdf.style import MM, Role

_QUIET_ZONE = 4  # modules of white that ISO/IEC 18004 asks for round a code
_MAX_PIXELS = 50_000_000
_GAP = 12.0
_LEAST = 30.0  # points: as small as a picture is made to stay with its headings
BLACK = style.ink("#000000")


class UnreadableImageError(ValueError):
    """The bytes given are not a whole JPEG or PNG picture, or hold more pixels than are safe to open."""


@dataclass(frozen=True)
class Figure:
    """A drawn picture; `alt` says what it shows to those who cannot see it."""

    alt: str
    role = Role.FIGURE


def draw_qr(flow: Flow, content: str, *, size: float, caption: str) -> Figure:
    """Draw a QR code `size` points wide, its caption beside it. Raises ValueError when the content is too long."""
    rows = engine.qr_rows(content)
    size = min(size, WIDTH, max(flow.tallest, _LEAST))
    module = size / (len(rows) + 2 * _QUIET_ZONE)
    lines = flow.sheet.typesetter.lines(caption, style.CAPTION, max(40.0, WIDTH - size - _GAP))
    caption_height = len(lines) * style.CAPTION.leading
    flow.take(size)
    top = flow.y
    left = LEFT - _QUIET_ZONE * module  # the white zone hangs in the margin, so that the dark edge meets the text's
    flow.sheet.fill_all(_dark(rows, left + _QUIET_ZONE * module, top - _QUIET_ZONE * module, module), BLACK)
    if lines:
        flow.y = top - max(_QUIET_ZONE * module, (size - caption_height) / 2)
        flow.put(lines, style.CAPTION, left=left + size + _GAP)
    if flow.y > top - size or caption_height <= size:
        flow.y = top - size
    return Figure(caption)


def _dark(rows: list[bytes], left: float, top: float, module: float) -> str:
    """Return one rectangle for each run of dark modules: a quarter of the size of one for each module."""
    rectangles = []
    for down, row in enumerate(rows):
        y = top - (down + 1) * module
        start = row.find(1)
        while start >= 0:
            end = row.find(0, start)
            end = len(row) if end < 0 else end
            # a hair taller than the module: viewers that smooth edges would show white seams between rows
            rectangles.append(
                f"{left + start * module:.3f} {y:.3f} {(end - start) * module:.3f} {module + 0.02:.3f} re"
            )
            start = row.find(1, end)
    return "\n".join(rectangles)


def draw_image(flow: Flow, data: bytes, *, width: float, alt: str) -> Figure:
    """Draw a JPEG or PNG `width` points wide, or as large as the page allows. Raises UnreadableImageError."""
    try:
        picture, across, down = engine.read_picture(data, max_pixels=_MAX_PIXELS)
    except ValueError as reason:
        raise UnreadableImageError(str(reason)) from reason
    # a picture shrinks to the page, and to what the headings above it leave of one
    scale = min(1.0, WIDTH / width, max(flow.tallest, _LEAST) * across / down / width)
    width, height = width * scale, width * scale * down / across
    flow.take(height)
    flow.sheet.picture(picture, LEFT, flow.y - height, width, height)
    flow.y -= height
    flow.skip(6)
    return Figure(alt)


def points(millimetres: float) -> float:
    """Return a length in points. Raises ValueError unless it is above nothing."""
    if millimetres <= 0:
        raise ValueError(f"a picture must be wider than {millimetres} mm")
    return millimetres * MM
