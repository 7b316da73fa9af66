"""Raising a concern, one question a page: what was answered is kept on the server until it is sent."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import requires, takes_files
from portal.access.permissions import Permission
from portal.attachments.policy import LARGEST_UPLOADS
from portal.concerns import drafts, register, staff
from portal.concerns.clocks import outcome_due
from portal.concerns.draft_forms import QUESTIONS, KindForm, SendForm
from portal.concerns.forms import AddForm
from portal.concerns.labels import QUESTION_NAMES
from portal.concerns.models import ConcernDraft
from portal.concerns.routes import blueprint, count_concern
from portal.foundation import clock
from portal.web.forms import ActionForm
from portal.web.loading import get_or_404
from portal.web.throttle import count_try

DRAFTS_PER_PERSON, DRAFTS_WITHIN = 60, timedelta(hours=1)
_PAGES = {
    "kind": "concerns/kind.html",
    "who": "concerns/who.html",
    "what": "concerns/what.html",
    "reply": "concerns/reply.html",
}


@blueprint.route("/raise", methods=["GET", "POST"])
@requires(Permission.CONCERN_RAISE)
def raise_concern() -> ResponseReturnValue:
    form = KindForm()
    if form.validate_on_submit():
        with form.refusals():
            count_try(f"concern-drafts-of:{current_user.id}", limit=DRAFTS_PER_PERSON, within=DRAFTS_WITHIN)
            return _go_on(drafts.begin(form.changes["kind"], by_id=current_user.id))
    return render_template(
        "concerns/kind.html",
        form=form,
        draft=None,
        steps=QUESTION_NAMES,
        waiting=[each for each in drafts.open_drafts(current_user.id) if each[1] is None or each[1].is_begun],
        has_raised=register.has_raised(current_user),
    )


def _draft(reference: str) -> ConcernDraft:
    return get_or_404(ConcernDraft.visible_to(current_user), reference, by="reference")


@blueprint.route("/raise/<reference>/<any(kind, who, what, reply):step>", methods=["GET", "POST"])
@requires(Permission.CONCERN_RAISE)
@takes_files(LARGEST_UPLOADS)
def question(reference: str, step: str) -> ResponseReturnValue:
    draft = _draft(reference)
    if draft.concern_id:
        return _sent_before(draft)
    answers = drafts.read(draft)
    form = QUESTIONS[step].for_draft(answers, current_user.id)
    is_valid = form.validate_on_submit()
    if is_valid or form.is_own:
        with form.refusals():
            if is_valid:
                return _go_on(drafts.save(draft, step, form.changes))
            drafts.save(draft, step, form.files, refused=form.refused)
            return redirect(request.path, code=303)
    return render_template(
        _PAGES[step],
        form=form,
        draft=draft,
        answers=answers,
        steps={key: name for key, name in QUESTION_NAMES.items() if key != "who" or answers.asks_who or step == "who"},
        is_nobody_left=drafts.is_nobody_left(answers, by_id=current_user.id),
    )


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
            made = drafts.send(draft, checked=form.checked.data or "", by_id=current_user.id)
            return redirect(url_for("concerns.raised", reference=made.reference), code=303)
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
    if not typed or typed.split() == draft.concern.what_happened.split():
        return redirect(url_for("concerns.raised", reference=draft.concern.reference), code=303)
    form = AddForm(formdata=None, data={"text": typed})
    form.new_submission()
    form.form_errors.append(_("This was sent already, from another page. Is something new here? Then add it."))
    return render_template("concerns/add.html", form=form, reference=draft.concern.reference)
