"""The receipt of whoever told the setting something: when it came, its number and its SHA-256, and none of its words."""

from functools import partial
from textwrap import wrap
from typing import BinaryIO

from flask import Response
from flask_babel import gettext as _

from portal.attachments import service as attachments
from portal.concerns.evidence import SUBJECT
from portal.concerns.models import Concern, ConcernEntry, ConcernSubject
from portal.concerns.policy import EntryKind
from portal.foundation.canonical import canonical_json, sha256_hex
from portal.issued.documents import draw_seal_note
from portal.issued.policy import IssuedKind
from portal.issued.service import About, issue
from portal.settings import service as settings
from portal.settings.paper import new_document
from portal.web.dates import format_date, format_moment
from portal.web.files import pdf_response

FACE = "receipt"
_TOLD = ("kind", "what_happened", "wish", "noticed_on", "teller", "teller_contact", "about_personal_data")


def fingerprint(concern: Concern) -> str:
    """Return the SHA-256 of what was sent, as eight groups of eight hexadecimal digits, so that nobody can say later it was something else.

    Of the words with their day, whom they name, the teller and the SHA-256 of each file as it came, as canonical JSON
    (foundation/canonical.py). All of these are only ever added, so it stays the same for as long as they are kept.
    """
    named = ConcernSubject.select(ConcernSubject.kind, ConcernSubject.name).order_by(ConcernSubject.id)
    named = named.where((ConcernSubject.concern == concern.id) & ConcernSubject.named_at.is_null())
    receipt = concern.entries.where(ConcernEntry.kind == EntryKind.RECEIVED)
    files = attachments.files_of(SUBJECT, receipt.select(ConcernEntry.id))
    told = {name: getattr(concern, name) for name in _TOLD}
    told["about"] = [list(row) for row in named.tuples()]
    told["files"] = [file.original_sha256 for each in files.values() for file in each]
    return " ".join(wrap(sha256_hex(canonical_json(told)), 8))


def receipt_response(concern: Concern, *, by_id: int | None) -> Response:
    """Return the sealed receipt of a concern that the caller may have it of. Raises SealKeyUnusable and SealingFailed."""
    about = About(IssuedKind.CONCERN, concern.id, concern.reference, face=FACE)
    return pdf_response(issue(partial(_write, concern), about, by_id=by_id), f"receipt-{concern.reference}.pdf")


def _write(concern: Concern, to: BinaryIO) -> None:
    doc = new_document(_("Receipt"), reference=concern.reference)
    doc.heading(_("We have what you told us"))
    doc.facts(
        [
            (_("Number"), concern.reference),
            (_("Stored"), format_moment(concern.logged_at)),
            (_("Received"), format_date(concern.received_on)),
            (_("SHA-256 of what was sent"), fingerprint(concern)),
        ]
    )
    doc.paragraph(
        _(
            "This receipt holds none of your words. The SHA-256 is a number made from them and from your files: were one "
            "letter changed, it would be another."
        )
    )
    if contact := settings.current().ofsted_contact:
        doc.paragraph(_("You can turn to Ofsted at any time. %(contact)s", contact=contact))
    draw_seal_note(doc)
    doc.save(to)
