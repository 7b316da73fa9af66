"""The family register, and what the manager corrects in it by hand."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.families import corrections, labels
from portal.families import register as registers
from portal.families.forms import LastDayForm, ResponsibilityForm, sessions_form
from portal.families.models import Child, Guardianship
from portal.families.policy import Responsibility, ResponsibilityBasis
from portal.families.sessions import change_sessions, session_names
from portal.foundation import clock
from portal.web import filters
from portal.web.loading import get_or_404

blueprint = Blueprint("families", __name__, url_prefix="/families")
blueprint.context_processor(lambda: {"labels": labels})


def _child(child_id: int) -> Child:
    return get_or_404(Child.visible_to(current_user), child_id)


@blueprint.get("/")
@requires(Permission.FAMILY_READ)
def list_children() -> ResponseReturnValue:
    session = filters.chosen(session_names(), request.args.get("session"))
    show = request.args.get("show")
    left, nobody = show == "left", show == "nobody"
    register = registers.register(current_user, on=clock.today(), session=session, left=left, unanswerable=nobody)
    return render_template("families/list_children.html", register=register, session=session, left=left, nobody=nobody)


@blueprint.route("/child/<int:child_id>/responsibility/<int:adult_id>", methods=["GET", "POST"])
@requires(Permission.FAMILY_IMPORT)
def set_responsibility(child_id: int, adult_id: int) -> ResponseReturnValue:
    child, form = _child(child_id), ResponsibilityForm()
    link: Guardianship = get_or_404(Guardianship.select().where(Guardianship.child == child.id), adult_id, by="adult")
    if not form.validate_on_submit():
        return render_template("families/set_responsibility.html", child=child, adult=link.adult, form=form)
    chosen, basis = Responsibility(form.responsibility.data), ResponsibilityBasis(form.basis.data)
    if corrections.set_responsibility(link, chosen, basis, by_id=current_user.id):
        flash(_("Saved. It counts from this moment."), "success")
    else:
        flash(_("Our register says so already, and that it was checked like this. Nothing was changed."), "info")
    return redirect(url_for("children.view", child_id=child.id), code=303)


@blueprint.route("/child/<int:child_id>/last-day", methods=["GET", "POST"])
@requires(Permission.FAMILY_IMPORT)
def set_last_day(child_id: int) -> ResponseReturnValue:
    child = _child(child_id)
    form = LastDayForm(last_day=child.leaves_on)
    form.earliest = child.starts_on or child.born_on
    if not form.validate_on_submit():
        return render_template("families/set_last_day.html", child=child, form=form)
    corrections.set_last_day(child, form.last_day.day, by_id=current_user.id)
    flash(_("The last day is saved."), "success")
    return redirect(url_for("children.view", child_id=child.id), code=303)


@blueprint.route("/sessions", methods=["GET", "POST"])
@requires(Permission.SETTING_EDIT)
def edit_sessions() -> ResponseReturnValue:
    names = session_names()
    form = sessions_form(names)
    if form.validate_on_submit():
        with form.refusals():
            change_sessions(
                {key: form[key].data for key in names if key in form}, form["added"].data, by_id=current_user.id
            )
            flash(_("The sessions are saved."), "success")
            return redirect(url_for("families.edit_sessions"), code=303)
    return render_template("families/edit_sessions.html", form=form)
