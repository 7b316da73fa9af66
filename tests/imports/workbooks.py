"""Workbooks made by hand, as small as a reader accepts."""

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def workbook(
    *sheets: tuple[str, Sequence[Sequence[object]]],
    hidden: Sequence[str] = (),
    merged: str = "",
    hidden_rows: Sequence[int] = (),
    first: tuple[int, int] = (1, 1),
) -> bytes:
    """Return an XLSX with these named sheets; ("date", n) is a date by its serial number.

    ``hidden`` names sheets, ``merged`` ranges parted by blanks; ``first`` is the row and column where lists begin.
    """
    bodies = [_sheet(rows, merged, hidden_rows, first) for _, rows in sheets]
    return package([name for name, _ in sheets], bodies, hidden)


def package(names: Sequence[str], bodies: Sequence[str], hidden: Sequence[str] = ()) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("[Content_Types].xml", f'{HEAD}<Types xmlns="{PACKAGE}/content-types"></Types>')
        zipped.writestr("_rels/.rels", _relations(["officeDocument:xl/workbook.xml"]))
        listed = "".join(
            f'<sheet name="{escape(name)}" sheetId="{i}" r:id="rId{i}"{_state(name, hidden)}/>'
            for i, name in enumerate(names, 1)
        )
        zipped.writestr(
            "xl/workbook.xml",
            f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>',
        )
        parts = [f"worksheet:worksheets/sheet{i}.xml" for i in range(1, len(names) + 1)]
        zipped.writestr("xl/_rels/workbook.xml.rels", _relations([*parts, "styles:styles.xml"]))
        zipped.writestr("xl/styles.xml", _styles())
        for i, body in enumerate(bodies, 1):
            zipped.writestr(f"xl/worksheets/sheet{i}.xml", f'{HEAD}<worksheet xmlns="{MAIN}">{body}</worksheet>')
    return out.getvalue()


def _state(name: str, hidden: Sequence[str]) -> str:
    return ' state="hidden"' if name in hidden else ""


def _relations(parts: Sequence[str]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{i}" Type="{RELATIONS}/{part.split(":")[0]}" Target="{part.split(":")[1]}"/>'
        for i, part in enumerate(parts, 1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def _styles() -> str:
    formats = '<xf numFmtId="0"/><xf numFmtId="14"/>'
    return f'{HEAD}<styleSheet xmlns="{MAIN}"><cellXfs count="2">{formats}</cellXfs></styleSheet>'


def _sheet(rows: Sequence[Sequence[object]], merged: str, hidden_rows: Sequence[int], first: tuple[int, int]) -> str:
    lines = "".join(
        f'<row r="{r}" hidden="{int(r in hidden_rows)}">'
        f"{''.join(_cell(f'{chr(64 + c)}{r}', cell) for c, cell in enumerate(row, first[1]))}</row>"
        for r, row in enumerate(rows, first[0])
    )
    ranges = "".join(f'<mergeCell ref="{each}"/>' for each in merged.split())
    return f"<sheetData>{lines}</sheetData>" + (f"<mergeCells>{ranges}</mergeCells>" if ranges else "")


def _cell(place: str, cell: object) -> str:
    if cell is None:
        return f'<c r="{place}" s="0"/>'
    if isinstance(cell, tuple):
        return f'<c r="{place}" s="1"><v>{cell[1]}</v></c>'
    if isinstance(cell, bool):
        return f'<c r="{place}" t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, int | float):
        return f'<c r="{place}"><v>{cell}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(str(cell))}</t></is></c>'
