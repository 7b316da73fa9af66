"""A parent's way through the rules, and the register of who has signed them."""

import io

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.acknowledgements import documents, reading, service, words
from portal.acknowledgements import register as registers
from portal.acknowledgements.forms import AcknowledgeForm
from portal.acknowledgements.models import Acknowledgement
from portal.acknowledgements.policy import Owing
from portal.foundation import clock
from portal.web.files import pdf_response
from portal.web.loading import get_or_404

blueprint = Blueprint("acknowledgements", __name__, url_prefix="/rules")


@blueprint.get("/")
@requires(Permission.ACKNOWLEDGEMENT_SIGN)
def read() -> ResponseReturnValue:
    return render_template("acknowledgements/read.html", own=service.own_rules(current_user.id), words=words)


@blueprint.route("/acknowledge", methods=["GET", "POST"])
@requires(Permission.ACKNOWLEDGEMENT_SIGN)
def acknowledge() -> ResponseReturnValue:
    own = service.own_rules(current_user.id)
    form = AcknowledgeForm.for_rules(own.published)
    made = service.made_before(form.submission.data, by_id=current_user.id)
    if made is None and own.owing is Owing.DONE:
        return redirect(url_for("acknowledgements.read"), code=303)
    form.new_submission()
    if made is None and form.is_submitted():
        with form.refusals():
            service.check_current(form.shown)  # first: ticks on other rules are not looked at
            if form.validate():
                signed = service.SignedRules(form.shown, form.agreed(), form.signed_name.data, form.submission_key)
                made = service.acknowledge_rules(signed, by_id=current_user.id)
    if form.wording.errors:
        form.begin_again()
    if made is not None:
        return redirect(url_for("acknowledgements.acknowledged", reference=made.reference), code=303)
    return render_template("acknowledgements/acknowledge.html", own=own, form=form)


@blueprint.get("/signed/<reference>")
@requires(Permission.ACKNOWLEDGEMENT_SIGN)
def acknowledged(reference: str) -> ResponseReturnValue:
    record: Acknowledgement = get_or_404(Acknowledgement.visible_to(current_user), reference, by="reference")
    return render_template("acknowledgements/acknowledged.html", record=reading.full_acknowledgement(record))


@blueprint.get("/record/<reference>.pdf")
@requires(Permission.ACKNOWLEDGEMENT_READ)
def record_pdf(reference: str) -> Response:
    record: Acknowledgement = get_or_404(Acknowledgement.visible_to(current_user), reference, by="reference")
    to = io.BytesIO()
    documents.write_acknowledgement(reading.full_acknowledgement(record), to)
    return pdf_response(to, f"rules-{record.reference}.pdf")


@blueprint.get("/register")
@requires(Permission.ACKNOWLEDGEMENT_REGISTER)
def register() -> ResponseReturnValue:
    found = registers.register(current_user, on=clock.today())
    return render_template("acknowledgements/register.html", register=found, words=words)
