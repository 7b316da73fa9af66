"""Asking first, and following what becomes of a concern."""

from datetime import timedelta
from functools import partial

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import requires, takes_files
from portal.access.permissions import Permission
from portal.attachments import responses
from portal.attachments.models import Attachment
from portal.attachments.policy import LARGEST_UPLOADS
from portal.attachments.service import Variant
from portal.concerns import duty_labels, evidence, handling, labels, queries, receipts, register, service, staff
from portal.concerns.clocks import OUTCOME_DAYS
from portal.concerns.duties import listed
from portal.concerns.forms import AddForm, AskForm
from portal.concerns.models import Concern
from portal.families.care import one_or_404
from portal.foundation import clock
from portal.web.forms import ActionForm
from portal.web.loading import get_or_404
from portal.web.throttle import count_try

# More than anybody in need sends; a machine that sends for them is slowed down.
CONCERNS_PER_PERSON = 20
CONCERNS_WITHIN = timedelta(hours=1)

blueprint = Blueprint("concerns", __name__, url_prefix="/concerns")
blueprint.context_processor(
    lambda: {
        "labels": labels,
        "duty_labels": duty_labels,
        "listed": listed,
        "outcome_days": OUTCOME_DAYS,
    }
)


def count_concern() -> None:
    """Count one more of this person. Raises TooManyTries."""
    count_try(f"concerns-of:{current_user.id}", limit=CONCERNS_PER_PERSON, within=CONCERNS_WITHIN)


@blueprint.route("/ask/<int:child_id>", methods=["GET", "POST"])
@requires(Permission.CONCERN_RAISE)
def ask_first(child_id: int) -> ResponseReturnValue:
    care = one_or_404(current_user.id, child_id)
    form = AskForm()
    form.new_submission()
    if form.validate_on_submit():
        with form.refusals():
            count_concern()
            made = service.ask_first(care, form.text.data, submission=form.submission_key, by_id=current_user.id)
            return redirect(url_for("concerns.raised", reference=made.reference), code=303)
    return render_template("concerns/ask_first.html", form=form, child=care.child)


def own_or_404(reference: str) -> Concern:
    return get_or_404(Concern.raised_by_account(current_user), reference, by="reference")


@blueprint.get("/yours/<reference>/raised")
@requires(Permission.CONCERN_RAISE)
def raised(reference: str) -> ResponseReturnValue:
    case = queries.load_case(own_or_404(reference), inside=False, on=clock.today())
    return render_template("concerns/raised.html", case=case)


@blueprint.get("/yours")
@requires(Permission.CONCERN_RAISE)
def own() -> ResponseReturnValue:
    return render_template("concerns/own.html", lines=register.raised(current_user, on=clock.today()))


@blueprint.route("/yours/<reference>", methods=["GET", "POST"])
@requires(Permission.CONCERN_RAISE)
@takes_files(LARGEST_UPLOADS)
def own_case(reference: str) -> ResponseReturnValue:
    concern = own_or_404(reference)
    form = AddForm()
    if form.validate_on_submit():
        text, files, submission = form.text.data, form.evidence.files, form.submission_key
        with form.refusals():
            service.add_to_concern(concern, text, evidence=files, submission=submission, by_id=current_user.id)
            return redirect(url_for("concerns.own_case", reference=reference), code=303)
    elif not form.is_submitted():
        handling.log_view(concern, by_id=current_user.id)
    return page_of_raiser(concern, form)


def page_of_raiser(concern: Concern, form: AddForm, *, is_open: bool = False) -> str:
    """Return the page of a concern for whoever raised it, with the form to write again; ``is_open`` by a code alone."""
    form.new_submission()
    case = queries.load_case(concern, inside=False, on=clock.today())
    shown = {
        "fingerprint": receipts.fingerprint(concern),
        "readers": staff.in_roles([each.id for each in case.readers])
        if is_open
        else [reader.name for reader in case.readers],
        "add_url": url_for("concerns.tracked")
        if is_open
        else url_for("concerns.own_case", reference=concern.reference),
    }
    return render_template("concerns/own_case.html", case=case, form=form, is_open=is_open, **shown)


@blueprint.get("/yours/<reference>/receipt.pdf")
@requires(Permission.CONCERN_RAISE)
def own_receipt(reference: str) -> Response:
    return receipts.receipt_response(own_or_404(reference), by_id=current_user.id)


@blueprint.post("/yours/<reference>/withdraw")
@requires(Permission.CONCERN_RAISE)
def withdraw(reference: str) -> ResponseReturnValue:
    concern = own_or_404(reference)
    if not ActionForm().validate_on_submit():
        flash(_("This page was open for too long. Press the button again."), "error")
        return redirect(url_for("concerns.own"), code=303)
    service.withdraw_concern(concern, by_id=current_user.id)
    return redirect(url_for("concerns.own_case", reference=reference), code=303)


def handled_or_404(reference: str) -> Concern:
    return get_or_404(Concern.handled_by(current_user), reference, by="reference")


# The files of a concern: two addresses, since what a handler may open waits for the staff rules, and one's own does not.


@blueprint.get("/yours/<reference>/evidence/<int:position>")
@requires(Permission.CONCERN_RAISE)
def own_evidence(reference: str, position: int) -> ResponseReturnValue:
    return _shown(own_or_404(reference), position, "concerns.own_case", inside=False)


@blueprint.get("/case/<reference>/evidence/<int:position>", endpoint="evidence")
@requires(Permission.CONCERN_HANDLE)
def clean_copy(reference: str, position: int) -> ResponseReturnValue:
    return _shown(handled_or_404(reference), position, "concerns.case", inside=True)


def _shown(concern: Concern, position: int, back: str, *, inside: bool) -> ResponseReturnValue:
    file = evidence.find_file(concern, position, inside=inside) or abort(404)
    log_look = partial(handling.log_evidence_opened, concern, file, is_original=False, by_id=current_user.id)
    return responses.shown(file, back_url=url_for(back, reference=concern.reference), log_look=log_look)


@blueprint.get("/case/<reference>/evidence/<int:position>/original")
@requires(Permission.CONCERN_HANDLE)
def original(reference: str, position: int) -> Response:
    concern = handled_or_404(reference)
    return download(concern, evidence.find_file(concern, position, inside=True) or abort(404), Variant.ORIGINAL)


def download(concern: Concern, file: Attachment, variant: Variant) -> Response:
    """Return one file as a download, and log it; whoever has a tracking code has no account."""
    response = responses.download(file, variant)
    by_id, is_original = getattr(current_user, "id", None), variant is Variant.ORIGINAL
    handling.log_evidence_opened(concern, file, is_original=is_original, by_id=by_id)
    return response
