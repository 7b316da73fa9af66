"""The sheet “who may be photographed” on paper: one A4 page, legible in black and white."""

from typing import BinaryIO

from flask_babel import gettext as _

from portal.consents.sheet import PhotoSheet
from portal.families import labels
from portal.settings.paper import new_document
from portal.web.dates import format_date

# A sign, a word and a place of its own for each: the page has to hold on a grey copier.
_TICK, _CROSS, _QUESTION = "\u2713", "\u2717", "?"


def write_sheet(sheet: PhotoSheet, live_address: str, to: BinaryIO) -> int:
    """Write the sheet and return its number of pages: one wherever the children fit on it."""
    choice = sheet.choice
    doc = new_document(_("Who may be photographed"), confidential=_("For staff. Shred it at the end of the day."))
    doc.heading(_("Good for %(day)s only", day=format_date(choice.day)))
    session = str(labels.SESSIONS[choice.session]) if choice.session else _("Every child")
    doc.paragraph(_("%(session)s: %(use)s", session=session, use=choice.use.label), style="lead")
    doc.paragraph(choice.use.sentence, style="quiet")
    for sign, word, names in (
        (_TICK, _("May"), sheet.may),
        (_CROSS, _("May not"), sheet.may_not),
        (_QUESTION, _("Not answered, so: may not"), sheet.not_answered),
    ):
        doc.rule()
        doc.heading(f"{sign}  {word} ({len(names)})", level=2)
        if names:
            doc.columns(names, sign=sign)
        else:
            doc.paragraph(_("Nobody."), style="quiet")
    doc.rule()
    doc.qr(live_address, size_mm=28, caption=_("Answers can change within minutes. Scan this with the phone that you "
           "sign in with, and see the list as it stands now."))  # fmt: skip
    return doc.save(to)
