"""Colours and text styles."""

from dataclasses import dataclass, replace
from enum import StrEnum

MM = 72 / 25.4  # points in a millimetre


class Weight(StrEnum):
    REGULAR = "regular"
    BOLD = "bold"


class TextStyle(StrEnum):
    """The voices of a paragraph."""

    BODY = "body"
    SMALL = "small"
    LEAD = "lead"
    QUIET = "quiet"
    STRONG = "strong"


class Tone(StrEnum):
    """The feeling of a table cell. The words in the cell must say the same: colour never stands alone."""

    YES = "yes"
    NO = "no"
    DUE = "due"
    UNANSWERED = "unanswered"
    QUIET = "quiet"
    STRONG = "strong"


class NoticeTone(StrEnum):
    INFO = "info"
    WARNING = "warning"


def ink(colour: str) -> str:
    """Return "#16325c" as the three numbers, 0 to 1, that a PDF colour operator takes."""
    return " ".join(f"{int(colour[start : start + 2], 16) / 255:.3g}" for start in (1, 3, 5))


SWALLOW = ink("#16325c")
SKY = ink("#2f6fb3")
CHESTNUT = ink("#a6402a")
MEADOW = ink("#2c6e49")
AMBER = ink("#8a5a00")
SLATE = ink("#56627a")
HAIRLINE = ink("#d5dae2")
MIST = ink("#eef2f7")
SAND = ink("#fbf3e2")
WHITE = ink("#ffffff")


@dataclass(frozen=True, eq=False)  # compared by identity: styles are keys of the line memo on the hottest path
class Style:
    """How a line of text looks. Sizes are in points."""

    size: float
    leading: float
    ink: str = SWALLOW
    weight: Weight = Weight.REGULAR
    before: float = 0
    after: float = 0


BODY = Style(10, 14.5, after=7)
SMALL = Style(10, 12.5, after=4)
PARAGRAPHS = {
    TextStyle.BODY: BODY,
    TextStyle.SMALL: SMALL,
    TextStyle.LEAD: Style(12.5, 18, after=9),
    TextStyle.QUIET: Style(10, 13, ink=SLATE, after=6),
    TextStyle.STRONG: replace(BODY, weight=Weight.BOLD),
}
HEADINGS = {
    1: Style(21, 26, weight=Weight.BOLD, before=14, after=9),
    2: Style(14, 18, weight=Weight.BOLD, before=10, after=4),
    3: Style(11, 15, ink=SKY, weight=Weight.BOLD, before=9, after=4),
}
BULLET = replace(BODY, after=3)
BULLET_MARK = replace(BULLET, ink=CHESTNUT)
FACT = Style(10, 13)
FACT_LABEL = replace(FACT, weight=Weight.BOLD)
HEADER_CELL = Style(10, 12, weight=Weight.BOLD)
CELL = Style(10, 12)
CELL_PADDING = 1.25  # above and below a row of a table
TONED_CELLS = {
    Tone.YES: replace(CELL, ink=MEADOW, weight=Weight.BOLD),
    Tone.NO: replace(CELL, ink=CHESTNUT, weight=Weight.BOLD),
    Tone.DUE: replace(CELL, ink=AMBER, weight=Weight.BOLD),
    Tone.UNANSWERED: replace(CELL, ink=SKY, weight=Weight.BOLD),
    Tone.QUIET: replace(CELL, ink=SLATE),
    Tone.STRONG: replace(CELL, weight=Weight.BOLD),
}
CHART_NUMBER = replace(HEADER_CELL, ink=WHITE)
NOTICE = replace(BODY, leading=14)
CAPTION = Style(10, 13, ink=SLATE)
# Of a code to type, where it is typed: read from paper by whoever has no camera.
WHERE_TYPED = Style(11, 15)
TYPED = Style(16, 24, weight=Weight.BOLD)
CONTENTS = {
    1: Style(10, 14.5, weight=Weight.BOLD, before=4),
    2: Style(10, 14.5),
    3: Style(10, 14, ink=SLATE),
}
COVER_TITLE = Style(24, 29, ink=WHITE, weight=Weight.BOLD)
COVER_SETTING = Style(12, 16, ink=WHITE, weight=Weight.BOLD)
HEAD_SETTING = Style(10, 13, weight=Weight.BOLD)
FURNITURE = Style(10, 13, ink=SLATE)
CONFIDENTIAL = Style(10, 13, ink=CHESTNUT, weight=Weight.BOLD)
