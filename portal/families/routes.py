"""The family register, and what the manager corrects in it by hand."""

from collections.abc import Mapping
from types import MappingProxyType

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


@blueprint.get("/child/<int:child_id>")
@requires(Permission.FAMILY_READ)
def view_child(child_id: int) -> ResponseReturnValue:
    return _child_page(_child(child_id))


def _child_page(
    child: Child, form: LastDayForm | None = None, unfinished: Mapping[int, ResponsibilityForm] = MappingProxyType({})
) -> str:
    """Return the page of a child; ``unfinished`` is by the number of its adult a form that came back with errors."""
    (line,) = registers.family_lines([child])
    ids = [adult.adult.id for adult in line.adults]
    forms = {id_: ResponsibilityForm.of_adult(id_, formdata=None) for id_ in ids}
    return render_template(
        "families/view_child.html",
        line=line,
        form=form or LastDayForm(formdata=None, last_day=child.leaves_on),
        forms={**forms, **unfinished},
        checks=registers.last_checks(child),
        has_left=registers.has_left(child, clock.today()),
    )


@blueprint.post("/child/<int:child_id>/responsibility/<int:adult_id>")
@requires(Permission.FAMILY_IMPORT)
def set_responsibility(child_id: int, adult_id: int) -> ResponseReturnValue:
    child = _child(child_id)
    link: Guardianship = get_or_404(Guardianship.select().where(Guardianship.child == child.id), adult_id, by="adult")
    form = ResponsibilityForm.of_adult(adult_id)
    if not form.validate_on_submit():
        return _child_page(child, unfinished={adult_id: form})
    chosen, basis = Responsibility(form.responsibility.data), ResponsibilityBasis(form.basis.data)
    if corrections.set_responsibility(link, chosen, basis, by_id=current_user.id):
        flash(_("Saved. It counts from this moment."), "success")
    else:
        flash(_("Our register says so already, and that it was checked like this. Nothing was changed."), "info")
    return redirect(url_for("families.view_child", child_id=child.id), code=303)


@blueprint.post("/child/<int:child_id>/last-day")
@requires(Permission.FAMILY_IMPORT)
def set_last_day(child_id: int) -> ResponseReturnValue:
    child = _child(child_id)
    form = LastDayForm()
    form.earliest = child.starts_on or child.born_on
    if not form.validate_on_submit():
        return _child_page(child, form)
    corrections.set_last_day(child, form.last_day.day, by_id=current_user.id)
    flash(_("The last day is saved."), "success")
    return redirect(url_for("families.view_child", child_id=child.id), code=303)


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
