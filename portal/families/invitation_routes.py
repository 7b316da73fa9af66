"""Inviting adults: choose, check, then send e-mails or make letters."""

import io
from collections import Counter

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.accounts.policy import InvitationOutcome, InvitationStatus
from portal.families import documents, inviting
from portal.families.invitees import Choice, invitees
from portal.families.routes import blueprint
from portal.foundation import clock
from portal.web.files import pdf_response
from portal.web.filters import row_number
from portal.web.forms import ActionForm


def _ticked() -> frozenset[int]:
    """Return the adults' numbers that the form holds; anything else is nobody."""
    numbers = map(row_number, request.form.getlist("adult"))
    return frozenset(number for number in numbers if number is not None)


def _is_again() -> bool:
    """Return whether the button for one adult was pressed, who is to be written to however lately they were."""
    return "again" in request.form


def _list_page(*, faulty: bool = False) -> str:
    everybody = invitees(on=clock.today())
    return render_template(
        "families/invitations.html",
        never=[invitee for invitee in everybody if invitee.is_never],
        waiting=[invitee for invitee in everybody if invitee.is_waiting],
        here=[invitee for invitee in everybody if invitee.status is InvitationStatus.SIGNED_UP],
        closed=[invitee for invitee in everybody if invitee.is_closed],
        all_ticked=request.args.get("select") == "all",
        faulty=faulty,
    )


@blueprint.get("/invitations")
@requires(Permission.ACCOUNT_INVITE)
def invitations() -> ResponseReturnValue:
    return _list_page()


@blueprint.post("/invitations/check")
@requires(Permission.ACCOUNT_INVITE)
def check_invitations() -> ResponseReturnValue:
    """Show whom the ticked invitations would reach, and how. Nothing is written."""
    wanted = _ticked()
    chosen = [invitee for invitee in invitees(on=clock.today()) if invitee.adult.id in wanted]
    choice = Choice.of(chosen)
    if not (choice.emailed or choice.lettered or choice.either or choice.left_out):
        return _list_page(faulty=True)
    return render_template("families/check_invitations.html", choice=choice)


@blueprint.post("/invitations/e-mails")
@requires(Permission.ACCOUNT_INVITE)
def send_invitations() -> ResponseReturnValue:
    if not ActionForm().validate_on_submit():
        return _list_page(faulty=True)
    outcomes = inviting.send_emails(_ticked(), on=clock.today(), by_id=current_user.id, again=_is_again())
    has_reached = InvitationOutcome.SENT in outcomes or InvitationOutcome.SIGNED_UP in outcomes
    for sentence in _told(outcomes):
        flash(sentence, "success" if has_reached else "info")
    return redirect(url_for("families.invitations"), code=303)


def _told(outcomes: Counter[InvitationOutcome]) -> list[str]:
    sent, signed_up = outcomes[InvitationOutcome.SENT], outcomes[InvitationOutcome.SIGNED_UP]
    lately, just_sent = outcomes[InvitationOutcome.CONTACTED_LATELY], outcomes[InvitationOutcome.JUST_SENT]
    told = (
        (sent, ngettext("%(num)s invitation goes out by e-mail.", "%(num)s invitations go out by e-mail.", sent)),
        (signed_up, ngettext("%(num)s person signs in already, and now finds their children there too.",
                             "%(num)s people sign in already, and now find their children there too.", signed_up)),
        (lately, _left_out(lately)),
        (just_sent, ngettext("%(num)s person was sent an e-mail a moment ago, so we sent no second one.",
                             "%(num)s people were sent an e-mail a moment ago, so we sent no second one.", just_sent)),
    )  # fmt: skip
    sentences = [sentence for count, sentence in told if count]
    return sentences or [_("Nobody you chose could be sent an e-mail. Nothing was sent.")]


def _left_out(adults: int) -> str:
    return ngettext("%(num)s person was written to in the last 3 days, and is left out.",
                    "%(num)s people were written to in the last 3 days, and are left out.", adults)  # fmt: skip


@blueprint.post("/invitations/letters")
@requires(Permission.ACCOUNT_INVITE)
def make_letters() -> ResponseReturnValue:
    if not ActionForm().validate_on_submit():
        return _list_page(faulty=True)
    letters, left_out = inviting.make_letters(_ticked(), on=clock.today(), by_id=current_user.id, again=_is_again())
    if not letters:
        said = _left_out(left_out) if left_out else _("Nobody you chose needs a letter.")
        flash("{} {}".format(said, _("None was made.")), "info")
        return redirect(url_for("families.invitations"), code=303)
    to = io.BytesIO()
    documents.write_letters(letters, to)
    return pdf_response(to, f"invitation-letters-{clock.today()}.pdf")
