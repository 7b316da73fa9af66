"""Raising a concern, one question a page: what was answered is kept on the server until it is sent."""

from datetime import timedelta

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.access.guard import requires, takes_files
from portal.access.permissions import Permission
from portal.attachments.policy import LARGEST_UPLOADS
from portal.concerns import drafts, register, staff
from portal.concerns.answers import Answers, Door
from portal.concerns.clocks import outcome_due
from portal.concerns.door_forms import QUESTIONS
from portal.concerns.draft_forms import KindForm, QuestionForm, SendForm
from portal.concerns.forms import AddForm
from portal.concerns.models import Concern, ConcernDraft
from portal.concerns.receipts import receipt_response
from portal.concerns.routes import blueprint, count_concern, own_page_of
from portal.foundation import clock
from portal.web.forms import ActionForm
from portal.web.loading import get_or_404
from portal.web.throttle import count_try

DRAFTS_PER_PERSON, DRAFTS_WITHIN = 60, timedelta(hours=1)
SENT_BEFORE = _l("This was sent already, from another page. Is something new here? Then add it.")
_PAGES = {
    "kind": "concerns/kind.html",
    "who": "concerns/who.html",
    "what": "concerns/what.html",
    "reply": "concerns/reply.html",
    "you": "concerns/you.html",
    "told": "concerns/told_by.html",
}


@blueprint.route("/raise", methods=["GET", "POST"])
@requires(Permission.CONCERN_RAISE)
def raise_concern() -> ResponseReturnValue:
    return _begin(Door.SIGNED_IN)


@blueprint.route("/log", methods=["GET", "POST"])
@requires(Permission.CONCERN_LOG)
def log_for_somebody() -> ResponseReturnValue:
    return _begin(Door.LOGGED)


def _begin(door: Door) -> ResponseReturnValue:
    form = KindForm().offering(door, current_user.id)
    if form.validate_on_submit():
        with form.refusals():
            count_try(f"concern-drafts-of:{current_user.id}", limit=DRAFTS_PER_PERSON, within=DRAFTS_WITHIN)
            return _go_on(drafts.begin(form.changes["kind"], by_id=current_user.id, door=door))
    waiting = [each for each in drafts.open_drafts(current_user.id) if each[1] is None or each[1].is_begun]
    return begin_page(form, door, waiting=waiting, has_raised=register.has_raised(current_user))


def begin_page(form: KindForm, door: Door, **more: object) -> str:
    """Return the page on which nothing is answered yet."""
    shown = {"steps": door.steps, "door": door, "is_open": door is Door.NO_ACCOUNT}
    return render_template(_PAGES["kind"], form=form, answers=None, action=request.path, **shown, **more)


def question_page(form: QuestionForm, answers: Answers, *, action: str, by_id: int, **more: object) -> str:
    """Return the page of one question, with whom to turn to outside where nobody is left to handle it here."""
    steps = [step for step in answers.door.steps if step in answers.steps or step == form.step]
    is_open = answers.door is Door.NO_ACCOUNT
    shown = {"is_open": is_open, "is_nobody_left": drafts.is_nobody_left(answers, by_id=by_id), "door": answers.door}
    return render_template(_PAGES[form.step], form=form, answers=answers, action=action, steps=steps, **shown, **more)


def _draft(reference: str) -> ConcernDraft:
    return get_or_404(ConcernDraft.visible_to(current_user), reference, by="reference")


@blueprint.route("/raise/<reference>/<any(kind, who, what, reply, told):step>", methods=["GET", "POST"])
@requires(Permission.CONCERN_RAISE)
@takes_files(LARGEST_UPLOADS)
def question(reference: str, step: str) -> ResponseReturnValue:
    draft = _draft(reference)
    if draft.concern_id:
        return _sent_before(draft)
    answers = drafts.read(draft)
    if step not in answers.door.steps:
        abort(404)
    form = QUESTIONS[step].for_draft(answers, current_user.id, is_sent=request.method == "POST")
    is_valid = form.validate_on_submit()
    if is_valid or form.is_own:
        with form.refusals():
            if is_valid:
                return _go_on(drafts.save(draft, step, form.changes))
            drafts.save(draft, step, form.files, refused=form.refused)
            return redirect(request.path, code=303)
    return question_page(form, answers, action=request.path, by_id=current_user.id, draft=draft)


