"""The page about e-mail: whether it can be sent, what waits, what did not arrive, and a test."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.mail import labels, service
from portal.mail.policy import Delivery
from portal.web.forms import ActionForm
from portal.web.throttle import count_try

blueprint = Blueprint("mail", __name__, url_prefix="/e-mails")
blueprint.add_app_template_filter(labels.delivery_words)
blueprint.add_app_template_global(service.obstacles, "mail_obstacles")
TESTS_PER_PERSON, TESTS_WITHIN = 5, timedelta(minutes=10)


@blueprint.route("/undelivered", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_INVITE)
def undelivered() -> ResponseReturnValue:
    if ActionForm().validate_on_submit():
        count = service.try_again()
        flash(ngettext("%(num)s e-mail is tried again.", "%(num)s e-mails are tried again.", count), "success")
        return redirect(url_for("mail.undelivered"), code=303)
    return render_template(
        "mail/undelivered.html",
        letters=service.undelivered(),
        waiting=service.count_waiting(),
        last_test=service.last_test(),
        labels=labels,
    )


@blueprint.post("/test")
@requires(Permission.ACCOUNT_INVITE)
def send_test() -> ResponseReturnValue:
    """Send a test e-mail to whoever asks, at once, and say what the mail server answered."""
    if Delivery.NO_SERVER in service.obstacles() or not current_user.email:
        flash(_("There is no mail server, or you sign in without an e-mail address. Nothing was sent."), "info")
    elif ActionForm().validate_on_submit():
        count_try(f"test e-mail:{current_user.id}", limit=TESTS_PER_PERSON, within=TESTS_WITHIN)
        message = service.send_test(current_user.email)
        flash(labels.test_words(message), "success" if message.sent_at else "error")
    return redirect(url_for("mail.undelivered"), code=303)
