"""The two faces of a record for its handlers: looking for names in its texts, and the record with names or without."""

from dataclasses import replace
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.concerns import documents, handling, reading
from portal.concerns.case_routes import handled_or_404
from portal.concerns.letter_routes import blueprint
from portal.concerns.redaction import service as redaction
from portal.concerns.redaction.service import FreeText, Redaction, redactor_for
from portal.foundation import clock
from portal.issued.policy import IssuedKind
from portal.issued.service import About, issue
from portal.web.files import pdf_response
from portal.web.forms import ActionForm
from portal.web.record_page import RecordPage


@blueprint.route("/case/<reference>/names", methods=["GET", "POST"])
@requires(Permission.CONCERN_HANDLE)
def redact(reference: str) -> ResponseReturnValue:
    """Every text that a record without names would hold, for a person to read, and hide or restore each word."""
    concern, form = handled_or_404(reference), ActionForm()
    case = reading.load_case(concern, inside=True, on=clock.today())
    texts = redaction.free_texts(concern, documents.texts_of(case).met)
    if form.is_submitted():
        texts = [_as_ticked(each) for each in texts]
    if form.validate_on_submit():
        redaction.decide(concern, [each for each in texts if each.is_read], by_id=current_user.id)
        if all(each.is_read for each in texts):
            flash(_("Kept. The record without names can be made."), "success")
            return redirect(url_for("concerns.case", reference=reference), code=303)
    return render_template("concerns/redact.html", form=form, texts=texts, reference=reference)


def _as_ticked(text: FreeText) -> FreeText:
    """Return a text as it was sent; one that the page never showed was not read.

    A name that became known meanwhile may be longer than the word that was tapped in it.
    """
    if f"shown-{text.sha256}" not in request.form:
        return replace(text, is_read=False)
    hidden = set(request.form.getlist(f"hide-{text.sha256}", type=int))
    marks = (piece.mark for piece in text.pieces)
    are_hidden = (not hidden.isdisjoint(range(mark.start, mark.end)) for mark in marks)
    pieces = [replace(piece, is_hidden=one) for piece, one in zip(text.pieces, are_hidden, strict=True)]
    return replace(text, pieces=pieces, is_read=f"read-{text.sha256}" in request.form)


@blueprint.get("/case/<reference>/record.pdf")
@requires(Permission.CONCERN_HANDLE)
def record_pdf(reference: str) -> ResponseReturnValue:
    concern, face = handled_or_404(reference), _asked_face()
    began, case = clock.now(), reading.load_case(concern, inside=True, on=clock.today())
    if face is Redaction.PSEUDONYMISED and documents.texts_of(case).has_unread:
        return _read_first(reference)
    draw = partial(documents.write_concern, case, redactor_for([concern.id], face))
    about = About(IssuedKind.CONCERN, concern.id, concern.reference, face=face, issued_at=began)
    to = issue(draw, about, by_id=current_user.id)
    handling.log_export(concern, face, by_id=current_user.id)
    return pdf_response(to, f"concern-{concern.reference}-{face}.pdf")


@blueprint.get("/case/<reference>/record")
@requires(Permission.CONCERN_HANDLE)
def record(reference: str) -> ResponseReturnValue:
    """The same record as the PDF, as a page: looked at, and logged as that."""
    concern, face, page = handled_or_404(reference), _asked_face(), RecordPage()
    redactor = redactor_for([concern.id], face)
    documents.draw_concern(page, reading.load_case(concern, inside=True, on=clock.today()), redactor)
    if redactor.has_unread:
        return _read_first(reference)
    handling.log_view(concern, by_id=current_user.id)
    addresses = {
        "pdf_url": url_for("concerns.record_pdf", reference=reference, face=face),
        "back_url": url_for("concerns.case", reference=reference),
    }
    return render_template("layouts/record.html", page=page, **addresses)


def _asked_face() -> Redaction:
    return Redaction.NONE if request.args.get("face") == Redaction.NONE else Redaction.PSEUDONYMISED


def _read_first(reference: str) -> ResponseReturnValue:
    flash(_("The record was not made: not every text was read for names since it was written."), "error")
    return redirect(url_for("concerns.redact", reference=reference), code=303)
