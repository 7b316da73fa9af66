"""Bars beside each other's labels: a figure that says in words what it shows, above the table with its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.pdf import style
from portal.pdf.flow import Flow
from portal.pdf.sheet import LEFT
from portal.pdf.structure import Element, alternative
from portal.pdf.style import Tone

_ROW = 13.5
_BAR = 10.5
_LABELS = 0.46  # of the width
_INKS = {Tone.YES: style.MEADOW, Tone.NO: style.CHESTNUT, Tone.DUE: style.AMBER, Tone.UNANSWERED: style.SKY}
_SWATCH = 9.0
_LEAST = 14.0  # of a part that shows its number
_BENEATH = 52.0  # as high as the table is without its rows


@dataclass(frozen=True)
class Bar:
    """A label and how many fall to each part of the key, in its order."""

    label: str
    counts: tuple[int, ...]


def draw_chart(flow: Flow, key: Sequence[tuple[str, Tone]], bars: Sequence[Bar]) -> None:
    """Draw bars one under another, all to one scale, with the ``key`` of their parts as (word, tone) above; none if there are none.

    The table beneath them, with a row for each bar, is on the same page where one can hold both. Who cannot see it hears
    label, word and count of every part. Numbers stand in the parts: no part is told by colour.
    """
    if not bars:
        return
    spoken = (
        f"{bar.label}: " + ", ".join(f"{word} {count}" for (word, _), count in zip(key, bar.counts, strict=True))
        for bar in bars
    )
    whole = max((sum(bar.counts) for bar in bars), default=0) or 1
    of_table = _BENEATH + len(bars) * (style.CELL.leading + 2 * style.CELL_PADDING)
    flow.take(min(flow.tallest, _ROW * (len(bars) + 1) + of_table))
    figure = flow.sheet.structure.open("Figure", entries=alternative("; ".join(spoken)))
    _draw_key(flow, key, figure)
    for bar in bars:
        if flow.room < _ROW:
            flow.turn_page()
        _draw_bar(flow, bar, [tone for _, tone in key], whole, figure)
    flow.sheet.structure.close(figure)
    flow.skip(6)


def _draw_key(flow: Flow, key: Sequence[tuple[str, Tone]], figure: Element) -> None:
    sheet, left = flow.sheet, LEFT
    for word, tone in key:
        sheet.fill_all(f"{left:.2f} {flow.y - 10.5:.2f} {_SWATCH} {_SWATCH} re", _INKS[tone], figure)
        line = sheet.typesetter.line(word, style.CELL, sheet.frame.width)
        sheet.text(left + _SWATCH + 4, flow.baseline(style.CELL), (line,), style.CELL, figure)
        left += _SWATCH + line.width + 18
    flow.y -= _ROW + 2


def _draw_bar(flow: Flow, bar: Bar, tones: Sequence[Tone], whole: int, figure: Element) -> None:
    sheet, room = flow.sheet, _LABELS * flow.sheet.frame.width
    label = sheet.typesetter.line(bar.label, style.CELL, room - 8)
    sheet.text(LEFT, flow.baseline(style.CELL), (label,), style.CELL, figure)
    left, bottom = LEFT + room, flow.y - 11.5
    for count, tone in zip(bar.counts, tones, strict=True):
        width = count / whole * (sheet.frame.width - room)
        if count:
            sheet.fill_all(f"{left:.2f} {bottom:.2f} {width:.2f} {_BAR} re", _INKS[tone], figure)
        if width >= _LEAST:
            number = sheet.typesetter.line(str(count), style.CHART_NUMBER, width)
            sheet.text(left + 4, bottom + 2, (number,), style.CHART_NUMBER, figure)
        left += width
    flow.y -= _ROW
