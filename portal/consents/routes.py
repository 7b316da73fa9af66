"""A parent's way through the consent form, and out of it again."""

from dataclasses import replace

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.consents import emails, one_event, parent_view, pending_answers, queries, service
from portal.consents import labels as consent_labels
from portal.consents.forms import AnswerForm, SignForm
from portal.consents.models import CONSULT, ConsentRecord
from portal.consents.policy import Answer, AnswerState, WordingChanged
from portal.families import care
from portal.families.care import Care
from portal.families.models import Child
from portal.families.register import has_left
from portal.foundation import clock
from portal.web.errors import sentence_of
from portal.web.forms import SubmissionForm
from portal.web.loading import get_or_404
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from portal.wording.sentences import in_brief
from portal.wording.service import Published

blueprint = Blueprint("consents", __name__, url_prefix="/consent")
blueprint.context_processor(lambda: {"consent_labels": consent_labels})


@blueprint.get("/<int:child_id>")
@requires(Permission.CONSENT_SIGN)
def own_answers(child_id: int) -> ResponseReturnValue:
    link = care.one_or_404(current_user.id, child_id)
    child, own = link.child, parent_view.own_answers([link], on=clock.today())[0]
    records = ConsentRecord.visible_to(current_user).where(ConsentRecord.child.in_(Child.entries(child.id)))
    return render_template(
        "consents/own_answers.html",
        child=child,
        own=own,
        shown=parent_view.shown_today(link, own.lines, on=clock.today()),
        responsibility=link.responsibility,
        has_left=has_left(child, clock.today()),
        records=records.order_by(ConsentRecord.id.desc()),
        events=one_event.waiting_for([link], on=clock.today()), event_text=one_event.text_of,
        called_off=one_event.called_off_uses(),
    )  # fmt: skip


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
        if (cleared := request.form.get("clear")) in form:
            form[cleared].data = None
            pending_answers.save(session, child.id, published.asked, form.answers())
            return redirect(url_for("consents.answer", child_id=child.id, _anchor=cleared), code=303)
        if form.answers_a_use:
            pending_answers.save(session, child.id, published.asked, form.answers())
            return redirect(url_for("consents.sign", child_id=child.id), code=303)
        form.ask_for_one(published.consent)
    return render_template(
        "consents/answer.html", child=child, form=form, text=published.consent, responsibility=link.responsibility,
        now=parent_view.present_answers(link, on=clock.today()),
    )  # fmt: skip


@blueprint.route("/<int:child_id>/sign", methods=["GET", "POST"])
@requires(Permission.CONSENT_SIGN)
def sign(child_id: int) -> ResponseReturnValue:
    link = service.signing_adult(child_id, current_user.id)
    child, published = link.child, wording.current(DocumentKey.CONSENT_FORM)
    sent = SignForm()
    if made := service.made_before(sent.submission.data, sent.checked.data or "", by_id=current_user.id):
        return redirect(url_for("consents.signed", reference=made.reference), code=303)
    given = pending_answers.load(session, child.id, published.asked)
    if pending_answers.is_outdated(session, child.id, published.asked):
        return _answer_anew(child.id)
    if not given:
        return redirect(url_for("consents.answer", child_id=child.id), code=303)
    form, record = _signature(link, published, service.SignedForm(published.id, given))
    if record:
        pending_answers.clear(session, child.id)
        return redirect(url_for("consents.signed", reference=record.reference), code=303)
    asked = [(use.key, use.label, use.sentence) for use in published.consent.uses]
    return render_template(
        "consents/sign.html", child=child, form=form, given=given, wording=published.asked,
        asked=[*asked, (CONSULT, _("Every adult asked"), published.consent.consult_question)],
        now=parent_view.present_answers(link, on=clock.today()), responsibility=link.responsibility,
    )  # fmt: skip


