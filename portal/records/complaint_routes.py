"""The complaints register of a period as page, PDF and table, for handlers and inspectors; and a summary for parents."""

from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.concerns import complaint_documents as documents
from portal.concerns import register
from portal.concerns.policy import Face
from portal.concerns.redaction.service import Redactor, redactor_for
from portal.concerns.register import Complaint, Line
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.issued.policy import IssuedKind
from portal.issued.service import About, issue
from portal.posts.forms import PeriodForm
from portal.records.events import ComplaintsRead
from portal.records.labels import REGISTERS
from portal.records.routes import blueprint
from portal.web.files import csv_file, file_response, pdf_response
from portal.web.filters import chosen
from portal.web.paging import Page, page_of
from portal.web.record_page import RecordPage


@blueprint.get("/complaints")
@requires(Permission.CONCERN_INSPECT)
def complaints() -> ResponseReturnValue:
    return _page(PeriodForm.of(request.args))


def _page(form: PeriodForm) -> str:
    """Return the register as a page, or what is wrong with its days; fifty at a time."""
    page, face, more, asked, unread = RecordPage(), _asked_face(), None, dict[str, Any](), list[str]()
    page.heading(documents.title_of(face))
    if form.validate():
        lines = register.lines_of(current_user, *form.days, on=clock.today())
        shown: Page[Line] = page_of(register.shown(lines), request.args)
        found, redactor = register.load_complaints(shown.rows), redactor_for([line.id for line in shown.rows], face)
        documents.draw_complaints(page, found, lines, form.days, redactor)
        unread = [each.line.reference for each in found if redactor.misses(partial(documents.fields, each))]
        asked = _address(form, face)
        more = asked | shown.following if shown.following else None
        if face.names_people:
            _log(form, face)
    handles = current_user.may(Permission.CONCERN_HANDLE)
    return render_template(
        "records/complaints.html", form=form, page=page, asked=asked, more=more, unread=unread, handles=handles,
        face=face, faces=[(each, label) for each, label in REGISTERS.items() if handles or not each.names_people],
    )  # fmt: skip


def _log(form: PeriodForm, face: Face) -> None:
    (first, last), own = form.days, current_user.id
    with db.atomic():
        bus.publish(ComplaintsRead(actor_id=own, subject_id=own, first_day=first, last_day=last, face=face))


@blueprint.get("/complaints.pdf")
@requires(Permission.CONCERN_INSPECT)
def complaints_pdf() -> ResponseReturnValue:
    form, began = PeriodForm.of(request.args), clock.now()
    if not form.validate():
        return _page(form)
    (first, last), (found, lines, redactor) = form.days, _whole(form)
    documents.draw_complaints(RecordPage(), found, lines, form.days, redactor)
    if redactor.has_unread:
        return _read_first(form)
    about = About(
        IssuedKind.COMPLAINTS, current_user.id, face=redactor.face, first_day=first, last_day=last,
        records=len(lines), issued_at=began,
    )  # fmt: skip
    to = issue(partial(documents.write_complaints, found, lines, form.days, redactor), about, by_id=current_user.id)
    return pdf_response(to, f"complaints-{first}-to-{last}-{redactor.face}.pdf")


@blueprint.get("/complaints.csv")
@requires(Permission.CONCERN_INSPECT)
def complaints_csv() -> ResponseReturnValue:
    form = PeriodForm.of(request.args)
    if not form.validate():
        return _page(form)
    (first, last), (found, lines, redactor) = form.days, _whole(form)
    content = csv_file(list(documents.rows(found, lines, redactor)))
    if redactor.has_unread:
        return _read_first(form)
    _log(form, redactor.face)
    return file_response(content, f"complaints-{first}-to-{last}-{redactor.face}.csv", "text/csv; charset=utf-8")


def _whole(form: PeriodForm) -> tuple[list[Complaint], list[Line], Redactor]:
    lines = register.lines_of(current_user, *form.days, on=clock.today())
    found = register.load_complaints(register.shown(lines))
    return found, lines, redactor_for([each.line.id for each in found], _asked_face())


def _asked_face() -> Face:
    """Return the face that an address asks for; only handlers read names."""
    face = chosen(REGISTERS, request.args.get("face")) or Face.PSEUDONYMISED
    is_closed = face.names_people and not current_user.may(Permission.CONCERN_HANDLE)
    return Face.PSEUDONYMISED if is_closed else face


def _address(form: PeriodForm, face: Face) -> dict[str, Any]:
    return {"first": form.first.data, "last": form.last.data, "face": face}


def _read_first(form: PeriodForm) -> ResponseReturnValue:
    flash(_("The file was not made: not every text in it was read for names since it was written."), "error")
    return redirect(url_for("records.complaints", **_address(form, _asked_face())), code=303)
