"""One round of reminders: everybody who owes an answer or a signature, with a tick, and one button."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.consents.outstanding import uses_asked
from portal.families.models import Child
from portal.families.sessions import session_names
from portal.foundation import clock
from portal.issued.policy import IssuedKind
from portal.issued.service import About, issue
from portal.mail.labels import outgoing_words
from portal.mail.service import links_are_held
from portal.reminders import emails, labels, letters, recipients, service
from portal.reminders.forms import RemindForm
from portal.reminders.models import ReminderRound
from portal.reminders.recipients import Filter, SendPlan
from portal.web.files import pdf_response
from portal.web.forms import ActionForm
from portal.web.loading import get_or_404
from portal.web.throttle import count_letters

blueprint = Blueprint("reminders", __name__, url_prefix="/reminders")
blueprint.context_processor(lambda: {"labels": labels, "emails": emails, "session_names": session_names})


@blueprint.route("/", methods=["GET", "POST"])
@requires(Permission.CONSENT_CHASE)
def show() -> ResponseReturnValue:
    """Show who would get what, and remind those who are ticked."""
    form, wanted = RemindForm(), Filter.chosen(request.values)
    if form.validate_on_submit():
        return _remind(form, wanted)
    seen = recipients.as_seen_by(current_user, recipients.recipients(on=clock.today()))
    plan = SendPlan.of(recipients.narrowed(seen, wanted))
    form.new_submission()
    form.fill(wanted, plan)
    return render_template(
        "reminders/show.html",
        form=form,
        plan=plan,
        wanted=wanted,
        uses={use.key: use.label for use in uses_asked()},
        rounds=service.latest_rounds(current_user),
        has_children=Child.visible_to(current_user).exists(),
    )


def _remind(form: RemindForm, wanted: Filter) -> ResponseReturnValue:
    made = service.remind(wanted, form.keys(), submission=form.submission_key, on=clock.today(), by_id=current_user.id)
    if made is None:
        flash(_("Nobody was left to remind: they have answered since, or somebody reminded them already."), "info")
        return redirect(url_for("reminders.show", session=wanted.session, use=wanted.use, owed=wanted.owed), code=303)
    if count := sum(not one.channel.is_letter for one in service.reminded_in(made)):
        flash(outgoing_words(count), "success")
    return redirect(url_for("reminders.sent", round_id=made.id), code=303)


@blueprint.get("/round/<int:round_id>")
@requires(Permission.CONSENT_CHASE)
def sent(round_id: int) -> ResponseReturnValue:
    made: ReminderRound = get_or_404(ReminderRound.visible_to(current_user), round_id)
    return render_template(
        "reminders/sent.html",
        made=made,
        reminded=service.reminded_in(made),
        can_be_printed=service.can_be_printed(made),
    )


@blueprint.post("/round/<int:round_id>/letters")
@requires(Permission.CONSENT_CHASE)
def print_letters(round_id: int) -> ResponseReturnValue:
    made: ReminderRound = get_or_404(ReminderRound.visible_to(current_user), round_id)
    back = redirect(url_for("reminders.sent", round_id=made.id), code=303)
    if not ActionForm().validate_on_submit():
        flash(_("This page was open for too long. Press the button again."), "error")
        return back
    if links_are_held():
        flash(_("The letters wait: the portal’s address opens on this computer only."), "info")
        return back
    count_letters(current_user.id)
    found, invitations = service.letters_of(made, on=clock.today(), by_id=current_user.id)
    if not (found or invitations):
        flash(
            _("There is no letter left to print: those people have answered, or were invited or reminded since."),
            "info",
        )
        return back
    about = About(IssuedKind.LETTERS, records=len(found) + len(invitations))
    to = issue(partial(letters.write_letters, found, invitations), about, by_id=current_user.id)
    return pdf_response(to, f"reminder-letters-{clock.today()}.pdf")
