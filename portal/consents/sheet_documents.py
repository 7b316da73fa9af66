"""The sheet “who may be photographed” on paper: one A4 page, legible in black and white."""

import io
from collections.abc import Callable, Sequence
from functools import partial
from typing import BinaryIO

from flask_babel import gettext as _

from portal.consents.sheet import PhotoSheet
from portal.families import labels
from portal.pdf import Document
from portal.pdf.style import TextStyle
from portal.settings.paper import new_document
from portal.web.dates import format_date

# A sign, a word and a place of its own for each: the page has to hold on a grey copier.
_TICK, _CROSS, _QUESTION = "\u2713", "\u2717", "?"
# More names than this on one page, and nobody finds theirs at a glance: they go on two, and the sheet says so.
_MOST_ON_ONE_PAGE = 130
_NO_BREAK, _APART = "\u00a0", "\u00a0\u00a0\u00a0 "

_Listing = Callable[[Document, Sequence[str], str], None]


def write_sheet(sheet: PhotoSheet, live_address: str, to: BinaryIO) -> int:
    """Write the sheet and return its number of pages: one for up to about 120 children, set smaller where they need it.

    Where it takes more, the large heading says how many there are.
    """
    content, pages = _drawn(sheet, live_address, _ROOMY)
    if pages > 1 and sheet.children <= _MOST_ON_ONE_PAGE:
        for listing in (_FIVE_COLUMNS, _RUN_IN, _SMALL_RUN_IN):
            smaller, needed = _drawn(sheet, live_address, listing, is_close=True)
            if needed == 1:
                content, pages = smaller, needed
                break
    if pages > 1:
        content, pages = _drawn(sheet, live_address, _ROOMY, pages=pages)
    to.write(content)
    return pages


def _drawn(
    sheet: PhotoSheet, live_address: str, listing: _Listing, *, is_close: bool = False, pages: int = 1
) -> tuple[bytes, int]:
    doc = new_document(_("Who may be photographed"), confidential=_("For staff. Shred it at the end of the day."))
    _draw_head(doc, sheet, pages)
    for sign, word, names in (
        (_TICK, _("May"), sheet.may),
        (_CROSS, _("May not"), sheet.may_not),
        (_QUESTION, _("Not answered, so: may not"), sheet.not_answered),
    ):
        doc.rule()
        doc.heading(f"{sign}  {word} ({len(names)})", level=3 if is_close else 2)
        if names:
            listing(doc, names, sign)
        else:
            doc.paragraph(_("Nobody."), style=TextStyle.QUIET)
    doc.rule()
    doc.qr(live_address, size_mm=24 if is_close else 28, caption=_("Answers can change within minutes. Scan this with "
           "the phone that you sign in with, and see the list as it stands now."))  # fmt: skip
    content = io.BytesIO()
    needed = doc.save(content)
    return content.getvalue(), needed


def _draw_head(doc: Document, sheet: PhotoSheet, pages: int) -> None:
    choice, day = sheet.choice, format_date(sheet.choice.day)
    if pages > 1:
        doc.heading(_("Page 1 of %(pages)s: good for %(day)s only", pages=pages, day=day))
        doc.paragraph(
            _("A child who is not on this page is on another one. Keep all pages together."), style=TextStyle.STRONG
        )
    else:
        doc.heading(_("Good for %(day)s only", day=day))
    session = str(labels.SESSIONS[choice.session]) if choice.session else _("Every child")
    doc.paragraph(_("%(session)s: %(use)s", session=session, use=choice.use.label), style=TextStyle.LEAD)
    doc.paragraph(choice.use.sentence, style=TextStyle.QUIET)


def _in_columns(doc: Document, names: Sequence[str], sign: str, *, columns: int) -> None:
    doc.columns(names, sign=sign, columns=columns)


_ROOMY: _Listing = partial(_in_columns, columns=4)
_FIVE_COLUMNS: _Listing = partial(_in_columns, columns=5)


def _run_in(doc: Document, names: Sequence[str], sign: str, *, style: TextStyle) -> None:
    """Set the names one behind the other, each behind its sign and never broken."""
    whole = (f"{sign}{_NO_BREAK}{name.replace(' ', _NO_BREAK)}" for name in names)
    doc.paragraph(_APART.join(whole), style=style)


# The quiet voice is printed at a little over 8 points, the least that is read at arm’s length.
_RUN_IN: _Listing = partial(_run_in, style=TextStyle.BODY)
_SMALL_RUN_IN: _Listing = partial(_run_in, style=TextStyle.QUIET)
