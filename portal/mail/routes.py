"""The page of e-mails that could not be delivered."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.mail import labels, service
from portal.web.forms import ActionForm

blueprint = Blueprint("mail", __name__, url_prefix="/e-mails")


@blueprint.route("/undelivered", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_INVITE)
def undelivered() -> ResponseReturnValue:
    if ActionForm().validate_on_submit():
        count = service.try_again()
        flash(ngettext("%(num)s e-mail is tried again.", "%(num)s e-mails are tried again.", count), "success")
        return redirect(url_for("mail.undelivered"), code=303)
    return render_template("mail/undelivered.html", letters=service.undelivered(), labels=labels)
