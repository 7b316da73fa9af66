"""The register of declared relationships as a file: a table for a spreadsheet, or paper."""

from collections.abc import Sequence
from typing import BinaryIO

from flask_babel import gettext as _

from portal.issued.documents import draw_seal_note
from portal.pdf import Document
from portal.relationships.labels import STANDINGS, confirmed_words, declared_words
from portal.relationships.service import RegisterLine
from portal.settings.paper import new_document
from portal.web.dates import format_date


def headings() -> tuple[str, ...]:
    return (
        _("Works here"),
        _("Parent or carer"),
        _("What they are to each other"),
        _("Stands"),
        _("Declared"),
        _("Confirmed"),
        _("Ended"),
    )


def row(line: RegisterLine) -> tuple[str, ...]:
    """Return one line in the order of the headings."""
    return (
        line.worker,
        line.parent,
        str(line.declaration.relation),
        str(STANDINGS[line.standing]),
        declared_words(line),
        confirmed_words(line),
        format_date(line.ended_at),
    )


def write_register(lines: Sequence[RegisterLine], to: BinaryIO) -> int:
    """Write the register as a PDF and return its number of pages."""
    doc = new_document(_("Declared relationships"), confidential=_("Names parents and staff. Keep it safe."))
    with doc.landscape():
        doc.heading(_("Declared relationships"))
        draw_register(doc, lines)
    draw_seal_note(doc)
    return doc.save(to)


def draw_register(doc: Document, lines: Sequence[RegisterLine]) -> None:
    """Draw a row for each declaration (product.md P10)."""
    # Always, whether there are any or not: its absence would tell.
    doc.paragraph(_("What is about the person who made this file is kept by others and is not listed."))
    doc.table(
        list(headings()),
        [row(line) for line in lines],
        widths=[0.14, 0.18, 0.18, 0.13, 0.14, 0.14, 0.09],
        empty=_("Nobody has declared a relationship."),
    )
