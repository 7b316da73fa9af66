"""Who handles concerns, for everybody; handing a role on, proposing, objecting and stepping down for handlers."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission, Role
from portal.accounts import handlers
from portal.accounts.labels import ROLES, outcome_words
from portal.accounts.models import HandlerProposal
from portal.accounts.staff_accounts import may_give
from portal.accounts.staff_forms import HandlerForm
from portal.concerns.staff import who_handles
from portal.foundation import clock
from portal.web.dates import format_date
from portal.web.filters import chosen
from portal.web.forms import ActionForm
from portal.web.loading import get_or_404

blueprint = Blueprint("handlers", __name__, url_prefix="/concerns/who-handles")


def _back() -> ResponseReturnValue:
    return redirect(url_for("handlers.show"), code=303)


@blueprint.get("/")
@requires(Permission.CONCERN_RAISE)
def show() -> ResponseReturnValue:
    return render_template(
        "handlers/show.html",
        rows=who_handles(),
        proposals=list(HandlerProposal.open().order_by(HandlerProposal.id)),
        roles=ROLES,
        may_name=handlers.may_name(current_user),
        may_step_down=handlers.may_step_down(current_user),
    )


@blueprint.route("/name", methods=["GET", "POST"])
@requires(Permission.CONCERN_HANDLE)
def name_handler() -> ResponseReturnValue:
    roles = handlers.may_name(current_user)
    form = HandlerForm.for_roles(roles)
    form.new_submission()
    if form.validate_on_submit():
        with form.refusals():
            made = handlers.name_handler(
                Role(form.role.data),
                name=form.name.data,
                email=form.email.data,
                submission=form.submission_key,
                on=clock.today(),
                by=current_user,
            )
            flash(_said(made), "success")
            return _back()
    return render_template("handlers/name_handler.html", form=form, decides=may_give(current_user.id).issuperset(roles))


def _said(made: handlers.Named) -> str:
    if isinstance(made, HandlerProposal):
        day = format_date(clock.london_date(made.takes_effect_at))
        return _("Every handler is told. Unless one of them objects, it counts from %(day)s.", day=day)
    account, outcome = made
    return outcome_words(outcome, account.email)


@blueprint.post("/proposal/<int:proposal_id>/object")
@requires(Permission.CONCERN_HANDLE)
def object_to(proposal_id: int) -> ResponseReturnValue:
    proposal: HandlerProposal = get_or_404(HandlerProposal.select(), proposal_id)
    if ActionForm().validate_on_submit():
        handlers.object_to(proposal, by_id=current_user.id)
        flash(_("%(name)s does not get the role.", name=proposal.name), "success")
    return _back()


@blueprint.post("/step-down")
@requires(Permission.CONCERN_HANDLE)
def step_down() -> ResponseReturnValue:
    role = chosen(Role, request.form.get("role"))
    if role and ActionForm().validate_on_submit():
        handlers.step_down(role, by=current_user)
        flash(_("You have stepped down."), "success")
    return redirect(url_for("home.index"), code=303)
