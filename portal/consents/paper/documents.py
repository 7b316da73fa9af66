"""The consent form as a PDF to print and fill in with a pen: large boxes, long lines, and a way back to the register."""

from collections.abc import Sequence
from typing import BinaryIO

from flask_babel import gettext as _

from portal.consents.models import PaperForm
from portal.foundation import clock
from portal.mail.service import links_are_held
from portal.pdf import Document, Furniture
from portal.settings import service as settings
from portal.web.addresses import public_address
from portal.web.dates import format_date
from portal.wording import service as wording
from portal.wording.policy import ConsentText, Controller
from portal.wording.service import Published
from portal.wording.uses import Use

# As much of the fingerprint as people compare by eye; the record holds all of it.
_SHORT_HASH = 12


def write_forms(papers: Sequence[PaperForm], to: BinaryIO) -> int:
    """Write the forms one after another, each with pages numbered from 1, and return the number of pages.

    Raises ValueError for no forms, and LookupError for an unknown wording.
    """
    if not papers:
        raise ValueError("nothing to print")
    doc = Document(_furniture(papers[0]))
    for paper in papers:
        doc.section(_furniture(paper))
        _draw_form(doc, paper)
    return doc.save(to)


def _furniture(paper: PaperForm) -> Furniture:
    published = wording.version(paper.wording_id)
    asked_by = published.consent.controller
    return Furniture(
        setting_name=str(asked_by.name if asked_by else settings.current().name),
        title=_("Consent form for %(name)s", name=paper.child.name),
        reference=paper.reference,
        printed_at=_wording_words(published),
    )


def _wording_words(published: Published) -> str:
    words: str = _("Wording version %(number)s, %(hash)s", number=published.number, hash=published.sha256[:_SHORT_HASH])
    return words


def _draw_form(doc: Document, paper: PaperForm) -> None:
    published = wording.version(paper.wording_id)
    text = published.consent
    doc.heading(_("%(title)s: %(name)s", title=text.title, name=paper.child.name))
    _draw_reference(doc, paper, published)
    doc.paragraph(" ".join(text.introduction))
    if text.note:
        doc.paragraph(text.note)
    doc.heading(_("Your answers"), level=2)
    both = _("Both ticked means no, at the last question yes.") if text.consult_question else _("Both ticked means no.")
    doc.paragraph(
        _("Use a pen. Tick one box for each question. %(both)s None is a no, or leaves what you answered before. Sign on the "
          "last page, and give us all pages.", both=both)
    )  # fmt: skip
    choices = (_("Yes"), _("No"))
    for use in text.uses:
        doc.question(use.sentence, _told(use), choices)
    if text.consult_question:
        doc.question(text.consult_question, (), choices)
    doc.heading(_("If you change your mind"), level=2)
    doc.paragraph(text.withdrawing)
    for line in filter(None, text.controller.privacy_notice.splitlines() if text.controller else ()):
        doc.paragraph(line, style="small")
    _draw_signature(doc, text)


def _draw_reference(doc: Document, paper: PaperForm, published: Published) -> None:
    """Draw who asks, and the code that leads whoever gets the paper back to the page on which it is keyed in."""
    printed = format_date(clock.london_date(paper.printed_at))
    about = [
        _("Reference %(reference)s, printed on %(day)s", reference=paper.reference, day=printed),
        _wording_words(published),
        *_asked_by(published.consent.controller),
    ]
    if links_are_held():
        doc.paragraph("\n".join(about), style="small")
        return
    about += [
        _("The square is for us: it leads to the page on which we enter your answers. It works for our staff alone.")
    ]
    doc.qr(public_address("consent_paper.key", reference=paper.reference), size_mm=28, caption="\n".join(about))


def _asked_by(controller: Controller | None) -> tuple[str, ...]:
    """Say who asks and what allows it: what is signed names them (product.md §2.3)."""
    if controller is None:
        return ()
    who = ", ".join(filter(None, (controller.name, *controller.address.splitlines(), controller.contact)))
    return (_("Asked by %(who)s", who=who), _("What allows it: %(basis)s", basis=controller.lawful_basis))


def _told(use: Use) -> tuple[str, ...]:
    """What stands below a question, in as few lines as it takes: the form fits on both sides of one sheet."""
    return (
        *((_("For example: %(example)s", example=use.example),) if use.example else ()),
        _("%(place)s Who sees it: %(audience)s", place=use.place, audience=use.audience).strip(),
        _("Who controls it: %(controllers)s How long we keep it: %(kept)s", controllers=use.controllers, kept=use.kept),
    )


def _draw_signature(doc: Document, text: ConsentText) -> None:
    with doc.kept(mm=72):
        doc.heading(_("Sign here"), level=2)
        doc.paragraph(text.declaration, style="strong")
        doc.writing_lines(
            [_("Your full name"), _("What you are to the child"), _("Signature"), _("Date (day, month, year)")]
        )
        doc.paragraph(_("Each adult who signs needs a form of their own: ask us for one."))
