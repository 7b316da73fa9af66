"""The first page of a long document."""

from portal.pdf import style
from portal.pdf.flow import Flow
from portal.pdf.sheet import LEFT, PAGE_HEIGHT, PAGE_WIDTH, WIDTH
from portal.pdf.style import MM

_SKY_ABOVE = 22 * MM  # of plain colour over the setting's name
_LINES_AT_MOST = 6


def draw_cover(flow: Flow, title: str) -> None:
    """Draw a coloured head with the setting's name and the title, and leave the flow beneath it."""
    sheet, look = flow.sheet, style.COVER_TITLE
    lines = sheet.typesetter.lines(title, look, WIDTH)
    if len(lines) > _LINES_AT_MOST:
        lines = (sheet.typesetter.line(title, look, WIDTH),)
    name = sheet.typesetter.line(sheet.furniture.setting_name, style.COVER_SETTING, WIDTH)
    name_at = PAGE_HEIGHT - _SKY_ABOVE
    first_at = name_at - 14 - look.leading
    bottom = first_at - max(0, len(lines) - 1) * look.leading - 14
    sheet.fill(0, bottom, PAGE_WIDTH, PAGE_HEIGHT - bottom, style.SWALLOW)
    sheet.fill(0, bottom - 4, PAGE_WIDTH, 4, style.CHESTNUT)
    setting, heading = sheet.structure.open("P"), flow.open_heading(1)
    sheet.text(LEFT, name_at, (name,), style.COVER_SETTING, setting)
    sheet.text(LEFT, first_at, lines, look, heading)
    sheet.structure.close(setting, heading)
    flow.y = bottom - 16
