"""Setting blocks one under another, from page to page: headings that stay with what follows, text, bands and room."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal.pdf import style
from portal.pdf.sheet import BOTTOM, LEFT, RIGHT, WIDTH, Frame, Sheet
from portal.pdf.structure import Element
from portal.pdf.style import Style
from portal.pdf.typesetter import Line

_ROUNDING = 1e-6
_BASELINE = 0.76  # of the leading: where letters stand in their line
BAND_WIDTH = WIDTH - 26  # room for text in a band


@dataclass(frozen=True)
class Heading:
    """A heading not yet drawn: it waits for the block it belongs to. `drawn_at` is told the y of its top."""

    lines: tuple[Line, ...]
    level: int
    drawn_at: Callable[[float], None] | None = None
    language: str = ""

    @property
    def look(self) -> Style:
        return style.HEADINGS[self.level]

    @property
    def height(self) -> float:
        return self.look.before + len(self.lines) * self.look.leading + self.stroke + self.look.after

    @property
    def stroke(self) -> float:
        """Return the height of the coloured stroke under a heading of the first level."""
        return 4.0 if self.level == 1 else 0.0


class Flow:
    """The place on the page where the next block goes. Heights and positions are in points."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.y = sheet.frame.top
        self._waiting: list[Heading] = []
        self._depth = 0  # of the last heading

    @property
    def room(self) -> float:
        """Return the height left on this page."""
        return self.y - BOTTOM

    @property
    def tallest(self) -> float:
        """Return the height that a whole page has under the headings that wait."""
        return max(0.0, self.sheet.frame.body_height - sum(heading.height for heading in self._waiting))

    @property
    def at_top(self) -> bool:
        return self.y == self.sheet.frame.top

    def wait(self, heading: Heading) -> None:
        self._waiting.append(heading)

    def take(self, height: float) -> None:
        """Make sure of room for `height`, at most `tallest`, under the headings that wait; draw those."""
        waiting_height = self.sheet.frame.body_height - self.tallest
        waiting, self._waiting = self._waiting, []
        if not self.at_top and waiting_height + height > self.room + _ROUNDING:
            self.turn_page()
        for heading in waiting:
            self._draw_heading(heading)

    def settle(self) -> None:
        """Draw the headings that wait, with nothing under them."""
        self.take(0)

    def turn_page(self) -> None:
        """Go on at the top of the next page."""
        self.sheet.end_page()
        self.y = self.sheet.frame.top

    def turn_to(self, frame: Frame) -> None:
        """Let this page, which is blank, and those after it be of another size."""
        self.sheet.frame = frame
        self.y = frame.top

    def skip(self, height: float) -> None:
        """Leave room, but never at the top of a page."""
        if not self.at_top:
            self.y = max(BOTTOM, self.y - height)

    def baseline(self, look: Style, line: int = 0) -> float:
        """Return where a line of text stands, counted from the current place."""
        return self.y - look.leading * (line + _BASELINE)

    def put(
        self, lines: Sequence[Line], look: Style, *, left: float = LEFT, tag: str = "P", under: Element | None = None
    ) -> None:
        """Set lines under each other over as many pages as they need, no single line left alone on one."""
        if not lines:
            return
        self.take(look.leading * (len(lines) if len(lines) <= 3 else 2))
        element = self.sheet.structure.open(tag, under)
        start = 0
        while start < len(lines):
            count = self._fitting(len(lines) - start, look)
            self.sheet.text(left, self.baseline(look), lines[start : start + count], look, element)
            self.y -= count * look.leading
            start += count
            if start < len(lines):
                self.turn_page()
        self.sheet.structure.close(element)

    def open_heading(self, level: int, language: str = "") -> Element:
        """Return the element of a heading, at most one level deeper than the last: no level may be skipped."""
        self._depth = min(level, self._depth + 1)
        return self.sheet.structure.open(f"H{self._depth}", language=language)

    def _fitting(self, lines: int, look: Style) -> int:
        count = max(1, int(self.room / look.leading + _ROUNDING))
        return count - 1 if lines - count == 1 and count > 2 else min(count, lines)

    def _draw_heading(self, heading: Heading) -> None:
        self.skip(heading.look.before)
        if heading.drawn_at:
            heading.drawn_at(min(self.y, self.sheet.frame.top) + 6)
        element = self.open_heading(heading.level, heading.language)
        for line in heading.lines:
            if self.room < heading.look.leading:
                self.turn_page()
            self.sheet.text(LEFT, self.baseline(heading.look), (line,), heading.look, element)
            self.y -= heading.look.leading
        self.sheet.structure.close(element)
        if heading.stroke:
            self.sheet.fill(LEFT, self.y - 3, 34, 2, style.CHESTNUT)
        self.y -= heading.stroke + heading.look.after


def draw_band(flow: Flow, lines: Sequence[Line], look: Style, *, bar: str, ground: str) -> None:
    """Set lines on a coloured ground with a bar at the left, over as many pages as they need."""
    padding = 8.0
    flow.take(2 * padding + look.leading * min(len(lines), 3))
    element = flow.sheet.structure.open("P")
    start = 0
    while start < len(lines):
        count = max(1, min(len(lines) - start, int((flow.room - 2 * padding) / look.leading + _ROUNDING)))
        height = count * look.leading + 2 * padding
        flow.sheet.fill(LEFT, flow.y - height, RIGHT - LEFT, height, ground)
        flow.sheet.fill(LEFT, flow.y - height, 3.5, height, bar)
        flow.sheet.text(LEFT + 14, flow.baseline(look) - padding, lines[start : start + count], look, element)
        flow.y -= height
        start += count
        if start < len(lines):
            flow.turn_page()
    flow.sheet.structure.close(element)
    flow.skip(look.after + 3)
