"""One document's pages: the canvas, where text may stand, the header and footer round it, and the page numbers."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from portal.pdf import engine, style
from portal.pdf.characters import plain
from portal.pdf.faces import DEFAULT_FONT, main_face
from portal.pdf.style import MM, Style, Weight
from portal.pdf.typesetter import Line, Typesetter

PAGE_WIDTH, PAGE_HEIGHT = engine.A4
LEFT = 18 * MM
RIGHT = PAGE_WIDTH - LEFT
WIDTH = RIGHT - LEFT
TOP = PAGE_HEIGHT - 23 * MM
BOTTOM = 20 * MM
BODY_HEIGHT = TOP - BOTTOM
_HEAD_BASELINE = PAGE_HEIGHT - 13.5 * MM
_HEAD_RULE = PAGE_HEIGHT - 16 * MM
_FOOT_RULE = 15 * MM
_FOOT_BASELINE = 10.5 * MM
_CONFIDENTIAL_BASELINE = 6 * MM
_NUMBER_ROOM = 45 * MM  # kept free for "Page x of y", in any language


@dataclass(frozen=True)
class Furniture:
    """What stands round every page. `printed_at` and `confidential` are sentences or "", ready for people to read."""

    setting_name: str
    title: str
    reference: str = ""
    printed_at: str = ""
    confidential: str = ""


class Sheet:
    """Draws on the current page. Points are measured from the bottom left corner (ISO 32000-1, 8.3.2).

    Page numbers need the number of pages, which only the end knows. So each page refers to a small drawing of its own
    ("number-7") that is defined when the document is finished; nothing is laid out twice.
    """

    def __init__(self, furniture: Furniture, *, page_words: str) -> None:
        main_face(Weight.REGULAR)  # the canvas asks for its first font at once
        self.sections = [furniture]  # each with pages numbered from 1
        self.canvas = engine.new_canvas(first_font=DEFAULT_FONT)
        self.typesetter = Typesetter(self.canvas._doc)  # font subsets belong to the file, which has no public name
        self.blank = True
        self.headed = True  # whether the current page bears the header
        self._page_words = page_words
        self._order: list[int] = []  # pages by the order of drawing, in the order of reading
        self._section_of: list[int] = []  # the section of each page, in the order of drawing
        self._ink = ""
        self._describe(furniture)

    @property
    def pages_done(self) -> int:
        return len(self._order)

    @property
    def furniture(self) -> Furniture:
        """Return what stands round the current page."""
        return self.sections[-1]

    def begin_section(self, furniture: Furniture) -> None:
        """Let the pages from here on bear other furniture, and be numbered from 1. The page must be blank."""
        if len(self.sections) - 1 in self._section_of:
            self.sections.append(furniture)
        else:
            self.sections[-1] = furniture

    def text(self, x: float, y: float, line: Line, look: Style) -> None:
        """Show a line with its baseline at `y`."""
        if line.code:
            self.canvas.addLiteral(f"BT {self._inked(look.ink)}{x:.2f} {y:.2f} Td {line.code} ET")
            self.blank = False

    def fill(self, x: float, y: float, width: float, height: float, ink: str) -> None:
        """Fill a rectangle whose lower left corner is at `x`, `y`."""
        self.canvas.addLiteral(f"{self._inked(ink)}{x:.2f} {y:.2f} {width:.2f} {height:.2f} re f")
        self.blank = False

    def fill_all(self, rectangles: str, ink: str) -> None:
        """Fill one path of `re` operators."""
        self.canvas.addLiteral(f"{self._inked(ink)}{rectangles} f")
        self.blank = False

    def outline(self, x: float, y: float, width: float, height: float, ink: str, *, stroke: float = 1.1) -> None:
        """Draw the border of a rectangle whose lower left corner is at `x`, `y`; nothing stands inside."""
        self.canvas.addLiteral(f"q {ink} RG {stroke:.2f} w {x:.2f} {y:.2f} {width:.2f} {height:.2f} re S Q")
        self.blank = False

    def hairline(self, y: float, *, left: float = LEFT, right: float = RIGHT, ink: str = style.HAIRLINE) -> None:
        self.canvas.addLiteral(f"q {ink} RG 0.6 w {left:.2f} {y:.2f} m {right:.2f} {y:.2f} l S Q")

    def dots(self, left: float, right: float, y: float) -> None:
        """Lead the eye along a dotted line, drawn and not typed, so that it is never read out."""
        if right > left:
            drawn = f"{left:.2f} {y:.2f} m {right:.2f} {y:.2f} l S"
            self.canvas.addLiteral(f"q {style.SLATE} RG 0.8 w 1 J [0 4] 0 d {drawn} Q")

    def end_page(self) -> None:
        """Finish the current page, put its furniture round it, and begin another."""
        section = len(self.sections) - 1
        if self.headed:
            self.canvas.doForm(f"head-{section}")
        self.canvas.doForm(f"foot-{section}")
        self.canvas.doForm(f"number-{self.pages_done}")
        engine.end_page(self.canvas)
        self._section_of.append(section)
        self._order.append(self.pages_done)
        self._ink = ""
        self.blank = self.headed = True

    def move_last_pages(self, count: int, *, to: int) -> None:
        """Let the last `count` pages be read from position `to` (0 is the first page)."""
        drawn = self.canvas._doc.Pages.pages  # the library has no public way to set the reading order
        for pages in (drawn, self._order):
            moved = pages[-count:]
            del pages[-count:]
            pages[to:to] = moved

    def write(self, to: BinaryIO) -> int:
        """Write the file and return its number of pages. The last page must have been ended."""
        for section, furniture in enumerate(self.sections):
            self._define(f"head-{section}", partial(self._draw_head, furniture))
            self._define(f"foot-{section}", partial(self._draw_foot, furniture))
        of_section, read = Counter(self._section_of), Counter[int]()
        for page in self._order:
            section = self._section_of[page]
            read[section] += 1
            self._define(f"number-{page}", partial(self._draw_number, read[section], of_section[section]))
        to.write(engine.written(self.canvas))
        return len(self._order)

    def _inked(self, ink: str) -> str:
        if ink == self._ink:
            return ""
        self._ink = ink
        return f"{ink} rg "

    def _define(self, name: str, draw: Callable[[], None]) -> None:
        self.canvas.beginForm(name)
        self._ink = ""
        draw()
        self.canvas.endForm()

    def _draw_head(self, words: Furniture) -> None:
        setter = self.typesetter
        name = setter.line(words.setting_name, style.HEAD_SETTING, WIDTH * 0.48)
        title = setter.line(words.title, style.FURNITURE, WIDTH * 0.48)
        self.text(LEFT, _HEAD_BASELINE, name, style.HEAD_SETTING)
        self.text(RIGHT - title.width, _HEAD_BASELINE, title, style.FURNITURE)
        self.hairline(_HEAD_RULE)

    def _draw_foot(self, words: Furniture) -> None:
        left = "  \u00b7  ".join(filter(None, (words.reference, words.printed_at)))
        self.hairline(_FOOT_RULE)
        room = WIDTH - _NUMBER_ROOM
        self.text(LEFT, _FOOT_BASELINE, self.typesetter.line(left, style.FURNITURE, room), style.FURNITURE)
        warning = self.typesetter.line(words.confidential, style.CONFIDENTIAL, WIDTH)
        self.text((PAGE_WIDTH - warning.width) / 2, _CONFIDENTIAL_BASELINE, warning, style.CONFIDENTIAL)

    def _draw_number(self, place: int, pages: int) -> None:
        words = self._page_words % {"page": place, "pages": pages}
        number = self.typesetter.line(words, style.FURNITURE, _NUMBER_ROOM)
        self.text(RIGHT - number.width, _FOOT_BASELINE, number, style.FURNITURE)

    def _describe(self, furniture: Furniture) -> None:
        self.canvas.setTitle(plain(furniture.title))
        self.canvas.setAuthor(plain(furniture.setting_name))
        self.canvas.setCreator(plain(furniture.setting_name))
        self.canvas.setSubject(plain(furniture.reference))
        self.canvas.setViewerPreference("DisplayDocTitle", "true")
