"""The register of visitors as PDF, and the sheet for the wall."""

from collections.abc import Sequence
from datetime import date
from typing import BinaryIO

from flask_babel import gettext as _

from portal.issued.documents import draw_seal_note
from portal.pdf import Document
from portal.settings import service as settings
from portal.settings.paper import new_document
from portal.visitors.register import VisitLine
from portal.web.addresses import opens_here_only, public_address
from portal.web.dates import format_date, format_time


def headings() -> list[str]:
    return [_("Day"), _("Visitor"), _("From"), _("To see"), _("In"), _("Out"), _("Rules")]


def row(line: VisitLine) -> list[str]:
    """Return one visit as the cells of a table."""
    arrived = format_time(line.arrived_at)
    return [format_date(line.day), line.name, line.organisation, line.seeing, arrived, line.out, line.agreed]


def write_register(lines: Sequence[VisitLine], first: date, last: date, to: BinaryIO) -> int:
    """Write the register of some days as a PDF of its own and return its number of pages."""
    doc = new_document(_("Register of visitors"), confidential=_("Names visitors. Keep it safe."))
    with doc.landscape():
        doc.heading(_("Register of visitors"))
        doc.paragraph(_("%(first)s to %(last)s", first=format_date(first), last=format_date(last)))
        draw_register(doc, lines)
        draw_seal_note(doc)
    return doc.save(to)


def draw_register(doc: Document, lines: Sequence[VisitLine]) -> None:
    doc.table(
        headings(),
        map(row, lines),
        widths=[0.13, 0.17, 0.15, 0.17, 0.08, 0.16, 0.14],
        empty=_("Nobody visited on these days."),
    )


def write_wall_sheet(token: str, to: BinaryIO) -> int:
    """Write the sheet for the wall: a square that opens the page for visitors on their own phone."""
    doc = new_document(_("Visitors"))
    doc.heading(_("Visitors: please sign in here"))
    doc.paragraph(_("Point the camera of your phone at this square and open the page. No phone? Ask us at the door."))
    if opens_here_only():
        doc.paragraph(_("A sheet to try things out: its link opens on this computer only."), style="strong")
    doc.qr(public_address("visits.scan", token=token), size_mm=120)
    doc.paragraph(_("Please sign out on the same page when you leave."), style="strong")
    if lead := settings.current().safeguarding_lead:
        doc.paragraph(
            _("Worried about a child? Our safeguarding lead is %(name)s. Ask anybody who works here.", name=lead)
        )
    return doc.save(to)
