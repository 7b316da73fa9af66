"""A person's way through the documents they sign, the registers of who owes what, and papers that are keyed in."""

from collections.abc import Iterable
from functools import partial

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.access.guard import requires, takes_files
from portal.access.permissions import Permission
from portal.acknowledgements import documents, labels, outstanding, queries, service
from portal.acknowledgements.events import OwedExported
from portal.acknowledgements.forms import AcknowledgeForm, PaperForm
from portal.acknowledgements.models import FILES_OF, Acknowledgement
from portal.acknowledgements.outstanding import OwedFilter, PersonLine
from portal.acknowledgements.policy import Status
from portal.attachments import responses
from portal.attachments import service as attachments
from portal.attachments.policy import LARGEST_UPLOADS
from portal.families.sessions import session_names
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.issued.policy import IssuedKind
from portal.issued.service import About, issue
from portal.web.dates import format_date
from portal.web.files import csv_file, file_response, pdf_response
from portal.web.loading import get_or_404
from portal.web.paging import page_of
from portal.web.record_page import RecordPage
from portal.wording import library
from portal.wording import service as wording
from portal.wording.labels import FIELDS
from portal.wording.models import Document
from portal.wording.policy import Audience

# The addresses of signed records stand in e-mails that were sent long ago.
blueprint = Blueprint("acknowledgements", __name__, url_prefix="/rules")
blueprint.context_processor(lambda: {"labels": labels, "fields": FIELDS})


def _document_or_404(slug: str) -> Document:
    return next((document for document in wording.documents(*Audience) if document.slug == slug), None) or abort(404)


def _confirmation(record: Acknowledgement) -> ResponseReturnValue:
    return redirect(url_for("acknowledgements.acknowledged", reference=record.reference), code=303)


@blueprint.get("/")
@requires(Permission.DOCUMENT_SIGN)
def own() -> ResponseReturnValue:
    mine = service.own_documents(current_user)
    signed = {own.document.key for own in mine}
    to_read = [each for each in library.readable(current_user) if each.key not in signed]
    return render_template("acknowledgements/own.html", documents=mine, to_read=to_read)


@blueprint.route("/documents/<slug>", methods=["GET", "POST"])
@requires(Permission.DOCUMENT_SIGN)
def document(slug: str) -> ResponseReturnValue:
    own = next((own for own in service.own_documents(current_user) if own.document.slug == slug), None) or abort(404)
    form = AcknowledgeForm.of(own.published)
    form.own_name = current_user.name
    if form.is_submitted():
        if own.status is Status.DONE and own.last:  # a double click, or a second window
            return _confirmation(own.last)
        with form.refusals():
            service.check_current(own.document, form.shown)  # first: ticks on other rules are not looked at
            if form.validate():
                signed = service.Signature(form.shown, form.agreed(), form.signed_name.data, form.submission_key)
                return _confirmation(service.acknowledge(own.document, signed, by_id=current_user.id))
    if form.wording.errors:
        form.begin_again()
    form.new_submission()
    return render_template("acknowledgements/document.html", own=own, form=form)


@blueprint.get("/signed/<reference>")
@requires(Permission.DOCUMENT_READ)
def acknowledged(reference: str) -> ResponseReturnValue:
    record: Acknowledgement = get_or_404(Acknowledgement.visible_to(current_user), reference, by="reference")
    whole, scan = queries.full_acknowledgement(record), attachments.file_of(FILES_OF, record.id)
    return render_template("acknowledgements/acknowledged.html", record=whole, has_scan=scan is not None)


@blueprint.get("/signed/<reference>/scan")
@requires(Permission.DOCUMENT_READ)
def scan(reference: str) -> ResponseReturnValue:
    """The scan of a paper is for those who keep the records, and for whoever signed it."""
    record: Acknowledgement = get_or_404(Acknowledgement.visible_to(current_user), reference, by="reference")
    return responses.shown(
        attachments.file_of(FILES_OF, record.id) or abort(404),
        called=f"scan-{record.reference}",
        back_url=url_for("acknowledgements.acknowledged", reference=reference),
        log_look=partial(queries.note_scan_opened, record, by_id=current_user.id),
    )


@blueprint.get("/record/<reference>.pdf")
@requires(Permission.DOCUMENT_READ)
def record_pdf(reference: str) -> Response:
    record: Acknowledgement = get_or_404(Acknowledgement.visible_to(current_user), reference, by="reference")
    whole, about = queries.full_acknowledgement(record), About(IssuedKind.ACKNOWLEDGEMENT, record.id, reference)
    to = issue(partial(documents.write_acknowledgement, whole), about, by_id=current_user.id)
    return pdf_response(to, f"{whole.text.title}, {format_date(whole.day)}.pdf")


