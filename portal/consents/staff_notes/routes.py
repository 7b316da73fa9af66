"""What staff do on a phone beside the child: look, note what was said; and what keepers do: hold, and lift a hold."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.consents import holds
from portal.consents import labels as consent_labels
from portal.consents.models import ConsentHold
from portal.consents.one_event import form_with_events
from portal.consents.policy import HoldBasis, Wish
from portal.consents.register import service as register_service
from portal.consents.staff_notes import child_wishes, spoken
from portal.consents.staff_notes.forms import HoldForm, LiftForm, WishForm, WithdrawalForm
from portal.families import labels
from portal.families.models import Child
from portal.families.own_child import refuse_own_child
from portal.families.sessions import session_names
from portal.foundation import clock
from portal.web import filters
from portal.web.forms import SubmissionForm
from portal.web.loading import get_or_404

blueprint = Blueprint("consent_notes", __name__, url_prefix="/consents/note")
blueprint.context_processor(lambda: {"consent_labels": consent_labels, "labels": labels})


def _child(child_id: int) -> Child:
    return get_or_404(Child.visible_to(current_user), child_id)


@blueprint.get("/")
@requires(Permission.CONSENT_NOTE)
def children() -> ResponseReturnValue:
    session = filters.chosen(session_names(), request.args.get("session"))
    found = register_service.children(current_user, on=clock.today(), session=session, only_started=True)
    return render_template("consent_notes/children.html", found=found, session=session)


@blueprint.post("/<int:child_id>/say")
@requires(Permission.CONSENT_NOTE)
def say(child_id: int) -> ResponseReturnValue:
    child, form = _child(child_id), WishForm()
    if form.validate_on_submit():
        child_wishes.note_wish(child, Wish(form.say.data), submission=form.submission_key, by_id=current_user.id)
        flash(_("Noted. It counts from this moment."), "success")
    else:
        flash(_("Nothing was noted. Please tap again."), "error")
    return redirect(url_for("children.view", child_id=child.id), code=303)


@blueprint.route("/<int:child_id>/withdrawal", methods=["GET", "POST"])
@requires(Permission.CONSENT_NOTE)
def withdrawal(child_id: int) -> ResponseReturnValue:
    child = _child(child_id)
    text = form_with_events(clock.today(), child=child).published.consent
    refuse_own_child(child.id, by_id=current_user.id)
    adults = spoken.responsible_adults(child)
    form = WithdrawalForm.asking(adults, text)
    if form.validate_on_submit():
        said = {"adult": form.adult.data, "uses": form.chosen(text)}
        return redirect(url_for("consent_notes.confirm_withdrawal", child_id=child.id, **said), code=303)
    return render_template("consent_notes/withdrawal.html", child=child, form=form, adults=adults)


@blueprint.route("/<int:child_id>/withdrawal/confirm", methods=["GET", "POST"])
@requires(Permission.CONSENT_NOTE)
def confirm_withdrawal(child_id: int) -> ResponseReturnValue:
    child = _child(child_id)
    text = form_with_events(clock.today(), child=child).published.consent
    refuse_own_child(child.id, by_id=current_user.id)
    adults = spoken.responsible_adults(child)
    # The same two answers, in the address of this page: they may be anything until they are validated.
    said = WithdrawalForm.asking(adults, text, formdata=request.args, meta={"csrf": False})
    if not said.validate():
        return redirect(url_for("consent_notes.withdrawal", child_id=child.id), code=303)
    care = next(care for care in adults if str(care.adult_id) == said.adult.data)
    uses, form = said.chosen(text), SubmissionForm()
    form.new_submission()
    if form.validate_on_submit():
        key, by_id = form.submission_key, current_user.id
        made = spoken.note_withdrawal(child, care.adult_id, uses, submission=key, by_id=by_id)
        flash(_("Noted under %(reference)s. It counts from this moment.", reference=made.reference), "success")
        return redirect(url_for("children.view", child_id=child.id), code=303)
    sentences = [text.use(use).sentence for use in uses]
    return render_template(
        "consent_notes/confirm_withdrawal.html", child=child, care=care, uses=uses, sentences=sentences, form=form
    )


@blueprint.route("/<int:child_id>/hold", methods=["GET", "POST"])
@requires(Permission.CONSENT_HOLD)
def place_hold(child_id: int) -> ResponseReturnValue:
    child, form = _child(child_id), HoldForm()
    refuse_own_child(child.id, by_id=current_user.id, unless_alone=True)
    form.new_submission()
    if form.validate_on_submit():
        basis = HoldBasis(form.basis.data)
        holds.place_hold(child, basis, form.reason.data, submission=form.submission_key, by_id=current_user.id)
        flash(_("The hold is in place. No picture of %(name)s may be shown.", name=child.called), "success")
        return redirect(url_for("children.view", child_id=child.id), code=303)
    return render_template("consent_notes/place_hold.html", child=child, form=form)


@blueprint.route("/hold/<int:hold_id>/lift", methods=["GET", "POST"])
@requires(Permission.CONSENT_HOLD)
def lift_hold(hold_id: int) -> ResponseReturnValue:
    hold: ConsentHold = get_or_404(ConsentHold.visible_to(current_user), hold_id)
    child, form = hold.child.kept, LiftForm()
    if form.validate_on_submit():
        with form.refusals():
            holds.lift_hold(hold, form.reason.data, by_id=current_user.id)
            flash(_("The hold is lifted. What the adults said counts again."), "success")
            return redirect(url_for("children.view", child_id=child.id), code=303)
    blocks = not hold.lifts.exists()
    return render_template("consent_notes/lift_hold.html", child=child, hold=hold, form=form, blocks=blocks)
