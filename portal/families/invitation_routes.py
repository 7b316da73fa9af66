"""Inviting adults: choose, check, then send e-mails or make letters."""

import io
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.families import documents, inviting
from portal.families.import_routes import blueprint
from portal.families.invitees import Invitee, invitees
from portal.families.inviting import Sent
from portal.families.stages import Stage
from portal.foundation import clock
from portal.web.files import pdf_response
from portal.web.forms import ActionForm

__all__ = ["blueprint"]


@dataclass(frozen=True)
class Choice:
    """Those who were ticked, by the way an invitation can reach them."""

    emailed: tuple[Invitee, ...]
    lettered: tuple[Invitee, ...]
    either: tuple[Invitee, ...]


def _ticked() -> frozenset[int]:
    """Return the adults' numbers that the form holds; anything else is nobody."""
    given = request.form.getlist("adult")
    return frozenset(int(text) for text in given if text.isascii() and text.isdigit() and len(text) < 19)


def _list_page(*, faulty: bool = False) -> str:
    everybody = invitees(on=clock.today())
    return render_template(
        "families/invitations.html",
        never=[invitee for invitee in everybody if invitee.is_never],
        waiting=[invitee for invitee in everybody if invitee.is_waiting],
        here=[invitee for invitee in everybody if invitee.standing.stage is Stage.IN],
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
    choice = Choice(
        emailed=tuple(i for i in chosen if i.can_be_emailed),
        lettered=tuple(i for i in chosen if i.can_have_letter and not i.can_be_emailed),
        either=tuple(i for i in chosen if i.can_have_letter and i.can_be_emailed),
    )
    if not (choice.emailed or choice.lettered):
        return _list_page(faulty=True)
    return render_template("families/check_invitations.html", choice=choice)


@blueprint.post("/invitations/e-mails")
@requires(Permission.ACCOUNT_INVITE)
def send_invitations() -> ResponseReturnValue:
    if not ActionForm().validate_on_submit():
        return _list_page(faulty=True)
    sent = inviting.send_emails(_ticked(), on=clock.today(), by_id=current_user.id)
    for sentence in _said(sent):
        flash(sentence, "success" if sent.emails or sent.joined else "info")
    return redirect(url_for("families.invitations"), code=303)


def _said(sent: Sent) -> list[str]:
    said = []
    if sent.emails:
        said.append(ngettext("%(num)s invitation goes out by e-mail.", "%(num)s invitations go out by e-mail.",
                             sent.emails))  # fmt: skip
    if sent.joined:
        said.append(ngettext("%(num)s person signs in already, and now finds their children there too.",
                             "%(num)s people sign in already, and now find their children there too.",
                             sent.joined))  # fmt: skip
    if sent.just_now:
        said.append(ngettext("%(num)s person was sent an e-mail a moment ago, so we sent no second one.",
                             "%(num)s people were sent an e-mail a moment ago, so we sent no second one.",
                             sent.just_now))  # fmt: skip
    return said or [_("Nobody you chose could be sent an e-mail. Nothing was sent.")]


@blueprint.post("/invitations/letters")
@requires(Permission.ACCOUNT_INVITE)
def make_letters() -> ResponseReturnValue:
    if not ActionForm().validate_on_submit():
        return _list_page(faulty=True)
    letters = inviting.make_letters(_ticked(), on=clock.today(), by_id=current_user.id)
    if not letters:
        flash(_("Nobody you chose needs a letter. None was made."), "info")
        return redirect(url_for("families.invitations"), code=303)
    to = io.BytesIO()
    documents.write_letters(letters, to)
    return pdf_response(to, f"invitation-letters-{clock.today()}.pdf")