@blueprint.route("/<int:child_id>/change/<use>", methods=["GET", "POST"])
@requires(Permission.CONSENT_SIGN)
def change(child_id: int, use: str) -> ResponseReturnValue:
    """One question alone: a yes is read and signed here, a no takes one press (product.md §2.9)."""
    if request_ := one_event.of_use(use):
        return redirect(url_for("consents.answer_event", child_id=child_id, request_id=request_.id), code=303)
    link = service.signing_adult(child_id, current_user.id)
    line, published = parent_view.parent_answer(link, use, on=clock.today()), wording.current(DocumentKey.CONSENT_FORM)
    if not line.is_asked:
        abort(404)
    form, record = _signature(link, published, service.SignedForm(published.id, {use: Answer.YES}, is_whole=False))
    if record:
        return redirect(url_for("consents.signed", reference=record.reference), code=303)
    asked = published.consent.use(use)
    return render_template(
        "consents/change.html", child=link.child, form=form, line=line, use=asked, text=published.consent,
        brief=in_brief(asked.fields) if asked.fields else "", responsibility=link.responsibility,
    )  # fmt: skip


def _signature(link: Care, published: Published, unsigned: service.SignedForm) -> tuple[SignForm, ConsentRecord | None]:
    """Return the form of the signature under these answers, and the record once it is signed.

    Nobody signs others than those they have seen (product.md §2.2).
    """
    form = SignForm()
    form.own_name, form.declared.label.text = link.adult_name, published.consent.declaration
    seen = form.checked.data
    form.checked.data = pending_answers.digest(link.child.id, published.asked, unsigned.answers)
    form.new_submission()
    is_valid, is_seen = form.validate_on_submit(), seen == form.checked.data
    if is_valid and is_seen:
        signed = replace(unsigned, signed_name=form.signed_name.data, submission=form.submission_key)
        return form, service.sign_consent(link.child, signed, by_id=current_user.id)
    if form.is_submitted() and not is_seen:
        form.form_errors.append(
            _("Nothing is signed yet. What is asked or answered was changed on another page: check it, then sign.")
        )
    return form, None


def _answer_anew(child_id: int) -> ResponseReturnValue:
    """Drop answers that were given to another wording, and say so: nobody signs what they have not read (§2.2)."""
    pending_answers.clear(session, child_id)
    flash(sentence_of(WordingChanged()), "warning")
    return redirect(url_for("consents.answer", child_id=child_id), code=303)


@blueprint.get("/signed/<reference>")
@requires(Permission.CONSENT_SIGN)
def signed(reference: str) -> ResponseReturnValue:
    record: ConsentRecord = get_or_404(ConsentRecord.visible_to(current_user), reference, by="reference")
    whole = queries.full_record(record)
    own = parent_view.own_answers(care.children_of(current_user.id), on=clock.today())
    this = next((each for each in own if each.care.child.id == whole.child_id), None)
    asked = [each for each in own if each.may_answer] if this else []
    said_yes = {line.use.key for line in whole.answers if line.answer is Answer.YES}
    return render_template(
        "consents/signed.html",
        record=whole,
        is_emailed=emails.was_confirmed(record),
        responsibility=this and this.care.responsibility,
        answer_due=this and this.answer_due,
        following=next((each.care.child for each in asked if each.waits and each is not this), None),
        done=sum(each.is_done for each in asked),
        total=len(asked),
        counts=this is None or any(line.state is AnswerState.YES for line in this.every if line.use in said_yes),
        can_say_yes_again=this is not None and _can_say_yes_again(this, whole),
    )


def _can_say_yes_again(own: parent_view.OwnAnswers, record: queries.FullRecord) -> bool:
    """Whether the one use that was withdrawn is still asked of a child who is still here."""
    asked, withdrawn = {line.use for line in own.every if line.is_asked}, {line.use.key for line in record.answers}
    return not has_left(own.care.child, clock.today()) and len(withdrawn) == 1 and withdrawn <= asked


@blueprint.route("/<int:child_id>/withdraw/<use>", methods=["GET", "POST"])
@requires(Permission.CONSENT_SIGN)
def withdraw(child_id: int, use: str) -> ResponseReturnValue:
    link = service.responsible_adult(child_id, current_user.id)
    child, line = link.child, parent_view.parent_answer(link, use, on=clock.today())
    form = SubmissionForm()  # no reason is asked (product.md §2.5)
    form.new_submission()
    if form.validate_on_submit():
        record = service.withdraw_consent(child, use, submission=form.submission_key, by_id=current_user.id)
        return redirect(url_for("consents.signed", reference=record.reference), code=303)
    shown = parent_view.shown_today(link, [line], on=clock.today()).get(use)
    return render_template("consents/withdraw.html", child=child, line=line, form=form, shown=shown)
