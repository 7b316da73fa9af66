"""The complaints register of a period as page, PDF and table, for handlers and inspectors; and a summary for parents."""

from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.concerns import complaint_documents as documents
from portal.concerns import complaints as register
from portal.concerns.complaints import Complaint, RegisterFace
from portal.concerns.redaction.service import Redactor, redactor_for
from portal.concerns.register import Line
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.issued.policy import IssuedKind
from portal.issued.service import About, issue
from portal.posts.forms import PeriodForm
from portal.records.events import ComplaintsExported
from portal.records.routes import blueprint
from portal.web.files import csv_file, file_response, pdf_response
from portal.web.filters import chosen
from portal.web.paging import Page, page_of
from portal.web.record_page import RecordPage


@blueprint.get("/complaints")
@requires(Permission.CONCERN_INSPECT)
def complaints() -> ResponseReturnValue:
    return _page(PeriodForm.of(_days()))


def _days() -> MultiDict[str, str]:
    """Return the arguments of an address that the form asks for; without any it asks for the last year."""
    return MultiDict((name, value) for name, value in request.args.items() if name in ("first", "last"))


def _page(form: PeriodForm) -> str:
    """Return the register as a page, or what is wrong with its days; fifty at a time, without names."""
    page, more, addresses = RecordPage(), None, dict[str, Any]()
    page.heading(documents.title_of(RegisterFace.PSEUDONYMISED))
    unread = list[str]()
    if form.validate():
        first, last = form.days
        lines: Page[Line] = page_of(register.lines_of(current_user, first, last, on=clock.today()), request.args)
        found = register.load(lines.rows)
        redactor = redactor_for([line.id for line in lines.rows], RegisterFace.PSEUDONYMISED.redaction)
        documents.draw_complaints(page, found, first, last, redactor, RegisterFace.PSEUDONYMISED)
        unread = [
            each.line.reference for each in found if each.is_shown and redactor.misses(partial(documents.fields, each))
        ]
        addresses = {field.name: field.data for field in (form.first, form.last)}
        more = addresses | lines.following if lines.following else None
    return render_template(
        "records/complaints.html", form=form, page=page, days=addresses, more=more, unread=unread,
        handles=current_user.may(Permission.CONCERN_HANDLE), faces=RegisterFace,
    )  # fmt: skip


@blueprint.get("/complaints.pdf")
@requires(Permission.CONCERN_INSPECT)
def complaints_pdf() -> ResponseReturnValue:
    form, face, began = PeriodForm.of(_days()), _asked_face(), clock.now()
    if not form.validate():
        return _page(form)
    (first, last), (found, redactor) = form.days, _whole(form, face)
    documents.draw_complaints(RecordPage(), found, first, last, redactor, face)
    if redactor.has_unread:
        return _read_first(form)
    about = About(
        IssuedKind.COMPLAINTS,
        current_user.id,
        face=face,
        first_day=first,
        last_day=last,
        records=len(found),
        issued_at=began,
    )
    draw = partial(documents.write_complaints, found, first, last, redactor, face)
    return pdf_response(issue(draw, about, by_id=current_user.id), f"complaints-{first}-to-{last}-{face}.pdf")


@blueprint.get("/complaints.csv")
@requires(Permission.CONCERN_INSPECT)
def complaints_csv() -> ResponseReturnValue:
    form, face = PeriodForm.of(_days()), _asked_face()
    if not form.validate():
        return _page(form)
    (first, last), (found, redactor) = form.days, _whole(form, face)
    content = csv_file(list(documents.rows(found, redactor)))
    if redactor.has_unread:
        return _read_first(form)
    with db.atomic():
        own = current_user.id
        bus.publish(ComplaintsExported(actor_id=own, subject_id=own, first_day=first, last_day=last, face=face))
    return file_response(content, f"complaints-{first}-to-{last}-{face}.csv", "text/csv; charset=utf-8")


def _whole(form: PeriodForm, face: RegisterFace) -> tuple[list[Complaint], Redactor]:
    lines = register.lines_of(current_user, *form.days, on=clock.today())
    return register.load(lines), redactor_for([line.id for line in lines], face.redaction)


def _asked_face() -> RegisterFace:
    """Return the face that an address asks for; only handlers read names."""
    face = chosen(RegisterFace, request.args.get("face")) or RegisterFace.PSEUDONYMISED
    is_closed = face is RegisterFace.FULL and not current_user.may(Permission.CONCERN_HANDLE)
    return RegisterFace.PSEUDONYMISED if is_closed else face


def _read_first(form: PeriodForm) -> ResponseReturnValue:
    flash(_("The file was not made: not every text in it was read for names since it was written."), "error")
    days: dict[str, Any] = {field.name: field.data for field in (form.first, form.last)}
    return redirect(url_for("records.complaints", **days), code=303)
