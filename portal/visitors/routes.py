"""Visitors, for those who work here: who is in the building, the register, and the tablets and code at the door."""

from datetime import date, timedelta
from functools import partial

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import open_to_new_starters, requires
from portal.access.permissions import Permission
from portal.foundation import clock
from portal.issued.policy import IssuedKind
from portal.issued.service import About, issue
from portal.visitors import documents, doors, register, service
from portal.visitors.models import Visit, VisitorDoor
from portal.visitors.policy import DoorKind
from portal.web.addresses import public_address
from portal.web.dates import MONTHS
from portal.web.files import file_response, pdf_response
from portal.web.forms import ActionForm
from portal.web.loading import get_or_404

blueprint = Blueprint("visitors", __name__, url_prefix="/visitors")


@blueprint.get("/")
@open_to_new_starters
@requires(Permission.VISIT_SEE)
def here() -> ResponseReturnValue:
    """Who is in the building now, on one page to print: for the manager, and for everybody in a fire."""
    lines = [line for line in register.visits_between(clock.today(), clock.today()) if line.is_here]
    return render_template("visitors/here.html", lines=lines, now=clock.now())


@blueprint.post("/<int:visit_id>/left")
@open_to_new_starters
@requires(Permission.VISIT_SEE)
def note_left(visit_id: int) -> ResponseReturnValue:
    visit: Visit = get_or_404(Visit.visible_to(current_user), visit_id)
    if ActionForm().validate():
        service.leave(visit, by_id=current_user.id)
        flash(_("%(name)s is signed out.", name=visit.name), "success")
    return redirect(url_for("visitors.here"), code=303)


def _month() -> tuple[date, date]:
    """Return the first and the last day of the month that the address names: this one, where it names none."""
    year, _dash, month = request.args.get("month", "").partition("-")
    today = clock.today()
    try:
        first = date(int(year), int(month), 1)
    except ValueError:
        first = today.replace(day=1)
    first = min(max(first, date(2000, 1, 1)), today.replace(day=1))
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


@blueprint.get("/register")
@requires(Permission.VISIT_REGISTER)
def show_register() -> ResponseReturnValue:
    first, last = _month()
    following = last + timedelta(days=1)
    return render_template(
        "visitors/show_register.html",
        lines=register.visits_between(first, last),
        month=f"{first:%Y-%m}",
        title=_("Visitors in %(month)s %(year)s", month=MONTHS[first.month - 1], year=first.year),
        earlier=f"{first - timedelta(days=1):%Y-%m}",
        later=f"{following:%Y-%m}" if following <= clock.today() else "",
    )


@blueprint.get("/register.csv")
@requires(Permission.VISIT_REGISTER)
def register_csv() -> Response:
    first, last = _month()
    content = service.spreadsheet(first, last, by_id=current_user.id)
    return file_response(content, f"visitors-{first:%Y-%m}.csv", "text/csv; charset=utf-8")


@blueprint.get("/register.pdf")
@requires(Permission.VISIT_REGISTER)
def register_pdf() -> Response:
    first, last = _month()
    return pdf_response(service.sealed_register(first, last, by_id=current_user.id), f"visitors-{first:%Y-%m}.pdf")


@blueprint.get("/doors")
@requires(Permission.SETTING_EDIT)
def list_doors() -> ResponseReturnValue:
    found = list(VisitorDoor.in_use().order_by(VisitorDoor.id))
    return render_template(
        "visitors/list_doors.html",
        tablets=[door for door in found if door.is_tablet],
        wall=next((door for door in found if not door.is_tablet), None),
        waiting=VisitorDoor.waiting().count(),
        statements=service.rules(),
        address=public_address("visits.start"),
    )


@blueprint.post("/doors/code")
@requires(Permission.SETTING_EDIT)
def make_code() -> ResponseReturnValue:
    """Show a code once: nothing but this page ever holds it."""
    if not ActionForm().validate():
        return redirect(url_for("visitors.list_doors"), code=303)
    code = doors.make_code(by_id=current_user.id)
    return render_template("visitors/make_code.html", code=code, address=public_address("visits.start"))


@blueprint.post("/doors/wall")
@requires(Permission.SETTING_EDIT)
def renew_wall() -> ResponseReturnValue:
    if ActionForm().validate():
        doors.renew_wall(by_id=current_user.id)
        flash(_("There is a new square. Print it: one that hangs on the wall already opens nothing now."), "success")
    return redirect(url_for("visitors.list_doors"), code=303)


@blueprint.post("/doors/<int:door_id>/end")
@requires(Permission.SETTING_EDIT)
def end_door(door_id: int) -> ResponseReturnValue:
    door: VisitorDoor = get_or_404(VisitorDoor.select(), door_id)
    if ActionForm().validate():
        doors.end(door, by_id=current_user.id)
        flash(_("It opens nothing any more."), "success")
    return redirect(url_for("visitors.list_doors"), code=303)


@blueprint.get("/doors/wall.pdf")
@requires(Permission.SETTING_EDIT)
def wall_pdf() -> Response:
    wall = VisitorDoor.in_use().where(VisitorDoor.kind == DoorKind.WALL).first() or abort(404)
    written, about = partial(documents.write_wall_sheet, wall.wall_token), About(IssuedKind.WALL_SHEET, wall.id)
    to = issue(written, about, by_id=current_user.id)
    return pdf_response(to, "visitors-sign-in-here.pdf")