@blueprint.get("/record/<reference>")
@requires(Permission.DOCUMENT_READ)
def record(reference: str) -> ResponseReturnValue:
    """The same record as the PDF, as a page."""
    stored: Acknowledgement = get_or_404(Acknowledgement.visible_to(current_user), reference, by="reference")
    page = RecordPage()
    documents.draw_acknowledgement(page, queries.full_acknowledgement(stored))
    addresses = {
        "pdf_url": url_for("acknowledgements.record_pdf", reference=reference),
        "back_url": url_for("acknowledgements.acknowledged", reference=reference),
    }
    return render_template("layouts/record.html", page=page, **addresses)


@blueprint.get("/register/<slug>")
@requires(Permission.DOCUMENT_REGISTER)
def register(slug: str) -> ResponseReturnValue:
    document = _document_or_404(slug)
    lines, outsiders = outstanding.register(current_user, document, on=clock.today())
    return render_template(
        "acknowledgements/register.html", document=document, documents=wording.documents(*Audience), lines=lines,
        outsiders=outsiders, is_published=wording.is_published(document.key),
    )  # fmt: skip


@blueprint.route("/register/<slug>/paper", methods=["GET", "POST"])
@requires(Permission.DOCUMENT_PAPER)
@takes_files(LARGEST_UPLOADS)
def key_paper(slug: str) -> ResponseReturnValue:
    document = _document_or_404(slug)
    lines, _outsiders = outstanding.register(current_user, document, on=clock.today())
    form = PaperForm.of(service.versions_that_count(document), _may_have_signed(lines), lines)
    if form.is_submitted():
        line = next((line for line in lines if line.key == form.signer.data), None)
        if form.signer.data and line is None:
            abort(404)
        if form.validate():
            with form.refusals():
                return _confirmation(service.key_in(document, form.paper(line), by_id=current_user.id))
    if form.wording.errors:
        form.begin_again()
    form.new_submission()
    return render_template("acknowledgements/key_paper.html", document=document, form=form)


@blueprint.get("/register/<slug>/blank.pdf")
@requires(Permission.DOCUMENT_PAPER)
def blank_pdf(slug: str) -> Response:
    published = wording.current(_document_or_404(slug).key)
    to = issue(partial(documents.write_blank, published), About(IssuedKind.BLANK, published.id), by_id=current_user.id)
    return pdf_response(to, f"{slug}-version-{published.number}.pdf")


def _may_have_signed(lines: Iterable[PersonLine]) -> list[PersonLine]:
    """Return whose paper the person who is signed in may key in: of those who owe one, none of their own family."""
    adults, accounts = service.family_of(current_user.id)
    return [
        line
        for line in lines
        if line.owed and line.person.account_id not in accounts and line.person.adult_id not in adults
    ]


@blueprint.get("/owed", endpoint="owed")
@requires(Permission.DOCUMENT_REGISTER)
def show_owed() -> ResponseReturnValue:
    wanted, asked, today = OwedFilter.chosen(request.args), outstanding.asked_documents(), clock.today()
    people = outstanding.people(current_user, asked, wanted, on=today)
    page = page_of(
        people, request.args, cursor=lambda one: one.key, fitting=lambda some: outstanding.lines(some, asked, on=today)
    )
    return render_template(
        "acknowledgements/owed.html", wanted=wanted, asked=asked, page=page, count=len(people), sessions=session_names()
    )


def _whole() -> tuple[list[PersonLine], str]:
    """Return everybody whom the filter of the address looks for, and what was chosen in words."""
    wanted, asked, today = OwedFilter.chosen(request.args), outstanding.asked_documents(), clock.today()
    found = outstanding.lines(outstanding.people(current_user, asked, wanted, on=today), asked, on=today)
    return found, documents.chosen_words(wanted, asked)


@blueprint.get("/owed.csv")
@requires(Permission.DOCUMENT_PAPER)
def owed_csv() -> Response:
    found, _chosen = _whole()
    with db.atomic():
        bus.publish(OwedExported(actor_id=current_user.id, subject_id=1, people=len(found)))
    to = csv_file([documents.owed_headings(), *(row for line in found for row in documents.owed_rows(line))])
    return file_response(to, f"who-owes-a-signature-{clock.today()}.csv", "text/csv; charset=utf-8")


@blueprint.get("/owed.pdf")
@requires(Permission.DOCUMENT_PAPER)
def owed_pdf() -> Response:
    today, began = clock.today(), clock.now()
    found, chosen = _whole()
    about = About(IssuedKind.OWED, first_day=today, last_day=today, records=len(found), issued_at=began)
    to = issue(partial(documents.write_owed, found, chosen), about, by_id=current_user.id)
    return pdf_response(to, f"who-owes-a-signature-{today}.pdf")
