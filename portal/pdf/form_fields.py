"""What people fill in with a pen: boxes to tick, and lines to write on."""

from collections.abc import Sequence

from portal.pdf import style
from portal.pdf.file import text_string
from portal.pdf.flow import Flow
from portal.pdf.sheet import LEFT, RIGHT, WIDTH
from portal.pdf.style import MM, Style, Weight

BOX = 9 * MM  # large enough for a shaking hand, and for a scan to show what was ticked
LINE_HEIGHT = 11 * MM
_LABEL_WIDTH = 52 * MM
_GAP = 3 * MM
_CHOICE_WIDTH = 24 * MM  # a box with its word beside it
_AROUND = 2.6 * MM

ASKED = Style(11, 14.5, weight=Weight.BOLD)
TOLD = style.SMALL
CHOICE = Style(11, 14, weight=Weight.BOLD)
LABEL = Style(10, 13, weight=Weight.BOLD)


def draw_question(flow: Flow, asked: str, told: Sequence[str], choices: Sequence[str]) -> None:
    """Draw a question with an empty box for each choice at its right; it stays on one page where one can hold it."""
    room = WIDTH - len(choices) * _CHOICE_WIDTH - _GAP
    lines = flow.sheet.typesetter.lines
    question = lines(asked, ASKED, room)
    advice = [line for text in told for line in lines(text, TOLD, room)]
    words = len(question) * ASKED.leading + len(advice) * TOLD.leading
    flow.take(min(max(words, BOX) + 2 * _AROUND, flow.tallest))
    top, pages = flow.y - _AROUND, flow.sheet.pages_done
    first = flow.sheet.structure.open("Div")  # read before the boxes, which stand at its right
    _draw_boxes(flow, asked, choices, top=top)
    flow.y = top
    flow.put(question, ASKED, under=first)
    flow.put(advice, TOLD, under=first)
    flow.sheet.structure.close(first)
    if flow.sheet.pages_done == pages:
        flow.y = min(flow.y, top - BOX)
    flow.skip(_AROUND * 1.5)
    flow.sheet.hairline(flow.y)


def _field(role: str, described: str) -> str:
    """Return the entry that makes a form element a field to fill in with a pen (ISO 32000-1, 14.8.5.6)."""
    checked = "/checked/off" if role == "cb" else ""
    return f"/A<</O/PrintField/Role/{role}{checked}/Desc{text_string(described)}>>"


def _draw_boxes(flow: Flow, asked: str, choices: Sequence[str], *, top: float) -> None:
    sheet = flow.sheet
    left = RIGHT - len(choices) * _CHOICE_WIDTH
    for choice in choices:
        box = sheet.structure.open("Form", entries=_field("cb", f"{choice}: {asked}"))
        sheet.outline(left, top - BOX, BOX, BOX, style.SWALLOW, box)
        word, label = sheet.typesetter.line(choice, CHOICE, _CHOICE_WIDTH - BOX - 4), sheet.structure.open("P")
        sheet.text(left + BOX + 5, top - BOX / 2 - CHOICE.size * 0.35, (word,), CHOICE, label)
        sheet.structure.close(box, label)
        left += _CHOICE_WIDTH


def draw_writing_lines(flow: Flow, labels: Sequence[str]) -> None:
    """Draw each label with a line to write on at its right, all on one page where one can hold them."""
    flow.take(min(len(labels) * LINE_HEIGHT, flow.tallest))
    sheet = flow.sheet
    for label in labels:
        flow.take(LINE_HEIGHT)
        foot = flow.y - LINE_HEIGHT
        lines = sheet.typesetter.lines(label, LABEL, _LABEL_WIDTH - _GAP)
        words, line = sheet.structure.open("P"), sheet.structure.open("Form", entries=_field("tv", label))
        sheet.text(LEFT, foot + 2 + (len(lines) - 1) * LABEL.leading, lines, LABEL, words)
        sheet.hairline(foot, left=LEFT + _LABEL_WIDTH, ink=style.SLATE, within=line)
        sheet.structure.close(words, line)
        flow.y = foot
    flow.skip(_AROUND * 1.5)
