"""The outcome letter: words to begin with, which the handler edits, on paper, as a page and as a message."""

from datetime import datetime
from functools import partial
from typing import BinaryIO

from flask import Response
from flask_babel import gettext as _

from portal.concerns import handling, noting
from portal.concerns.facts import Fact, FactKind
from portal.concerns.labels import OUTCOMES
from portal.concerns.models import Concern, ConcernEntry, ConcernFact
from portal.concerns.policy import EntryKind
from portal.concerns.reading import Case
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.idempotency import own_key
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.issued.documents import draw_seal_note
from portal.issued.policy import IssuedKind
from portal.issued.service import About, issue
from portal.pdf.document import Document
from portal.settings import service as settings
from portal.settings.paper import new_document
from portal.web.dates import format_date
from portal.web.files import pdf_response
from portal.web.record_page import RecordPage

FACE = "letter"


class NoOutcomeYet(Refusal):
    """A letter about the outcome was asked for before anybody was told one."""

    sentence = mark("Tell the outcome first. Then the letter is written from it.")


def begin(case: Case, by_name: str, position: str) -> str:
    """Return the letter as it is offered to the handler, from the outcome that was told. Raises NoOutcomeYet."""
    if case.told is None:
        raise NoOutcomeYet
    concern, setting = case.concern, settings.current()
    to = concern.raised_by.name if concern.raised_by else concern.teller
    received, outcome = format_date(concern.received_on), str(OUTCOMES[case.told.outcome])
    parts = [
        _("Dear %(name)s,", name=to) if to else _("Dear parent or carer,"),
        _("This letter tells you the outcome of what you told us on %(day)s.", day=received),
        _("We decided: %(outcome)s.", outcome=outcome),
        case.told.text,
    ]
    if setting.ofsted_contact and setting.ofsted_contact not in case.told.text:
        parts.append(
            _("If you are not happy with this, you can also turn to Ofsted. %(ofsted)s", ofsted=setting.ofsted_contact)
        )
    parts.append("\n".join(filter(None, (_("Yours sincerely,"), by_name, position, setting.name))))
    return "\n\n".join(parts)


def kept(concern: Concern) -> ConcernFact | None:
    """Return the letter as it was kept last, or None."""
    rows = [row for row in noting.rows_of(concern) if row.kind == FactKind.LETTER]
    return rows[-1] if rows else None


def sent(concern: Concern) -> ConcernFact | None:
    """Return the letter as it was sent last as a message, or None."""
    rows = [row for row in noting.rows_of(concern) if row.kind == FactKind.LETTER and row.happened_on]
    return rows[-1] if rows else None


def has_changed(concern_id: int, since: datetime) -> bool:
    """Return whether the letter was written anew after this moment, or another outcome was told."""
    told = (ConcernEntry.concern == concern_id) & (ConcernEntry.kind == EntryKind.OUTCOME_TOLD)
    written = (ConcernFact.concern == concern_id) & (ConcernFact.kind == FactKind.LETTER)
    texts = [(row.text, row.logged_at > since) for row in ConcernFact.select().where(written).order_by(ConcernFact.id)]
    before = next((text for text, is_later in reversed(texts) if not is_later), "")
    is_anew = any(is_later and text != before for text, is_later in texts)
    return is_anew or bool(ConcernEntry.select().where(told & (ConcernEntry.logged_at > since)).exists())


def send(concern: Concern, letter: ConcernFact, *, by_id: int) -> None:
    """Send a letter as a message on the portal, once. Raises NotAllowedNow."""
    with db.atomic():
        concern.lock()
        if sent(concern) and kept(concern) == sent(concern):
            return
        handling.take_step(
            concern, EntryKind.MESSAGE_FROM_SETTING, letter.text, submission=f"letter-{letter.id}", by_id=by_id
        )
        fact = Fact(FactKind.LETTER, text=letter.text, on=clock.today())
        key = own_key(f"letter-{letter.id}", by_id, concern.id)
        noting.add_facts(concern, [fact], noting.record_of(concern), key, by_id=by_id)


def draw(doc: Document | RecordPage, letter: ConcernFact) -> None:
    """Draw a letter, dated on the day on which it was kept."""
    doc.heading(_("The outcome of your concern"))
    doc.paragraph(format_date(clock.london_date(letter.logged_at)))
    for paragraph in letter.text.split("\n\n"):
        doc.paragraph(paragraph)


def letter_response(concern: Concern, letter: ConcernFact, *, by_id: int) -> Response:
    """Return the sealed letter, and log that it was downloaded. Raises SealKeyUnusable and SealingFailed."""
    about = About(IssuedKind.CONCERN, concern.id, concern.reference, face=FACE)
    to = issue(partial(_write, concern, letter), about, by_id=by_id)
    handling.log_export(concern, FACE, by_id=by_id)
    return pdf_response(to, f"letter-{concern.reference}.pdf")


def _write(concern: Concern, letter: ConcernFact, to: BinaryIO) -> None:
    doc = new_document(_("Outcome letter"), reference=concern.reference, confidential=_("Confidential"))
    draw(doc, letter)
    draw_seal_note(doc)
    doc.save(to)
