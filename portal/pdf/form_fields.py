"""What people fill in with a pen: boxes to tick, and lines to write on."""

from collections.abc import Sequence
from dataclasses import replace

from portal.pdf import style
from portal.pdf.flow import Flow
from portal.pdf.sheet import LEFT, RIGHT, WIDTH
from portal.pdf.style import MM, Style, Weight
from portal.pdf.typesetter import Line

BOX = 9 * MM  # large enough for a shaking hand, and for a scan to show what was ticked
LINE_HEIGHT = 11 * MM
_LABEL_WIDTH = 52 * MM
_GAP = 3 * MM
_CHOICE_WIDTH = 24 * MM  # a box with its word beside it
_AROUND = 2.6 * MM

ASKED = Style(11, 14.5, weight=Weight.BOLD)
TOLD = replace(style.SMALL, size=9, leading=12)
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
    _draw_boxes(flow, choices, top=top)
    flow.y = top
    _put(flow, question, ASKED)
    _put(flow, advice, TOLD)
    if flow.sheet.pages_done == pages:
        flow.y = min(flow.y, top - BOX)
    flow.skip(_AROUND * 1.5)
    flow.sheet.hairline(flow.y)


def _put(flow: Flow, lines: Sequence[Line], look: Style) -> None:
    if lines:
        flow.put(lines, look)


def _draw_boxes(flow: Flow, choices: Sequence[str], *, top: float) -> None:
    left = RIGHT - len(choices) * _CHOICE_WIDTH
    for choice in choices:
        flow.sheet.outline(left, top - BOX, BOX, BOX, style.SWALLOW)
        word = flow.sheet.typesetter.line(choice, CHOICE, _CHOICE_WIDTH - BOX - 4)
        flow.sheet.text(left + BOX + 5, top - BOX / 2 - CHOICE.size * 0.35, word, CHOICE)
        left += _CHOICE_WIDTH


def draw_writing_lines(flow: Flow, labels: Sequence[str]) -> None:
    """Draw each label with a line to write on at its right, all on one page where one can hold them."""
    flow.take(min(len(labels) * LINE_HEIGHT, flow.tallest))
    for label in labels:
        flow.take(LINE_HEIGHT)
        foot = flow.y - LINE_HEIGHT
        lines = flow.sheet.typesetter.lines(label, LABEL, _LABEL_WIDTH - _GAP)
        for up, line in enumerate(reversed(lines)):
            flow.sheet.text(LEFT, foot + 2 + up * LABEL.leading, line, LABEL)
        flow.sheet.hairline(foot, left=LEFT + _LABEL_WIDTH, ink=style.SLATE)
        flow.y = foot
    flow.skip(_AROUND * 1.5)
