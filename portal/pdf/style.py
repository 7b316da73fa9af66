"""Colours, text styles, and the structural role of everything that is drawn."""

from dataclasses import dataclass, replace
from enum import StrEnum

MM = 72 / 25.4  # points in a millimetre


class Role(StrEnum):
    """What a drawn thing is in the document's structure (ISO 32000-1, 14.8.4); furniture is an artifact."""

    H1 = "H1"
    H2 = "H2"
    H3 = "H3"
    P = "P"
    LIST = "L"
    LIST_ITEM = "LI"
    LABEL = "Lbl"
    TABLE = "Table"
    ROW = "TR"
    HEADER_CELL = "TH"
    CELL = "TD"
    FIGURE = "Figure"
    CAPTION = "Caption"
    CONTENTS_ENTRY = "TOCI"
    ARTIFACT = "Artifact"


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
    """How a line of text looks. Sizes are in points; `role` is what the text is in the document's structure."""

    size: float
    leading: float
    ink: str = SWALLOW
    weight: Weight = Weight.REGULAR
    role: Role = Role.P
    before: float = 0
    after: float = 0


BODY = Style(10, 14.5, after=7)
SMALL = Style(8.5, 12, after=5)
PARAGRAPHS = {
    TextStyle.BODY: BODY,
    TextStyle.SMALL: SMALL,
    TextStyle.LEAD: Style(12.5, 18, after=9),
    TextStyle.QUIET: Style(9, 13, ink=SLATE, after=6),
    TextStyle.STRONG: replace(BODY, weight=Weight.BOLD),
}
HEADINGS = {
    1: Style(21, 26, weight=Weight.BOLD, role=Role.H1, before=14, after=9),
    2: Style(14, 18.5, weight=Weight.BOLD, role=Role.H2, before=13, after=6),
    3: Style(11, 15, ink=SKY, weight=Weight.BOLD, role=Role.H3, before=9, after=4),
}
BULLET = replace(BODY, role=Role.LIST_ITEM, after=3)
BULLET_MARK = replace(BULLET, ink=CHESTNUT, role=Role.LABEL)
FACT = Style(10, 14, role=Role.CELL)
FACT_LABEL = replace(FACT, weight=Weight.BOLD, role=Role.HEADER_CELL)
HEADER_CELL = Style(8.5, 11.5, weight=Weight.BOLD, role=Role.HEADER_CELL)
CELL = Style(8.5, 11.5, role=Role.CELL)
TONED_CELLS = {
    Tone.YES: replace(CELL, ink=MEADOW, weight=Weight.BOLD),
    Tone.NO: replace(CELL, ink=CHESTNUT, weight=Weight.BOLD),
    Tone.DUE: replace(CELL, ink=AMBER, weight=Weight.BOLD),
    Tone.QUIET: replace(CELL, ink=SLATE),
    Tone.STRONG: replace(CELL, weight=Weight.BOLD),
}
NOTICE = replace(BODY, leading=14)
CAPTION = Style(9, 13, ink=SLATE, role=Role.CAPTION)
CONTENTS = {
    1: Style(10.5, 15, weight=Weight.BOLD, role=Role.CONTENTS_ENTRY, before=5),
    2: Style(10, 14.5, role=Role.CONTENTS_ENTRY),
    3: Style(9, 13.5, ink=SLATE, role=Role.CONTENTS_ENTRY),
}
COVER_TITLE = Style(30, 36, ink=WHITE, weight=Weight.BOLD, role=Role.H1)
COVER_SETTING = Style(12, 16, ink=WHITE, weight=Weight.BOLD)
HEAD_SETTING = Style(8.5, 12, weight=Weight.BOLD, role=Role.ARTIFACT)
FURNITURE = Style(8, 11, ink=SLATE, role=Role.ARTIFACT)
CONFIDENTIAL = Style(8, 11, ink=CHESTNUT, weight=Weight.BOLD, role=Role.ARTIFACT)
