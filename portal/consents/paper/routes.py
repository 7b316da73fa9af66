"""Forms on paper: printing them, keying them in from the QR code, and their scans."""

from functools import partial

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.access.guard import requires, takes_files
from portal.access.permissions import SEES_EVERY_RECORD, Permission
from portal.attachments import responses
from portal.attachments import service as attachments
from portal.attachments.policy import LARGEST_UPLOADS
from portal.consents import labels as consent_labels
from portal.consents import queries
from portal.consents.models import FILES_OF, ConsentRecord, PaperForm
from portal.consents.paper import data_entry
from portal.consents.paper import documents as paper_documents
from portal.consents.paper.forms import FindForm, KeyForm, PrintForm, ProofForm
from portal.consents.paper.policy import as_reference
from portal.consents.paper.print_list import chosen_children, print_list
from portal.consents.register.filtering import SHOWS
from portal.families import labels
from portal.families.own_child import refuse_own_child
from portal.foundation import clock
from portal.issued.policy import IssuedKind
from portal.issued.service import About, issue
from portal.web.files import pdf_response
from portal.web.loading import get_or_404

blueprint = Blueprint("consent_paper", __name__, url_prefix="/consents/paper")
blueprint.context_processor(lambda: {"consent_labels": consent_labels, "labels": labels, "shows": SHOWS})


@blueprint.route("/", methods=["GET", "POST"])
@requires(Permission.CONSENT_PAPER)
def choose() -> ResponseReturnValue:
    """Choose children, and get one PDF with a form for each."""
    found = print_list(current_user, request.args, on=clock.today())
    form = PrintForm.listing(found)
    if form.validate_on_submit():
        with form.refusals():
            children, copies = chosen_children(current_user, form.child.data, on=clock.today()), int(form.copies.data)
            made = data_entry.print_forms(
                children, copies=copies, submission=form.submission_key, by_id=current_user.id
            )
            about = About(IssuedKind.BLANK, made[0].wording_id, records=len(made))
            to = issue(partial(paper_documents.write_forms, made), about, by_id=current_user.id)
            return pdf_response(to, f"consent-forms-{clock.today()}.pdf")
    may_see = bool(current_user.roles & SEES_EVERY_RECORD)
    return render_template(
        "consent_paper/choose.html", form=form, listed=found, found=found.found, sees_reasons=may_see
    )


@blueprint.get("/find")
@requires(Permission.CONSENT_PAPER)
def find() -> ResponseReturnValue:
    typed = request.args.get("reference")
    found = _form_called(typed) if typed else None
    if found:
        return redirect(url_for("consent_paper.key", reference=found.reference), code=303)
    return _find_page(typed)


def _form_called(typed: str) -> PaperForm | None:
    visible = PaperForm.visible_to(current_user)
    found: PaperForm | None = visible.where(PaperForm.reference == as_reference(typed)).first()
    return found


def _find_page(typed: str | None) -> ResponseReturnValue:
    return render_template("consent_paper/find.html", form=FindForm.unknown(typed)), 404 if typed else 200


@blueprint.route("/<reference>", methods=["GET", "POST"])
@requires(Permission.CONSENT_PAPER)
def key(reference: str) -> ResponseReturnValue:
    """Key in what stands on the paper. A POST stores nothing: it shows what was keyed, to be checked."""
    found = _form_called(reference)
    if found is None:
        return _find_page(reference)
    # Before all else: that it was keyed in, and who signed it, is for those who are no adult of the child.
    refuse_own_child(found.child_id, by_id=current_user.id)
    if record := found.records.first():
        return _keyed_already(found, record)
    form = KeyForm.for_printed(data_entry.printed_form(found))
    proof = ProofForm.about(form, current_user)
    if "change" not in request.form and form.validate_on_submit() and _is_right(form):
        return _check_page(form, proof)
    return _key_page(form, proof)


