"""Inviting adults: choose, check, then send e-mails or make letters."""

from collections import Counter
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.accounts.invitations import mark_printed
from portal.accounts.policy import InvitationOutcome
from portal.families import documents, inviting
from portal.families.invitees import Choice, invitees
from portal.families.routes import blueprint
from portal.foundation import clock
from portal.issued.policy import IssuedKind
from portal.issued.service import About, issue
from portal.mail.labels import OBSTACLES, outgoing_words
from portal.mail.policy import Delivery
from portal.mail.service import links_are_held, obstacles
from portal.web.files import pdf_response
from portal.web.filters import row_number
from portal.web.forms import ActionForm
from portal.web.throttle import count_letters


def _numbers(name: str) -> frozenset[int]:
    """Return the numbers that were sent under a name; anything else is nobody."""
    numbers = map(row_number, request.values.getlist(name))
    return frozenset(number for number in numbers if number is not None)


def _list_page(*, faulty: bool = False) -> str:
    everybody = invitees(on=clock.today())
    never = [invitee for invitee in everybody if invitee.is_never]
    return render_template(
        "families/invitations.html",
        never=[invitee for invitee in never if invitee.can_sign],
        cannot_sign=[invitee for invitee in never if not invitee.can_sign],
        waiting=[invitee for invitee in everybody if invitee.is_waiting],
        here=[invitee for invitee in everybody if invitee.has_signed_up],
        closed=[invitee for invitee in everybody if invitee.is_closed],
        letters=inviting.letters_to_print(),
        faulty=faulty,
    )


def _old_page() -> ResponseReturnValue:
    flash(_("This page was old, so nothing was changed. Please try again."), "warning")
    return redirect(url_for("families.invitations"), code=303)


@blueprint.get("/invitations")
@requires(Permission.ACCOUNT_INVITE)
def invitations() -> ResponseReturnValue:
    return _list_page()


@blueprint.get("/invitations/check")
@requires(Permission.ACCOUNT_INVITE)
def check_invitations() -> ResponseReturnValue:
    """Show whom the invitations would reach, and how: those ticked, or everyone not yet invited."""
    wanted, everyone = _numbers("adult"), "everyone" in request.args
    choice = Choice.of(
        invitee
        for invitee in invitees(on=clock.today())
        if (invitee.is_never and invitee.can_sign if everyone else invitee.adult.id in wanted)
    )
    if not (choice.emailed or choice.lettered or choice.left_out):
        return _list_page(faulty=not everyone)  # whoever comes back has invited everyone
    return render_template("families/check_invitations.html", choice=choice)


@blueprint.post("/invitations/send")
@requires(Permission.ACCOUNT_INVITE)
def send_invitations() -> ResponseReturnValue:
    """Send e-mails and make letters, in one press, and say what became of how many."""
    if not ActionForm().validate_on_submit():
        return _old_page()
    outcomes = inviting.invite(
        _numbers("adult"),
        on=clock.today(),
        by_id=current_user.id,
        by_letter=_numbers("letter"),
        again="again" in request.form,
    )
    for sentence, tone in _told(outcomes):
        flash(sentence, tone)
    return redirect(url_for("families.invitations"), code=303)


def _told(outcomes: Counter[InvitationOutcome]) -> list[tuple[str, str]]:
    """Return what became of everybody, as sentences with their tone."""
    queued, letters = outcomes[InvitationOutcome.QUEUED], outcomes[InvitationOutcome.LETTER]
    signed_up, lately = outcomes[InvitationOutcome.SIGNED_UP], outcomes[InvitationOutcome.CONTACTED_LATELY]
    already = outcomes[InvitationOutcome.ALREADY_INVITED]
    told = (
        (queued, outgoing_words(queued), "info" if obstacles() else "success"),
        (letters, _letter_words(letters), "info" if links_are_held() else "success"),
        (signed_up, ngettext("%(num)s person signs in already, and now finds their children there too.",
                             "%(num)s people sign in already, and now find their children there too.", signed_up), "success"),
        (lately, ngettext("%(num)s person was invited or reminded in the last 3 days, and is left out.",
                          "%(num)s people were invited or reminded in the last 3 days, and are left out.", lately), "info"),
        (already, ngettext("%(num)s person has an invitation already, so we made no second one.",
                           "%(num)s people have invitations already, so we made no second ones.", already), "info"),
        (not outcomes, _("Nobody you chose could be invited. Nothing was sent or made."), "info"),
    )  # fmt: skip
    return [(sentence, tone) for count, sentence, tone in told if count]


def _letter_words(letters: int) -> str:
    if links_are_held():
        why = OBSTACLES[Delivery.HELD]
        return ngettext("%(num)s letter waits: %(why)s.", "%(num)s letters wait: %(why)s.", letters, why=why)
    return ngettext("%(num)s letter is ready. Print it below.", "%(num)s letters are ready. Print them below.", letters)


@blueprint.post("/invitations/letters")
@requires(Permission.ACCOUNT_INVITE)
def make_letters() -> ResponseReturnValue:
    """Make one PDF of the letters that wait to be printed."""
    if not ActionForm().validate_on_submit():
        return _old_page()
    count_letters(current_user.id)
    letters = [] if links_are_held() else inviting.print_letters(by_id=current_user.id)
    if not letters:
        flash(_("No letter can be printed now. None was made."), "info")
        return redirect(url_for("families.invitations"), code=303)
    about = About(IssuedKind.LETTERS, records=len(letters))
    to = issue(partial(documents.write_letters, letters), about, by_id=current_user.id)
    return pdf_response(to, f"invitation-letters-{clock.today()}.pdf")


@blueprint.post("/invitations/letters/printed")
@requires(Permission.ACCOUNT_INVITE)
def mark_letters_printed() -> ResponseReturnValue:
    if not ActionForm().validate_on_submit():
        return _old_page()
    if count := mark_printed(_numbers("account")):
        flash(
            ngettext("%(num)s letter is noted as printed.", "%(num)s letters are noted as printed.", count), "success"
        )
    return redirect(url_for("families.invitations"), code=303)
