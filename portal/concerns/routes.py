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
from portal.concerns import (
    door_labels,
    duty_labels,
    evidence,
    handling,
    labels,
    reading,
    receipts,
    register,
    service,
)
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
        "doors": door_labels,
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
    case = reading.load_case(own_or_404(reference), inside=False, on=clock.today())
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
    return own_page_of(concern, form)


def own_page_of(concern: Concern, form: AddForm) -> str:
    """Return the page of a concern for this person, who raised it, with the form to write again."""
    form.new_submission()
    case = reading.load_case(concern, inside=False, on=clock.today())
    shown: dict[str, object] = {"fingerprint": receipts.fingerprint(concern)}
    shown["readers"] = [reader.name for reader in case.readers]
    shown["add_url"] = url_for("concerns.own_case", reference=concern.reference)
    return render_template("concerns/own_case.html", case=case, form=form, is_open=False, **shown)


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


# The files of a concern, for whoever raised it and for its handlers, who alone have those of internal notes and each as it
# was sent.
_FILE = "/files/<reference>/<int:position>"


def _file(reference: str, position: int) -> tuple[Concern, Attachment, bool]:
    """Return a file that this person may have, with its concern and whether they handle it. Raises NotFound."""
    concern: Concern = get_or_404(Concern.visible_to(current_user), reference, by="reference")
    inside = Concern.handled_by(current_user).where(Concern.id == concern.id).exists()
    return concern, evidence.find_file(concern, position, inside=inside) or abort(404), inside


@blueprint.get(_FILE, endpoint="evidence")
@requires(Permission.CONCERN_RAISE)
def clean_copy(reference: str, position: int) -> ResponseReturnValue:
    concern, file, inside = _file(reference, position)
    log_look = partial(handling.log_evidence_opened, concern, file, is_original=False, by_id=current_user.id)
    back_url = url_for("concerns.case" if inside else "concerns.own_case", reference=reference)
    return responses.shown(file, back_url=back_url, log_look=log_look)


@blueprint.get(f"{_FILE}/original")
@requires(Permission.CONCERN_HANDLE)
def original(reference: str, position: int) -> Response:
    concern, file, inside = _file(reference, position)
    return download(concern, file, Variant.ORIGINAL) if inside else abort(404)


def download(concern: Concern, file: Attachment, variant: Variant) -> Response:
    """Return one file as a download, and log it; whoever has a tracking code has no account."""
    response = responses.download(file, variant)
    by_id, is_original = getattr(current_user, "id", None), variant is Variant.ORIGINAL
    handling.log_evidence_opened(concern, file, is_original=is_original, by_id=by_id)
    return response
