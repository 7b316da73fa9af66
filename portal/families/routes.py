"""The family register, and what the manager corrects in it by hand."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.families import corrections, labels
from portal.families import register as registers
from portal.families.forms import LastDayForm, ResponsibilityForm
from portal.families.models import Child, Guardianship
from portal.families.policy import SessionKind
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
    session = filters.chosen(SessionKind, request.args.get("session"))
    left = request.args.get("show") == "left"
    register = registers.register(current_user, on=clock.today(), session=session, left=left)
    return render_template("families/list_children.html", register=register, session=session, left=left)


@blueprint.get("/child/<int:child_id>")
@requires(Permission.FAMILY_READ)
def view_child(child_id: int) -> ResponseReturnValue:
    child = _child(child_id)
    return _child_page(child, LastDayForm(formdata=None, last_day=child.leaves_on))


def _child_page(child: Child, form: LastDayForm) -> str:
    (line,) = registers.family_lines([child])
    return render_template(
        "families/view_child.html", line=line, form=form, has_left=registers.has_left(child, clock.today())
    )


@blueprint.post("/child/<int:child_id>/responsibility/<int:adult_id>")
@requires(Permission.FAMILY_IMPORT)
def set_responsibility(child_id: int, adult_id: int) -> ResponseReturnValue:
    links = Guardianship.select().where(Guardianship.child == _child(child_id).id)
    link: Guardianship = get_or_404(links, adult_id, by="adult")
    form = ResponsibilityForm()
    if form.validate_on_submit():
        corrections.set_responsibility(link, form.has_it.data == "yes", by_id=current_user.id)
        flash(_("Saved. It counts from this moment."), "success")
    else:
        flash(_("Nothing was changed. Please try again."), "error")
    return redirect(url_for("families.view_child", child_id=child_id), code=303)


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
