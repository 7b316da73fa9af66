"""QR codes."""

from portal.pdf import engine, style
from portal.pdf.flow import Flow
from portal.pdf.sheet import LEFT, WIDTH
from portal.pdf.structure import alternative

_QUIET_ZONE = 4  # modules of white that ISO/IEC 18004 asks for round a code
_GAP = 12.0
_LEAST = 30.0  # points: as small as a picture is made to stay with its headings
BLACK = style.ink("#000000")


def draw_qr(flow: Flow, content: str, *, size: float, caption: str, typed: str = "") -> None:
    """Draw a QR code `size` points wide, its words beside it. Raises ValueError for too long a content or no size."""
    if size <= 0:
        raise ValueError("a picture must be wider than nothing")
    rows = engine.qr_rows(content)
    size = min(size, WIDTH, max(flow.tallest, _LEAST))
    module = size / (len(rows) + 2 * _QUIET_ZONE)
    beside = style.WHERE_TYPED if typed else style.CAPTION
    lines = flow.sheet.typesetter.lines(caption, beside, max(40.0, WIDTH - size - _GAP))
    caption_height = len(lines) * beside.leading + (style.TYPED.leading if typed else 0)
    flow.take(size)
    top = flow.y
    left = LEFT - _QUIET_ZONE * module  # the white zone hangs in the margin, so that the dark edge meets the text's
    box = f"{left:.2f} {top - size:.2f} {left + size:.2f} {top:.2f}"
    # what the picture says is the address, and nothing else: whoever cannot scan it can open that
    entries = f"{alternative(content)}/A<</O/Layout/Placement/Block/BBox[{box}]>>"
    figure = flow.sheet.structure.open("Figure", entries=entries)
    dark = _dark(rows, left + _QUIET_ZONE * module, top - _QUIET_ZONE * module, module)
    flow.sheet.fill_all(dark, BLACK, figure)
    flow.sheet.structure.close(figure)
    if lines:
        flow.y = top - max(_QUIET_ZONE * module, (size - caption_height) / 2)
        flow.put(lines, beside, left=left + size + _GAP)
    if typed:
        flow.put(flow.sheet.typesetter.lines(typed, style.TYPED, WIDTH), style.TYPED, left=left + size + _GAP)
    if flow.y > top - size or caption_height <= size:
        flow.y = top - size


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
