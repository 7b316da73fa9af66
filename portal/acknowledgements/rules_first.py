"""Whoever starts to work here reads and signs the staff rules before anything else opens (product.md §3)."""

from contextlib import suppress

from flask import Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import PUBLIC, declared_access, is_open_before_rules
from portal.acknowledgements.service import is_new_starter
from portal.web import pending_form
from portal.web.pending_form import PendingFormTooLarge
from portal.wording.policy import DocumentKey


def rules_address() -> str:
    return url_for("acknowledgements.document", slug=DocumentKey.STAFF_RULES.replace("_", "-"))


def _rules_first() -> ResponseReturnValue | None:
    endpoint = request.endpoint
    if endpoint is None or declared_access(endpoint) == PUBLIC or not current_user.is_authenticated:
        return None
    if is_open_before_rules(endpoint, current_user.roles) or not is_new_starter(current_user):
        return None
    if request.method != "POST":
        flash(_("Please read and sign this first. Then everything else opens."))
        return redirect(rules_address(), code=303)
    typed = None
    with suppress(PendingFormTooLarge):
        typed = pending_form.from_request(current_user.id)  # nothing that was typed is lost (product.md §8.7)
    return render_template("acknowledgements/rules_first.html", typed=typed, address=rules_address()), 403


def init_app(app: Flask) -> None:
    app.before_request(_rules_first)
