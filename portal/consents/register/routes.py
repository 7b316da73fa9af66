"""The manager’s pages of the consent register, and signed records as PDF and as data."""

import io
from dataclasses import replace
from functools import partial

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import SEES_EVERY_RECORD, Permission
from portal.consents import documents, interchange, queries
from portal.consents import labels as consent_labels
from portal.consents.events import RegisterExported, RegisterFile
from portal.consents.models import ConsentRecord
from portal.consents.register import filtering
from portal.consents.register import service as register_service
from portal.consents.register.filtering import runs_out_soon
from portal.families import labels
from portal.families.sessions import session_names
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.issued.policy import IssuedKind
from portal.issued.service import About, issue
from portal.web import filters
from portal.web.dates import format_date
from portal.web.files import csv_file, file_response, pdf_response
from portal.web.loading import get_or_404
from portal.web.record_page import RecordPage

blueprint = Blueprint("consent_register", __name__, url_prefix="/consents")
blueprint.context_processor(
    lambda: {
        "consent_labels": consent_labels,
        "labels": labels,
        "shows": filtering.SHOWS,
        "sorts": filtering.SORTS,
        "runs_out_soon": runs_out_soon,
    }
)


@blueprint.get("/")
@requires(Permission.CONSENT_REGISTER)
def show() -> ResponseReturnValue:
    found = filtering.apply_filter(filtering.read_filter(request.args, current_user), on=clock.today())
    page, all_children = filtering.load_page(current_user, found, request.args)
    return render_template(
        "consent_register/show.html",
        found=found,
        page=page,
        all_children=all_children,
        sees_reasons=bool(current_user.roles & SEES_EVERY_RECORD),
        may_export=current_user.may(Permission.CONSENT_EXPORT),
    )


@blueprint.get("/coverage")
@requires(Permission.CONSENT_REGISTER)
def coverage() -> ResponseReturnValue:
    """How far each use is answered: of every child, or of those of one session."""
    session = filters.chosen(session_names(), request.args.get("session"))
    found = register_service.load_register(current_user, on=clock.today(), session=session)
    return render_template("consent_register/coverage.html", found=found, session=session)


@blueprint.get("/matrix.csv")
@requires(Permission.CONSENT_EXPORT)
def register_csv() -> Response:
    return _export(RegisterFile.CSV, "text/csv; charset=utf-8")


@blueprint.get("/matrix.pdf")
@requires(Permission.CONSENT_EXPORT)
def register_pdf() -> Response:
    return _export(RegisterFile.PDF, "application/pdf")


def _export(file: RegisterFile, media_type: str) -> Response:
    began, found = (
        clock.now(),
        filtering.apply_filter(filtering.read_filter(request.args, current_user), on=clock.today()),
    )
    whole = register_service.load_register(current_user, on=found.on, session=found.filter.session)
    part, by_id = filtering.filtered_register(whole, found), current_user.id
    if file is RegisterFile.CSV:
        content = csv_file(documents.register_rows(part))
    else:
        draw = partial(documents.write_register, part, found.described, replace(whole, uses=found.uses).coverage())
        about = About(
            IssuedKind.REGISTER, first_day=found.on, last_day=found.on, records=len(part.lines), issued_at=began
        )
        content = issue(draw, about, by_id=by_id)
    with db.atomic():
        bus.publish(
            RegisterExported(
                actor_id=by_id, subject_id=1, file=file, children=len(part.lines), session=found.filter.session,
                use=found.uses[0].key if len(found.uses) < len(found.asked) else "",
            )
        )  # fmt: skip
    return file_response(content, f"consent-register-{found.on}.{file}", media_type)


@blueprint.get("/record/<reference>.pdf")
@requires(Permission.CONSENT_READ)
def record_pdf(reference: str) -> Response:
    whole = _whole(reference)
    about = About(IssuedKind.CONSENT, whole.row.id, reference)
    to = issue(partial(documents.write_record, whole), about, by_id=current_user.id)
    return pdf_response(to, f"{consent_labels.record_title(whole)}, {format_date(whole.row.given_on)}.pdf")


@blueprint.get("/record/<reference>")
@requires(Permission.CONSENT_READ)
def record(reference: str) -> ResponseReturnValue:
    """The same record as the PDF, as a page."""
    page = RecordPage()
    whole = _whole(reference)
    documents.draw_record(page, whole)
    is_signer = current_user.may(Permission.CONSENT_SIGN)
    back = url_for("consents.signed", reference=reference) if is_signer else None
    addresses = {
        "pdf_url": url_for("consent_register.record_pdf", reference=reference),
        "back_url": back or url_for("children.view", child_id=whole.child_id),
    }
    return render_template("layouts/record.html", page=page, **addresses)


@blueprint.get("/record/<reference>.json")
@requires(Permission.CONSENT_READ)
def record_json(reference: str) -> Response:
    content = io.BytesIO(interchange.as_json(_whole(reference)))
    return file_response(content, f"consent-{reference}.json", "application/json")


def _whole(reference: str) -> queries.FullRecord:
    return queries.full_record(get_or_404(ConsentRecord.visible_to(current_user), reference, by="reference"))
