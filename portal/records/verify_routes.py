"""The public page on which anybody checks a record that came from us, and finds the fingerprints of our keys."""

from datetime import timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.access.guard import public, takes_files
from portal.attachments.policy import LARGEST_RECORD
from portal.foundation import clock
from portal.issued import keys
from portal.records import labels, verifying
from portal.records.forms import VerifyForm
from portal.web.throttle import client_address, count_try

blueprint = Blueprint("verify", __name__)
CHECKS_PER_ADDRESS, CHECKS_WITHIN = 30, timedelta(minutes=10)


@blueprint.route("/verify", methods=["GET", "POST"])
@public
@takes_files(2 * LARGEST_RECORD)  # a file that is a little too large is then refused in words, beside its field
def check() -> ResponseReturnValue:
    form = VerifyForm()
    answers: tuple[labels.Answer, ...] = ()
    if form.validate_on_submit():
        count_try(f"verify:{client_address()}", limit=CHECKS_PER_ADDRESS, within=CHECKS_WITHIN)
        with form.refusals():
            answers = tuple(labels.answers(verifying.verify(form.content, on=clock.today())))
    return render_template("verify/check.html", form=form, answers=answers, certificates=keys.certificates())
