"""A parent's way through the consent form, and out of it again."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.consents import emails, parent_view, pending_answers, reading, service
from portal.consents import labels as consent_labels
from portal.consents.forms import AnswerForm, SignForm, WithdrawForm
from portal.consents.models import ConsentRecord
from portal.consents.policy import WordingChanged
from portal.families import care
from portal.families.models import Child
from portal.families.register import has_left
from portal.foundation import clock
from portal.web.errors import sentence_of
from portal.web.loading import get_or_404
from portal.wording import service as wording
from portal.wording.policy import DocumentKey

blueprint = Blueprint("consents", __name__, url_prefix="/consent")
blueprint.context_processor(lambda: {"consent_labels": consent_labels})


@blueprint.get("/<int:child_id>")
@requires(Permission.CONSENT_SIGN)
def own_answers(child_id: int) -> ResponseReturnValue:
    link = care.one_or_404(current_user.id, child_id)
    child = link.child
    lines = parent_view.parent_answers([link], on=clock.today())[child.id]
    records = ConsentRecord.visible_to(current_user).where(ConsentRecord.child.in_(Child.entries(child.id)))
    return render_template(
        "consents/own_answers.html",
        child=child,
        lines=lines,
        shown=parent_view.shown_today(link, lines, on=clock.today()),
        responsibility=link.responsibility,
        has_left=has_left(child, clock.today()),
        records=records.order_by(ConsentRecord.id.desc()),
    )


@blueprint.get("/<int:child_id>/read")
@requires(Permission.CONSENT_SIGN)
def read(child_id: int) -> ResponseReturnValue:
    link = care.one_or_404(current_user.id, child_id)
    child = link.child
    published = wording.current(DocumentKey.CONSENT_FORM)
    return render_template(
        "consents/read.html", child=child, text=published.consent, responsibility=link.responsibility
    )


@blueprint.route("/<int:child_id>/answer", methods=["GET", "POST"])
@requires(Permission.CONSENT_SIGN)
def answer(child_id: int) -> ResponseReturnValue:
    link = service.signing_adult(child_id, current_user.id)
    child, published = link.child, wording.current(DocumentKey.CONSENT_FORM)
    form = AnswerForm.for_wording(published, pending_answers.load(session, child.id, published.asked))
    if form.is_submitted() and form.wording.data != published.asked:
        return _answer_anew(child.id)
    if form.validate_on_submit():
        if form.answers_a_use:
            pending_answers.save(session, child.id, published.asked, form.answers())
            return redirect(url_for("consents.check", child_id=child.id), code=303)
        form.form_errors.append(_("Choose yes or no for at least one use. Those that you leave out stay as they were."))
    return render_template(
        "consents/answer.html", child=child, form=form, text=published.consent, responsibility=link.responsibility
    )


@blueprint.get("/<int:child_id>/check")
@requires(Permission.CONSENT_SIGN)
def check(child_id: int) -> ResponseReturnValue:
    child = care.one_or_404(current_user.id, child_id).child
    published = wording.current(DocumentKey.CONSENT_FORM)
    given = pending_answers.load(session, child.id, published.asked)
    if pending_answers.is_outdated(session, child.id, published.asked):
        return _answer_anew(child.id)
    if not given:
        return redirect(url_for("consents.answer", child_id=child.id), code=303)
    checked = pending_answers.digest(child.id, published.asked, given)
    return render_template("consents/check.html", child=child, text=published.consent, given=given, checked=checked)


@blueprint.route("/<int:child_id>/sign", methods=["GET", "POST"])
@requires(Permission.CONSENT_SIGN)
def sign(child_id: int) -> ResponseReturnValue:
    link = service.signing_adult(child_id, current_user.id)
    child, published = link.child, wording.current(DocumentKey.CONSENT_FORM)
    form = SignForm(data={"checked": request.args.get("checked", "")})
    form.own_name = link.adult_name
    if made := service.made_before(form.submission.data, form.checked.data or "", by_id=current_user.id):
        return redirect(url_for("consents.signed", reference=made.reference), code=303)
    given = pending_answers.load(session, child.id, published.asked)
    if pending_answers.is_outdated(session, child.id, published.asked):
        return _answer_anew(child.id)
    if not given:
        return redirect(url_for("consents.answer", child_id=child.id), code=303)
    if form.checked.data != pending_answers.digest(child.id, published.asked, given):
        return _check_again(child.id, was_checked=bool(form.checked.data))
    form.new_submission()
    if form.validate_on_submit():
        signed = service.SignedForm(published.id, given, form.signed_name.data, form.submission_key)
        made = service.sign_consent(child, signed, by_id=current_user.id)
        pending_answers.clear(session, child.id)
        return redirect(url_for("consents.signed", reference=made.reference), code=303)
    return render_template(
        "consents/sign.html", child=child, form=form, text=published.consent, responsibility=link.responsibility
    )


def _answer_anew(child_id: int) -> ResponseReturnValue:
    """Drop answers that were given to another wording, and say so: nobody signs what they have not read (§2.2)."""
    pending_answers.clear(session, child_id)
    flash(sentence_of(WordingChanged()), "warning")
    return redirect(url_for("consents.answer", child_id=child_id), code=303)


def _check_again(child_id: int, *, was_checked: bool) -> ResponseReturnValue:
    """Lead back to the answers: nobody signs others than those they have seen (product.md §2.2)."""
    if was_checked:
        flash(_("These are not the answers you checked before: they were changed on another page."), "warning")
    flash(_("Nothing is signed yet. Check these answers, then go on and sign."), "warning")
    return redirect(url_for("consents.check", child_id=child_id), code=303)


@blueprint.get("/signed/<reference>")
@requires(Permission.CONSENT_SIGN)
def signed(reference: str) -> ResponseReturnValue:
    record: ConsentRecord = get_or_404(ConsentRecord.visible_to(current_user), reference, by="reference")
    own, whole = care.children_of(current_user.id), reading.full_record(record)
    return render_template(
        "consents/signed.html",
        record=whole,
        is_emailed=emails.was_confirmed(record),
        responsibility=next((c.responsibility for c in own if c.child.id == whole.child_id), None),
    )


@blueprint.route("/<int:child_id>/withdraw/<use>", methods=["GET", "POST"])
@requires(Permission.CONSENT_SIGN)
def withdraw(child_id: int, use: str) -> ResponseReturnValue:
    link = service.responsible_adult(child_id, current_user.id)
    child, line = link.child, parent_view.parent_answer(link, use, on=clock.today())
    form = WithdrawForm()
    form.new_submission()
    if form.validate_on_submit():
        record = service.withdraw_consent(child, use, submission=form.submission_key, by_id=current_user.id)
        return redirect(url_for("consents.signed", reference=record.reference), code=303)
    return render_template("consents/withdraw.html", child=child, line=line, form=form)