@blueprint.route("/raise/<reference>/check", methods=["GET", "POST"])
@requires(Permission.CONCERN_RAISE)
def check(reference: str) -> ResponseReturnValue:
    draft = _draft(reference)
    if draft.concern_id:
        return _sent_before(draft)
    answers = drafts.read(draft)
    if waits := answers.next_question(staff.workers(), by_id=current_user.id):
        if waits == "who" and answers.named and not answers.refused:
            flash(_("Those who work here have changed. Please say again who it is about."), "warning")
        return _go_on(draft)
    form = SendForm()
    if form.validate_on_submit():
        with form.refusals():
            count_concern()
            return _sent(drafts.send(draft, checked=form.checked.data or "", by_id=current_user.id))
    view = drafts.preview(draft, answers)
    form.checked.data = view.fingerprint
    due_on = outcome_due(answers.kind, clock.today())
    return render_template("concerns/check.html", form=form, draft=draft, answers=answers, view=view, due_on=due_on)


@blueprint.post("/raise/<reference>/delete")
@requires(Permission.CONCERN_RAISE)
def delete_draft(reference: str) -> ResponseReturnValue:
    draft = _draft(reference)
    if ActionForm().validate_on_submit():
        drafts.discard(draft)
        flash(_("What you began is deleted. We have not seen it."))
    else:
        flash(_("This page was open for too long. Press the button again."), "error")
    return redirect(url_for("concerns.raise_concern"), code=303)


@blueprint.get("/log/<reference>/stored")
@requires(Permission.CONCERN_LOG)
def logged(reference: str) -> ResponseReturnValue:
    """Tell whoever keyed it in its number. Unless they handle it, it is closed to them: they may be whom it is about."""
    concern = _logged(reference)
    is_mine = Concern.handled_by(current_user).where(Concern.id == concern.id).exists()
    return render_template("concerns/logged.html", concern=concern, draft=_draft(reference), is_mine=is_mine)


@blueprint.get("/log/<reference>/receipt.pdf")
@requires(Permission.CONCERN_LOG)
def logged_receipt(reference: str) -> Response:
    return receipt_response(_logged(reference), by_id=current_user.id)


def _logged(reference: str) -> Concern:
    return _draft(reference).concern or abort(404)


def _sent(draft: ConcernDraft) -> ResponseReturnValue:
    if draft.concern.logged_by:
        return redirect(url_for("concerns.logged", reference=draft.reference), code=303)
    return redirect(url_for("concerns.raised", reference=draft.concern.reference), code=303)


def _go_on(draft: ConcernDraft) -> ResponseReturnValue:
    """Lead on to the first question that waits, or to the check: so does each change that is made from there."""
    waits = drafts.read(draft).next_question(staff.workers(), by_id=current_user.id)
    where = url_for("concerns.check", reference=draft.reference)
    if waits:
        where = url_for("concerns.question", reference=draft.reference, step=waits)
    return redirect(where, code=303)


def _sent_before(draft: ConcernDraft) -> ResponseReturnValue:
    """Lead to what was sent; words that came from a page that was still open are offered to be added to it."""
    typed = request.form.get("what_happened", "")
    if draft.concern.logged_by or not typed or typed.split() == draft.concern.what_happened.split():
        return _sent(draft)
    form = AddForm(formdata=None, data={"text": typed})
    form.form_errors.append(SENT_BEFORE)
    return own_page_of(draft.concern, form)
