"""The pages of the outcome letter: writing it, reading it, sending it, and the sealed file of it."""

from flask import Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.concerns import handling, letters, noting, reading
from portal.concerns.case_routes import back_to_case, handled_or_404
from portal.concerns.fact_forms import LetterForm
from portal.concerns.fact_routes import blueprint, position_of
from portal.concerns.facts import Fact, FactKind
from portal.concerns.models import ConcernFact
from portal.concerns.routes import own_or_404
from portal.foundation import clock
from portal.web.forms import ActionForm
from portal.web.record_page import RecordPage


@blueprint.route("/case/<reference>/letter", methods=["GET", "POST"])
@requires(Permission.CONCERN_HANDLE)
def letter(reference: str) -> ResponseReturnValue:
    concern = handled_or_404(reference)
    case, before = reading.load_case(concern, inside=True, on=clock.today()), letters.kept(concern)
    words = before.text if before else letters.begin(case, current_user.name, position_of(current_user))
    form = LetterForm(data={"text": words, "seen": str(before.id if before else 0)})
    form.new_submission()
    if form.validate_on_submit():
        written, key = Fact(FactKind.LETTER, text=form.text.data), form.submission_key
        with form.refusals():
            noting.note_facts(concern, [written], seen=form.seen_id, submission=key, by_id=current_user.id)
            return redirect(url_for("concerns.read_letter", reference=reference), code=303)
        form.seen.data = str(before.id if before else 0)
    return render_template("concerns/letter.html", form=form, before=before, reference=reference)


def _kept_or_404(reference: str) -> ConcernFact:
    return letters.kept(handled_or_404(reference)) or abort(404)


@blueprint.get("/case/<reference>/letter/read")
@requires(Permission.CONCERN_HANDLE)
def read_letter(reference: str) -> ResponseReturnValue:
    """The same letter as the PDF, as a page."""
    kept, page = _kept_or_404(reference), RecordPage()
    handling.log_view(kept.concern, by_id=current_user.id)
    letters.draw(page, kept)
    addresses = {
        "pdf_url": url_for("concerns.letter_pdf", reference=reference),
        "back_url": url_for("concerns.case", reference=reference),
    }
    return render_template("concerns/read_letter.html", page=page, letter=kept, **addresses)


@blueprint.get("/case/<reference>/letter.pdf")
@requires(Permission.CONCERN_HANDLE)
def letter_pdf(reference: str) -> Response:
    kept = _kept_or_404(reference)
    return letters.letter_response(kept.concern, kept, by_id=current_user.id)


@blueprint.post("/case/<reference>/letter/send")
@requires(Permission.CONCERN_HANDLE)
def send_letter(reference: str) -> ResponseReturnValue:
    kept = _kept_or_404(reference)
    if ActionForm().validate_on_submit() and kept.concern.reads_here and not kept.happened_on:
        letters.send(kept.concern, kept, by_id=current_user.id)
        return back_to_case(kept.concern, _("They can read the letter on their page."))
    return redirect(url_for("concerns.letter", reference=reference), code=303)


@blueprint.get("/yours/<reference>/letter.pdf")
@requires(Permission.CONCERN_RAISE)
def own_letter(reference: str) -> Response:
    concern = own_or_404(reference)
    return letters.letter_response(concern, letters.sent(concern) or abort(404), by_id=current_user.id)
