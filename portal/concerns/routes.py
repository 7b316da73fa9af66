"""Asking first, and following what becomes of a concern."""

from datetime import timedelta

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


@blueprint.get("/yours/<reference>/evidence/<int:position>")
@requires(Permission.CONCERN_RAISE)
def own_evidence(reference: str, position: int) -> Response:
    return download(own_or_404(reference), position, Variant.COPY)


@blueprint.get("/yours/<reference>/evidence/<int:position>/look")
@requires(Permission.CONCERN_RAISE)
def look_at_own(reference: str, position: int) -> ResponseReturnValue:
    return look(own_or_404(reference), position, page="concerns.own_page", back="concerns.own_case")


@blueprint.get("/yours/<reference>/evidence/<int:position>/page/<int:number>")
@requires(Permission.CONCERN_RAISE)
def own_page(reference: str, position: int, number: int) -> Response:
    return page_of_file(own_or_404(reference), position, number)


# For a concern that was loaded for this person, as a handler (``inside``) or as whoever raised it; each raises NotFound
# for a file that they cannot have.


def _file(concern: Concern, position: int, inside: bool) -> Attachment:
    return evidence.find_file(concern, position, inside=inside) or abort(404)


def look(concern: Concern, position: int, *, page: str, back: str, inside: bool = False) -> str:
    """Return the page on which the pages of one file are looked at, each from the endpoint ``page``."""
    address = {"reference": concern.reference}
    return render_template(
        "attachments/look.html",
        file=_file(concern, position, inside),
        page_url=lambda number: url_for(page, position=position, number=number, **address),
        back_url=url_for(back, **address),
    )


def page_of_file(concern: Concern, position: int, number: int, *, inside: bool = False) -> Response:
    """Return one page of a file as a picture, and log that somebody looked at it."""
    file = _file(concern, position, inside)
    response = responses.page_response(file, number)
    handling.log_evidence_opened(concern, file, is_original=False, by_id=current_user.id)
    return response


def download(concern: Concern, position: int, variant: Variant, *, inside: bool = False) -> Response:
    """Return one file as a download, and log it."""
    file, is_original = _file(concern, position, inside), variant is Variant.ORIGINAL
    response = responses.download(file, variant)
    by_id = getattr(current_user, "id", None)  # whoever has a tracking code has no account
    handling.log_evidence_opened(concern, file, is_original=is_original, by_id=by_id)
    return response
