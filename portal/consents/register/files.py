"""The consent register as a file that leaves the portal: a table for a spreadsheet, or paper."""

import io
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any, BinaryIO

from flask_babel import gettext as _

from portal.consents.documents import draw_coverage, draw_register
from portal.consents.events import RegisterExported, RegisterFile
from portal.consents.labels import STATES, paper_mark
from portal.consents.register.filtering import AppliedFilter, filtered_register
from portal.consents.register.service import Coverage, Register, load_register
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.issued.documents import draw_seal_note
from portal.issued.policy import IssuedKind
from portal.issued.service import About, issue
from portal.settings.paper import new_document
from portal.web.files import csv_file


def export(account: Any, found: AppliedFilter, file: RegisterFile, *, by_id: int) -> io.BytesIO:
    """Return the part of the register that was chosen as a file, and log that it left. Raises NothingPublished."""
    began, whole = clock.now(), load_register(account, on=found.on, session=found.filter.session)
    part, to = filtered_register(whole, found), io.BytesIO()
    if file is RegisterFile.CSV:
        write_csv(part, to)
    else:
        draw = partial(write_pdf, part, found.described, replace(whole, uses=found.uses).coverage())
        about = About(
            IssuedKind.REGISTER, first_day=found.on, last_day=found.on, records=len(part.lines), issued_at=began
        )
        to = issue(draw, about, by_id=by_id)
    with db.atomic():
        bus.publish(
            RegisterExported(
                actor_id=by_id,
                subject_id=1,
                file=file,
                children=len(part.lines),
                session=found.filter.session,
                use=found.uses[0].key if len(found.uses) < len(found.asked) else "",
            )
        )
    return to


def write_csv(part: Register, to: BinaryIO) -> None:
    """Write a line for each child and three columns for each use: the ruling, “on paper”, and a yes’s last day.

    A column apart, since who filters for “May not” must not miss those who said so on paper.
    """
    headings = [
        (use.label, _("%(use)s: on paper", use=use.label), _("%(use)s: counts until", use=use.label))
        for use in part.uses
    ]
    rows = [(_("Child"), *chain.from_iterable(headings))]
    for line in part.lines:
        decided = [line.rulings[use.key] for use in part.uses]
        words = chain.from_iterable(
            [(str(STATES[ruling.state]), paper_mark(ruling), str(ruling.counts_until or "")) for ruling in decided]
        )
        rows.append((line.child.name, *words))
    to.write(csv_file(rows).getvalue())


def write_pdf(part: Register, described: str, coverage: Sequence[Coverage], to: BinaryIO) -> None:
    """Write each child, then the counts of every child of the session for each use; ``described`` is what was chosen."""
    doc = new_document(_("Consent register"), confidential=_("Names children. Keep it safe."))
    with doc.landscape():
        doc.heading(_("Consent register"))
        if described:
            doc.paragraph(_("Only: %(choice)s.", choice=described), style="strong")
        if part.lines:
            draw_register(doc, part)
        else:
            doc.paragraph(_("No child fits what was chosen."))
    doc.heading(_("How far each use is answered"), level=2)
    draw_coverage(doc, coverage)
    draw_seal_note(doc)
    doc.save(to)
