"""Declaring that a parent and somebody who works here know each other; the register of who keeps it."""

from functools import partial

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import WORK_HERE, Permission, Role
from portal.accounts.service import people_here
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.issued.policy import IssuedKind
from portal.issued.service import About, issue
from portal.relationships import documents, labels, service
from portal.relationships.events import RelationshipsExported
from portal.relationships.forms import ConfirmForm, DeclareForm
from portal.relationships.models import Declaration
from portal.relationships.policy import Standing
from portal.web.files import csv_file, file_response, pdf_response
from portal.web.filters import chosen
from portal.web.forms import ActionForm
from portal.web.loading import get_or_404

blueprint = Blueprint("relationships", __name__, url_prefix="/who-knows-whom")
blueprint.context_processor(lambda: {"labels": labels})


@blueprint.get("/")
@requires(Permission.RELATIONSHIP_DECLARE)
def own() -> ResponseReturnValue:
    return render_template("relationships/own.html", lines=service.own_lines(current_user), doors=_doors())


def _doors() -> list[str]:
    """Return whom this person can declare to know: one of us, a parent, or either for who is both."""
    parent, works = Role.PARENT in current_user.roles, bool(current_user.roles & WORK_HERE)
    return [*(["us"] if parent else []), *(["parent"] if works else [])]


@blueprint.route("/declare", methods=["GET", "POST"])
@requires(Permission.RELATIONSHIP_DECLARE)
def declare() -> ResponseReturnValue:
    doors = _doors()
    door = request.args.get("door") if request.args.get("door") in doors else doors[0]
    form = DeclareForm.of(None if door == "parent" else people_here(but=current_user.id))
    if form.validate_on_submit():
        with form.refusals():
            service.declare(
                form.worker_id or current_user.id,
                current_user.name if form.worker_id else form.other.data,
                form.relation.data,
                submission=form.submission_key,
                by_id=current_user.id,
            )
            flash(_("It is declared. It counts once it is confirmed: you see it here."), "success")
            return redirect(url_for("relationships.own"), code=303)
    form.new_submission()
    return render_template("relationships/declare.html", form=form, door=door)


@blueprint.post("/<reference>/end")
@requires(Permission.RELATIONSHIP_DECLARE)
def end(reference: str) -> ResponseReturnValue:
    found: Declaration = get_or_404(Declaration.own(current_user), reference, by="reference")
    return _end(found, url_for("relationships.own"))


@blueprint.get("/register")
@requires(Permission.RELATIONSHIP_CONFIRM)
def register() -> ResponseReturnValue:
    standing = chosen(Standing, request.args.get("standing"))
    return render_template(
        "relationships/register.html", lines=service.register(current_user, standing), standing=standing
    )


@blueprint.route("/register/<reference>", methods=["GET", "POST"])
@requires(Permission.RELATIONSHIP_CONFIRM)
def confirm(reference: str) -> ResponseReturnValue:
    found: Declaration = get_or_404(Declaration.kept_by(current_user), reference, by="reference")
    form = ConfirmForm()
    if found.is_by_worker and current_user.may(Permission.FAMILY_READ):
        form.offer(service.adults_meant(found, current_user))
    else:
        del form.adult
    if form.validate_on_submit():
        with form.refusals():
            service.confirm(found, adult_id=form.adult_id if form.adult else None, by_id=current_user.id)
            flash(_("It is confirmed."), "success")
            return redirect(url_for("relationships.register"), code=303)
    return render_template("relationships/confirm.html", form=form, line=service.line_of(found))


@blueprint.post("/register/<reference>/end")
@requires(Permission.RELATIONSHIP_CONFIRM)
def end_for_them(reference: str) -> ResponseReturnValue:
    found: Declaration = get_or_404(Declaration.kept_by(current_user), reference, by="reference")
    return _end(found, url_for("relationships.register"))


def _end(found: Declaration, back: str) -> ResponseReturnValue:
    if ActionForm().validate_on_submit():
        service.end(found, by_id=current_user.id)
        flash(_("It has ended. If it holds again, it can be declared anew."), "success")
    else:
        flash(_("This page was open for too long. Press the button again."), "error")
    return redirect(back, code=303)


@blueprint.get("/register.csv")
@requires(Permission.RELATIONSHIP_CONFIRM)
def register_csv() -> Response:
    lines = service.register(current_user)
    with db.atomic():
        bus.publish(RelationshipsExported(actor_id=current_user.id, subject_id=1, lines=len(lines)))
    to = csv_file([documents.headings(), *map(documents.row, lines)])
    return file_response(to, f"declared-relationships-{clock.today()}.csv", "text/csv; charset=utf-8")


@blueprint.get("/register.pdf")
@requires(Permission.RELATIONSHIP_CONFIRM)
def register_pdf() -> Response:
    today, began, lines = clock.today(), clock.now(), service.register(current_user)
    about = About(IssuedKind.RELATIONSHIPS, first_day=today, last_day=today, records=len(lines), issued_at=began)
    to = issue(partial(documents.write_register, lines), about, by_id=current_user.id)
    return pdf_response(to, f"declared-relationships-{today}.pdf")
