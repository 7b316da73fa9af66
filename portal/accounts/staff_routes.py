"""Pages on which the manager keeps the people who work here: inviting, roles, disabling."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.accounts import labels, staff, staff_accounts
from portal.accounts.models import Account
from portal.accounts.staff_forms import InviteForm, RolesForm
from portal.accounts.staff_policy import WORKING_ROLES
from portal.foundation import clock
from portal.foundation.refusals import Refusal
from portal.web.errors import sentence_of
from portal.web.forms import ActionForm
from portal.web.loading import get_or_404

blueprint = Blueprint("staff", __name__, url_prefix="/people")


def _account(account_id: int) -> Account:
    return get_or_404(Account.visible_to(current_user), account_id)


def _act(account_id: int, act: Callable[[Account], str], *, tone: str = "success") -> ResponseReturnValue:
    """Do one thing to a person and say so on their page; a rule that says no is said there too."""
    account = _account(account_id)
    if not ActionForm().validate_on_submit():
        flash(_("This page was old, so nothing was changed. Please try again."), "warning")
    else:
        try:
            flash(act(account), tone)
        except Refusal as refusal:
            flash(sentence_of(refusal), "error")
    return redirect(url_for("staff.person", account_id=account_id), code=303)


@blueprint.get("/")
@requires(Permission.ACCOUNT_INVITE)
def list_staff() -> ResponseReturnValue:
    return render_template("staff/list_staff.html", people=staff.list_staff(current_user), labels=labels)


@blueprint.route("/invite", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_INVITE)
def invite() -> ResponseReturnValue:
    form = InviteForm()
    if form.validate_on_submit():
        with form.refusals():
            account, outcome = staff_accounts.invite_person(
                form.email.data,
                name=form.name.data,
                roles=frozenset(form.roles.data),
                last_day=form.last_day.day,
                on=clock.today(),
                by_id=current_user.id,
            )
            flash(labels.outcome_words(outcome, account.email), "info")
            return redirect(url_for("staff.person", account_id=account.id), code=303)
    return render_template("staff/invite.html", form=form)


@blueprint.route("/<int:account_id>", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_INVITE)
def person(account_id: int) -> ResponseReturnValue:
    account = _account(account_id)
    (found,) = staff.staff_members([account])
    form = RolesForm(data={"roles": WORKING_ROLES.intersection(found.roles), "last_day": account.last_day})
    if form.validate_on_submit():
        with form.refusals():
            roles = frozenset(form.roles.data)
            staff_accounts.change_roles(account, roles, form.last_day.day, on=clock.today(), by_id=current_user.id)
            flash(labels.roles_words(account.name, roles), "success")
            return redirect(url_for("staff.person", account_id=account_id), code=303)
    is_handler = staff_accounts.is_out_of_reach(account, current_user.id)
    return render_template("staff/person.html", person=found, form=form, is_handler=is_handler, labels=labels)


@blueprint.post("/<int:account_id>/disable")
@requires(Permission.ACCOUNT_INVITE)
def disable(account_id: int) -> ResponseReturnValue:
    def act(account: Account) -> str:
        staff_accounts.disable(account, by_id=current_user.id)
        return _("%(name)s is signed out everywhere and cannot sign in any more.", name=account.name)

    return _act(account_id, act)


@blueprint.post("/<int:account_id>/enable")
@requires(Permission.ACCOUNT_INVITE)
def enable(account_id: int) -> ResponseReturnValue:
    def act(account: Account) -> str:
        staff_accounts.enable(account, by_id=current_user.id)
        return _("The account of %(name)s is enabled again.", name=account.name)

    return _act(account_id, act)


@blueprint.post("/<int:account_id>/sign-out")
@requires(Permission.ACCOUNT_INVITE)
def end_sessions(account_id: int) -> ResponseReturnValue:
    def act(account: Account) -> str:
        ended = staff_accounts.end_sessions(account, by_id=current_user.id, keep_token=current_user.session_token)
        return ngettext("%(num)s device is signed out.", "%(num)s devices are signed out.", ended)

    return _act(account_id, act)


@blueprint.post("/<int:account_id>/invitation")
@requires(Permission.ACCOUNT_INVITE)
def invite_again(account_id: int) -> ResponseReturnValue:
    def act(account: Account) -> str:
        return labels.outcome_words(staff_accounts.invite_again(account, by_id=current_user.id), account.email)

    return _act(account_id, act, tone="info")


@blueprint.post("/<int:account_id>/take-back")
@requires(Permission.ACCOUNT_INVITE)
def revoke_invitations(account_id: int) -> ResponseReturnValue:
    def act(account: Account) -> str:
        staff_accounts.revoke_invitations(account, by_id=current_user.id)
        return _("No invitation of %(name)s opens any more.", name=account.name)

    return _act(account_id, act)
