"""Whoever starts to work here reads and signs the staff rules before anything else opens (product.md §3)."""

from contextlib import suppress
from typing import Any

from flask import Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import PUBLIC, declared_access, is_open_before_rules
from portal.acknowledgements.models import Acknowledgement
from portal.acknowledgements.policy import audiences_of
from portal.web import pending_form
from portal.web.pending_form import PendingFormTooLarge
from portal.wording import service as wording
from portal.wording.models import WordingVersion
from portal.wording.policy import Audience, DocumentKey


def is_new_starter(account: Any) -> bool:
    """Return whether somebody who works here has never signed the staff rules, which are in force.

    A changed version shuts nobody out: it is owed like any other document. Nor is whoever published them a starter: to
    publish is to have read every rule (docs/decisions.md).
    """
    key = DocumentKey.STAFF_RULES
    if Audience.STAFF not in audiences_of(account.roles) or not wording.is_published(key):
        return False
    versions = WordingVersion.select(WordingVersion.id).where(WordingVersion.document == key)
    signed = Acknowledgement.select().where(
        Acknowledgement.wording.in_(versions) & Acknowledgement.signed_by(account.id)
    )
    return not (signed.exists() or versions.where(WordingVersion.published_by_id == account.id).exists())


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
