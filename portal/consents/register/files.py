"""The consent register as a file that leaves the portal: a table for a spreadsheet, or paper."""

import csv
import io
from collections.abc import Callable
from datetime import date
from itertools import chain
from typing import Any, BinaryIO

from flask_babel import gettext as _

from portal.consents.documents import draw_register
from portal.consents.events import RegisterExported, RegisterFile
from portal.consents.register.filtering import Excerpt, Filter, excerpt
from portal.consents.words import paper_mark, ruling_word
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.settings.paper import new_document

# With these a spreadsheet begins a formula, even in a file of plain text (OWASP, CSV injection).
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def export(account: Any, wanted: Filter, file: RegisterFile, *, on: date, by_id: int) -> io.BytesIO:
    """Return the part of the register that was chosen as a file, and log that it left. Raises NothingPublished."""
    found, to = excerpt(account, wanted, on=on), io.BytesIO()
    _WRITERS[file](found, to)
    uses = found.register.uses
    with db.atomic():
        bus.publish(
            RegisterExported(
                actor_id=by_id,
                subject_id=1,
                file=file,
                children=len(found.register.lines),
                session=wanted.session,
                use=uses[0].key if len(uses) < len(found.every_use) else "",
            )
        )
    return to


def write_csv(found: Excerpt, to: BinaryIO) -> None:
    """Write a line for each child and two columns for each use: the ruling, and “on paper” where that is so.

    A column apart, since who filters for “May not” must not miss those who said so on paper.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    uses = found.register.uses
    headings = [(use.label, _("%(use)s: on paper", use=use.label)) for use in uses]
    writer.writerow([_safe(cell) for cell in (_("Child"), *chain.from_iterable(headings))])
    for line in found.register.lines:
        decided = [line.rulings[use.key] for use in uses]
        words = chain.from_iterable([(ruling_word(ruling), paper_mark(ruling)) for ruling in decided])
        writer.writerow([_safe(cell) for cell in (line.child.name, *words)])
    # The mark at the start tells Excel that the letters are UTF-8.
    to.write(text.getvalue().encode("utf-8-sig"))


def _safe(cell: str) -> str:
    """Return a cell that no spreadsheet runs; a name may begin with any sign, and is kept whole behind the apostrophe."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA_SIGNS) else cell


def write_pdf(found: Excerpt, to: BinaryIO) -> None:
    """Write the counts for each use, then each child."""
    doc = new_document(_("Consent register"), confidential=_("Names children. Keep it safe."))
    doc.heading(_("Consent register"))
    if found.described:
        doc.paragraph(_("Only: %(choice)s.", choice=found.described), style="strong")
    if found.register.lines:
        draw_register(doc, found.register, sees_reasons=False)
    else:
        doc.paragraph(_("No child fits what was chosen."))
    doc.heading(_("How far each use is answered"), level=2)
    doc.table(
        [_("Use of a picture"), _("May"), _("May not"), _("Not answered")],
        [(part.use.sentence, str(part.may), str(part.may_not), str(part.not_answered)) for part in found.coverage],
        widths=[0.55, 0.15, 0.15, 0.15],
    )
    doc.save(to)


_WRITERS: dict[RegisterFile, Callable[[Excerpt, BinaryIO], None]] = {
    RegisterFile.CSV: write_csv,
    RegisterFile.PDF: write_pdf,
}
