"""The manager chases answers: who owes one, what each would get, and everybody reminded in one step."""

import io

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.consents.models import ReminderRound
from portal.consents.reminders import emails as reminder_emails
from portal.consents.reminders import labels as reminder_labels
from portal.consents.reminders import letters as reminder_letters
from portal.consents.reminders import outstanding
from portal.consents.reminders import service as reminders
from portal.consents.reminders.forms import RemindForm
from portal.consents.reminders.outstanding import Filter, SendPlan
from portal.families.models import Child
from portal.families.sessions import session_names
from portal.foundation import clock
from portal.mail.service import links_are_held
from portal.web.files import pdf_response
from portal.web.forms import ActionForm
from portal.web.loading import get_or_404
from portal.web.throttle import count_letters

blueprint = Blueprint("consent_reminders", __name__, url_prefix="/consents/chasing")
blueprint.context_processor(
    lambda: {"labels": reminder_labels, "emails": reminder_emails, "session_names": session_names}
)


@blueprint.get("/")
@requires(Permission.CONSENT_CHASE)
def show() -> ResponseReturnValue:
    wanted = Filter.chosen(request.args)
    in_session = outstanding.recipients(Filter(session=wanted.session), on=clock.today())
    everybody = outstanding.as_seen_by(current_user, in_session)
    return render_template(
        "consent_reminders/show.html",
        uses=outstanding.uses_asked(),
        wanted=wanted,
        adults=outstanding.narrowed(everybody, wanted),
        by_use=outstanding.adults_by_use(everybody),
        rounds=reminders.latest_rounds(current_user),
        has_children=Child.visible_to(current_user).exists(),
    )


def _preview(form: RemindForm, wanted: Filter) -> str:
    seen = outstanding.as_seen_by(current_user, outstanding.recipients(on=clock.today()))
    plan = SendPlan.of(outstanding.narrowed(seen, wanted))
    form.new_submission()
    form.fill(wanted, plan)
    return render_template("consent_reminders/preview.html", form=form, plan=plan, wanted=wanted)


@blueprint.get("/preview")
@requires(Permission.CONSENT_CHASE)
def preview() -> ResponseReturnValue:
    """Show who would get what. Nothing is written."""
    return _preview(RemindForm(formdata=None), Filter.chosen(request.args))


@blueprint.post("/remind")
@requires(Permission.CONSENT_CHASE)
def remind() -> ResponseReturnValue:
    form = RemindForm()
    wanted = Filter.chosen(request.form)
    if not form.validate_on_submit():
        return _preview(form, wanted)
    made = reminders.remind(
        wanted, form.adult_ids(), submission=form.submission_key, on=clock.today(), by_id=current_user.id
    )
    if made is None:
        flash(_("Nobody was left to remind: they have answered since, or somebody reminded them already."), "info")
        return redirect(url_for("consent_reminders.show", session=wanted.session, use=wanted.use), code=303)
    return redirect(url_for("consent_reminders.sent", round_id=made.id), code=303)


@blueprint.get("/round/<int:round_id>")
@requires(Permission.CONSENT_CHASE)
def sent(round_id: int) -> ResponseReturnValue:
    made: ReminderRound = get_or_404(ReminderRound.visible_to(current_user), round_id)
    return render_template(
        "consent_reminders/sent.html",
        made=made,
        reminded=reminders.reminded_in(made),
        can_be_printed=reminders.can_be_printed(made),
    )


@blueprint.post("/round/<int:round_id>/letters")
@requires(Permission.CONSENT_CHASE)
def letters(round_id: int) -> ResponseReturnValue:
    made: ReminderRound = get_or_404(ReminderRound.visible_to(current_user), round_id)
    if not ActionForm().validate_on_submit():
        flash(_("This page was open for too long. Press the button again."), "error")
        return redirect(url_for("consent_reminders.sent", round_id=made.id), code=303)
    if links_are_held():
        flash(_("The letters wait: the portal’s address opens on this computer only."), "info")
        return redirect(url_for("consent_reminders.sent", round_id=made.id), code=303)
    count_letters(current_user.id)
    found, invitations = reminders.letters_of(made, on=clock.today(), by_id=current_user.id)
    if not (found or invitations):
        flash(
            _("There is no letter left to print: those people have answered, or were invited or reminded since."),
            "info",
        )
        return redirect(url_for("consent_reminders.sent", round_id=made.id), code=303)
    to = io.BytesIO()
    reminder_letters.write_letters(found, invitations, to)
    return pdf_response(to, f"reminder-letters-{clock.today()}.pdf")
