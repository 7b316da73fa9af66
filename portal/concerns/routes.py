"""Raising a concern, and following what becomes of it."""

import io

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.access.guard import requires, takes_files
from portal.access.permissions import Permission
from portal.attachments.shelving import Form
from portal.concerns import evidence, handling, people, reading, register, service, words
from portal.concerns.forms import AddForm, RaiseForm
from portal.concerns.models import Concern, ConcernAttachment
from portal.families.models import Child
from portal.foundation import clock
from portal.foundation.evidence import LARGEST_UPLOADS
from portal.web.files import file_response
from portal.web.loading import get_or_404

blueprint = Blueprint("concerns", __name__, url_prefix="/concerns")
blueprint.context_processor(lambda: {"words": words})


@blueprint.route("/raise", methods=["GET", "POST"])
@requires(Permission.CONCERN_RAISE)
@takes_files(LARGEST_UPLOADS)
def raise_concern() -> ResponseReturnValue:
    children = list(Child.in_care_of(current_user).order_by(Child.born_on, Child.id))
    form = RaiseForm.for_person(current_user.id, people.workers(), children)
    form.new_submission()
    if form.validate_on_submit():
        with form.refusals():
            made = service.raise_concern(form.new_concern, by_id=current_user.id)
            return redirect(url_for("concerns.raised", reference=made.reference), code=303)
    return render_template("concerns/raise_concern.html", form=form)


def _own(reference: str) -> Concern:
    return get_or_404(Concern.raised_by_account(current_user), reference, by="reference")


@blueprint.get("/yours/<reference>/raised")
@requires(Permission.CONCERN_RAISE)
def raised(reference: str) -> ResponseReturnValue:
    case = reading.load_case(_own(reference), inside=False, on=clock.today())
    return render_template("concerns/raised.html", case=case)


@blueprint.get("/yours")
@requires(Permission.CONCERN_RAISE)
def own() -> ResponseReturnValue:
    return render_template("concerns/own.html", lines=register.raised(current_user, on=clock.today()))


@blueprint.get("/yours/<reference>")
@requires(Permission.CONCERN_RAISE)
def own_case(reference: str) -> ResponseReturnValue:
    case = reading.load_case(_own(reference), inside=False, on=clock.today())
    return render_template("concerns/own_case.html", case=case)


@blueprint.route("/yours/<reference>/add", methods=["GET", "POST"])
@requires(Permission.CONCERN_RAISE)
@takes_files(LARGEST_UPLOADS)
def add(reference: str) -> ResponseReturnValue:
    concern = _own(reference)
    form = AddForm()
    form.new_submission()
    if form.validate_on_submit():
        more = service.Addition(form.text.data, form.submission_key, form.evidence.uploads)
        with form.refusals():
            service.add_to_concern(concern, more, by_id=current_user.id)
            return redirect(url_for("concerns.own_case", reference=concern.reference), code=303)
    return render_template("concerns/add.html", form=form, reference=concern.reference)


@blueprint.get("/yours/<reference>/evidence/<int:position>")
@requires(Permission.CONCERN_RAISE)
def own_evidence(reference: str, position: int) -> Response:
    return download(_own(reference), position, Form.COPY)


def download(concern: Concern, position: int, form: Form) -> Response:
    """Return one file of a concern that was loaded for this person, and log it. Raises NotFound."""
    attachment: ConcernAttachment = get_or_404(concern.attachments, position, by="position")
    content = evidence.open_file(attachment, form)
    is_original = form is Form.ORIGINAL
    handling.note_evidence_opened(attachment, is_original=is_original, by_id=current_user.id)
    name = f"original-{attachment.shown_name}" if is_original else attachment.shown_name
    return file_response(io.BytesIO(content), name, attachment.media_type)