def _is_right(form: KeyForm) -> bool:
    """Return whether what was keyed in can stand on this paper; what cannot is said beside its question."""
    if form.is_whole:
        with form.refusals():
            data_entry.check_signature(form.printed.paper, *form.signature)
    return form.is_whole


def _key_page(form: KeyForm, proof: ProofForm) -> str:
    text = form.printed.published.consent
    return render_template("consent_paper/key.html", printed=form.printed, form=form, text=text, kept=proof.kept())


def _check_page(form: KeyForm, proof: ProofForm) -> str:
    proof.new_submission()
    published, signed_on = form.printed.published, form.signed_on.day
    has_run_out = signed_on and data_entry.has_run_out(published, signed_on, on=clock.today())
    return render_template(
        "consent_paper/check.html", printed=form.printed, form=form, proof=proof, has_run_out=has_run_out
    )


def _keyed_already(found: PaperForm, record: ConsentRecord) -> ResponseReturnValue:
    page = render_template("consent_paper/already.html", paper=found, record=queries.full_record(record))
    return page, 409 if request.method == "POST" else 200


@blueprint.post("/<reference>/store")
@requires(Permission.CONSENT_PAPER)
@takes_files(LARGEST_UPLOADS)
def store(reference: str) -> ResponseReturnValue:
    found: PaperForm = get_or_404(PaperForm.visible_to(current_user), as_reference(reference), by="reference")
    refuse_own_child(found.child_id, by_id=current_user.id)
    form = KeyForm.for_printed(data_entry.printed_form(found))
    proof = ProofForm.about(form, current_user)
    if first := found.records.first():
        return _repeated(found, first, proof)
    form.validate()
    # Looked into first: whatever else is wrong, the scan waits.
    is_proved = proof.validate_on_submit()
    if not _is_right(form):
        return _key_page(form, proof)
    # Both forms hold the one token of the page: where only that is at fault, the proof says so and keeps what was typed.
    if not is_proved:
        return _check_page(form, proof)
    with form.refusals(), proof.refusals():
        record = data_entry.key_form(found, form.keyed(proof), by_id=current_user.id)
        return redirect(url_for("consent_paper.stored", reference=record.reference), code=303)
    return _check_page(form, proof) if form.is_whole else _key_page(form, proof)


def _repeated(found: PaperForm, first: ConsentRecord, proof: ProofForm) -> ResponseReturnValue:
    """Lead a double click to what it stored; anybody else learns that this paper is keyed in."""
    if first.submission != data_entry.key_of(found, proof.submission_key, by_id=current_user.id):
        return _keyed_already(found, first)
    return redirect(url_for("consent_paper.stored", reference=first.reference), code=303)


@blueprint.get("/record/<reference>")
@requires(Permission.CONSENT_PAPER)
def stored(reference: str) -> ResponseReturnValue:
    on_paper = ConsentRecord.visible_to(current_user).where(ConsentRecord.paper_form.is_null(False))
    record: ConsentRecord = get_or_404(on_paper, reference, by="reference")
    return render_template(
        "consent_paper/stored.html",
        record=queries.full_record(record),
        outcome=data_entry.outcome_of(record, on=clock.today()),
    )


@blueprint.get("/scan/<reference>")
@requires(Permission.CONSENT_READ)
def scan(reference: str) -> ResponseReturnValue:
    """The scan is for those who keep the records, and for the adult who signed."""
    record: ConsentRecord = get_or_404(ConsentRecord.visible_to(current_user), reference, by="reference")
    is_keeper = current_user.may(Permission.FAMILY_READ)
    return responses.shown(
        attachments.file_of(FILES_OF, record.id) or abort(404),
        called=f"scan-{record.reference}",
        back_url=url_for("children.view" if is_keeper else "consents.own_answers", child_id=record.child_id),
        log_look=partial(queries.note_scan_opened, record, by_id=current_user.id),
    )
